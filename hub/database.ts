import path from 'node:path';
import { adoptEventLog } from '../events/log.ts';
import type { Environment } from '../lib/config/environment.ts';
import type { Log } from '../lib/log.ts';
import { createDatabase, type HubDatabase } from '../store/db.ts';
import { startEmbeddedPostgres } from '../store/embedded/launch.ts';
import { migrateToLatest } from '../store/migrate.ts';

export interface OpenDatabase {
  db: HubDatabase;
  url: string;
  isEmbedded: boolean;
  /** Resolves when an embedded server ends that nobody stopped. */
  lost: Promise<void>;
  close(): Promise<void>;
}

/** DATABASE_URL, or the embedded PostgreSQL in the data folder. */
export async function openDatabase(
  { databaseUrl, dataFolder }: Pick<Environment, 'databaseUrl' | 'dataFolder'>,
  log: Log,
): Promise<OpenDatabase> {
  const server = databaseUrl ? undefined : await startEmbeddedPostgres(path.join(dataFolder, 'postgres'));
  const url = databaseUrl ?? (server?.url as string);
  let isClosing = false;
  const db = createDatabase(url, {
    maxConnections: 20,
    onIdleError: (error) => {
      if (!isClosing) log.warn('a database connection broke', { error });
    },
  });
  return {
    db,
    url,
    isEmbedded: server !== undefined,
    lost: server
      ? server.exited.then(() => (isClosing ? new Promise<void>(() => {}) : undefined))
      : new Promise(() => {}),
    async close() {
      isClosing = true;
      await db.destroy();
      await server?.stop();
    },
  };
}

export async function prepareDatabase(db: HubDatabase): Promise<readonly string[]> {
  const names = await migrateToLatest(db);
  await adoptEventLog(db);
  return names;
}
