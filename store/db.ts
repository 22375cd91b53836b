import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { HubTables } from './tables.ts';

/** The hub's database; its tables stand in schema `hub`. bigint and numeric come as strings. */
export type HubDatabase = Kysely<HubTables>;

export interface DatabaseOptions {
  /** Connections of the pool, 10 by default. */
  readonly maxConnections?: number;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
  /** A pooled connection that broke while nobody used it; the pool replaces it. */
  readonly onIdleError?: (error: Error) => void;
}

export function createDatabase(url: string, options: DatabaseOptions = {}): HubDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    application_name: options.name ?? 'hub',
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    // an open transaction of a stuck process delays every reader of events behind it
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', options.onIdleError ?? (() => {})); // without a listener it would end the process
  return new Kysely<HubTables>({ dialect: new PostgresDialect({ pool }) }).withSchema('hub');
}
