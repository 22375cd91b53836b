import type { ErpPurchaseOrder, PurchaseOrderState } from '../../ports/erp-read.ts';
import type { MaybePromise } from '../model/facts.ts';
import type { Items } from '../model/items.ts';
import type { PlantSite } from '../model/layout.ts';
import { instantIn, type Reading } from '../model/reading.ts';
import { idIn, type Row, textIn } from '../model/row.ts';
import { purchaseLines } from './purchase-lines.ts';

const STATES: Readonly<Record<string, PurchaseOrderState>> = {
  draft: 'DRAFT',
  sent: 'SENT',
  'to approve': 'AWAITING_APPROVAL',
  purchase: 'CONFIRMED',
  done: 'CONFIRMED',
  cancel: 'CANCELLED',
};

/** Errors: GraphError KEY_AMBIGUOUS where several orders of the plant have the number. */
export async function purchaseOrderOf(
  reading: Reading,
  items: Items,
  site: PlantSite,
  poNumber: string,
): Promise<ErpPurchaseOrder | null> {
  const { records } = reading;
  const [found, linesOf] = await Promise.all([
    records.where('purchase.order', 'name', poNumber),
    reading.facts.isWanted('purchaseOrder.lines')
      ? records.below('purchase.order.line', { path: 'order_id.name', values: [poNumber], of: 'order_id' })
      : () => [],
  ]);
  const own = found.filter((row) => site.receiptTypeIds.includes(idIn(row, 'picking_type_id') ?? -1));
  if (own.length > 1) {
    throw reading.error(
      'KEY_AMBIGUOUS',
      `${own.length} purchase orders of ${site.plant.code} have the number ${poNumber}`,
    );
  }
  const [order] = own;
  if (order === undefined) return null;
  return toPurchaseOrder(reading, items, site, order, linesOf);
}

export function toPurchaseOrder(
  reading: Reading,
  items: Items,
  site: PlantSite,
  order: Row,
  linesOf: (orderId: number) => Row[] | Promise<Row[]>,
): MaybePromise<ErpPurchaseOrder> {
  const supplier = () => reading.records.byId('res.partner', idIn(order, 'partner_id') ?? 0);
  return reading.facts.tell('purchaseOrder', {
    plantCode: site.plant.code,
    poNumber: textIn(order, 'name') ?? '',
    supplierCode: async () => {
      const row = await supplier();
      return row && textIn(row, 'ref');
    },
    supplier: async () => {
      const row = await supplier();
      return (row && textIn(row, 'name')) ?? '';
    },
    state: stateOf(order),
    orderedAt: instantIn(order.date_order),
    lines: async () => purchaseLines(reading, items, site, order, await linesOf(order.id)),
    refs: async () => [await reading.ref('purchase.order', order.id)],
  });
}

/**
 * Closed is an order of which nothing is to come any more. What 17 and 18 call done is only locked, at its confirmation
 * already where the company wants that; without receipts nothing else tells that it is over.
 */
function stateOf(order: Row): PurchaseOrderState {
  const isReceived = order.receipt_status === 'full' || (order.state === 'done' && order.receipt_status === false);
  const state = STATES[textIn(order, 'state') ?? ''] ?? 'DRAFT';
  return state === 'CONFIRMED' && isReceived ? 'CLOSED' : state;
}
