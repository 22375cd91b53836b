import { adoptEventLog } from '../events/log.ts';
import type { Log } from '../lib/log.ts';
import { createDatabase, type HubDatabase } from '../store/db.ts';
import { migrateToLatest } from '../store/migrate.ts';

/** This process's connections to it. */
export function openDatabase(url: string, log: Log): { db: HubDatabase; close(): Promise<void> } {
  let isClosing = false;
  const db = createDatabase(url, {
    maxConnections: 20,
    onIdleError: (error) => {
      if (!isClosing) log.warn('a database connection broke', { error });
    },
  });
  return {
    db,
    async close() {
      isClosing = true;
      await db.destroy();
    },
  };
}

export async function prepareDatabase(db: HubDatabase): Promise<readonly string[]> {
  const names = await migrateToLatest(db);
  await adoptEventLog(db);
  return names;
}
