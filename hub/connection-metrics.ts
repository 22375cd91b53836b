import { readExaminations } from '../store/connections.ts';
import type { HubDatabase } from '../store/db.ts';

/** How each connection was when it was last examined, by whichever process: Prometheus text. */
export async function readConnectionMetrics(db: HubDatabase, connections: readonly string[]): Promise<string> {
  const rows = await readExaminations(db, connections);
  const lines: string[] = [];
  const gauge = (name: string, help: string, figures: readonly { labels: string; value: number }[]) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
    for (const { labels, value } of figures) lines.push(`${name}{${labels}} ${value}`);
  };
  const time = (name: string, help: string, at: (row: (typeof rows)[number]) => Date | null) =>
    gauge(
      name,
      help,
      rows.flatMap((row) => {
        const instant = at(row);
        return instant === null ? [] : [{ labels: labelsOf(row), value: Math.floor(instant.getTime() / 1000) }];
      }),
    );
  gauge(
    'hub_connection_up',
    'Whether the back end was reached and took the key.',
    rows.map((row) => ({ labels: labelsOf(row), value: row.is_up ? 1 : 0 })),
  );
  time('hub_connection_examined_timestamp_seconds', 'When it was last examined.', (row) => row.examined_at);
  time(
    'hub_connection_last_good_timestamp_seconds',
    'When it was last examined without a finding of level error.',
    (row) => row.last_good_at,
  );
  gauge(
    'hub_connection_findings',
    'What is wrong with it; npm run doctor says it in words.',
    rows.flatMap((row) =>
      ['error', 'warning'].map((level) => ({
        labels: `${labelsOf(row)},level="${level}"`,
        value: row.findings.filter((finding) => finding.level === level).length,
      })),
    ),
  );
  time(
    'hub_connection_key_expiry_timestamp_seconds',
    'When the key of its user ends that ends first.',
    (row) => row.key_expires_at,
  );
  return `${lines.join('\n')}\n`;
}

const labelsOf = ({ connection }: { connection: string }): string => `connection="${connection}"`;
