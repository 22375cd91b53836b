import type { ExpressionBuilder, ExpressionWrapper, Selectable, SqlBool } from 'kysely';
import type { HubDatabase } from './db.ts';
import type {
  EnforcementState,
  EnforcingSystem,
  HoldDispositionTable,
  HoldSeverity,
  QualityHoldTable,
} from './holds-tables.ts';
import type { HubTables } from './tables.ts';

export type HoldState = 'ACTIVE' | 'RELEASED';

/** A hold as others see it: one that is not looked up yet is ACTIVE, one that came to nothing is not there. */
export interface Hold {
  holdId: string;
  plantCode: string;
  state: HoldState;
  severity: HoldSeverity;
  reason: string;
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
  ncrNumber: string | null;
  placedBy: string;
  placedAt: Date;
  releasedBy: string | null;
  releasedAt: Date | null;
}

export interface HoldEnforcement {
  holdId: string;
  system: EnforcingSystem;
  state: EnforcementState;
  at: Date;
  /** A Problem, where it failed. */
  problem: unknown;
}

export interface HoldDisposition {
  holdId: string;
  disposition: string;
  itemNumber: string | null;
  lotNumber: string | null;
  quantity: { value: string; unit: string } | null;
  by: string;
  at: Date;
  concession: string | null;
}

/** Plants whose holds may be seen; state left out: ACTIVE and RELEASED. */
export interface HoldScope {
  plants: readonly string[];
  state?: HoldState | null;
}

export interface LotKey {
  itemNumber: string;
  lotNumber: string;
}

type Eb = ExpressionBuilder<HubTables, 'quality_hold'>;
type Where = ExpressionWrapper<HubTables, 'quality_hold', SqlBool>;

export function holdsByIds(db: HubDatabase, holdIds: readonly string[], scope: HoldScope): Promise<Hold[]> {
  return select(db, scope, (eb) => eb('hold_id', 'in', [...holdIds]), holdIds.length);
}

/** Holds on the items and on any of their lots. */
export function holdsOfItems(db: HubDatabase, itemNumbers: readonly string[], scope: HoldScope): Promise<Hold[]> {
  return select(db, scope, (eb) => eb('item_number', 'in', [...itemNumbers]), itemNumbers.length);
}

/** Holds that cover the lots: on the lot itself, or on all of its item. */
export function holdsOfLots(db: HubDatabase, lots: readonly LotKey[], scope: HoldScope): Promise<Hold[]> {
  return select(db, scope, (eb) => eb.or(lots.map((lot) => coversLot(eb, lot))), lots.length);
}

/** By the order's first number. */
export function holdsOfOrders(
  db: HubDatabase,
  orders: readonly { plantCode: string; orderNumber: string }[],
  scope: HoldScope,
): Promise<Hold[]> {
  const one = (eb: Eb, order: { plantCode: string; orderNumber: string }) =>
    eb.and([eb('plant', '=', order.plantCode), eb('order_number', '=', order.orderNumber)]);
  return select(db, scope, (eb) => eb.or(orders.map((order) => one(eb, order))), orders.length);
}

export function holdsOfNonconformances(
  db: HubDatabase,
  ncrNumbers: readonly string[],
  scope: HoldScope,
): Promise<Hold[]> {
  return select(db, scope, (eb) => eb('ncr_number', 'in', [...ncrNumbers]), ncrNumbers.length);
}

/** What is effective at one plant now and covers the order, any of the items as a whole, or any of the lots. */
export function activeCovering(
  db: HubDatabase,
  posting: {
    plantCode: string;
    /** Every number that the order has: a hold counts before the ERP was asked which is its own. */
    orderNumbers: readonly string[];
    itemNumbers: readonly string[];
    lots: readonly LotKey[];
  },
): Promise<Hold[]> {
  const { plantCode, orderNumbers, itemNumbers, lots } = posting;
  const covers = (eb: Eb) =>
    eb.or([
      ...(orderNumbers.length === 0 ? [] : [eb('order_number', 'in', [...orderNumbers])]),
      ...itemNumbers.map((item) => eb.and([eb('item_number', '=', item), eb('lot_number', 'is', null)])),
      ...lots.map((lot) => coversLot(eb, lot)),
    ]);
  const count = orderNumbers.length + itemNumbers.length + lots.length;
  return select(db, { plants: [plantCode], state: 'ACTIVE' }, covers, count);
}

