import { type Kysely, sql } from 'kysely';

const STATES = `'SCHEDULED', 'AWAITING_APPROVAL', 'ACTIVATING', 'ACTIVE', 'BLOCKED', 'PARTIAL', 'ROLLED_BACK'`;

/** Where the release of an engineering change stands, by plant and item. A later release of the same change counts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE hub.rollout (
      release_command uuid NOT NULL,
      plant           text NOT NULL,
      seq             bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      change_number   text NOT NULL,
      content_hash    text NOT NULL DEFAULT '',
      state           text NOT NULL CHECK (state IN (${sql.raw(STATES)})),
      activates_at    timestamptz,
      activated_at    timestamptz,
      plant_command   uuid,
      PRIMARY KEY (release_command, plant)
    )`.execute(db);
  await sql`CREATE INDEX rollout_change ON hub.rollout (change_number, plant, seq)`.execute(db);
  await sql`CREATE INDEX rollout_plant_command ON hub.rollout (plant_command)`.execute(db);
  await sql`
    CREATE TABLE hub.rollout_item (
      release_command uuid NOT NULL,
      plant           text NOT NULL,
      item_number     text NOT NULL,
      to_revision     text NOT NULL,
      state           text NOT NULL CHECK (state IN (${sql.raw(STATES)})),
      problems        jsonb NOT NULL DEFAULT '[]',
      PRIMARY KEY (release_command, plant, item_number),
      FOREIGN KEY (release_command, plant) REFERENCES hub.rollout (release_command, plant) ON DELETE CASCADE
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TABLE hub.rollout_item`.execute(db);
  await sql`DROP TABLE hub.rollout`.execute(db);
}
