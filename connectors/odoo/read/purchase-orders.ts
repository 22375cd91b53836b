import type { ErpPurchaseOrder, PurchaseOrderState } from '../../ports/erp-read.ts';
import type { PlantSite } from '../layout.ts';
import { idIn, type Row, textIn } from '../write/row.ts';
import type { Items } from './items.ts';
import { purchaseLines } from './purchase-lines.ts';
import { instantIn, type Reading } from './reading.ts';

const STATES: Readonly<Record<string, PurchaseOrderState>> = {
  draft: 'DRAFT',
  sent: 'SENT',
  'to approve': 'AWAITING_APPROVAL',
  purchase: 'CONFIRMED',
  done: 'CLOSED',
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
  const found = await records.where('purchase.order', 'name', poNumber);
  const own = found.filter((row) => site.receiptTypeIds.includes(idIn(row, 'picking_type_id') ?? -1));
  if (own.length > 1) {
    throw reading.error(
      'KEY_AMBIGUOUS',
      `${own.length} purchase orders of ${site.plant.code} have the number ${poNumber}`,
    );
  }
  const [order] = own;
  if (order === undefined) return null;
  return toPurchaseOrder(reading, items, site, order);
}

export async function toPurchaseOrder(
  reading: Reading,
  items: Items,
  site: PlantSite,
  order: Row,
): Promise<ErpPurchaseOrder> {
  const { records } = reading;
  const [rows, supplier, ref] = await Promise.all([
    records.where('purchase.order.line', 'order_id', order.id),
    records.byId('res.partner', idIn(order, 'partner_id') ?? 0),
    reading.ref('purchase.order', order.id),
  ]);
  return {
    plantCode: site.plant.code,
    poNumber: textIn(order, 'name') ?? '',
    supplierCode: supplier && textIn(supplier, 'ref'),
    supplier: (supplier && textIn(supplier, 'name')) ?? '',
    state: stateOf(order),
    orderedAt: instantIn(order.date_order),
    lines: await purchaseLines(reading, items, site, order, rows),
    refs: [ref],
  };
}

/** 19 knows no closed order: one that was received in full is one. */
function stateOf(order: Row): PurchaseOrderState {
  const state = STATES[textIn(order, 'state') ?? ''] ?? 'DRAFT';
  return state === 'CONFIRMED' && order.receipt_status === 'full' ? 'CLOSED' : state;
}
