import { type Kysely, sql } from 'kysely';

/**
 * One turn for a command, the same in each of its aggregates and comparable over all of them: so a command can still
 * take its place in an aggregate that it turns out to belong to, where it would stand had the door known. Which record
 * of an ERP a number means only the ERP knows: an order has several numbers, and each of them may be given.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE SEQUENCE hub.turn`.execute(db);
  await sql`SELECT setval('hub.turn', coalesce((SELECT max(next_seq) FROM hub.aggregate_counter), 0) + 1)`.execute(db);

  // The counters' rows stay locked until the commit, so turns are taken in the order in which they are seen; keys are
  // locked in sorted order, so that no two wait for each other.
  await sql`
    CREATE OR REPLACE FUNCTION hub.take_turns(p_id uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_turn bigint;
    BEGIN
      PERFORM lock_aggregates(array(SELECT aggregate_key FROM command_aggregate WHERE command_id = p_id));
      v_turn := nextval('turn');
      UPDATE command_aggregate SET seq = v_turn WHERE command_id = p_id;
    END $$`.execute(db);
  await sql`DROP FUNCTION hub.take_turn`.execute(db);

  // What is open keeps its order.
  await sql`
    DO $$
    DECLARE
      v_id uuid;
    BEGIN
      FOR v_id IN
        SELECT a.command_id FROM (
          SELECT mine.command_id, mine.seq, max(c.created_at) OVER (PARTITION BY mine.aggregate_key ORDER BY mine.seq) AS behind
          FROM hub.command_aggregate mine JOIN hub.command c ON c.id = mine.command_id
          WHERE mine.is_open AND mine.seq IS NOT NULL) AS a
        GROUP BY a.command_id ORDER BY max(a.behind), max(a.seq)
      LOOP
        PERFORM hub.take_turns(v_id);
      END LOOP;
    END $$`.execute(db);

  // The plan of a command that has found out which aggregates it belongs to. OK; FENCED: another owns it; WAIT: one
  // that was accepted before it is open there, or one that was accepted after it has begun. It keeps its place among
  // them, so that it is claimed only when its turn has come.
  await sql`
    CREATE FUNCTION hub.plan_in_turn(p_id uuid, p_owner text, p_fence bigint, p_steps jsonb, p_problems jsonb,
                                     p_keys text[]) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_keys text[];
      v_turn bigint;
    BEGIN
      IF NOT own(p_id, p_owner, p_fence) THEN RETURN 'FENCED'; END IF;
      SELECT array_agg(aggregate_key) || p_keys, max(seq) INTO v_keys, v_turn
        FROM command_aggregate WHERE command_id = p_id;
      PERFORM lock_aggregates(v_keys);
      INSERT INTO command_aggregate (command_id, aggregate_key, seq)
        SELECT DISTINCT p_id, k, v_turn FROM unnest(p_keys) AS k
        ON CONFLICT (command_id, aggregate_key) DO NOTHING;
      IF EXISTS (
        SELECT FROM command_aggregate other JOIN command c ON c.id = other.command_id
        WHERE other.aggregate_key = ANY (v_keys) AND other.command_id <> p_id AND other.is_open
          AND (other.seq < v_turn
            OR other.seq > v_turn AND EXISTS (
              SELECT FROM command_step s WHERE s.command_id = c.id
                AND (c.status = 'RUNNING' OR s.state IN ('INTENT', 'IN_DOUBT', 'APPLIED')))))
      THEN
        DELETE FROM command_step WHERE command_id = p_id AND state = 'PLANNED';
        RETURN 'WAIT';
      END IF;
      RETURN CASE WHEN plan(p_id, p_owner, p_fence, p_steps, p_problems) THEN 'OK' ELSE 'FENCED' END;
    END $$`.execute(db);
  await sql`REVOKE ALL ON FUNCTION hub.plan_in_turn FROM PUBLIC`.execute(db);
  const { rows } = await sql`SELECT FROM pg_roles WHERE rolname = 'hub_app'`.execute(db);
  if (rows.length > 0) await sql`GRANT EXECUTE ON FUNCTION hub.plan_in_turn TO hub_app`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.plan_in_turn`.execute(db);
  await sql`
    CREATE FUNCTION hub.take_turn(p_key text) RETURNS bigint LANGUAGE sql SET search_path = hub, pg_catalog, pg_temp AS $$
      INSERT INTO aggregate_counter AS c (aggregate_key, next_seq) VALUES (p_key, 2)
      ON CONFLICT (aggregate_key) DO UPDATE SET next_seq = c.next_seq + 1
      RETURNING next_seq - 1 $$`.execute(db);
  await sql`
    UPDATE hub.aggregate_counter c SET next_seq = greatest(c.next_seq, a.last + 1)
    FROM (SELECT aggregate_key, max(seq) AS last FROM hub.command_aggregate GROUP BY aggregate_key) AS a
    WHERE a.aggregate_key = c.aggregate_key`.execute(db);
  await sql`
    CREATE OR REPLACE FUNCTION hub.take_turns(p_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_key text;
    BEGIN
      FOR v_key IN SELECT aggregate_key FROM command_aggregate WHERE command_id = p_id ORDER BY aggregate_key COLLATE "C" LOOP
        UPDATE command_aggregate SET seq = take_turn(v_key) WHERE command_id = p_id AND aggregate_key = v_key;
      END LOOP;
    END $$`.execute(db);
  await sql`DROP SEQUENCE hub.turn`.execute(db);
}
