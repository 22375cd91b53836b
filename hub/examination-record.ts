import type { ConnectionReport, ExpiringKey } from '../connectors/ports.ts';
import { appendEvents, type NewEvent } from '../events/log.ts';
import { storeExamination } from '../store/connections.ts';
import type { HubDatabase } from '../store/db.ts';

const DAY_MS = 86_400_000;
/** Days ahead at which the end of a key is told. */
const KEY_WARNING_DAYS = [1, 7, 14];

/**
 * Keeps an examination for all processes, and tells of keys that end soon: once for each key and number of days, by
 * whichever process sees it first, however often the hub begins anew.
 */
export async function recordExamination(
  db: HubDatabase,
  report: ConnectionReport,
  plantCodes: readonly string[],
  now = new Date(),
): Promise<void> {
  const { connection, version, isReachable, findings, keys } = report;
  await db.transaction().execute(async (tx) => {
    await storeExamination(tx, {
      ...{ connection, version, examinedAt: now, isUp: isReachable },
      isGood: isReachable && findings.every(({ level }) => level !== 'error'),
      keyExpiresAt: keys && (keys[0]?.expiresAt ?? null),
      findings: findings.map(({ level, text }) => ({ level, text })),
    });
    await appendEvents(
      tx,
      (keys ?? []).flatMap((key) => warningOf(connection, key, plantCodes, now)),
    );
  });
}

function warningOf(connection: string, key: ExpiringKey, plantCodes: readonly string[], now: Date): NewEvent[] {
  const left = (key.expiresAt.getTime() - now.getTime()) / DAY_MS;
  const days = KEY_WARNING_DAYS.find((limit) => left <= limit);
  if (days === undefined) return [];
  const expiresAt = key.expiresAt.toISOString();
  const message = `The API key "${key.name}" of ${connection} ends at ${expiresAt}, in ${days === 1 ? 'a day' : `${days} days`} at most`;
  return [
    {
      stream: 'system',
      plantCodes,
      payload: { kind: 'CONNECTION_KEY_EXPIRES', connection, message, keyName: key.name, expiresAt, days },
      source: { name: `key of ${connection}`, key: `${key.id} ${expiresAt} ${days}` },
    },
  ];
}
