import { canonicalHash } from '../../lib/canonical.ts';
import { decimal, decimalText } from '../../lib/decimal.ts';
import { GraphError } from '../../lib/errors.ts';
import { convert } from '../../lib/units.ts';
import type { ErpChanges, ErpOrderChange } from '../ports/erp.ts';
import type { ErpOrder } from '../ports/erp-read.ts';
import { knownFields } from './fields.ts';
import type { ReadGate } from './gate.ts';
import type { Layout } from './layout.ts';
import { Chains } from './read/chains.ts';
import { type Domain, odooInstant } from './read/domain.ts';
import { Items } from './read/items.ts';
import { Orders } from './read/orders.ts';
import { instantIn, Reading } from './read/reading.ts';
import { Records } from './read/records.ts';
import type { OdooSession } from './session.ts';
import { idIn, type Row } from './write/row.ts';

/**
 * A transaction stamps write_date at its start and shows at its end, so rows appear late with older stamps: longer than
 * the 120 s after which Odoo kills a request.
 */
const OVERLAP_MS = 150_000;
const PAGE = 2_000;
const NEVER = '1970-01-01 00:00:00';

/** An order's own write_date does not move when a work order ends or a component's quantity changes. */
const WATCHED: readonly { model: string; fields: readonly string[]; domain: Domain }[] = [
  { model: 'mrp.production', fields: ['state', 'product_qty', 'qty_producing', 'name'], domain: [] },
  { model: 'mrp.workorder', fields: ['production_id', 'state', 'qty_produced'], domain: [] },
  {
    model: 'stock.move',
    fields: ['raw_material_production_id', 'production_id', 'state', 'quantity', 'product_uom_qty', 'picked'],
    domain: ['|', ['raw_material_production_id', '!=', false], ['production_id', '!=', false]],
  },
];

/** `taken` counts the answers that told something, so that each has a cursor of its own. */
interface Cursor {
  readonly since: string;
  readonly taken: number;
}

type Seen = Map<string, { content: string; writtenAt: string }>;

/**
 * Asks which orders changed, by the time of their last write. Rows that come again within the overlap are known by
 * their content, once the caller has come back with the cursor of the answer that told them: what it could not store
 * is told again. After a restart they are reported again, and the caller tells them by `fingerprint`.
 */
export class ChangePoller {
  readonly #session: OdooSession;
  readonly #layout: Layout;
  readonly #gate: ReadGate;
  /** Content by model and id, of rows written within the overlap. */
  readonly #seen: Seen = new Map();
  /** What the last answer told; it counts as seen when its cursor comes back. */
  #offered: { cursor: string; rows: Seen } | undefined;

  constructor(session: OdooSession, layout: Layout, gate: ReadGate) {
    this.#session = session;
    this.#layout = layout;
    this.#gate = gate;
  }

