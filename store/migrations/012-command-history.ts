import { type Kysely, sql } from 'kysely';

/**
 * The audit trail: every change of a command's status leaves a row in the same transaction, chained by hash to the
 * one before, the first to what the command is. The same trigger tells the event log, and closes turns.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.command_root(c hub.command) RETURNS bytea LANGUAGE sql STABLE
    SET search_path = hub, pg_catalog, pg_temp AS $$
      SELECT sha256(convert_to(jsonb_build_array(
        c.id, c.client_id, c.idempotency_key, c.fingerprint, c.type, c.version, c.plants, c.input, c.overrides, c.risk,
        c.requested_by, c.correlation_id, c.caused_by, extract(epoch FROM c.created_at),
        extract(epoch FROM c.not_before), extract(epoch FROM c.not_after))::text, 'UTF8')) $$`.execute(db);
  await sql`
    CREATE FUNCTION hub.command_event_hash(e hub.command_event) RETURNS bytea LANGUAGE sql STABLE
    SET search_path = hub, pg_catalog, pg_temp AS $$
      SELECT sha256(e.prev_hash || convert_to(jsonb_build_array(
        e.command_id, e.n, extract(epoch FROM e.at), e.actor, e.from_status, e.to_status, e.detail)::text, 'UTF8')) $$`.execute(
    db,
  );

  await sql`
    CREATE FUNCTION hub.journal_command() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      e command_event;
      v_from text := CASE WHEN tg_op = 'UPDATE' THEN old.status END;
      v_steps jsonb;
    BEGIN
      IF v_from = new.status THEN RETURN NULL; END IF;
      IF new.status NOT IN ('SCHEDULED', 'QUEUED', 'RUNNING') THEN
        SELECT jsonb_agg(jsonb_build_object('step', s.step_no, 'operation', s.operation, 'state', s.state,
                                            'certainty', s.certainty, 'ref', s.external_ref) ORDER BY s.step_no)
          INTO v_steps FROM command_step s WHERE s.command_id = new.id;
      END IF;
      SELECT p.n, p.hash INTO e.n, e.prev_hash FROM command_event p WHERE p.command_id = new.id ORDER BY p.n DESC LIMIT 1;
      e.n := coalesce(e.n, 0) + 1;
      e.prev_hash := coalesce(e.prev_hash, command_root(new));
      e.command_id := new.id;
      e.at := new.status_since;
      e.actor := coalesce(nullif(current_setting('hub.actor', true), ''), session_user);
      e.from_status := v_from;
      e.to_status := new.status;
      e.detail := jsonb_strip_nulls(jsonb_build_object(
        'reason', new.reason, 'fence', new.fence, 'attempts', new.attempts, 'approvedBy', new.approved_by,
        'owner', new.lease_owner, 'steps', v_steps,
        'problems', CASE WHEN tg_op = 'UPDATE' AND new.problems IS DISTINCT FROM old.problems THEN new.problems END));
      e.hash := command_event_hash(e);
      INSERT INTO command_event (command_id, n, at, actor, from_status, to_status, detail, prev_hash, hash)
        VALUES (e.command_id, e.n, e.at, e.actor, e.from_status, e.to_status, e.detail, e.prev_hash, e.hash);
      IF is_final(new.status) THEN
        UPDATE command_aggregate SET is_open = false WHERE command_id = new.id;
      END IF;
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE TRIGGER journal AFTER INSERT OR UPDATE OF status ON hub.command
    FOR EACH ROW EXECUTE FUNCTION hub.journal_command()`.execute(db);

  // Null where the chain is whole, else what is wrong with it.
  await sql`
    CREATE FUNCTION hub.chain_fault(p_id uuid) RETURNS text LANGUAGE plpgsql STABLE
    SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
      e command_event;
      v_prev bytea;
      v_n int := 0;
      v_status text;
    BEGIN
      SELECT * INTO c FROM command WHERE id = p_id;
      IF NOT FOUND THEN RETURN 'the command is not there'; END IF;
      v_prev := command_root(c);
      FOR e IN SELECT * FROM command_event WHERE command_id = p_id ORDER BY n LOOP
        v_n := v_n + 1;
        IF e.n <> v_n THEN RETURN format('event %s is missing', v_n); END IF;
        IF e.prev_hash <> v_prev THEN RETURN format('event %s does not follow on the one before', v_n); END IF;
        IF e.hash <> command_event_hash(e) THEN RETURN format('event %s was changed', v_n); END IF;
        IF v_n > 1 AND e.from_status IS DISTINCT FROM v_status THEN RETURN format('event %s starts elsewhere', v_n); END IF;
        v_prev := e.hash;
        v_status := e.to_status;
      END LOOP;
      IF v_n = 0 THEN RETURN 'the command has no events'; END IF;
      IF v_status <> c.status THEN RETURN format('the last event says %s, the command %s', v_status, c.status); END IF;
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE FUNCTION hub.chain_ok(p_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT hub.chain_fault(p_id) IS NULL $$`.execute(db);

  await sql`
    CREATE FUNCTION hub.seal_now() RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      s seal;
      e record;
      v_root bytea;
      v_count bigint := 0;
    BEGIN
      IF NOT pg_try_advisory_xact_lock(hashtext('hub.seal')) THEN RETURN NULL; END IF; -- another one is sealing
      SELECT * INTO s FROM seal ORDER BY n DESC LIMIT 1;
      v_root := coalesce(s.root, '\\x00'::bytea);
      FOR e IN SELECT xid, seq, hash FROM command_event
               WHERE (xid, seq) > (coalesce(s.last_xid, '0'::xid8), coalesce(s.last_seq, 0))
                 AND xid < pg_snapshot_xmin(pg_current_snapshot())
               ORDER BY xid, seq LOOP
        v_root := sha256(v_root || e.hash);
        v_count := v_count + 1;
        s.last_xid := e.xid;
        s.last_seq := e.seq;
      END LOOP;
      IF v_count = 0 THEN RETURN coalesce(s.n, 0); END IF;
      INSERT INTO seal (n, last_xid, last_seq, cnt, root)
        VALUES (coalesce(s.n, 0) + 1, s.last_xid, s.last_seq, v_count, v_root);
      RETURN coalesce(s.n, 0) + 1;
    END $$`.execute(db);

  // Null where every seal is whole, else what is wrong with the first that is not.
  await sql`
    CREATE FUNCTION hub.seal_fault() RETURNS text LANGUAGE plpgsql STABLE
    SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      s seal;
      e record;
      v_root bytea := '\\x00';
      v_count bigint;
      v_xid xid8 := '0';
      v_seq bigint := 0;
      v_n bigint := 0;
    BEGIN
      FOR s IN SELECT * FROM seal ORDER BY n LOOP
        v_n := v_n + 1;
        IF s.n <> v_n THEN RETURN format('seal %s is missing', v_n); END IF;
        v_count := 0;
        FOR e IN SELECT hash FROM command_event WHERE (xid, seq) > (v_xid, v_seq) AND (xid, seq) <= (s.last_xid, s.last_seq)
                 ORDER BY xid, seq LOOP
          v_root := sha256(v_root || e.hash);
          v_count := v_count + 1;
        END LOOP;
        IF v_count <> s.cnt THEN RETURN format('seal %s: %s events expected, %s found', s.n, s.cnt, v_count); END IF;
        IF v_root <> s.root THEN RETURN format('seal %s: an event was changed', s.n); END IF;
        v_xid := s.last_xid;
        v_seq := s.last_seq;
      END LOOP;
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE FUNCTION hub.seals_ok() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT hub.seal_fault() IS NULL $$`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.seals_ok, hub.seal_fault, hub.seal_now, hub.chain_ok, hub.chain_fault, hub.journal_command,
    hub.command_event_hash, hub.command_root CASCADE`.execute(db);
}
