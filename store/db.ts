import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { besideTraces } from '../lib/trace.ts';
import type { HubTables } from './tables.ts';

/** The hub's database; its tables stand in schema `hub`. bigint and numeric come as strings. */
export type HubDatabase = Kysely<HubTables>;

/** The same within a transaction; a function that takes one may also be given the pool where it only reads. */
export type Transaction = Kysely<HubTables>;

/** May read every table and write the hub's own, but the ledger only through its functions. */
export const APP_ROLE = 'hub_app';

export interface DatabaseOptions {
  /** Connections of the pool, 10 by default. */
  readonly maxConnections?: number;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
  /** A pooled connection that broke while nobody used it; the pool replaces it. */
  readonly onIdleError?: (error: Error) => void;
}

/** Every connection takes the role hub_app where the server has it and the login may; else it stays what it logged in as. */
export function createDatabase(url: string, options: DatabaseOptions = {}): HubDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    application_name: options.name ?? 'hub',
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // an open transaction of a stuck process delays every reader of events behind it
    idle_in_transaction_session_timeout: 60_000,
    lock_timeout: 10_000,
    statement_timeout: 30_000,
    query_timeout: 40_000, // longer than the server's own: it only fires when the server cannot be reached
    onConnect: takeAppRole,
  });
  const { onIdleError = () => {} } = options;
  pool.on('error', (error) => besideTraces(() => onIdleError(error))); // without a listener it would end the process
  pool.on('connect', (client) => client.on('error', () => {})); // so would a connection that breaks while it is used
  return new Kysely<HubTables>({ dialect: new PostgresDialect({ pool }) }).withSchema('hub');
}

const ROLE_NOT_THERE = '22023';
const ROLE_NOT_ALLOWED = '42501';

/** Errors other than those of a server without the role are thrown. */
export async function takeAppRole(client: { query(text: string): Promise<unknown> }): Promise<void> {
  try {
    await client.query(`SET ROLE ${APP_ROLE}`);
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== ROLE_NOT_THERE && code !== ROLE_NOT_ALLOWED) throw error;
  }
}
