import { type Kysely, sql } from 'kysely';

/** Every row of a command's history is an event of stream commandStatus, in the same transaction. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION hub.tell_command_status() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = hub, pg_catalog, pg_temp AS $$
    DECLARE
      c command;
    BEGIN
      SELECT * INTO STRICT c FROM command WHERE id = new.command_id;
      INSERT INTO event (occurred_at, stream, plants, keys, payload)
      VALUES (new.at, 'commandStatus', c.plants, ARRAY['command:' || c.id],
        jsonb_build_object('commandId', c.id, 'status', new.to_status, 'type', c.type));
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE TRIGGER tell_command_status AFTER INSERT ON hub.command_event
    FOR EACH ROW EXECUTE FUNCTION hub.tell_command_status()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`DROP TRIGGER tell_command_status ON hub.command_event`.execute(db);
  await sql`DROP FUNCTION hub.tell_command_status`.execute(db);
}
