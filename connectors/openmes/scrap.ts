import DataLoader from 'dataloader';
import { decimalText, sum } from '../../lib/decimal.ts';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { OpenmesApi } from './api.ts';
import type { Memory } from './memory.ts';
import * as wire from './wire.ts';

const LIST = { path: '/scrap-entries', kind: 'scrap-entries' };

/**
 * Scrap totals of one request by order id: the whole list of entries where it has no more pages than there are orders,
 * else one call for each order. How long the list is, its first page tells once.
 */
export class ScrapReads {
  readonly #api: OpenmesApi;
  readonly #memory: Memory;
  readonly #scope: ReadScope;
  readonly #totals: DataLoader<number, string>;
  #list: Promise<wire.ScrapEntryRow[] | null> | undefined;

  constructor(api: OpenmesApi, memory: Memory, scope: ReadScope) {
    this.#api = api;
    this.#memory = memory;
    this.#scope = scope;
    this.#totals = new DataLoader((ids) => this.#read(ids));
  }

  totalOf(orderId: number): Promise<string> {
    return this.#totals.load(orderId);
  }

  async #read(ids: readonly number[]): Promise<string[]> {
    if (ids.length > 1) this.#list ??= this.#wholeList(ids.length);
    const entries = await this.#list;
    if (entries == null) return Promise.all(ids.map((id) => this.#ofOrder(id)));
    const byOrder = Map.groupBy(entries, (entry) => entry.work_order_id);
    return ids.map((id) => decimalText(sum((byOrder.get(id) ?? []).map((entry) => entry.quantity))));
  }

  /** Null where it has more pages than `most`. */
  async #wholeList(most: number): Promise<wire.ScrapEntryRow[] | null> {
    const known = this.#memory.pagesOf(LIST.path) ?? 1;
    if (known > most) return null;
    const first = await this.#api.pages(LIST, wire.scrapEntry, { from: 1, to: known }, this.#scope);
    this.#memory.noteLength(LIST.path, first.pages);
    if (first.pages > most) return null;
    if (first.pages <= known) return first.rows;
    const rest = await this.#api.pages(LIST, wire.scrapEntry, { from: known + 1, to: first.pages }, this.#scope);
    return [...first.rows, ...rest.rows];
  }

  async #ofOrder(id: number): Promise<string> {
    const call = { path: `/work-orders/${id}/scrap-entries`, kind: 'scrap-entries' };
    const answer = await this.#api.read(call, wire.scrapOfOrder, this.#scope);
    return decimalText(answer?.meta.total_scrap_qty ?? 0);
  }
}
