import { type Kysely, sql } from 'kysely';

/** The tables of the command ledger; docs/command-life-cycle.md says what the columns mean. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.command (
      id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      client_id       text NOT NULL,
      idempotency_key text NOT NULL CHECK (idempotency_key ~ '^[ -~]{16,255}$'),
      fingerprint     text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
      type            text NOT NULL,
      version         int NOT NULL,
      plants          text[] NOT NULL,
      plant           text GENERATED ALWAYS AS (CASE WHEN cardinality(plants) = 1 THEN plants[1] END) STORED,
      input           jsonb NOT NULL,
      overrides       jsonb NOT NULL DEFAULT '[]',
      risk            text NOT NULL CHECK (risk IN ('NORMAL', 'HIGH')),
      requested_by    text NOT NULL,
      correlation_id  text NOT NULL,
      caused_by       uuid REFERENCES hub.command,
      created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
      not_before      timestamptz,
      not_after       timestamptz NOT NULL,

      status          text NOT NULL,
      status_since    timestamptz NOT NULL DEFAULT clock_timestamp(),
      reason          text,
      problems        jsonb NOT NULL DEFAULT '[]',
      approved_by     text,
      wait_until      timestamptz,
      doubt_since     timestamptz,
      probes          int NOT NULL DEFAULT 0,
      attempts        int NOT NULL DEFAULT 0,
      deferrals       int NOT NULL DEFAULT 0,
      claims          int NOT NULL DEFAULT 0,
      next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      lease_owner     text,
      lease_until     timestamptz,
      fence           bigint NOT NULL DEFAULT 0,
      finished_at     timestamptz,
      UNIQUE (client_id, idempotency_key),
      CHECK ((status = 'RUNNING') = (lease_owner IS NOT NULL))
    ) WITH (fillfactor = 80)`.execute(db);
  await sql`CREATE INDEX command_runnable ON hub.command (coalesce(plant, ''), next_attempt_at)
    WHERE status IN ('QUEUED', 'IN_DOUBT')`.execute(db);
  await sql`CREATE INDEX command_lease ON hub.command (lease_until) WHERE status = 'RUNNING'`.execute(db);
  await sql`CREATE INDEX command_scheduled ON hub.command (not_before) WHERE status = 'SCHEDULED'`.execute(db);
  await sql`CREATE INDEX command_expiry ON hub.command (not_after)
    WHERE status IN ('SCHEDULED', 'QUEUED', 'PENDING_APPROVAL')`.execute(db);
  await sql`CREATE INDEX command_newest ON hub.command (created_at, id)`.execute(db);
  await sql`CREATE INDEX command_plant_newest ON hub.command (plant, created_at, id)`.execute(db);
  await sql`CREATE INDEX command_order ON hub.command ((input ->> 'orderNumber'), created_at)
    WHERE input ? 'orderNumber'`.execute(db);
  await sql`CREATE INDEX command_correlation ON hub.command (correlation_id)`.execute(db);
  await sql`CREATE INDEX command_caused ON hub.command (caused_by) WHERE caused_by IS NOT NULL`.execute(db);

  // What a command is in strict order with. No turn yet while it is scheduled: it then blocks nobody.
  await sql`
    CREATE TABLE hub.command_aggregate (
      command_id    uuid NOT NULL REFERENCES hub.command,
      aggregate_key text NOT NULL,
      seq           bigint,
      is_open       boolean NOT NULL DEFAULT true,
      PRIMARY KEY (command_id, aggregate_key),
      UNIQUE (aggregate_key, seq)
    )`.execute(db);
  await sql`CREATE INDEX command_aggregate_open ON hub.command_aggregate (aggregate_key, seq) WHERE is_open`.execute(
    db,
  );
  await sql`
    CREATE TABLE hub.aggregate_counter (
      aggregate_key text PRIMARY KEY,
      next_seq      bigint NOT NULL DEFAULT 1
    ) WITH (fillfactor = 50)`.execute(db);

  await sql`
    CREATE TABLE hub.command_step (
      command_id   uuid NOT NULL REFERENCES hub.command,
      step_no      int NOT NULL CHECK (step_no > 0),
      name         text NOT NULL,
      system       text NOT NULL CHECK (system IN ('ERP', 'PLM', 'MES', 'QMS')),
      connection   text NOT NULL,
      operation    text NOT NULL,
      marker       text NOT NULL,
      input        jsonb NOT NULL,
      before       jsonb,
      guarantee    text NOT NULL CHECK (guarantee IN ('RECEIPT', 'CONDITIONAL', 'DETECTABLE', 'BLIND')),
      state        text NOT NULL DEFAULT 'PLANNED'
                   CHECK (state IN ('PLANNED', 'INTENT', 'IN_DOUBT', 'APPLIED', 'REFUSED', 'COMPENSATED')),
      certainty    text NOT NULL DEFAULT 'UNKNOWN' CHECK (certainty IN ('CONFIRMED', 'PROBED', 'ATTESTED', 'UNKNOWN')),
      attempts     int NOT NULL DEFAULT 0,
      intent_fence bigint,
      intent_at    timestamptz,
      quiesce_at   timestamptz,
      external_ref jsonb,
      result       jsonb,
      problem      jsonb,
      PRIMARY KEY (command_id, step_no),
      UNIQUE (connection, marker)
    )`.execute(db);

  await sql`
    CREATE TABLE hub.command_event (
      seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
      command_id  uuid NOT NULL REFERENCES hub.command,
      n           int NOT NULL,
      at          timestamptz NOT NULL,
      actor       text NOT NULL,
      from_status text,
      to_status   text NOT NULL,
      detail      jsonb NOT NULL,
      prev_hash   bytea NOT NULL,
      hash        bytea NOT NULL,
      UNIQUE (command_id, n)
    )`.execute(db);
  await sql`CREATE INDEX command_event_cursor ON hub.command_event (xid, seq)`.execute(db);

  await sql`
    CREATE TABLE hub.approval (
      command_id  uuid NOT NULL REFERENCES hub.command,
      n           int NOT NULL,
      by          text NOT NULL,
      at          timestamptz NOT NULL DEFAULT clock_timestamp(),
      is_approved boolean NOT NULL,
      fingerprint text NOT NULL,
      comment     text,
      PRIMARY KEY (command_id, n)
    )`.execute(db);

  // Hash over all events up to a cursor: shows that a whole command with its chain was deleted.
  await sql`
    CREATE TABLE hub.seal (
      n        bigint PRIMARY KEY,
      last_xid xid8 NOT NULL,
      last_seq bigint NOT NULL,
      cnt      bigint NOT NULL,
      root     bytea NOT NULL,
      at       timestamptz NOT NULL DEFAULT clock_timestamp()
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.seal, hub.approval, hub.command_event, hub.command_step, hub.aggregate_counter,
    hub.command_aggregate, hub.command CASCADE`.execute(db);
}