/** All that is effective at one plant now. */
export function activeAt(db: HubDatabase, plantCode: string): Promise<Hold[]> {
  return select(db, { plants: [plantCode], state: 'ACTIVE' }, (eb) => eb.lit(true), 1);
}

/** Newest first; `after` is the place of the last one that was seen. */
export async function listHolds(
  db: HubDatabase,
  scope: HoldScope & { itemNumber?: string | null; enforcement?: EnforcementState | null },
  page: { first: number; after?: string | null },
): Promise<{ holds: Hold[]; hasNextPage: boolean; endCursor: string | null }> {
  const { itemNumber, enforcement } = scope;
  let query = visible(db, scope)
    .orderBy('seq', 'desc')
    .limit(page.first + 1);
  if (page.after != null) query = query.where('seq', '<', page.after);
  if (itemNumber != null) query = query.where('item_number', '=', itemNumber);
  if (enforcement != null) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('hold_enforcement')
          .select('hold_enforcement.hold_id')
          .whereRef('hold_enforcement.hold_id', '=', 'quality_hold.hold_id')
          .where('hold_enforcement.state', '=', enforcement),
      ),
    );
  }
  const rows = scope.plants.length === 0 ? [] : await query.execute();
  const shown = rows.slice(0, page.first);
  return { holds: shown.map(toHold), hasNextPage: rows.length > shown.length, endCursor: shown.at(-1)?.seq ?? null };
}

/** By system. Ask only for holds that the caller may see. */
export async function enforcementOf(db: HubDatabase, holdIds: readonly string[]): Promise<HoldEnforcement[]> {
  if (holdIds.length === 0) return [];
  const rows = await db
    .selectFrom('hold_enforcement')
    .selectAll()
    .where('hold_id', 'in', [...holdIds])
    .orderBy('system')
    .execute();
  return rows.map(({ hold_id, system, state, at, problem }) => ({ holdId: hold_id, system, state, at, problem }));
}

/** In the order in which they were decided. Ask only for holds that the caller may see. */
export async function dispositionsOf(db: HubDatabase, holdIds: readonly string[]): Promise<HoldDisposition[]> {
  if (holdIds.length === 0) return [];
  const rows = await db
    .selectFrom('hold_disposition')
    .selectAll()
    .where('hold_id', 'in', [...holdIds])
    .orderBy('seq')
    .execute();
  return rows.map(toDisposition);
}

function select(db: HubDatabase, scope: HoldScope, where: (eb: Eb) => Where, count: number): Promise<Hold[]> {
  if (count === 0 || scope.plants.length === 0) return Promise.resolve([]);
  return visible(db, scope)
    .where(where)
    .orderBy('seq', 'desc')
    .execute()
    .then((rows) => rows.map(toHold));
}

function visible(db: HubDatabase, { plants, state }: HoldScope) {
  const active = ['PROVISIONAL', 'ACTIVE'] as const;
  const states =
    state === 'ACTIVE' ? active : state === 'RELEASED' ? (['RELEASED'] as const) : [...active, 'RELEASED' as const];
  return db
    .selectFrom('quality_hold')
    .selectAll()
    .where('plant', 'in', [...plants])
    .where('state', 'in', [...states]);
}

const coversLot = (eb: Eb, lot: LotKey): Where =>
  eb.and([
    eb('item_number', '=', lot.itemNumber),
    eb.or([eb('lot_number', 'is', null), eb('lot_number', '=', lot.lotNumber)]),
  ]);

const toHold = (row: Selectable<QualityHoldTable>): Hold => ({
  holdId: row.hold_id,
  plantCode: row.plant,
  state: row.state === 'RELEASED' ? 'RELEASED' : 'ACTIVE',
  severity: row.severity,
  reason: row.reason,
  orderNumber: row.order_number,
  itemNumber: row.item_number,
  lotNumber: row.lot_number,
  ncrNumber: row.ncr_number,
  placedBy: row.placed_by,
  placedAt: row.placed_at,
  releasedBy: row.released_by,
  releasedAt: row.released_at,
});

const toDisposition = (row: Selectable<HoldDispositionTable>): HoldDisposition => ({
  holdId: row.hold_id,
  disposition: row.disposition,
  itemNumber: row.item_number,
  lotNumber: row.lot_number,
  quantity:
    row.quantity_value === null || row.quantity_unit === null
      ? null
      : { value: row.quantity_value, unit: row.quantity_unit },
  by: row.decided_by,
  at: row.decided_at,
  concession: row.concession,
});