  /** One call per watched model; further ones only for orders that changed. */
  async poll(cursor: string | null): Promise<ErpChanges> {
    if (this.#offered && this.#offered.cursor === cursor) {
      for (const [key, row] of this.#offered.rows) this.#seen.set(key, row);
    }
    this.#offered = undefined;
    const { since, taken } = cursor === null ? { since: await this.#latest(), taken: 0 } : parseCursor(cursor);
    const from = since === NEVER ? NEVER : odooInstant(new Date(Date.parse(`${instantIn(since)}`) - OVERLAP_MS));
    this.#forgetBefore(from);
    const perModel = await Promise.all(WATCHED.map(({ model }) => this.#rowsSince(model, from)));
    const rows: Seen = new Map();
    const orderIds = new Set<number>();
    for (const { model, row } of perModel.flat()) {
      const key = `${model} ${row.id}`;
      const seen = { content: canonicalHash(row), writtenAt: String(row.write_date) };
      if (this.#seen.get(key)?.content === seen.content) continue;
      rows.set(key, seen);
      const orderId = orderIdOf(model, row);
      if (orderId !== null) orderIds.add(orderId);
    }
    if (cursor !== null && rows.size === 0) return { cursor, orders: [] };
    const latest = newestOf([since, ...[...rows.values()].map((row) => row.writtenAt)]);
    const orders = cursor === null ? [] : await this.#changes([...orderIds], latest);
    this.#offered = { cursor: `${latest} ${taken + 1}`, rows };
    return { cursor: this.#offered.cursor, orders };
  }

  async #changes(orderIds: readonly number[], at: string): Promise<ErpOrderChange[]> {
    if (orderIds.length === 0) return [];
    const records = new Records({ session: this.#session, gate: this.#gate });
    const reading = new Reading(this.#session, this.#layout, records);
    const items = new Items(reading);
    const chains = new Chains(reading);
    const orders = new Orders(reading, items, chains);
    const rows = await records.byIds('mrp.production', orderIds);
    const touched = await chains.of([...rows.values()]);
    const read = await Promise.all(touched.map((chain) => orders.toOrder(chain, ['itemNumber', 'scrapped'])));
    return read.map((order) => toChange(order, instantIn(at) ?? new Date().toISOString()));
  }

  async #rowsSince(model: string, from: string): Promise<{ model: string; row: Row }[]> {
    const rows: { model: string; row: Row }[] = [];
    for (;;) {
      const page = await this.#search(model, [['write_date', '>=', from]], 'write_date, id', PAGE, rows.length);
      rows.push(...page.map((row) => ({ model, row })));
      if (page.length < PAGE) return rows;
    }
  }

  /** The newest write that the server knows; its clock counts, not ours. */
  async #latest(): Promise<string> {
    const newest = await Promise.all(
      WATCHED.map(({ model }) => this.#search(model, [], 'write_date desc, id desc', 1, 0)),
    );
    return newestOf([NEVER, ...newest.flat().map((row) => String(row.write_date))]);
  }

  async #search(model: string, domain: Domain, order: string, limit: number, offset: number): Promise<Row[]> {
    const watched = WATCHED.find((entry) => entry.model === model)!;
    const wanted = [...watched.fields, 'write_date'];
    const fields = knownFields(model, await this.#session.fields(model), wanted, wanted);
    const args = { domain: [...watched.domain, ...domain], fields, load: '', order, limit, offset };
    return this.#gate.run(undefined, (options) =>
      this.#session.call<Row[]>({ model, method: 'search_read', args }, { kind: 'read', ...options }),
    );
  }

  #forgetBefore(from: string): void {
    for (const [key, { writtenAt }] of this.#seen) if (writtenAt < from) this.#seen.delete(key);
  }
}

const newestOf = (instants: readonly string[]): string => instants.toSorted().at(-1) ?? NEVER;

function orderIdOf(model: string, row: Row): number | null {
  if (model === 'mrp.production') return row.id;
  return idIn(row, 'raw_material_production_id') ?? idIn(row, 'production_id');
}

function parseCursor(cursor: string): Cursor {
  const [, since, taken] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (\d+)$/.exec(cursor) ?? [];
  if (since !== undefined) return { since, taken: Number(taken) };
  throw new GraphError('BAD_USER_INPUT', 'not a cursor of the changes of an Odoo');
}

/** Good is what was made less what of it was scrapped. */
function toChange(order: ErpOrder, at: string): ErpOrderChange {
  const { produced, scrapped } = order;
  const lost = scrapped === null ? decimal(0) : (convert(scrapped.value, scrapped.unit, produced.unit) ?? decimal(0));
  const good = decimal(produced.value).minus(lost);
  const facts = {
    plantCode: order.plantCode,
    orderNumber: order.orderNumber,
    state: order.state,
    itemNumber: order.itemNumber,
    good: { value: decimalText(good.isNegative() ? 0 : good), unit: produced.unit },
    scrap: scrapped,
  };
  return { ...facts, at, fingerprint: canonicalHash({ ...facts, planned: order.planned }) };
}
