import type { ErpOrderChange, ErpPort } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { HubDatabase } from '../../store/db.ts';
import type { NewEvent } from '../log.ts';
import { appendSightings, moveCursor, type PollResult, readCursor, type Sighting } from './progress.ts';

type Seen = Pick<ErpOrderChange, 'state' | 'good' | 'scrap'>;

/** One look at what changed in an ERP: its orders' states and totals become events of stream productionStatus. */
export async function pollErp(db: HubDatabase, port: Pick<ErpPort, 'connection' | 'pollChanges'>): Promise<PollResult> {
  const from = await readCursor(db, port.connection, 'changes');
  const { cursor, orders } = await port.pollChanges(from);
  if (cursor === from && orders.length === 0) return { appended: 0, hasMore: false };
  const appended = await db.transaction().execute(async (tx) => {
    if (cursor !== from && !(await moveCursor(tx, port.connection, 'changes', from, cursor))) return 0;
    return appendSightings(tx, port.connection, orders.map(toSighting));
  });
  return { appended, hasMore: false };
}

function toSighting(order: ErpOrderChange): Sighting<Seen> {
  return {
    record: `order:${order.plantCode}:${order.orderNumber}`,
    fingerprint: order.fingerprint,
    content: { state: order.state, good: order.good, scrap: order.scrap },
    toEvent: (before) => toEvent(order, before),
  };
}

function toEvent(order: ErpOrderChange, before: Seen | undefined): NewEvent {
  return {
    stream: 'productionStatus',
    plantCodes: [order.plantCode],
    occurredAt: new Date(order.at),
    payload: {
      kind: kindOf(order, before),
      orderNumber: order.orderNumber,
      operationNumber: null,
      state: order.state,
      good: order.good,
      scrap: order.scrap,
    },
  };
}

/** One event tells all totals; its kind is the most telling of what changed. */
function kindOf(order: ErpOrderChange, before: Seen | undefined): 'STATE_CHANGED' | 'PROGRESS' | 'SCRAPPED' {
  if (before?.state !== order.state) return 'STATE_CHANGED';
  const hasMoreGood = decimal(order.good.value).gt(before.good.value);
  const hasMoreScrap = order.scrap !== null && decimal(order.scrap.value).gt(before.scrap?.value ?? 0);
  return hasMoreScrap && !hasMoreGood ? 'SCRAPPED' : 'PROGRESS';
}
