import type { ErpItem, Tracking } from '../../ports/erp-read.ts';
import type { Domain } from './domain.ts';
import type { MaybePromise } from './facts.ts';
import type { Reading } from './reading.ts';
import { idIn, type Row, textIn } from './row.ts';

const TRACKING: Readonly<Record<string, Tracking>> = { none: 'NONE', lot: 'LOT', serial: 'SERIAL' };

/** Products of one request, by number and by id. */
export class Items {
  readonly #reading: Reading;
  /** Active products that were met by id, by their numbers. */
  readonly #met = new Map<string, Map<number, Row>>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /**
   * The product of a number: the active one, or an archived one where none is active. One met by id in this request is
   * not looked up again. Errors: GraphError KEY_AMBIGUOUS where several have the number.
   */
  async byNumber(itemNumber: string): Promise<Row | null> {
    const met = this.#met.get(itemNumber);
    const found = met
      ? [...met.values()]
      : await this.#reading.records.where('product.product', 'default_code', itemNumber);
    const candidates = productsOfNumber(found);
    if (candidates.length > 1) throw this.#ambiguous(itemNumber, candidates.length);
    return candidates[0] ?? null;
  }

  /** Errors: GraphError KEY_AMBIGUOUS where this request has met several active products with the number. */
  refuseAmbiguous(itemNumber: string): void {
    const count = this.#met.get(itemNumber)?.size ?? 0;
    if (count > 1) throw this.#ambiguous(itemNumber, count);
  }

  /** A page of products, in an order; known by their ids from then on. */
  async page(domain: Domain, order: string, limit: number): Promise<Row[]> {
    const rows = await this.#reading.records.page('product.product', domain, order, limit);
    for (const row of rows) this.#meet(row);
    return rows;
  }

  async byId(id: number): Promise<Row | null> {
    const row = await this.#reading.records.byId('product.product', id);
    if (row !== null) this.#meet(row);
    return row;
  }

  async byIds(ids: Iterable<number>): Promise<Map<number, Row>> {
    const rows = await this.#reading.records.byIds('product.product', ids);
    for (const row of rows.values()) this.#meet(row);
    return rows;
  }

  async item(itemNumber: string): Promise<ErpItem | null> {
    const row = await this.byNumber(itemNumber);
    return row && this.toItem(row);
  }

  toItem(row: Row): MaybePromise<ErpItem> {
    const { layout, facts } = this.#reading;
    const ofUnit = (tell: (unitId: number) => Promise<string | null>) => {
      const unitId = idIn(row, 'uom_id');
      return unitId === null ? null : tell(unitId);
    };
    return facts.tell('item', {
      itemNumber: numberOf(row) ?? '',
      name: () => textIn(row, 'name'),
      unit: () => ofUnit((unitId) => layout.unitCode(unitId)),
      unitName: () => ofUnit((unitId) => layout.unitName(unitId)),
      tracking: () => TRACKING[textIn(row, 'tracking') ?? ''] ?? null,
      isActive: row.active !== false,
      refs: async () => [await this.#reading.ref('product.product', row.id)],
    });
  }

  #ambiguous(itemNumber: string, count: number): Error {
    const message = `${count} products of ${this.#reading.connection} have the number ${itemNumber}`;
    return this.#reading.error('KEY_AMBIGUOUS', message);
  }

  #meet(row: Row): void {
    const itemNumber = numberOf(row);
    if (itemNumber === null || row.active === false) return;
    const met = this.#met.get(itemNumber) ?? new Map<number, Row>();
    this.#met.set(itemNumber, met.set(row.id, row));
  }
}

/** Of the products with one number the active ones, or archived ones where none is active. Several: it is ambiguous. */
export function productsOfNumber(rows: readonly Row[]): readonly Row[] {
  const active = rows.filter((row) => row.active !== false);
  return active.length > 0 ? active : rows;
}

/** Null where the product has none. */
export const numberOf = (row: Row | undefined | null): string | null => (row ? textIn(row, 'default_code') : null);
