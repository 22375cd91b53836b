import { type Kysely, sql } from 'kysely';

/**
 * The W3C trace context that a caller gave with a command, so that the worker's calls carry it on. It says nothing about
 * what the command is: no hash covers it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE hub.command ADD COLUMN traceparent text, ADD COLUMN tracestate text`.execute(db);
  await sql`
    CREATE FUNCTION hub.note_trace(p_id uuid, p_traceparent text, p_tracestate text) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
      UPDATE command SET traceparent = p_traceparent, tracestate = p_tracestate
        WHERE id = p_id AND traceparent IS NULL AND fence = 0 $$`.execute(db);
  await sql`REVOKE ALL ON FUNCTION hub.note_trace FROM PUBLIC`.execute(db);
  const { rows } = await sql`SELECT FROM pg_roles WHERE rolname = 'hub_app'`.execute(db);
  if (rows.length > 0) await sql`GRANT EXECUTE ON FUNCTION hub.note_trace TO hub_app`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.note_trace`.execute(db);
  await sql`ALTER TABLE hub.command DROP COLUMN traceparent, DROP COLUMN tracestate`.execute(db);
}
