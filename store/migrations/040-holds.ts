import { type Kysely, sql } from 'kysely';

/** Quality holds, what enforces them, and what was decided about what they held. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.quality_hold (
      hold_id          text PRIMARY KEY,
      seq              bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      plant            text NOT NULL,
      state            text NOT NULL CHECK (state IN ('PROVISIONAL', 'ACTIVE', 'RELEASED', 'WITHDRAWN')),
      severity         text NOT NULL CHECK (severity IN ('MINOR', 'MAJOR', 'CRITICAL')),
      reason           text NOT NULL,
      order_number     text,
      item_number      text,
      lot_number       text,
      ncr_number       text,
      placed_by        text NOT NULL,
      placed_at        timestamptz NOT NULL,
      placed_command   uuid NOT NULL UNIQUE,
      released_by      text,
      released_at      timestamptz,
      released_command uuid UNIQUE,
      CHECK ((order_number IS NULL) <> (item_number IS NULL)),
      CHECK (lot_number IS NULL OR item_number IS NOT NULL),
      CHECK ((state = 'RELEASED') = (released_at IS NOT NULL))
    )`.execute(db);
  // few holds are effective at a time: what covers a posting is found among these alone
  await sql`
    CREATE INDEX quality_hold_effective ON hub.quality_hold (plant, item_number, lot_number)
      WHERE state IN ('PROVISIONAL', 'ACTIVE')`.execute(db);
  await sql`CREATE INDEX quality_hold_item ON hub.quality_hold (item_number, lot_number)`.execute(db);
  await sql`CREATE INDEX quality_hold_order ON hub.quality_hold (order_number, plant)`.execute(db);
  await sql`CREATE INDEX quality_hold_ncr ON hub.quality_hold (ncr_number)`.execute(db);
  await sql`
    CREATE TABLE hub.hold_enforcement (
      hold_id    text NOT NULL REFERENCES hub.quality_hold (hold_id),
      system     text NOT NULL CHECK (system IN ('ERP', 'MES')),
      state      text NOT NULL CHECK (state IN ('PENDING', 'APPLIED', 'FAILED')),
      at         timestamptz NOT NULL,
      problem    jsonb,
      PRIMARY KEY (hold_id, system)
    )`.execute(db);
  await sql`CREATE INDEX hold_enforcement_state ON hub.hold_enforcement (state, hold_id)`.execute(db);
  await sql`
    CREATE TABLE hub.hold_disposition (
      seq            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      hold_id        text NOT NULL REFERENCES hub.quality_hold (hold_id),
      disposition    text NOT NULL,
      item_number    text,
      lot_number     text,
      quantity_value numeric,
      quantity_unit  text,
      decided_by     text NOT NULL,
      decided_at     timestamptz NOT NULL,
      concession     text,
      CHECK ((quantity_value IS NULL) = (quantity_unit IS NULL))
    )`.execute(db);
  await sql`CREATE INDEX hold_disposition_hold ON hub.hold_disposition (hold_id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.hold_disposition`.execute(db);
  await sql`DROP TABLE hub.hold_enforcement`.execute(db);
  await sql`DROP TABLE hub.quality_hold`.execute(db);
}
