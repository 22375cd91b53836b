import { type Kysely, sql } from 'kysely';

/** What the last examination of each connection found, for whichever process is asked for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.connection (
      connection     text PRIMARY KEY,
      examined_at    timestamptz NOT NULL,
      is_up          boolean NOT NULL,
      last_good_at   timestamptz,
      version        text,
      key_expires_at timestamptz,
      findings       jsonb NOT NULL
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.connection`.execute(db);
}
