import type { ErpImpact } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding, note } from './policy.ts';

export const POOLS = ['STOCK', 'FINISHED_GOODS', 'WORK_IN_PROCESS', 'ON_ORDER'] as const;
export type Pool = (typeof POOLS)[number];

export const CHANGE_DISPOSITIONS = [
  'USE_UP',
  'USE_AS_IS',
  'REWORK',
  'SCRAP',
  'HOLD',
  'RETURN_TO_SUPPLIER',
  'FINISH_AS_IS',
  'SWITCH_REMAINING',
  'SWITCH_NEXT_BATCH',
  'SHIP_AS_IS',
  'ACCEPT',
  'RENEGOTIATE',
  'CANCEL',
] as const;
type ChangeDisposition = (typeof CHANGE_DISPOSITIONS)[number];

export type InputChangeDisposition = {
  itemNumber: string;
  pool: Pool;
  disposition: ChangeDisposition;
  plantCode: string | null;
  orderNumber: string | null;
  poNumber: string | null;
  lineNumber: number | null;
};

/** ECO-12: what fits a pool. */
const ALLOWED: Readonly<Record<Pool, readonly ChangeDisposition[]>> = {
  ON_ORDER: ['ACCEPT', 'CANCEL', 'RENEGOTIATE'],
  STOCK: ['USE_UP', 'USE_AS_IS', 'REWORK', 'SCRAP', 'RETURN_TO_SUPPLIER', 'HOLD'],
  WORK_IN_PROCESS: ['FINISH_AS_IS', 'REWORK', 'SWITCH_NEXT_BATCH', 'SWITCH_REMAINING', 'SCRAP', 'HOLD'],
  FINISHED_GOODS: ['SHIP_AS_IS', 'REWORK', 'SCRAP', 'HOLD'],
};
/** What leaves things as they are: there is nothing to post. */
const CARRIED_OUT: readonly ChangeDisposition[] = ['USE_UP', 'USE_AS_IS', 'FINISH_AS_IS', 'SHIP_AS_IS', 'ACCEPT'];

/** What a change of one item touches at one plant, in one pool. */
export interface PoolContent {
  itemNumber: string;
  plantCode: string;
  pool: Pool;
  /** What is made is shipped as it is, or used up like any stock. */
  alsoCovers?: Pool;
  orders: string[];
  /** Every number of each of the orders, by its own. */
  numbersOf: ReadonlyMap<string, readonly string[]>;
  purchases: { poNumber: string; lineNumber: number }[];
  quantity: { value: string; unit: string } | null;
}

/** Of one item: what is not empty. `isMade`: the plant makes the item itself. */
export function poolsOf(itemNumber: string, plantCode: string, isMade: boolean, impact: ErpImpact): PoolContent[] {
  const pools: PoolContent[] = [];
  const numbersOf = new Map(impact.openOrders.map((order) => [order.orderNumber, order.numbers]));
  const empty = { itemNumber, plantCode, orders: [], numbersOf, purchases: [], quantity: null };
  const level = impact.stock.find((stock) => stock.itemNumber === itemNumber);
  if (level !== undefined && decimal(level.onHand.value).greaterThan(0)) {
    const pool = isMade
      ? { pool: 'FINISHED_GOODS' as const, alsoCovers: 'STOCK' as const }
      : { pool: 'STOCK' as const };
    pools.push({ ...empty, ...pool, quantity: level.onHand });
  }
  const orders = impact.openOrders.map((order) => order.orderNumber).sort();
  if (orders.length > 0) pools.push({ ...empty, pool: 'WORK_IN_PROCESS', orders });
  const purchases = impact.openPurchaseLines
    .filter((line) => line.itemNumber === itemNumber)
    .map(({ poNumber, lineNumber }) => ({ poNumber, lineNumber }));
  if (purchases.length > 0) pools.push({ ...empty, pool: 'ON_ORDER', purchases });
  return pools;
}

