import type { Selectable } from 'kysely';
import type { Problem } from '../lib/problem.ts';
import type { Transaction } from './db.ts';
import type { HoldDisposition } from './holds.ts';
import type { EnforcementState, EnforcingSystem, HoldSeverity, QualityHoldTable } from './holds-tables.ts';

/** What a command sees of a hold, whatever its state. */
export type HoldRow = Selectable<QualityHoldTable>;

export interface NewHold {
  holdId: string;
  plantCode: string;
  severity: HoldSeverity;
  reason: string;
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
  ncrNumber: string | null;
  placedBy: string;
  placedAt: Date;
  commandId: string;
}

/** From here on it counts for every check, before its scope was looked up. */
export async function insertHold(tx: Transaction, hold: NewHold): Promise<void> {
  await tx
    .insertInto('quality_hold')
    .values({
      hold_id: hold.holdId,
      plant: hold.plantCode,
      state: 'PROVISIONAL',
      severity: hold.severity,
      reason: hold.reason,
      order_number: hold.orderNumber,
      item_number: hold.itemNumber,
      lot_number: hold.lotNumber,
      ncr_number: hold.ncrNumber,
      placed_by: hold.placedBy,
      placed_at: hold.placedAt,
      placed_command: hold.commandId,
      released_by: null,
      released_at: null,
      released_command: null,
    })
    .execute();
}

export async function loadHold(db: Transaction, holdId: string): Promise<HoldRow | undefined> {
  return db.selectFrom('quality_hold').selectAll().where('hold_id', '=', holdId).executeTakeFirst();
}

/** `orderNumber`: the order's own, where it was looked up. Undefined where it was not PROVISIONAL any more. */
export async function settleHold(
  tx: Transaction,
  commandId: string,
  to: 'ACTIVE' | 'WITHDRAWN',
  orderNumber?: string | null,
): Promise<HoldRow | undefined> {
  return tx
    .updateTable('quality_hold')
    .set({ state: to, ...(orderNumber === undefined ? {} : { order_number: orderNumber }) })
    .where('placed_command', '=', commandId)
    .where('state', '=', 'PROVISIONAL')
    .returningAll()
    .executeTakeFirst();
}

/** Whether a hold on the same item was released while this one counted, and may have left its stock to it. */
export async function hasInherited(db: Transaction, hold: HoldRow): Promise<boolean> {
  if (hold.item_number === null) return false;
  const row = await db
    .selectFrom('quality_hold')
    .select('hold_id')
    .where('plant', '=', hold.plant)
    .where('item_number', '=', hold.item_number)
    .where('state', '=', 'RELEASED')
    .where('released_at', '>=', hold.placed_at)
    .executeTakeFirst();
  return row !== undefined;
}

/** Undefined where it is not effective any more. */
export async function markReleased(
  tx: Transaction,
  holdId: string,
  release: { by: string; at: Date; commandId: string },
): Promise<HoldRow | undefined> {
  return tx
    .updateTable('quality_hold')
    .set({ state: 'RELEASED', released_by: release.by, released_at: release.at, released_command: release.commandId })
    .where('hold_id', '=', holdId)
    .where('state', 'in', ['PROVISIONAL', 'ACTIVE'])
    .returningAll()
    .executeTakeFirst();
}

export async function addDispositions(tx: Transaction, decisions: readonly HoldDisposition[]): Promise<void> {
  if (decisions.length === 0) return;
  await tx
    .insertInto('hold_disposition')
    .values(
      decisions.map((decision) => ({
        hold_id: decision.holdId,
        disposition: decision.disposition,
        item_number: decision.itemNumber,
        lot_number: decision.lotNumber,
        quantity_value: decision.quantity?.value ?? null,
        quantity_unit: decision.quantity?.unit ?? null,
        decided_by: decision.by,
        decided_at: decision.at,
        concession: decision.concession,
      })),
    )
    .execute();
}

/** True where the row is new or its state is another than before. */
export async function setEnforcement(
  tx: Transaction,
  row: { holdId: string; system: EnforcingSystem; state: EnforcementState; at: Date; problem?: Problem | undefined },
): Promise<boolean> {
  const problem = row.problem === undefined ? null : JSON.stringify(row.problem);
  const values = { hold_id: row.holdId, system: row.system, state: row.state, at: row.at, problem };
  const changed = await tx
    .insertInto('hold_enforcement')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['hold_id', 'system'])
        .doUpdateSet({ state: row.state, at: row.at, problem })
        .where('hold_enforcement.state', '<>', row.state),
    )
    .returning('hold_id')
    .execute();
  return changed.length > 0;
}

export async function enforcingSystems(db: Transaction, holdId: string): Promise<EnforcingSystem[]> {
  const rows = await db.selectFrom('hold_enforcement').select('system').where('hold_id', '=', holdId).execute();
  return rows.map((row) => row.system);
}
