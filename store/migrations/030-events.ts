import { type Kysely, sql } from 'kysely';

/**
 * The event log. Readers go by (xid, seq) and only below the oldest transaction that is still open, so that an event
 * that commits late is never behind them. Every insert wakes them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.event (
      seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
      event_id    uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      stream      text NOT NULL,
      plants      text[] NOT NULL,
      keys        text[] NOT NULL,
      payload     jsonb NOT NULL,
      source      text,
      source_key  text,
      CHECK ((source IS NULL) = (source_key IS NULL)),
      UNIQUE (source, source_key)
    )`.execute(db);
  await sql`CREATE INDEX event_cursor ON hub.event (xid, seq)`.execute(db);
  await sql`CREATE INDEX event_age ON hub.event (recorded_at)`.execute(db);
  await sql`
    CREATE TABLE hub.event_log (
      is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
      id         uuid NOT NULL DEFAULT gen_random_uuid(),
      pruned_xid xid8 NOT NULL DEFAULT '0',
      pruned_seq bigint NOT NULL DEFAULT 0
    )`.execute(db);
  await sql`INSERT INTO hub.event_log DEFAULT VALUES`.execute(db);
  await sql`
    CREATE FUNCTION hub.wake_readers() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- commits that notify wait for each other: one at a time does, and readers look again while others are open
      IF pg_try_advisory_xact_lock(hashtext('hub.event')) THEN PERFORM pg_notify('hub_event', ''); END IF;
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE TRIGGER wake_readers AFTER INSERT ON hub.event
    FOR EACH STATEMENT EXECUTE FUNCTION hub.wake_readers()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.event, hub.event_log`.execute(db);
  await sql`DROP FUNCTION hub.wake_readers`.execute(db);
}
