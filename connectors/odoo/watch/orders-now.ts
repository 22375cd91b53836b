import { canonicalHash } from '../../../lib/canonical.ts';
import { decimal, decimalText } from '../../../lib/decimal.ts';
import { GraphError } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { convert } from '../../../lib/units.ts';
import type { ErpOpenOrders, ErpOrderChange, ErpOrderKey, ErpOrdersNow } from '../../ports/erp.ts';
import type { ErpFact } from '../../ports/erp-facts.ts';
import type { ErpOrder } from '../../ports/erp-read.ts';
import { type Chain, Chains } from '../model/chain-reads.ts';
import { odooInstant } from '../model/domain.ts';
import { Items } from '../model/items.ts';
import type { Layout } from '../model/layout.ts';
import { operationsOf, producedBy, stateOf } from '../model/operations.ts';
import { toOrder } from '../model/order.ts';
import { UNFINISHED_STATES } from '../model/order-state.ts';
import { instantIn, Reading } from '../model/reading.ts';
import { Records } from '../model/records.ts';
import { amountText, idIn, type Row } from '../model/row.ts';
import type { ReadGate } from '../transport/gate.ts';
import type { OdooSession } from '../transport/session.ts';

/** Orders that are read at once, so that no call brings more than some ten thousand rows. */
const TOGETHER = 200;
/** What is compared, and all that is read for it. */
const WANTED: ReadonlySet<ErpFact> = new Set([
  ...(['order.planned', 'order.produced', 'order.scrapped', 'order.refs'] as const),
  ...(['workOrder.state', 'workOrder.produced', 'component.required', 'component.reservedLots'] as const),
]);

/** Orders as they stand, for who compares them with what was seen before. */
export class OrdersNow {
  readonly #session: OdooSession;
  readonly #layout: Layout;
  readonly #gate: ReadGate;
  readonly #log: Log | undefined;

  constructor(session: OdooSession, layout: Layout, gate: ReadGate, log?: Log) {
    this.#session = session;
    this.#layout = layout;
    this.#gate = gate;
    this.#log = log;
  }

  /** The orders that the records belong to, each under its first number. `stamps`: when each record changed, by its id. */
  async of(stamps: ReadonlyMap<number, string>): Promise<ErpOrdersNow> {
    const found: ErpOrdersNow = { orders: [], unreadable: [] };
    const ids = [...stamps.keys()];
    for (let start = 0; start < ids.length; start += TOGETHER) {
      const { reading, chains } = this.#open();
      const rows = await reading.records.byIds('mrp.production', ids.slice(start, start + TOGETHER));
      const items = new Items(reading);
      const touched = await chains.of([...rows.values()]);
      await Promise.all(
        touched.map(async (chain) => {
          const order = await this.#read(reading, items, chain, newestAmong(chain, stamps));
          if (order === null) found.unreadable.push(keyOf(chain));
          else found.orders.push(order);
        }),
      );
    }
    return found;
  }

  /**
   * The same for who remembers the records; what is gone is left out. Errors: GraphError NOT_SUPPORTED_BY_SOURCE where
   * records are missing and so is a plant's warehouse: the user has then lost the right to see them.
   */
  async remembered(ids: readonly string[]): Promise<ErpOrdersNow> {
    const now = odooInstant(new Date());
    const found = await this.of(new Map(ids.map((id) => [Number(id), now])));
    const there = new Set([...found.orders, ...found.unreadable].flatMap((order) => order.recordIds));
    if (ids.some((id) => !there.has(id))) await this.#layout.lookAgain();
    return found;
  }

