import { type Kysely, sql } from 'kysely';

/** How far each back end was read, and what was last seen of each of its records. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.ingest_cursor (
      connection text NOT NULL,
      feed       text NOT NULL,
      cursor     text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (connection, feed)
    )`.execute(db);
  await sql`
    CREATE TABLE hub.ingest_seen (
      connection  text NOT NULL,
      record      text NOT NULL,
      fingerprint text NOT NULL,
      content     jsonb NOT NULL,
      seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (connection, record)
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.ingest_seen, hub.ingest_cursor`.execute(db);
}
