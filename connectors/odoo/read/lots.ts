import DataLoader from 'dataloader';
import type { Page, PageArgs } from '../../ports/common.ts';
import type { ErpLot, ErpLotKey } from '../../ports/erp-read.ts';
import { type Chain, lotIdsOf } from '../model/chain-reads.ts';
import { type Items, numberOf } from '../model/items.ts';
import { instantIn, type Reading } from '../model/reading.ts';
import { idIn, type Row, textIn } from '../model/row.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

interface LotsQuery {
  productId: number;
  first: number;
  after: string | null;
}

interface LotRows {
  rows: Row[];
  /** False where there may be more of the last number than was read. */
  isWhole: boolean;
}

/** Lots of one request. One item and lot number is one lot, also where two companies keep it twice. */
export class Lots {
  readonly #reading: Reading;
  readonly #items: Items;
  readonly #ofItem: DataLoader<LotsQuery, LotRows, string>;
  /** Every record of a lot, by item and number, as far as lists have shown them. */
  readonly #listed = new Map<string, readonly Row[]>();

  constructor(reading: Reading, items: Items) {
    this.#reading = reading;
    this.#items = items;
    this.#ofItem = new DataLoader((queries) => this.#rowsOfItems(queries), {
      cacheKeyFn: (query) => JSON.stringify(query),
    });
  }

  /** Every record of a lot; none where item or lot is unknown. */
  async rows(key: ErpLotKey): Promise<Row[]> {
    const listed = this.#listed.get(textOf(key));
    if (listed !== undefined) return [...listed];
    const [product, rows] = await Promise.all([
      this.#items.byNumber(key.itemNumber),
      this.#reading.records.where('stock.lot', 'name', key.lotNumber),
    ]);
    return product === null ? [] : rows.filter((row) => idIn(row, 'product_id') === product.id);
  }

  async lot(key: ErpLotKey): Promise<ErpLot | null> {
    return this.#toLot(key.itemNumber, await this.rows(key));
  }

  /** Lots of any item that carry the number. */
  async withNumber(lotNumber: string): Promise<ErpLotKey[]> {
    const rows = await this.#reading.records.where('stock.lot', 'name', lotNumber);
    return this.keysOf(rows.map((row) => row.id));
  }

  /** Ordered by number. */
  async ofItem(itemNumber: string, args: PageArgs): Promise<Page<ErpLot>> {
    const after = decodeCursor(args.after, ['string'])?.[0] ?? null;
    const product = await this.#items.byNumber(itemNumber);
    if (product === null) return { nodes: [], hasNextPage: false, endCursor: null };
    const { rows, isWhole } = await this.#ofItem.load({ productId: product.id, first: args.first, after });
    const byNumber = [...Map.groupBy(rows, (row) => textIn(row, 'name') ?? '')];
    const page = byNumber.slice(0, args.first);
    for (const [lotNumber, own] of isWhole ? byNumber : byNumber.slice(0, -1))
      this.#listed.set(textOf({ itemNumber, lotNumber }), own);
    const lots = await Promise.all(page.map(([, own]) => this.#toLot(itemNumber, own)));
    const last = page.at(-1);
    return {
      nodes: lots.filter((lot) => lot !== null),
      hasNextPage: byNumber.length > args.first,
      endCursor: last ? encodeCursor([last[0]]) : null,
      cursors: page.map(([lotNumber]) => encodeCursor([lotNumber])),
    };
  }

  /** Lots by the ids of records, each key once, ordered by key; lots of products without a number are left out. */
  async keysOf(lotIds: Iterable<number>): Promise<ErpLotKey[]> {
    const lots = await this.#reading.records.byIds('stock.lot', lotIds);
    const products = await this.#items.byIds([...lots.values()].map((lot) => idIn(lot, 'product_id')!));
    const keys = new Map<string, ErpLotKey>();
    for (const lot of lots.values()) {
      const itemNumber = numberOf(products.get(idIn(lot, 'product_id')!));
      const lotNumber = textIn(lot, 'name');
      if (itemNumber === null || lotNumber === null) continue;
      keys.set(textOf({ itemNumber, lotNumber }), { itemNumber, lotNumber });
    }
    return [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  }

  /** Lots that the finished parts of an order were produced in. */
  async producedBy(chain: Chain): Promise<ErpLotKey[]> {
    return this.keysOf(chain.parts.filter((part) => part.state === 'done').flatMap(lotIdsOf));
  }

  /** One item's page is cut by Odoo; of several items all lots are read in one call and cut here. */
  async #rowsOfItems(queries: readonly LotsQuery[]): Promise<LotRows[]> {
    const [only] = queries;
    if (queries.length === 1 && only) {
      const { productId, first, after } = only;
      const domain = [
        ['product_id', '=', productId] as const,
        ...(after === null ? [] : [['name', '>', after] as const]),
      ];
      const limit = (first + 1) * 2;
      const rows = await this.#reading.records.page('stock.lot', domain, 'name, id', limit);
      return [{ rows, isWhole: rows.length < limit }];
    }
    return Promise.all(
      queries.map(async ({ productId, after }) => {
        const rows = await this.#reading.records.where('stock.lot', 'product_id', productId);
        const wanted = rows.filter((row) => after === null || String(row.name) > after);
        const byName = (a: Row, b: Row) =>
          String(a.name) < String(b.name) ? -1 : String(a.name) > String(b.name) ? 1 : 0;
        return { rows: wanted.sort(byName), isWhole: true };
      }),
    );
  }

  async #toLot(itemNumber: string, rows: readonly Row[]): Promise<ErpLot | null> {
    const [first] = rows;
    if (first === undefined) return null;
    return this.#reading.facts.tell('lot', {
      itemNumber,
      lotNumber: textIn(first, 'name') ?? '',
      expiresAt: () => {
        const expiries = rows.map((row) => instantIn(row.expiration_date)).filter((expiry) => expiry !== null);
        return expiries.toSorted()[0] ?? null;
      },
      refs: () => Promise.all(rows.map((row) => this.#reading.ref('stock.lot', row.id))),
    });
  }
}

const textOf = ({ itemNumber, lotNumber }: ErpLotKey): string => `${itemNumber}\n${lotNumber}`;
