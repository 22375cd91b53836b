import { sql } from 'kysely';
import type { MetricFamily } from '../../lib/metrics.ts';
import type { HubDatabase } from '../../store/db.ts';

interface Row {
  status: string;
  plant: string;
  n: string;
  oldest: string;
}

/** Open commands by status and plant, and how long the oldest of each waits: read from the ledger when asked. */
export async function commandMetrics(db: HubDatabase): Promise<MetricFamily[]> {
  const { rows } = await sql<Row>`
    SELECT status, coalesce(plant, '') AS plant, count(*) AS n,
      extract(epoch FROM clock_timestamp() - min(status_since))::numeric(12, 1)::text AS oldest
    FROM hub.command
    WHERE finished_at IS NULL
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db);
  const gauge = (name: string, help: string, value: (row: Row) => string): MetricFamily => ({
    ...{ name, type: 'gauge', help },
    samples: rows.map((row) => ({ labels: { status: row.status, plant: row.plant }, value: Number(value(row)) })),
  });
  return [
    gauge('hub_commands_open', 'Commands that have not ended, by status and plant.', (row) => row.n),
    gauge('hub_command_oldest_seconds', 'For how long the oldest of them has had its status.', (row) => row.oldest),
  ];
}
