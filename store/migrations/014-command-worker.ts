import { type Kysely, sql } from 'kysely';

/**
 * What a worker does to a command. Every function asks first whether the caller still owns it: lease owner and fence;
 * a worker that was overtaken learns nothing and changes nothing. Time is the database's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.own(p_id uuid, p_owner text, p_fence bigint) RETURNS boolean LANGUAGE plpgsql
    SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM FROM command WHERE id = p_id AND status = 'RUNNING' AND lease_owner = p_owner AND fence = p_fence FOR UPDATE;
      RETURN found;
    END $$`.execute(db);

  // Due commands of a plant ('' for none) that are the first open one in each of their aggregates, oldest first.
  await sql`
    CREATE FUNCTION hub.claim(p_owner text, p_plant text, p_lease_ms bigint, p_limit int) RETURNS SETOF hub.command
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_now timestamptz := clock_timestamp();
    BEGIN
      PERFORM set_config('hub.actor', p_owner, true);
      RETURN QUERY
      WITH picked AS (
        SELECT q.id FROM command q
        WHERE q.status IN ('QUEUED', 'IN_DOUBT') AND coalesce(q.plant, '') = p_plant AND q.next_attempt_at <= v_now
          AND NOT EXISTS (
            SELECT FROM command_aggregate mine
            JOIN command_aggregate earlier ON earlier.aggregate_key = mine.aggregate_key
              AND earlier.seq < mine.seq AND earlier.is_open
            WHERE mine.command_id = q.id)
        ORDER BY q.next_attempt_at
        LIMIT p_limit FOR UPDATE OF q SKIP LOCKED)
      UPDATE command c SET status = 'RUNNING', reason = 'CLAIMED', lease_owner = p_owner,
          lease_until = clock_timestamp() + p_lease_ms * interval '1 ms', fence = c.fence + 1, claims = c.claims + 1
        FROM picked WHERE c.id = picked.id
        RETURNING c.*;
    END $$`.execute(db);

  await sql`
    CREATE FUNCTION hub.renew(p_id uuid, p_owner text, p_fence bigint, p_lease_ms bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      UPDATE command SET lease_until = clock_timestamp() + p_lease_ms * interval '1 ms'
        WHERE id = p_id AND status = 'RUNNING' AND lease_owner = p_owner AND fence = p_fence
          AND lease_until > clock_timestamp();
      RETURN found;
    END $$`.execute(db);

  // Stores the steps, or stores them anew while none of them may have left.
  await sql`
    CREATE FUNCTION hub.plan(p_id uuid, p_owner text, p_fence bigint, p_steps jsonb, p_problems jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      IF NOT own(p_id, p_owner, p_fence) THEN RETURN false; END IF;
      IF EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state <> 'PLANNED') THEN
        RAISE EXCEPTION 'the plan of command % has begun', p_id USING ERRCODE = 'HB009';
      END IF;
      UPDATE command SET problems = p_problems WHERE id = p_id AND problems <> p_problems;
      DELETE FROM command_step WHERE command_id = p_id AND step_no > jsonb_array_length(p_steps);
      INSERT INTO command_step AS s (command_id, step_no, name, system, connection, operation, marker, input, guarantee)
        SELECT p_id, n, x ->> 'name', x ->> 'system', x ->> 'connection', x ->> 'operation', x ->> 'marker', x -> 'input',
               x ->> 'guarantee'
        FROM jsonb_array_elements(p_steps) WITH ORDINALITY AS steps (x, n)
        ON CONFLICT (command_id, step_no) DO UPDATE SET name = excluded.name, system = excluded.system,
          connection = excluded.connection, operation = excluded.operation, input = excluded.input,
          guarantee = excluded.guarantee, before = NULL;
      RETURN true;
    END $$`.execute(db);

  // Committed before the first byte leaves. OK; FENCED: do not call; EXPIRED: too late for a first effect;
  // ORDER: a step before it is not applied, or it is not planned.
  await sql`
    CREATE FUNCTION hub.intent(p_id uuid, p_owner text, p_fence bigint, p_step int, p_before jsonb, p_lease_ms bigint,
                               p_rpc_max_ms bigint, p_quiescence_ms bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_not_after timestamptz;
      v_now timestamptz;
    BEGIN
      IF p_lease_ms <= p_rpc_max_ms THEN RAISE EXCEPTION 'a lease must outlive a call'; END IF;
      UPDATE command SET lease_until = clock_timestamp() + p_lease_ms * interval '1 ms'
        WHERE id = p_id AND status = 'RUNNING' AND lease_owner = p_owner AND fence = p_fence
          AND lease_until > clock_timestamp()
        RETURNING not_after INTO v_not_after;
      IF NOT FOUND THEN RETURN 'FENCED'; END IF;
      v_now := clock_timestamp();
      IF v_not_after <= v_now AND NOT EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state = 'APPLIED') THEN
        RETURN 'EXPIRED';
      END IF;
      UPDATE command_step SET state = 'INTENT', before = p_before, attempts = attempts + 1, intent_fence = p_fence,
          intent_at = v_now, quiesce_at = v_now + (p_rpc_max_ms + p_quiescence_ms) * interval '1 ms', problem = NULL
        WHERE command_id = p_id AND step_no = p_step AND state = 'PLANNED'
          AND NOT EXISTS (SELECT FROM command_step b
                          WHERE b.command_id = p_id AND b.step_no < p_step AND b.state <> 'APPLIED');
      RETURN CASE WHEN found THEN 'OK' ELSE 'ORDER' END;
    END $$`.execute(db);

  // What became of a step. PLANNED, that is proven not to have happened, only once the back end must be quiet, or
  // with proof that nothing was carried out. True again for what already stands so.
  await sql`
    CREATE FUNCTION hub.settle(p_id uuid, p_owner text, p_fence bigint, p_step int, p_to text, p_certainty text,
                               p_ref jsonb, p_result jsonb, p_problem jsonb, p_is_proven boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      IF NOT own(p_id, p_owner, p_fence) THEN RETURN false; END IF;
      UPDATE command_step SET state = p_to, certainty = coalesce(p_certainty, certainty),
          external_ref = coalesce(p_ref, external_ref), result = coalesce(p_result, result), problem = p_problem,
          quiesce_at = CASE WHEN p_to = 'PLANNED' THEN NULL ELSE quiesce_at END
        WHERE command_id = p_id AND step_no = p_step AND state IN ('PLANNED', 'INTENT', 'IN_DOUBT')
          AND (p_to <> 'PLANNED' OR p_is_proven OR quiesce_at IS NULL OR quiesce_at <= clock_timestamp());
      IF found THEN RETURN true; END IF;
      PERFORM FROM command_step WHERE command_id = p_id AND step_no = p_step AND state = p_to;
      RETURN found;
    END $$`.execute(db);

  // The end of a run. OK; REPEATED: this run had ended so already; FENCED: another owns it.
  await sql`
    CREATE FUNCTION hub.finish(p_id uuid, p_owner text, p_fence bigint, p_to text, p_reason text, p_problems jsonb,
                               p_delay_ms bigint, p_burns_attempt boolean, p_wait_ms bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      v_now timestamptz := clock_timestamp();
    BEGIN
      PERFORM set_config('hub.actor', p_owner, true);
      IF NOT own(p_id, p_owner, p_fence) THEN
        PERFORM FROM command WHERE id = p_id AND fence = p_fence AND status = p_to;
        RETURN CASE WHEN found THEN 'REPEATED' ELSE 'FENCED' END;
      END IF;
      -- one that waits for another lets those behind it pass: what it waits for may be among them
      IF p_wait_ms IS NOT NULL THEN PERFORM take_turns(p_id); END IF;
      UPDATE command SET status = p_to, reason = p_reason, problems = coalesce(p_problems, problems),
          lease_owner = NULL, lease_until = NULL, claims = 0,
          attempts = attempts + CASE WHEN p_burns_attempt THEN 1 ELSE 0 END,
          deferrals = CASE WHEN p_to = 'QUEUED' AND NOT p_burns_attempt THEN deferrals + 1 ELSE 0 END,
          next_attempt_at = v_now + coalesce(p_delay_ms, 0) * interval '1 ms',
          wait_until = CASE WHEN p_wait_ms IS NOT NULL THEN coalesce(wait_until, v_now + p_wait_ms * interval '1 ms')
                            ELSE wait_until END,
          doubt_since = CASE WHEN p_to IN ('IN_DOUBT', 'NEEDS_ATTENTION') THEN coalesce(doubt_since, v_now) END,
          probes = CASE WHEN p_to = 'IN_DOUBT' THEN probes + 1 ELSE 0 END
        WHERE id = p_id;
      RETURN 'OK';
    END $$`.execute(db);

  // A lease that ran out: the status that the command comes to, null where its owner was quicker.
  await sql`
    CREATE FUNCTION hub.sweep(p_id uuid, p_by text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
      v_open boolean;
      v_to text;
    BEGIN
      PERFORM set_config('hub.actor', p_by, true);
      SELECT * INTO c FROM command WHERE id = p_id AND status = 'RUNNING' AND lease_until < clock_timestamp()
        FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN RETURN NULL; END IF;
      v_open := EXISTS (SELECT FROM command_step WHERE command_id = p_id AND state IN ('INTENT', 'IN_DOUBT'));
      v_to := CASE WHEN c.claims >= 5 THEN 'NEEDS_ATTENTION' WHEN v_open THEN 'IN_DOUBT' ELSE 'QUEUED' END;
      UPDATE command SET status = v_to, lease_owner = NULL, lease_until = NULL, next_attempt_at = clock_timestamp(),
          doubt_since = CASE WHEN v_open THEN coalesce(doubt_since, clock_timestamp()) END,
          reason = CASE WHEN v_to = 'NEEDS_ATTENTION' THEN 'POISON_CRASH_LOOP'
                        WHEN v_open THEN 'LEASE_LOST_OPEN_INTENT' ELSE 'LEASE_LOST' END
        WHERE id = p_id;
      RETURN v_to;
    END $$`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.sweep, hub.finish, hub.settle, hub.intent, hub.plan, hub.renew, hub.claim, hub.own`.execute(
    db,
  );
}