  /** Null for one that the graph cannot show, for example in a unit without a code: it is not to hold up the others. */
  async #read(reading: Reading, items: Items, chain: Chain, stamp: string): Promise<ErpOrderChange | null> {
    try {
      const [order, contents] = await Promise.all([
        toOrder(reading, items, chain, ['scrapped']),
        contentsOf(reading, chain),
      ]);
      return toChange(order, contents, stamp);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      this.#log?.warn('an order cannot be told', { orderNumber: chain.orderNumber, error: error.message });
      return null;
    }
  }

  /** Orders that are not finished, by the ids of their records; a page of them. */
  async open(after: string | null): Promise<ErpOpenOrders> {
    const { reading, chains } = this.#open();
    const types = (await this.#layout.allSites()).flatMap((site) => site.manufacturingTypeIds);
    const domain = [
      ['picking_type_id', 'in', types],
      ['state', 'in', UNFINISHED_STATES],
      ['id', '>', Number(after ?? 0)],
    ] as const;
    const rows = await reading.records.page('mrp.production', domain, 'id', TOGETHER);
    const found = await chains.of(rows);
    return {
      orders: found.map(keyOf),
      next: rows.length < TOGETHER ? null : String(rows.at(-1)!.id),
    };
  }

  #open(): { reading: Reading; chains: Chains } {
    const records = new Records({ session: this.#session, gate: this.#gate, options: { wanted: WANTED } });
    const reading = new Reading(this.#session, this.#layout, records);
    return { reading, chains: new Chains(reading) };
  }
}

/** What the graph shows of an order beside its totals, as far as it is progress: not what is only reserved, no times. */
interface Contents {
  readonly operations: ErpOrderChange['operations'];
  readonly required: readonly string[];
  /** What was consumed and produced, lot by lot. */
  readonly posted: readonly string[];
}

async function contentsOf(reading: Reading, chain: Chain): Promise<Contents> {
  const unitId = idIn(chain.parts[0]!, 'product_uom_id');
  const [operations, moves] = await Promise.all([operationsOf(reading, chain), movesOf(reading, chain)]);
  const done = moves.filter((move) => move.state === 'done');
  const lines = await Promise.all(done.map((move) => reading.records.where('stock.move.line', 'move_id', move.id)));
  return {
    operations: await Promise.all(
      operations.map(async (operation) => ({
        operationNumber: operation.operationNumber,
        state: stateOf(operation),
        good: await reading.quantity(producedBy(operation), unitId),
      })),
    ),
    required: moves
      .filter((move) => move.state !== 'cancel' && idIn(move, 'raw_material_production_id') !== null)
      .map((move) => `${move.id} ${amountText(move, 'product_uom_qty')}`)
      .sort(),
    posted: lines
      .flat()
      .map((line) => `${idIn(line, 'move_id')} ${idIn(line, 'lot_id')} ${amountText(line, 'quantity_product_uom')}`)
      .sort(),
  };
}

/** Components, products and by-products of all parts, and what was scrapped of them. */
async function movesOf(reading: Reading, chain: Chain): Promise<Row[]> {
  const rows = await Promise.all(
    chain.parts.flatMap((part) => [
      reading.records.where('stock.move', 'raw_material_production_id', part.id),
      reading.records.where('stock.move', 'production_id', part.id),
    ]),
  );
  return rows.flat();
}

const keyOf = ({ site, orderNumber, parts }: Chain): ErpOrderKey => ({
  plantCode: site.plant.code,
  orderNumber,
  recordIds: parts.map((part) => String(part.id)),
});

const newestAmong = ({ parts }: Chain, stamps: ReadonlyMap<number, string>): string =>
  parts
    .map((part) => stamps.get(part.id) ?? '')
    .sort()
    .at(-1)!;

/** Good is what was made less what of it was scrapped. */
function toChange(order: ErpOrder, { operations, ...contents }: Contents, stamp: string): ErpOrderChange {
  const { produced, scrapped } = order;
  const lost = scrapped === null ? decimal(0) : (convert(scrapped.value, scrapped.unit, produced.unit) ?? decimal(0));
  const good = decimal(produced.value).minus(lost);
  const facts = {
    plantCode: order.plantCode,
    orderNumber: order.orderNumber,
    state: order.state,
    planned: order.planned,
    good: { value: decimalText(good.isNegative() ? 0 : good), unit: produced.unit },
    scrap: scrapped,
    operations,
  };
  return {
    ...facts,
    at: instantIn(stamp) ?? new Date().toISOString(),
    recordIds: order.refs.map((ref) => ref.id),
    fingerprint: canonicalHash({ ...facts, ...contents }),
  };
}
