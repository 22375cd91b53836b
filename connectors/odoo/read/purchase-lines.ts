import { dateInZone } from '../../../lib/clock.ts';
import type { ErpPurchaseLine } from '../../ports/erp-read.ts';
import type { PlantSite } from '../layout.ts';
import { amountIn, idIn, type Row, textIn } from '../write/row.ts';
import { type Items, numberOf } from './items.ts';
import { instantIn, type Reading } from './reading.ts';

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
  const lines = inLineOrder(rows);
  const products = await items.byIds(lines.map((line) => idIn(line, 'product_id')!));
  return Promise.all(
    lines.map(async (line, place) => {
      const unitId = idIn(line, 'product_uom_id') ?? idIn(line, 'product_uom');
      const promised = instantIn(line.date_planned);
      return {
        plantCode: site.plant.code,
        poNumber: textIn(order, 'name') ?? '',
        lineNumber: place + 1,
        itemNumber: numberOf(products.get(idIn(line, 'product_id')!)),
        ordered: await reading.quantity(amountIn(line, 'product_qty'), unitId),
        received: await reading.quantity(amountIn(line, 'qty_received'), unitId),
        promisedOn: promised && dateInZone(new Date(promised), site.plant.timeZone),
      };
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
  const ofProducts = await Promise.all(
    productIds.map((id) =>
      reading.records.where('purchase.order.line', 'product_id', id, [['state', 'in', ['purchase', 'done']]]),
    ),
  );
  const open = ofProducts
    .flat()
    .filter((line) => amountIn(line, 'qty_received').lessThan(amountIn(line, 'product_qty')));
  const openIds = new Set(open.map((line) => line.id));
  const orders = await reading.records.byIds(
    'purchase.order',
    open.map((line) => idIn(line, 'order_id')!),
  );
  const own = [...orders.values()].filter((order) =>
    site.receiptTypeIds.includes(idIn(order, 'picking_type_id') ?? -1),
  );
  const found = await Promise.all(
    own.map(async (order) => {
      const rows = await reading.records.where('purchase.order.line', 'order_id', order.id);
      const numbered = await purchaseLines(reading, items, site, order, rows);
      return numbered.filter((_, place) => openIds.has(inLineOrder(rows)[place]!.id));
    }),
  );
  return found
    .flat()
    .sort((a, b) => (a.poNumber < b.poNumber ? -1 : a.poNumber > b.poNumber ? 1 : a.lineNumber - b.lineNumber));
}
