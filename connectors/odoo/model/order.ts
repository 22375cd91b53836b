import { decimal } from '../../../lib/decimal.ts';
import type { Quantity } from '../../ports/common.ts';
import type { ErpOrder, OrderDetail } from '../../ports/erp-read.ts';
import { type Chain, openPartOf } from './chain-reads.ts';
import { type Items, numberOf } from './items.ts';
import { chainState } from './order-state.ts';
import { instantIn, type Reading } from './reading.ts';
import { amountIn, idIn, type Row, textIn } from './row.ts';

/** Facts that cost a call, by the detail that asks for them. */
const COST = {
  itemNumber: 'itemNumber',
  scrapped: 'scrapped',
  bomRevision: 'bomRevision',
  routingVersion: 'bomRevision',
} as const;

/** A chain of orders as the port shows it. */
export async function toOrder(
  reading: Reading,
  items: Items,
  chain: Chain,
  details: readonly OrderDetail[],
): Promise<ErpOrder> {
  const { site, parts } = chain;
  const head = parts[0]!;
  const productId = idIn(head, 'product_id')!;
  const leftOut = Object.entries(COST).flatMap(([fact, detail]) => (details.includes(detail) ? [] : [fact]));
  return reading.facts.tell(
    'order',
    {
      plantCode: site.plant.code,
      orderNumber: chain.orderNumber,
      state: chainState(parts.map((part) => textIn(part, 'state') ?? '')),
      itemNumber: async () => numberOf(await items.byId(productId)),
      planned: () => totalOnce(reading, chain, 'product_qty'),
      produced: () => totalOnce(reading, chain, 'qty_produced'),
      scrapped: () => scrapped(reading, chain, productId),
      bomRevision: () => bomRevision(reading, chain),
      routingVersion: () => bomRevision(reading, chain),
      plannedStart: instantIn(head.date_start),
      plannedEnd: () => {
        const ends = parts.map((part) => instantIn(part.date_finished)).filter((end) => end !== null);
        return ends.toSorted().at(-1) ?? null;
      },
      refs: () => Promise.all(parts.map((part) => reading.ref('mrp.production', part.id))),
      openPartId: openPartOf(chain) ? String(openPartOf(chain)!.id) : null,
      numbers: [...chain.numbers],
    },
    leftOut,
  );
}

const TOTALS = new WeakMap<Chain, Map<string, Promise<Quantity>>>();

/** An order is told again for each detail of it that a query selects; its totals are the same. */
function totalOnce(reading: Reading, chain: Chain, field: string): Promise<Quantity> {
  const totals = TOTALS.get(chain) ?? new Map<string, Promise<Quantity>>();
  TOTALS.set(chain, totals);
  const known = totals.get(field) ?? total(reading, chain.parts, field);
  totals.set(field, known);
  return known;
}

async function total(reading: Reading, parts: readonly Row[], field: string): Promise<Quantity> {
  const amounts = parts.map((part) => ({ value: amountIn(part, field), unitId: idIn(part, 'product_uom_id') }));
  return (await reading.total(amounts))!;
}

/** Of what the order makes; a component that was scrapped is none of its output. */
async function scrapped(reading: Reading, chain: Chain, productId: number): Promise<Quantity> {
  const rows = await Promise.all(
    chain.parts.map((part) => reading.records.where('stock.scrap', 'production_id', part.id, [['state', '=', 'done']])),
  );
  const own = rows.flat().filter((row) => idIn(row, 'product_id') === productId);
  const none = await reading.quantity(decimal(0), idIn(chain.parts[0]!, 'product_uom_id'));
  const quantities = await Promise.all(
    own.map((row) => reading.quantity(amountIn(row, 'scrap_qty'), idIn(row, 'product_uom_id'))),
  );
  return reading.sum([none, ...quantities])!;
}

/** Odoo keeps no version of a routing: operations live on the BOM, whose code is the revision of both. */
async function bomRevision(reading: Reading, chain: Chain): Promise<string | null> {
  const bomId = idIn(openPartOf(chain) ?? chain.parts[0]!, 'bom_id');
  const bom = bomId === null ? null : await reading.records.byId('mrp.bom', bomId);
  return bom && textIn(bom, 'code');
}
