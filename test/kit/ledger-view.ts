import { sql } from 'kysely';
import { expect } from 'vitest';
import type { HubDatabase } from '../../store/db.ts';
import type { CommandEventTable, CommandStepTable, CommandTable } from '../../store/ledger-tables.ts';
import { patient } from './patience.ts';

/** What the ledger says of a command, read as a checker reads it: from the tables. */
export async function commandOf(db: HubDatabase, id: string | null): Promise<CommandTable> {
  return db
    .selectFrom('command')
    .selectAll()
    .where('id', '=', id ?? '')
    .executeTakeFirstOrThrow();
}

export const stepsOf = (db: HubDatabase, id: string | null): Promise<CommandStepTable[]> =>
  db
    .selectFrom('command_step')
    .selectAll()
    .where('command_id', '=', id ?? '')
    .orderBy('step_no')
    .execute();

export const historyOf = (db: HubDatabase, id: string | null): Promise<CommandEventTable[]> =>
  db
    .selectFrom('command_event')
    .selectAll()
    .where('command_id', '=', id ?? '')
    .orderBy('n')
    .execute();

/** The statuses that a command has been through. */
export const path = async (db: HubDatabase, id: string | null): Promise<string[]> =>
  (await historyOf(db, id)).map((event) => event.to_status);

/** Waits until a command has come to one of the statuses. */
export async function until(db: HubDatabase, id: string | null, ...statuses: string[]): Promise<CommandTable> {
  await expect
    .poll(async () => (await commandOf(db, id)).status, { timeout: patient(45_000), interval: 50 })
    .toSatisfy((status) => statuses.includes(status as string));
  return commandOf(db, id);
}

/** Waits until no command is open. */
export async function settled(db: HubDatabase, timeout = patient(50_000)): Promise<void> {
  const open = async () => {
    const { rows } = await sql<{ n: number }>`
      SELECT count(*)::int AS n FROM hub.command
      WHERE NOT hub.is_final(status) AND status NOT IN ('NEEDS_ATTENTION', 'SCHEDULED', 'PENDING_APPROVAL')`.execute(
      db,
    );
    return rows[0]?.n;
  };
  await expect.poll(open, { timeout, interval: 100 }).toBe(0);
}

/** Commands whose chain is not whole. */
export async function brokenChains(db: HubDatabase): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT id, hub.chain_fault(id) AS fault FROM hub.command WHERE hub.chain_fault(id) IS NOT NULL`.execute(db);
  return rows;
}
