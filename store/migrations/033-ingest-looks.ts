import { type Kysely, sql } from 'kysely';

/**
 * When each back end was last looked at with success. What was read and seen of ERPs before is of an older form: their
 * changes are read from now on, and the orders that are open are remembered by the next sweep.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.ingest_look (
      connection text PRIMARY KEY,
      good_at    timestamptz NOT NULL
    )`.execute(db);
  await sql`DELETE FROM hub.ingest_cursor WHERE feed = 'changes'`.execute(db);
  await sql`DELETE FROM hub.ingest_seen WHERE content ? 'state'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.ingest_look`.execute(db);
}
