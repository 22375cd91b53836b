import { sql } from 'kysely';
import type { Log } from '../lib/log.ts';
import type { HubDatabase } from '../store/db.ts';
import { listen } from './wake.ts';

/**
 * What one process says to those that poll, wherever they run. It may get lost: then a back end is looked at a little
 * later, and nothing else. `connection`: something happened in that back end. `plants`: somebody waits for news of them;
 * null stands for all.
 */
export type Hint = { readonly connection: string } | { readonly plants: readonly string[] | null };

/** PostgreSQL's own limit is 8,000 bytes. */
const PAYLOAD_MAX = 7_000;

export async function sendHint(db: HubDatabase, hint: Hint): Promise<void> {
  const text = JSON.stringify(hint);
  const payload = text.length <= PAYLOAD_MAX ? text : JSON.stringify({ plants: null });
  await sql`SELECT pg_notify('hub_hint', ${payload})`.execute(db);
}

/** Returns what ends it. */
export function listenForHints(url: string, log: Log, onHint: (hint: Hint) => void): () => Promise<void> {
  return listen(url, log, 'hub_hint', (payload) => {
    if (payload === undefined) return;
    try {
      onHint(JSON.parse(payload) as Hint);
    } catch {
      log.warn('a hint is not understood', { payload });
    }
  });
}
