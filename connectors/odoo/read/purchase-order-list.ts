import type { Page, PageArgs } from '../../ports/common.ts';
import type { ErpPurchaseOrder, PurchaseOrderFilter, PurchaseOrderState } from '../../ports/erp-read.ts';
import { anyOf, type Domain, odooInstant } from '../model/domain.ts';
import type { Items } from '../model/items.ts';
import type { Reading } from '../model/reading.ts';
import { idIn, type Row, textIn } from '../model/row.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { toPurchaseOrder } from './purchase-orders.ts';

/** In each state: an order of which nothing is to come counts as closed, whatever Odoo calls it; see stateOf. */
const STATES: Readonly<Record<PurchaseOrderState, readonly Domain[]>> = {
  DRAFT: [[['state', '=', 'draft']]],
  SENT: [[['state', '=', 'sent']]],
  AWAITING_APPROVAL: [[['state', '=', 'to approve']]],
  CONFIRMED: [
    [
      ['state', '=', 'purchase'],
      ['receipt_status', '!=', 'full'],
    ],
    [
      ['state', '=', 'done'],
      ['receipt_status', 'in', ['pending', 'partial']],
    ],
  ],
  CLOSED: [
    [
      ['state', 'in', ['purchase', 'done']],
      ['receipt_status', '=', 'full'],
    ],
    [
      ['state', '=', 'done'],
      ['receipt_status', '=', false],
    ],
  ],
  CANCELLED: [[['state', '=', 'cancel']]],
};

/** Purchase orders that come to the plants' warehouses, newest first. */
export async function purchaseOrdersOf(
  reading: Reading,
  items: Items,
  filter: PurchaseOrderFilter,
  args: PageArgs,
): Promise<Page<ErpPurchaseOrder>> {
  const after = decodeCursor(args.after, ['string', 'number']);
  const sites = await reading.layout.sites(filter.plantCodes);
  const product = filter.itemNumber === undefined ? undefined : await items.byNumber(filter.itemNumber);
  if (sites.length === 0 || product === null || filter.states?.length === 0) {
    return { nodes: [], hasNextPage: false, endCursor: null };
  }
  const rows = await reading.records.page(
    'purchase.order',
    [
      ['picking_type_id', 'in', sites.flatMap((site) => site.receiptTypeIds)],
      ...(filter.states === undefined ? [] : anyOf(filter.states.flatMap((state) => STATES[state]))),
      ...(filter.supplierCode === undefined ? [] : [['partner_id.ref', '=', filter.supplierCode] as const]),
      ...(product === undefined ? [] : [['order_line.product_id', '=', product.id] as const]),
      ...afterOrder(after),
    ],
    'date_order desc, id desc',
    args.first + 1,
  );
  const page = rows.slice(0, args.first);
  const last = page.at(-1);
  const linesOf = (orderId: number) => reading.records.where('purchase.order.line', 'order_id', orderId);
  const siteOf = (row: Row) =>
    sites.find((site) => site.receiptTypeIds.includes(idIn(row, 'picking_type_id') ?? -1)) ?? sites[0]!;
  return {
    nodes: await Promise.all(page.map((row) => toPurchaseOrder(reading, items, siteOf(row), row, linesOf))),
    hasNextPage: rows.length > args.first,
    endCursor: last === undefined ? null : encodeCursor(positionOf(last)),
    cursors: page.map((row) => encodeCursor(positionOf(row))),
  };
}

const positionOf = (row: Row): [string, number] => [textIn(row, 'date_order') ?? '', row.id];

/** What comes after a position in the order "date_order desc, id desc"; a fraction of a second counts as its second. */
function afterOrder(position: readonly [string, number] | null): Domain {
  if (position === null) return [];
  const [orderedAt, id] = position;
  const next = odooInstant(new Date(Date.parse(`${orderedAt.replace(' ', 'T')}Z`) + 1000));
  return anyOf([
    [['date_order', '<', orderedAt]],
    [
      ['date_order', '>=', orderedAt],
      ['date_order', '<', next],
      ['id', '<', id],
    ],
  ]);
}
