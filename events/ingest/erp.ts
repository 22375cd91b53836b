import type { ErpOrderChange, ErpOrderKey, ErpPort } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { HubDatabase } from '../../store/db.ts';
import type { NewEvent } from '../log.ts';
import { appendSightings, moveCursor, type PollResult, readCursor, type Sighting } from './progress.ts';

/** What is remembered of an order. */
export type SeenOrder = Pick<ErpOrderChange, 'state' | 'planned' | 'good' | 'scrap' | 'operations' | 'recordIds'>;

type Operation = ErpOrderChange['operations'][number];

/** One look at what changed in an ERP: its orders' states and totals become events of stream productionStatus. */
export async function pollErp(db: HubDatabase, port: Pick<ErpPort, 'connection' | 'pollChanges'>): Promise<PollResult> {
  const from = await readCursor(db, port.connection, 'changes');
  const { cursor, orders, hasMore } = await port.pollChanges(from);
  if (cursor === from && orders.length === 0) return { appended: 0, hasMore };
  const appended = await db.transaction().execute(async (tx) => {
    if (cursor !== from && !(await moveCursor(tx, port.connection, 'changes', from, cursor))) return 0;
    return appendSightings(tx, port.connection, orders.map(toSighting));
  });
  return { appended, hasMore };
}

export const recordOf = ({ plantCode, orderNumber }: ErpOrderKey): string => `order:${plantCode}:${orderNumber}`;

export function toSighting(order: ErpOrderChange): Sighting<SeenOrder> {
  const { state, planned, good, scrap, operations, recordIds } = order;
  return {
    record: recordOf(order),
    fingerprint: order.fingerprint,
    content: { state, planned, good, scrap, operations, recordIds },
    toEvents: (before) => toEvents(order, before),
  };
}

/** An event for the order, which tells all totals, and one for each operation that came further. */
function toEvents(order: ErpOrderChange, before: SeenOrder | undefined): NewEvent[] {
  const operations = before === undefined ? [] : order.operations.filter((operation) => !isAmong(operation, before));
  const isSame =
    before !== undefined &&
    before.state === order.state &&
    isAlike(before.planned, order.planned) &&
    isAlike(before.good, order.good) &&
    isAlike(before.scrap, order.scrap);
  const events = operations.map(({ operationNumber, good }) =>
    toEvent(order, { kind: 'PROGRESS', operationNumber, good, scrap: null }),
  );
  if (isSame && events.length > 0) return events;
  const { good, scrap } = order;
  return [toEvent(order, { kind: kindOf(order, before), operationNumber: null, good, scrap }), ...events];
}

type Told = Pick<(NewEvent & { stream: 'productionStatus' })['payload'], 'kind' | 'operationNumber' | 'good' | 'scrap'>;

function toEvent({ plantCode, orderNumber, state, at }: ErpOrderChange, told: Told): NewEvent {
  return {
    stream: 'productionStatus',
    plantCodes: [plantCode],
    occurredAt: new Date(at),
    payload: { orderNumber, state, ...told },
  };
}

/** One event tells all totals; its kind is the most telling of what changed. */
function kindOf(order: ErpOrderChange, before: SeenOrder | undefined): 'STATE_CHANGED' | 'PROGRESS' | 'SCRAPPED' {
  if (before?.state !== order.state) return 'STATE_CHANGED';
  const hasMoreGood = decimal(order.good.value).gt(before.good.value);
  const hasMoreScrap = order.scrap !== null && decimal(order.scrap.value).gt(before.scrap?.value ?? 0);
  return hasMoreScrap && !hasMoreGood ? 'SCRAPPED' : 'PROGRESS';
}

const isAmong = ({ operationNumber, state, good }: Operation, { operations }: SeenOrder): boolean =>
  operations.some(
    (seen) => seen.operationNumber === operationNumber && seen.state === state && isAlike(seen.good, good),
  );

const isAlike = (a: ErpOrderChange['scrap'], b: ErpOrderChange['scrap']): boolean =>
  a?.value === b?.value && a?.unit === b?.unit;
