import { dateInZone } from '../../../lib/clock.ts';
import type { ErpPurchaseLine } from '../../ports/erp-read.ts';
import type { Domain } from '../model/domain.ts';
import { type Items, numberOf } from '../model/items.ts';
import type { PlantSite } from '../model/layout.ts';
import { instantIn, type Reading } from '../model/reading.ts';
import { amountIn, idIn, type Row, textIn } from '../model/row.ts';

/** In 17 and 18 a confirmed order may be locked, which they call done; goods come all the same. */
const CONFIRMED = ['purchase', 'done'];

/** Odoo numbers no lines: the place among those of the order that have a product, from 1. */
export const inLineOrder = (lines: readonly Row[]): Row[] =>
  lines
    .filter((line) => idIn(line, 'product_id') !== null)
    .toSorted((a, b) => (Number(a.sequence) || 0) - (Number(b.sequence) || 0) || a.id - b.id);

/** A purchase order's lines as the port shows them. */
export async function purchaseLines(
  reading: Reading,
  items: Items,
  site: PlantSite,
  order: Row,
  rows: readonly Row[],
): Promise<ErpPurchaseLine[]> {
  return Promise.all(
    inLineOrder(rows).map((line, place) => {
      const quantity = (field: string) =>
        reading.quantity(amountIn(line, field), idIn(line, 'product_uom_id') ?? idIn(line, 'product_uom'));
      return reading.facts.tell('purchaseLine', {
        plantCode: site.plant.code,
        poNumber: textIn(order, 'name') ?? '',
        lineNumber: place + 1,
        itemNumber: async () => numberOf(await items.byId(idIn(line, 'product_id')!)),
        ordered: () => quantity('product_qty'),
        received: () => quantity('qty_received'),
        promisedOn: () => {
          const promised = instantIn(line.date_planned);
          return promised && dateInZone(new Date(promised), site.plant.timeZone);
        },
      });
    }),
  );
}

/** Lines of confirmed orders of the plant that still have something to come of the products, by order and line. */
export async function openPurchaseLines(
  reading: Reading,
  items: Items,
  site: PlantSite,
  productIds: readonly number[],
): Promise<ErpPurchaseLine[]> {
  const { records } = reading;
  const ofOrder: Domain = [
    ['order_id.state', 'in', CONFIRMED],
    ['order_id.receipt_status', '!=', 'full'],
  ];
  const path = 'order_id.order_line.product_id';
  // The lines of the products with all others of their orders, which tell the lines' numbers, and the orders: one level.
  const [ofProducts, linesOf, orderOf] = await Promise.all([
    Promise.all(productIds.map((id) => records.where('purchase.order.line', 'product_id', id, ofOrder))),
    records.below('purchase.order.line', { path, values: productIds, of: 'order_id' }, ofOrder),
    records.below('purchase.order', { path: 'order_line.product_id', values: productIds, of: 'id' }, [
      ['state', 'in', CONFIRMED],
      ['receipt_status', '!=', 'full'],
    ]),
  ]);
  const open = ofProducts
    .flat()
    .filter((line) => amountIn(line, 'qty_received').lessThan(amountIn(line, 'product_qty')));
  const openIds = new Set(open.map((line) => line.id));
  const orders = new Set(open.map((line) => idIn(line, 'order_id')!));
  const own = [...orders]
    .flatMap(orderOf)
    .filter((order) => site.receiptTypeIds.includes(idIn(order, 'picking_type_id') ?? -1));
  const found = await Promise.all(
    own.map(async (order) => {
      const rows = linesOf(order.id);
      const numbered = await purchaseLines(reading, items, site, order, rows);
      return numbered.filter((_, place) => openIds.has(inLineOrder(rows)[place]!.id));
    }),
  );
  return found
    .flat()
    .sort((a, b) => (a.poNumber < b.poNumber ? -1 : a.poNumber > b.poNumber ? 1 : a.lineNumber - b.lineNumber));
}
