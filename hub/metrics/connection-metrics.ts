import { sql } from 'kysely';
import type { MetricFamily } from '../../lib/metrics.ts';
import { readExaminations } from '../../store/connections.ts';
import type { HubDatabase } from '../../store/db.ts';

/** How long ago each back end was last looked at for changes with success, give or take ten seconds. */
export async function pollMetrics(db: HubDatabase): Promise<MetricFamily[]> {
  const { rows } = await sql<{ connection: string; age: string }>`
    SELECT connection, greatest(extract(epoch FROM clock_timestamp() - good_at), 0)::numeric(12, 1)::text AS age
    FROM hub.ingest_look ORDER BY 1`.execute(db);
  return [
    {
      name: 'hub_poll_age_seconds',
      type: 'gauge',
      help: 'How long ago the last good poll of a back end was.',
      samples: rows.map(({ connection, age }) => ({ labels: { connection }, value: Number(age) })),
    },
  ];
}

/** How each connection was when it was last examined, by whichever process. */
export async function connectionMetrics(db: HubDatabase, connections: readonly string[]): Promise<MetricFamily[]> {
  const rows = await readExaminations(db, connections);
  type Row = (typeof rows)[number];
  const gauge = (name: string, help: string, samples: MetricFamily['samples']): MetricFamily => ({
    ...{ name, type: 'gauge', help, samples },
  });
  const labelsOf = ({ connection }: Row) => ({ connection });
  const time = (name: string, help: string, at: (row: Row) => Date | null) =>
    gauge(
      name,
      help,
      rows.flatMap((row) => {
        const instant = at(row);
        return instant === null ? [] : [{ labels: labelsOf(row), value: Math.floor(instant.getTime() / 1000) }];
      }),
    );
  return [
    gauge(
      'hub_connection_up',
      'Whether the back end was reached and took the key.',
      rows.map((row) => ({ labels: labelsOf(row), value: row.is_up ? 1 : 0 })),
    ),
    time('hub_connection_examined_timestamp_seconds', 'When it was last examined.', (row) => row.examined_at),
    time(
      'hub_connection_last_good_timestamp_seconds',
      'When it was last examined without a finding of level error.',
      (row) => row.last_good_at,
    ),
    gauge(
      'hub_connection_findings',
      'What is wrong with it; npm run doctor says it in words.',
      rows.flatMap((row) =>
        ['error', 'warning'].map((level) => ({
          labels: { ...labelsOf(row), level },
          value: row.findings.filter((finding) => finding.level === level).length,
        })),
      ),
    ),
    time(
      'hub_connection_key_expiry_timestamp_seconds',
      'When the key of its user ends that ends first.',
      (row) => row.key_expires_at,
    ),
  ];
}
