import { type Kysely, sql } from 'kysely';

/**
 * What no statement may do to the ledger, whoever sends it:
 * HB001 change what is append-only, HB002 change a command that has ended, HB003 change what a command is,
 * HB004 let a fence go back, HB005 take a transition that does not exist, HB006 succeed with a step that is not
 * applied, HB007 call stopped what had an effect, HB008 queue again with an open intent, HB009 change a proven step.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.forbid() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'HB001';
    END $$`.execute(db);
  for (const table of ['command_event', 'approval', 'seal']) {
    await sql`CREATE TRIGGER forbid_change BEFORE UPDATE OR DELETE ON ${sql.id('hub', table)}
      FOR EACH ROW EXECUTE FUNCTION hub.forbid()`.execute(db);
    await sql`CREATE TRIGGER forbid_truncate BEFORE TRUNCATE ON ${sql.id('hub', table)}
      EXECUTE FUNCTION hub.forbid()`.execute(db);
  }
  for (const table of ['command', 'command_step']) {
    await sql`CREATE TRIGGER forbid_delete BEFORE DELETE ON ${sql.id('hub', table)}
      FOR EACH ROW ${sql.raw(table === 'command_step' ? "WHEN (old.state <> 'PLANNED')" : '')}
      EXECUTE FUNCTION hub.forbid()`.execute(db);
    await sql`CREATE TRIGGER forbid_truncate BEFORE TRUNCATE ON ${sql.id('hub', table)}
      EXECUTE FUNCTION hub.forbid()`.execute(db);
  }

  await sql`CREATE TABLE hub.command_transition (from_status text, to_status text, PRIMARY KEY (from_status, to_status))`.execute(
    db,
  );
  await sql`
    INSERT INTO hub.command_transition
    SELECT f, t FROM (VALUES
      ('SCHEDULED', ARRAY['QUEUED', 'CANCELLED', 'EXPIRED']),
      ('PENDING_APPROVAL', ARRAY['QUEUED', 'CANCELLED', 'EXPIRED']),
      ('QUEUED', ARRAY['RUNNING', 'CANCELLED', 'EXPIRED']),
      ('RUNNING', ARRAY['PENDING_APPROVAL', 'QUEUED', 'IN_DOUBT', 'SUCCEEDED', 'REJECTED', 'EXPIRED',
                        'NEEDS_ATTENTION', 'COMPENSATING', 'COMPENSATED']),
      ('IN_DOUBT', ARRAY['RUNNING', 'NEEDS_ATTENTION']),
      ('NEEDS_ATTENTION', ARRAY['QUEUED', 'IN_DOUBT', 'SUCCEEDED', 'ABANDONED', 'COMPENSATING']),
      ('COMPENSATING', ARRAY['RUNNING', 'COMPENSATED', 'NEEDS_ATTENTION'])
    ) AS listed (f, ts), unnest(ts) AS t`.execute(db);

  await sql`
    CREATE FUNCTION hub.is_final(p_status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
      SELECT p_status IN ('SUCCEEDED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'COMPENSATED', 'ABANDONED') $$`.execute(db);

  await sql`
    CREATE FUNCTION hub.guard_command() RETURNS trigger LANGUAGE plpgsql SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      IF tg_op = 'INSERT' THEN
        IF new.status NOT IN ('QUEUED', 'SCHEDULED') THEN
          RAISE EXCEPTION 'a command begins QUEUED or SCHEDULED, not %', new.status USING ERRCODE = 'HB005';
        END IF;
        RETURN new;
      END IF;
      IF is_final(old.status) THEN
        RAISE EXCEPTION 'command % has ended', old.id USING ERRCODE = 'HB002';
      END IF;
      IF (new.id, new.client_id, new.idempotency_key, new.fingerprint, new.type, new.version, new.plants, new.input,
          new.overrides, new.risk, new.requested_by, new.correlation_id, new.caused_by, new.created_at, new.not_before,
          new.not_after)
         IS DISTINCT FROM
         (old.id, old.client_id, old.idempotency_key, old.fingerprint, old.type, old.version, old.plants, old.input,
          old.overrides, old.risk, old.requested_by, old.correlation_id, old.caused_by, old.created_at, old.not_before,
          old.not_after) THEN
        RAISE EXCEPTION 'what command % is cannot be changed', old.id USING ERRCODE = 'HB003';
      END IF;
      IF new.fence < old.fence THEN
        RAISE EXCEPTION 'the fence of command % went back', old.id USING ERRCODE = 'HB004';
      END IF;
      IF new.status = old.status THEN RETURN new; END IF;
      IF NOT EXISTS (SELECT FROM command_transition WHERE from_status = old.status AND to_status = new.status) THEN
        RAISE EXCEPTION 'command %: no transition from % to %', old.id, old.status, new.status USING ERRCODE = 'HB005';
      END IF;
      IF new.status = 'SUCCEEDED'
         AND EXISTS (SELECT FROM command_step WHERE command_id = new.id AND state <> 'APPLIED') THEN
        RAISE EXCEPTION 'command %: not every step is applied', new.id USING ERRCODE = 'HB006';
      END IF;
      IF new.status IN ('REJECTED', 'CANCELLED', 'EXPIRED', 'PENDING_APPROVAL')
         AND EXISTS (SELECT FROM command_step WHERE command_id = new.id AND state IN ('INTENT', 'IN_DOUBT', 'APPLIED')) THEN
        RAISE EXCEPTION 'command % had an effect or may have had one', new.id USING ERRCODE = 'HB007';
      END IF;
      IF new.status = 'QUEUED'
         AND EXISTS (SELECT FROM command_step WHERE command_id = new.id AND state IN ('INTENT', 'IN_DOUBT')) THEN
        RAISE EXCEPTION 'command % has an open intent', new.id USING ERRCODE = 'HB008';
      END IF;
      new.status_since := clock_timestamp();
      IF is_final(new.status) THEN new.finished_at := new.status_since; END IF;
      RETURN new;
    END $$`.execute(db);
  await sql`CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON hub.command
    FOR EACH ROW EXECUTE FUNCTION hub.guard_command()`.execute(db);

  await sql`
    CREATE FUNCTION hub.guard_step() RETURNS trigger LANGUAGE plpgsql SET search_path = hub, pg_catalog, pg_temp AS $$
    BEGIN
      IF old.state IN ('APPLIED', 'COMPENSATED') AND NOT (old.state = 'APPLIED' AND new.state = 'COMPENSATED') THEN
        RAISE EXCEPTION 'step % of command % is proven', old.step_no, old.command_id USING ERRCODE = 'HB009';
      END IF;
      IF old.state IN ('INTENT', 'IN_DOUBT')
         AND (new.name, new.system, new.connection, new.operation, new.marker, new.input, new.before)
             IS DISTINCT FROM (old.name, old.system, old.connection, old.operation, old.marker, old.input, old.before) THEN
        RAISE EXCEPTION 'step % of command % may be on its way', old.step_no, old.command_id USING ERRCODE = 'HB009';
      END IF;
      IF new.state = 'INTENT' AND old.state NOT IN ('INTENT', 'PLANNED') THEN
        RAISE EXCEPTION 'step % of command %: no intent from %', old.step_no, old.command_id, old.state
          USING ERRCODE = 'HB005';
      END IF;
      RETURN new;
    END $$`.execute(db);
  await sql`CREATE TRIGGER guard BEFORE UPDATE ON hub.command_step
    FOR EACH ROW EXECUTE FUNCTION hub.guard_step()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP FUNCTION hub.guard_step, hub.guard_command, hub.is_final, hub.forbid CASCADE`.execute(db);
  await sql`DROP TABLE hub.command_transition`.execute(db);
}
