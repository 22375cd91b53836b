import type { Page, PageArgs } from '../../ports/common.ts';
import type { ErpOrder, OrderDetail, OrderFilter } from '../../ports/erp-read.ts';
import type { Chain, Chains } from '../model/chain-reads.ts';
import { pathToParts } from '../model/chains.ts';
import { anyOf, type Domain, odooInstant } from '../model/domain.ts';
import type { Items } from '../model/items.ts';
import type { PlantSite } from '../model/layout.ts';
import { toOrder } from '../model/order.ts';
import { chainState, odooStates, odooStatesOfSomePart } from '../model/order-state.ts';
import type { Reading } from '../model/reading.ts';
import { idIn, type Row, textIn } from '../model/row.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const ALL: readonly OrderDetail[] = ['itemNumber', 'scrapped', 'bomRevision'];
/** Calls that a page may take where a state of split orders can only be told after they were read. */
const PAGE_CALLS_MAX = 5;

/** Chains of orders as the port shows them. */
export class Orders {
  readonly #reading: Reading;
  readonly #items: Items;
  readonly #chains: Chains;

  constructor(reading: Reading, items: Items, chains: Chains) {
    this.#reading = reading;
    this.#items = items;
    this.#chains = chains;
  }

  async order(plantCode: string, orderNumber: string, details = ALL): Promise<ErpOrder | null> {
    const chain = await this.#chains.find(plantCode, orderNumber);
    return chain && toOrder(this.#reading, this.#items, chain, details);
  }

  async openOfItem(itemNumber: string, plantCode: string, details = ALL): Promise<ErpOrder[]> {
    const [product, site] = await Promise.all([this.#items.byNumber(itemNumber), this.#reading.layout.site(plantCode)]);
    const chains = product ? await this.#chains.openOf(site, product.id) : [];
    const orders = await Promise.all(chains.map((chain) => toOrder(this.#reading, this.#items, chain, details)));
    return orders.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1));
  }

  /** Pages over the first order of each chain. */
  async orders(filter: OrderFilter, args: PageArgs, details = ALL): Promise<Page<ErpOrder>> {
    const after = decodeCursor(args.after, ['string', 'number']);
    const sites = await this.#reading.layout.sites(filter.plantCodes);
    const isNothing = sites.length === 0 || (filter.states && odooStates(filter.states).length === 0);
    if (isNothing) return { nodes: [], hasNextPage: false, endCursor: null };

    const domain = await this.#listDomain(sites, filter);
    const limit = args.first + 1;
    const pageAfter = (position: Position | null) =>
      this.#reading.records.page('mrp.production', [...domain, ...afterHead(position)], 'date_start, id', limit);
    // The first page does not wait for the product that a filter names: Odoo finds it by its number as well.
    const [product, firstPage] = await Promise.all([
      filter.itemNumber === undefined ? undefined : this.#items.byNumber(filter.itemNumber),
      pageAfter(after),
    ]);
    const isOfProduct = (head: Row) => product === undefined || idIn(head, 'product_id') === product?.id;
    const found: { chain: Chain; head: Row }[] = [];
    let position = after;
    let isEnd = false;
    for (let call = 0; call < PAGE_CALLS_MAX && !isEnd && found.length <= args.first; call += 1) {
      const page = call === 0 ? firstPage : await pageAfter(position);
      isEnd = page.length < limit;
      const last = page.at(-1);
      if (last) position = positionOf(last);
      const heads = page.filter(isOfProduct);
      const chains = await this.#chains.of(heads);
      const ofHead = new Map(chains.flatMap((chain) => chain.parts.map((part) => [part.id, chain] as const)));
      for (const head of heads) {
        const chain = ofHead.get(head.id);
        if (chain && isInStates(chain, filter)) found.push({ chain, head });
      }
    }
    const page = found.slice(0, args.first);
    const isFull = found.length > args.first;
    const lastHead = page.at(-1)?.head;
    const end = isFull && lastHead ? positionOf(lastHead) : position;
    return {
      nodes: await Promise.all(page.map(({ chain }) => toOrder(this.#reading, this.#items, chain, details))),
      hasNextPage: isFull || !isEnd,
      endCursor: end === null ? null : encodeCursor(end),
      cursors: page.map(({ head }) => encodeCursor(positionOf(head))),
    };
  }

  async #listDomain(sites: readonly PlantSite[], filter: OrderFilter): Promise<Domain> {
    const types = sites.flatMap((site) => site.manufacturingTypeIds);
    return [
      ['picking_type_id', 'in', types],
      ['backorder_sequence', '<=', 1],
      ...(filter.itemNumber === undefined ? [] : [['product_id.default_code', '=', filter.itemNumber] as const]),
      ...(filter.states === undefined
        ? []
        : anyOf([
            [
              ['backorder_sequence', '=', 0],
              ['state', 'in', odooStates(filter.states)],
            ],
            [
              ['backorder_sequence', '=', 1],
              [await this.#pathToParts(), 'in', odooStatesOfSomePart(filter.states)],
            ],
          ])),
    ];
  }

  /** From one part to the states of all parts of its chain. */
  async #pathToParts(): Promise<string> {
    const groupField = await this.#chains.groupField();
    return groupField === null ? 'state' : `${pathToParts(groupField)}.state`;
  }
}

const isInStates = (chain: Chain, filter: OrderFilter): boolean =>
  filter.states === undefined || filter.states.includes(chainState(chain.parts.map((part) => String(part.state))));

type Position = readonly [string, number];

const positionOf = (head: Row): Position => [textIn(head, 'date_start') ?? '', head.id];

/** What comes after a position in the order "date_start, id"; a start with a fraction of a second counts as its second. */
function afterHead(position: Position | null): Domain {
  if (position === null) return [];
  const [start, id] = position;
  const next = odooInstant(new Date(Date.parse(`${start.replace(' ', 'T')}Z`) + 1000));
  return anyOf([
    [['date_start', '>=', next]],
    [
      ['date_start', '>=', start],
      ['date_start', '<', next],
      ['id', '>', id],
    ],
  ]);
}
