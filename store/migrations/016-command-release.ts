import { type Kysely, sql } from 'kysely';

/**
 * A worker gives up a run that it cannot go on with, as when the database was away for a moment: what may be on its
 * way is in doubt, the rest is queued. The same as a sweep, without waiting for the lease. Null: another owns it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.release(p_id uuid, p_owner text, p_fence bigint) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_open boolean;
      v_to text;
    BEGIN
      PERFORM set_config('hub.actor', p_owner, true);
      IF NOT own(p_id, p_owner, p_fence) THEN RETURN NULL; END IF;
      v_open := EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state IN ('INTENT', 'IN_DOUBT'));
      v_to := CASE WHEN v_open THEN 'IN_DOUBT' ELSE 'QUEUED' END;
      UPDATE command SET status = v_to, reason = 'RUN_BROKE_OFF', lease_owner = NULL, lease_until = NULL, claims = 0,
          next_attempt_at = clock_timestamp() + interval '500 ms',
          doubt_since = CASE WHEN v_open THEN coalesce(doubt_since, clock_timestamp()) END
        WHERE id = p_id;
      RETURN v_to;
    END $$`.execute(db);
  await sql`REVOKE ALL ON FUNCTION hub.release FROM PUBLIC`.execute(db);
  const { rows } = await sql`SELECT FROM pg_roles WHERE rolname = 'hub_app'`.execute(db);
  if (rows.length > 0) await sql`GRANT EXECUTE ON FUNCTION hub.release TO hub_app`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.release`.execute(db);
}