/** ECO-12: every disposition fits its pool and is one that is carried out. */
export function checkDispositionKinds(dispositions: readonly InputChangeDisposition[]): Problem[] {
  return dispositions.flatMap(({ disposition, pool, itemNumber }, index) => {
    const path = ['dispositions', String(index), 'disposition'];
    const detail = { itemNumber, pool, disposition };
    if (!ALLOWED[pool].includes(disposition)) {
      const message = `${disposition} does not fit ${pool}: ${ALLOWED[pool].join(', ')} do`;
      return [finding('ECO-12', 'DISPOSITION_NOT_ALLOWED', message, { path, detail })];
    }
    if (CARRIED_OUT.includes(disposition)) return [];
    const message = `${disposition} is not carried out yet: ${CARRIED_OUT.join(', ')} are`;
    return [finding('ECO-12', 'DISPOSITION_NOT_SUPPORTED', message, { path, detail })];
  });
}

/** ECO-11: every pool that is not empty has a disposition, target by target. The open orders are named either way. */
export function checkDispositions(
  pools: readonly PoolContent[],
  dispositions: readonly InputChangeDisposition[],
): Problem[] {
  return pools.flatMap((pool) => {
    const orders = pool.orders.filter(
      (orderNumber) => !isDecided(pool, dispositions, { orderNumbers: pool.numbersOf.get(orderNumber) ?? [] }),
    );
    const purchases = pool.purchases.filter((purchase) => !isDecided(pool, dispositions, purchase));
    const isStockMissing = pool.quantity !== null && !isDecided(pool, dispositions, {});
    const open = { orders, purchases, quantity: isStockMissing ? pool.quantity : null };
    const isMissing = orders.length > 0 || purchases.length > 0 || isStockMissing;
    return isMissing ? [missing(pool, open)] : named(pool);
  });
}

interface Target {
  /** Any of which names the order. */
  orderNumbers?: readonly string[];
  poNumber?: string;
  lineNumber?: number;
}

/** Some disposition fits the target, for itself, its plant or all plants. */
function isDecided(pool: PoolContent, dispositions: readonly InputChangeDisposition[], target: Target): boolean {
  return dispositions.some(
    (given) =>
      given.itemNumber === pool.itemNumber &&
      (given.pool === pool.pool || given.pool === pool.alsoCovers) &&
      (given.plantCode ?? pool.plantCode) === pool.plantCode &&
      (given.orderNumber === null || target.orderNumbers?.includes(given.orderNumber) === true) &&
      (given.poNumber === null || given.poNumber === target.poNumber) &&
      (given.lineNumber === null || given.lineNumber === target.lineNumber),
  );
}

function missing(pool: PoolContent, open: Pick<PoolContent, 'orders' | 'purchases' | 'quantity'>): Problem {
  const { itemNumber, plantCode } = pool;
  const message = `What becomes of ${itemNumber} at ${plantCode}, ${contentOf(open)}? ${pool.pool} has no disposition`;
  const detail = { itemNumber, plantCode, pool: pool.pool, ...open };
  return finding('ECO-11', 'DISPOSITION_MISSING', message, { path: ['dispositions'], detail, system: 'ERP' });
}

function named(pool: PoolContent): Problem[] {
  const { itemNumber, plantCode, orders } = pool;
  if (orders.length === 0) return [];
  const message = `${orders.length} open orders at ${plantCode} make or use ${itemNumber}: ${orders.join(', ')}`;
  const detail = { itemNumber, plantCode, pool: pool.pool, orders };
  return [note('ECO-11', 'OPEN_ORDERS_AFFECTED', message, { detail, system: 'ERP' })];
}

function contentOf({ orders, purchases, quantity }: Pick<PoolContent, 'orders' | 'purchases' | 'quantity'>): string {
  if (quantity !== null) return `${quantity.value} ${quantity.unit} in stock`;
  if (orders.length > 0) return `open orders ${orders.join(', ')}`;
  return `open purchases ${purchases.map((line) => `${line.poNumber}/${line.lineNumber}`).join(', ')}`;
}

/** ECO-11: what was shown to whoever decided is what is there. */
export function checkFingerprint(
  plantCode: string,
  shown: string | null,
  now: string,
  path: readonly string[],
): Problem[] {
  if (shown === null || shown === now) return [];
  const message = `What the change touches at ${plantCode} is not what was shown any more`;
  const detail = { plantCode, shown, now };
  return [finding('ECO-11', 'CHANGED_SINCE_ASSESSMENT', message, { path, detail, system: 'ERP' })];
}
