import { type Kysely, sql } from 'kysely';

/** How a command comes in, and what people do to one. Each function is one decision, made where the rows are locked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.take_turn(p_key text) RETURNS bigint LANGUAGE sql SET search_path = hub, pg_catalog, pg_temp AS $$
      INSERT INTO aggregate_counter AS c (aggregate_key, next_seq) VALUES (p_key, 2)
      ON CONFLICT (aggregate_key) DO UPDATE SET next_seq = c.next_seq + 1
      RETURNING next_seq - 1 $$`.execute(db);

  // A turn in each of its aggregates. The counter's row stays locked until the commit, so turns are taken in the
  // order in which they are seen; keys are locked in sorted order, so that no two wait for each other.
  await sql`
    CREATE FUNCTION hub.take_turns(p_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_key text;
    BEGIN
      FOR v_key IN SELECT aggregate_key FROM command_aggregate WHERE command_id = p_id ORDER BY aggregate_key COLLATE "C" LOOP
        UPDATE command_aggregate SET seq = take_turn(v_key) WHERE command_id = p_id AND aggregate_key = v_key;
      END LOOP;
    END $$`.execute(db);

  // For a transaction that accepts several commands: their aggregates first, all in one order.
  await sql`
    CREATE FUNCTION hub.lock_aggregates(p_keys text[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_key text;
    BEGIN
      FOR v_key IN SELECT DISTINCT k COLLATE "C" FROM unnest(p_keys) AS k ORDER BY 1 LOOP
        INSERT INTO aggregate_counter AS c (aggregate_key) VALUES (v_key)
          ON CONFLICT (aggregate_key) DO UPDATE SET next_seq = c.next_seq;
      END LOOP;
    END $$`.execute(db);

  // CREATED, REPLAY (this key and payload were seen before) or REUSED (this key with another payload).
  await sql`
    CREATE FUNCTION hub.accept(
      p_client text, p_key text, p_fingerprint text, p_type text, p_version int, p_plants text[], p_input jsonb,
      p_overrides jsonb, p_aggregates text[], p_risk text, p_by text, p_correlation text, p_caused_by uuid,
      p_not_before timestamptz, p_not_after timestamptz)
    RETURNS TABLE (command_id uuid, disposition text, status text) LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    #variable_conflict use_column
    DECLARE
      c command;
      v_scheduled boolean := coalesce(p_not_before > clock_timestamp(), false);
    BEGIN
      SELECT * INTO c FROM command x WHERE x.client_id = p_client AND x.idempotency_key = p_key;
      IF NOT FOUND THEN
        PERFORM set_config('hub.actor', p_by, true);
        INSERT INTO command (client_id, idempotency_key, fingerprint, type, version, plants, input, overrides, risk,
                             requested_by, correlation_id, caused_by, not_before, not_after, status, reason)
        VALUES (p_client, p_key, p_fingerprint, p_type, p_version, p_plants, p_input, p_overrides, p_risk,
                p_by, p_correlation, p_caused_by, p_not_before,
                coalesce(p_not_after, coalesce(p_not_before, clock_timestamp()) + interval '7 days'),
                CASE WHEN v_scheduled THEN 'SCHEDULED' ELSE 'QUEUED' END, 'ACCEPTED')
        ON CONFLICT (client_id, idempotency_key) DO NOTHING
        RETURNING * INTO c;
        IF FOUND THEN
          INSERT INTO command_aggregate (command_id, aggregate_key)
            SELECT DISTINCT c.id, k FROM unnest(p_aggregates) AS k;
          IF NOT v_scheduled THEN PERFORM take_turns(c.id); END IF;
          RETURN QUERY SELECT c.id, 'CREATED'::text, c.status;
          RETURN;
        END IF;
        -- lost the race for the key; READ COMMITTED shows the winner to the next statement
        SELECT * INTO c FROM command x WHERE x.client_id = p_client AND x.idempotency_key = p_key;
      END IF;
      RETURN QUERY SELECT c.id, CASE WHEN c.fingerprint = p_fingerprint THEN 'REPLAY' ELSE 'REUSED' END, c.status;
    END $$`.execute(db);

  // A scheduled command whose time has come takes its turn behind what was accepted before.
  await sql`
    CREATE FUNCTION hub.start_due(p_id uuid, p_by text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      PERFORM FROM command WHERE id = p_id AND status = 'SCHEDULED' AND not_before <= clock_timestamp()
        FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN RETURN false; END IF;
      PERFORM take_turns(p_id);
      UPDATE command SET status = 'QUEUED', reason = 'DUE', next_attempt_at = clock_timestamp() WHERE id = p_id;
      RETURN true;
    END $$`.execute(db);

  // OK, or why not: NOT_FOUND, STATE, REQUESTER, FINGERPRINT, EXPIRED.
  await sql`
    CREATE FUNCTION hub.approve(p_id uuid, p_by text, p_fingerprint text, p_comment text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      SELECT * INTO c FROM command WHERE id = p_id FOR UPDATE;
      IF NOT FOUND THEN RETURN 'NOT_FOUND'; END IF;
      IF c.status <> 'PENDING_APPROVAL' THEN RETURN 'STATE'; END IF;
      IF c.requested_by = p_by THEN RETURN 'REQUESTER'; END IF;
      IF c.fingerprint <> p_fingerprint THEN RETURN 'FINGERPRINT'; END IF;
      IF c.not_after <= clock_timestamp() THEN RETURN 'EXPIRED'; END IF;
      INSERT INTO approval (command_id, n, by, is_approved, fingerprint, comment)
        SELECT p_id, count(*) + 1, p_by, true, p_fingerprint, p_comment FROM approval WHERE command_id = p_id;
      UPDATE command SET status = 'QUEUED', reason = 'APPROVED', approved_by = p_by, next_attempt_at = clock_timestamp()
        WHERE id = p_id;
      RETURN 'OK';
    END $$`.execute(db);

  await sql`
    CREATE FUNCTION hub.decline(p_id uuid, p_by text, p_comment text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      SELECT * INTO c FROM command WHERE id = p_id FOR UPDATE;
      IF NOT FOUND THEN RETURN 'NOT_FOUND'; END IF;
      IF c.status <> 'PENDING_APPROVAL' THEN RETURN 'STATE'; END IF;
      INSERT INTO approval (command_id, n, by, is_approved, fingerprint, comment)
        SELECT p_id, count(*) + 1, p_by, false, c.fingerprint, p_comment FROM approval WHERE command_id = p_id;
      UPDATE command SET status = 'CANCELLED', reason = 'DECLINED' WHERE id = p_id;
      RETURN 'OK';
    END $$`.execute(db);

  // OK, or why not: NOT_FOUND, STATE (it runs, is in doubt or has ended), EFFECTS.
  await sql`
    CREATE FUNCTION hub.cancel(p_id uuid, p_by text, p_reason text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      SELECT * INTO c FROM command WHERE id = p_id FOR UPDATE;
      IF NOT FOUND THEN RETURN 'NOT_FOUND'; END IF;
      IF c.status NOT IN ('SCHEDULED', 'QUEUED', 'PENDING_APPROVAL') THEN RETURN 'STATE'; END IF;
      IF EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state IN ('INTENT', 'IN_DOUBT', 'APPLIED')) THEN
        RETURN 'EFFECTS';
      END IF;
      UPDATE command SET status = 'CANCELLED', reason = 'CANCELLED: ' || p_reason WHERE id = p_id;
      RETURN 'OK';
    END $$`.execute(db);

  // Only what never touched a back end.
  await sql`
    CREATE FUNCTION hub.expire(p_id uuid, p_by text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      UPDATE command c SET status = 'EXPIRED', reason = 'NOT_AFTER'
        WHERE c.id = p_id AND c.status IN ('SCHEDULED', 'QUEUED', 'PENDING_APPROVAL') AND c.not_after <= clock_timestamp()
          AND NOT EXISTS (SELECT FROM command_step s
                          WHERE s.command_id = c.id AND s.state IN ('INTENT', 'IN_DOUBT', 'APPLIED'));
      RETURN found;
    END $$`.execute(db);

  // The same command and markers again. What may be on its way is looked up first; what was refused is tried again.
  await sql`
    CREATE FUNCTION hub.replay(p_id uuid, p_by text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
      v_open boolean;
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      SELECT * INTO c FROM command WHERE id = p_id FOR UPDATE;
      IF NOT FOUND THEN RETURN 'NOT_FOUND'; END IF;
      IF c.status <> 'NEEDS_ATTENTION' THEN RETURN 'STATE'; END IF;
      UPDATE command_step SET state = 'PLANNED', problem = NULL WHERE command_id = p_id AND state = 'REFUSED';
      SELECT EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state IN ('INTENT', 'IN_DOUBT')) INTO v_open;
      UPDATE command SET status = CASE WHEN v_open THEN 'IN_DOUBT' ELSE 'QUEUED' END, reason = 'REPLAYED', attempts = 0,
          deferrals = 0, claims = 0, probes = 0, doubt_since = CASE WHEN v_open THEN clock_timestamp() END,
          wait_until = NULL, next_attempt_at = clock_timestamp()
        WHERE id = p_id;
      RETURN 'OK';
    END $$`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.replay, hub.expire, hub.cancel, hub.decline, hub.approve, hub.start_due, hub.accept,
    hub.lock_aggregates, hub.take_turns, hub.take_turn`.execute(db);
}
