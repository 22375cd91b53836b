import { decimal } from '../../../lib/decimal.ts';
import type { Page, PageArgs, Quantity } from '../../ports/common.ts';
import type { ErpOrder, OrderDetail, OrderFilter } from '../../ports/erp-read.ts';
import type { PlantSite } from '../layout.ts';
import { amountIn, idIn, type Row, textIn } from '../write/row.ts';
import { type Chain, type Chains, openPartOf } from './chains.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { anyOf, type Domain, odooInstant } from './domain.ts';
import { type Items, numberOf } from './items.ts';
import { chainState, odooStates, odooStatesOfSomePart } from './order-state.ts';
import { instantIn, type Reading } from './reading.ts';

const ALL: readonly OrderDetail[] = ['itemNumber', 'scrapped', 'bomRevision'];
/** Facts that cost a call, by the detail that asks for them. */
const COST = {
  itemNumber: 'itemNumber',
  scrapped: 'scrapped',
  bomRevision: 'bomRevision',
  routingVersion: 'bomRevision',
} as const;
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
    return chain && this.toOrder(chain, details);
  }

  async openOfItem(itemNumber: string, plantCode: string, details = ALL): Promise<ErpOrder[]> {
    const [product, site] = await Promise.all([this.#items.byNumber(itemNumber), this.#reading.layout.site(plantCode)]);
    const chains = product ? await this.#chains.openOf(site, product.id) : [];
    const orders = await Promise.all(chains.map((chain) => this.toOrder(chain, details)));
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
      nodes: await Promise.all(page.map(({ chain }) => this.toOrder(chain, details))),
      hasNextPage: isFull || !isEnd,
      endCursor: end === null ? null : encodeCursor(end),
      cursors: page.map(({ head }) => encodeCursor(positionOf(head))),
    };
  }

  async toOrder(chain: Chain, details: readonly OrderDetail[]): Promise<ErpOrder> {
    const { site, parts } = chain;
    const head = parts[0]!;
    const productId = idIn(head, 'product_id')!;
    const leftOut = Object.entries(COST).flatMap(([fact, detail]) => (details.includes(detail) ? [] : [fact]));
    return this.#reading.facts.tell(
      'order',
      {
        plantCode: site.plant.code,
        orderNumber: chain.orderNumber,
        state: chainState(parts.map((part) => textIn(part, 'state') ?? '')),
        itemNumber: async () => numberOf((await this.#items.byIds([productId])).get(productId)),
        planned: () => this.#total(parts, 'product_qty'),
        produced: () => this.#total(parts, 'qty_produced'),
        scrapped: () => this.#scrapped(chain, productId),
        bomRevision: () => this.#bomRevision(chain),
        routingVersion: () => this.#bomRevision(chain),
        plannedStart: instantIn(head.date_start),
        plannedEnd: () => {
          const ends = parts.map((part) => instantIn(part.date_finished)).filter((end) => end !== null);
          return ends.toSorted().at(-1) ?? null;
        },
        refs: () => Promise.all(parts.map((part) => this.#reading.ref('mrp.production', part.id))),
        openPartId: openPartOf(chain) ? String(openPartOf(chain)!.id) : null,
      },
      leftOut,
    );
  }

  async #total(parts: readonly Row[], field: string): Promise<Quantity> {
    const quantities = await Promise.all(
      parts.map((part) => this.#reading.quantity(amountIn(part, field), idIn(part, 'product_uom_id'))),
    );
    return this.#reading.sum(quantities)!;
  }

  /** Of what the order makes; a component that was scrapped is none of its output. */
  async #scrapped(chain: Chain, productId: number): Promise<Quantity> {
    const rows = await Promise.all(
      chain.parts.map((part) =>
        this.#reading.records.where('stock.scrap', 'production_id', part.id, [['state', '=', 'done']]),
      ),
    );
    const own = rows.flat().filter((row) => idIn(row, 'product_id') === productId);
    const none = await this.#reading.quantity(decimal(0), idIn(chain.parts[0]!, 'product_uom_id'));
    const quantities = await Promise.all(
      own.map((row) => this.#reading.quantity(amountIn(row, 'scrap_qty'), idIn(row, 'product_uom_id'))),
    );
    return this.#reading.sum([none, ...quantities])!;
  }

  /** Odoo keeps no version of a routing: operations live on the BOM, whose code is the revision of both. */
  async #bomRevision(chain: Chain): Promise<string | null> {
    const bomId = idIn(openPartOf(chain) ?? chain.parts[0]!, 'bom_id');
    const bom = bomId === null ? null : await this.#reading.records.byId('mrp.bom', bomId);
    return bom && textIn(bom, 'code');
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
    const group = await this.#chains.groupField();
    return `${group}.${group === 'production_group_id' ? 'production_ids' : 'mrp_production_ids'}.state`;
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
