import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.event (
      seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
      event_id   uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
      at         timestamptz NOT NULL DEFAULT clock_timestamp(),
      stream     text NOT NULL,
      plant      text,
      keys       text[] NOT NULL DEFAULT '{}',
      payload    jsonb NOT NULL,
      source     text,
      source_key text,
      CHECK ((source IS NULL) = (source_key IS NULL)),
      UNIQUE (source, source_key)
    )`.execute(db);
  await sql`CREATE INDEX event_cursor ON hub.event (xid, seq)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.event`.execute(db);
}
