import path from 'node:path';
import type { Environment } from '../lib/config/environment.ts';
import { startEmbeddedPostgres } from '../store/embedded/launch.ts';

/** The PostgreSQL that the hub works on: its own, or the one that DATABASE_URL names. */
export interface DatabaseServer {
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Resolves when an embedded server ends that nobody stopped. */
  readonly lost: Promise<void>;
  stop(): Promise<void>;
}

/** DATABASE_URL, or the embedded PostgreSQL in the data folder. */
export async function startDatabaseServer({
  databaseUrl,
  dataFolder,
}: Pick<Environment, 'databaseUrl' | 'dataFolder'>): Promise<DatabaseServer> {
  if (databaseUrl)
    return { url: databaseUrl, isEmbedded: false, lost: new Promise(() => {}), stop: () => Promise.resolve() };
  const server = await startEmbeddedPostgres(path.join(dataFolder, 'postgres'));
  let isStopping = false;
  return {
    url: server.url,
    isEmbedded: true,
    lost: new Promise((resolve) => void server.exited.then(() => isStopping || resolve())),
    stop() {
      isStopping = true;
      return server.stop();
    },
  };
}
