import { sql } from 'kysely';
import type { HubDatabase } from '../store/db.ts';

interface Row {
  status: string;
  plant: string;
  n: string;
  oldest: string;
}

/** Prometheus text, read from the hub's own tables when asked. */
export async function readMetrics(db: HubDatabase): Promise<string> {
  return [...(await commandMetrics(db)), ...(await pollMetrics(db)), ''].join('\n');
}

/** Open commands by status and plant, and how long the oldest of each waits. */
async function commandMetrics(db: HubDatabase): Promise<string[]> {
  const { rows } = await sql<Row>`
    SELECT status, coalesce(plant, '') AS plant, count(*) AS n,
      extract(epoch FROM clock_timestamp() - min(status_since))::numeric(12, 1)::text AS oldest
    FROM hub.command
    WHERE finished_at IS NULL
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db);
  const gauge = (name: string, help: string, value: (row: Row) => string) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...rows.map((row) => `${name}{status="${row.status}",plant="${row.plant}"} ${value(row)}`),
  ];
  return [
    ...gauge('hub_commands_open', 'Commands that have not ended, by status and plant.', (row) => row.n),
    ...gauge('hub_command_oldest_seconds', 'For how long the oldest of them has had its status.', (row) => row.oldest),
  ];
}

/** How long ago each back end was last looked at for changes with success, give or take ten seconds. */
async function pollMetrics(db: HubDatabase): Promise<string[]> {
  const { rows } = await sql<{ connection: string; age: string }>`
    SELECT connection, greatest(extract(epoch FROM clock_timestamp() - good_at), 0)::numeric(12, 1)::text AS age
    FROM hub.ingest_look ORDER BY 1`.execute(db);
  return [
    '# HELP hub_poll_age_seconds How long ago the last good poll of a back end was.',
    '# TYPE hub_poll_age_seconds gauge',
    ...rows.map(({ connection, age }) => `hub_poll_age_seconds{connection="${connection}"} ${age}`),
  ];
}
