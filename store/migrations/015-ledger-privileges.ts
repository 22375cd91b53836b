import { type Kysely, sql } from 'kysely';

const TABLES = [
  'command',
  'command_aggregate',
  'aggregate_counter',
  'command_step',
  'command_event',
  'approval',
  'seal',
  'command_transition',
];
const FUNCTIONS = [
  'accept',
  'lock_aggregates',
  'start_due',
  'approve',
  'decline',
  'cancel',
  'expire',
  'replay',
  'claim',
  'renew',
  'plan',
  'intent',
  'settle',
  'finish',
  'sweep',
  'seal_now',
];

/** The hub itself only reads the ledger; it writes through the functions, which run as the owner of the schema. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const name of FUNCTIONS) {
    await sql`REVOKE ALL ON FUNCTION ${sql.id('hub', name)} FROM PUBLIC`.execute(db);
  }
  const { rows } = await sql`SELECT FROM pg_roles WHERE rolname = 'hub_app'`.execute(db);
  if (rows.length === 0) return;
  for (const name of TABLES) {
    await sql`REVOKE ALL ON ${sql.id('hub', name)} FROM hub_app`.execute(db);
    await sql`GRANT SELECT ON ${sql.id('hub', name)} TO hub_app`.execute(db);
  }
  for (const name of FUNCTIONS) await sql`GRANT EXECUTE ON FUNCTION ${sql.id('hub', name)} TO hub_app`.execute(db);
}

export async function down(): Promise<void> {
  // the privileges go with the tables and functions
}
