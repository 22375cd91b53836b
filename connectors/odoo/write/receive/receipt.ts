import type { Decimal } from 'decimal.js';
import { decimal } from '../../../../lib/decimal.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import type { PlantSite } from '../../model/layout.ts';
import { refused } from '../../model/refusal.ts';
import { amountIn, groupBy, idIn, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';

export interface Receipt {
  id: number;
  number: string;
  state: string;
  typeId: number;
  fromId: number;
  toId: number;
  /** Without cancelled ones. */
  moves: ReceiptMove[];
}

export interface ReceiptMove {
  id: number;
  productId: number;
  purchaseLineId: number | null;
  state: string;
  unitId: number;
  /** In the move's own unit, as its lines. */
  required: Decimal;
  /** The item's base units in one unit of the move. */
  baseRatio: Decimal;
  lines: { id: number; lotId: number | null; quantity: Decimal; toId: number }[];
}

/** States of a transfer that can still be validated. */
export const OPEN_RECEIPT = ['draft', 'waiting', 'confirmed', 'assigned'];

const MOVE_FIELDS = ['product_id', 'purchase_line_id', 'state', 'product_uom', 'product_uom_qty', 'product_qty'];

/** An incoming transfer with its moves and their lines; three calls. */
export async function readReceipt(rpc: WriteRpc, id: number, context: ReadContext): Promise<Receipt> {
  const ofPicking = [['picking_id', '=', id]];
  const [picking, moves, lines] = await Promise.all([
    rpc.readOne('stock.picking', id, ['name', 'state', 'picking_type_id', 'location_id', 'location_dest_id'], context),
    rpc.search('stock.move', [...ofPicking, ['state', '!=', 'cancel']], MOVE_FIELDS, context, { order: 'id' }),
    rpc.search('stock.move.line', ofPicking, ['move_id', 'lot_id', 'quantity', 'location_dest_id'], context, {
      order: 'id',
    }),
  ]);
  const linesOf = groupBy(lines, 'move_id');
  return {
    id,
    number: textIn(picking, 'name') ?? String(id),
    state: textIn(picking, 'state') ?? '',
    typeId: idIn(picking, 'picking_type_id')!,
    fromId: idIn(picking, 'location_id')!,
    toId: idIn(picking, 'location_dest_id')!,
    moves: moves.map((row) => ({
      id: row.id,
      productId: idIn(row, 'product_id')!,
      purchaseLineId: idIn(row, 'purchase_line_id'),
      state: textIn(row, 'state') ?? '',
      unitId: idIn(row, 'product_uom')!,
      required: amountIn(row, 'product_uom_qty'),
      baseRatio: ratio(amountIn(row, 'product_qty'), amountIn(row, 'product_uom_qty')),
      lines: (linesOf.get(row.id) ?? []).map((line) => ({
        id: line.id,
        lotId: idIn(line, 'lot_id'),
        quantity: amountIn(line, 'quantity'),
        toId: idIn(line, 'location_dest_id')!,
      })),
    })),
  };
}

/** A line of a purchase order that buys something; the nth of them has the line number n. */
export interface PurchaseLine {
  id: number;
  unitId: number;
  /** The item's base units in one unit of the line, as Odoo has converted it. */
  baseRatio: Decimal;
}

const LINE_FIELDS = ['product_id', 'sequence', 'product_uom', 'product_uom_id', 'product_qty', 'product_uom_qty'];

/**
 * The open receipt of a purchase order that brings the lines, the oldest where several do, and the order's lines.
 * Errors: RejectedError PO_NOT_FOUND, PO_NOT_CONFIRMED, PO_NOT_OPEN, PO_LINES_APART.
 */
export async function openReceipt(
  rpc: WriteRpc,
  site: PlantSite,
  asked: { poNumber: string; plantCode: string; lineNumbers: readonly number[] },
  context: ReadContext,
): Promise<{ receipt: Receipt; lines: PurchaseLine[] }> {
  const { poNumber, plantCode } = asked;
  const about = { path: ['poNumber'] };
  const ofPlant = [
    ['name', '=', poNumber],
    ['picking_type_id.warehouse_id', '=', site.warehouseId],
  ];
  const [order] = await rpc.search('purchase.order', ofPlant, ['state', 'picking_ids'], context);
  if (order === undefined) throw refused('PO_NOT_FOUND', `The ERP has no order ${poNumber} for ${plantCode}`, about);
  const state = textIn(order, 'state') ?? '';
  if (state === 'cancel') throw refused('PO_NOT_OPEN', `Order ${poNumber} is cancelled`, about);
  if (!['purchase', 'done'].includes(state)) {
    throw refused('PO_NOT_CONFIRMED', `Order ${poNumber} is not confirmed in the ERP: it is "${state}"`, about);
  }
  const open = [
    ['id', 'in', order.picking_ids],
    ['state', 'in', OPEN_RECEIPT],
    ['picking_type_id.code', '=', 'incoming'],
  ];
  const [pickings, rows] = await Promise.all([
    rpc.search('stock.picking', open, ['state'], context, { order: 'id' }),
    rpc.search('purchase.order.line', [['order_id', '=', order.id]], LINE_FIELDS, context, { order: 'sequence, id' }),
  ]);
  if (pickings.length === 0) throw refused('PO_NOT_OPEN', `Order ${poNumber} has nothing left to receive`, about);
  const lines = rows.filter((row) => idIn(row, 'product_id') !== null).map(toPurchaseLine);
  const wanted = asked.lineNumbers.map((number) => lines[number - 1]?.id).filter((id) => id !== undefined);
  const id = pickings.length === 1 ? pickings[0]!.id : await receiptOf(rpc, asked, pickings, wanted, context);
  return { receipt: await readReceipt(rpc, id, context), lines };
}

/** Of several open receipts, the oldest that brings all the lines. */
async function receiptOf(
  rpc: WriteRpc,
  { poNumber }: { poNumber: string },
  pickings: readonly Row[],
  lineIds: readonly number[],
  context: ReadContext,
): Promise<number> {
  const domain = [
    ['picking_id', 'in', pickings.map((picking) => picking.id)],
    ['purchase_line_id', 'in', lineIds],
    ['state', 'not in', ['done', 'cancel']],
  ];
  const moves = groupBy(
    await rpc.search('stock.move', domain, ['picking_id', 'purchase_line_id'], context),
    'picking_id',
  );
  const brings = (id: number) => new Set((moves.get(id) ?? []).map((move) => idIn(move, 'purchase_line_id')));
  const all = pickings.find(({ id }) => lineIds.every((lineId) => brings(id).has(lineId)));
  if (all !== undefined) return all.id;
  if (pickings.filter(({ id }) => brings(id).size > 0).length > 1) {
    const message = `The lines of ${poNumber} come with several receipts in the ERP: report each by itself`;
    throw refused('PO_LINES_APART', message, { rule: 'AS-02', path: ['lines'] });
  }
  return (pickings.find(({ id }) => brings(id).size > 0) ?? pickings[0]!).id;
}

const toPurchaseLine = (row: Row): PurchaseLine => ({
  id: row.id,
  unitId: idIn(row, 'product_uom') ?? idIn(row, 'product_uom_id')!,
  baseRatio: ratio(amountIn(row, 'product_uom_qty'), amountIn(row, 'product_qty')),
});

const ratio = (base: Decimal, own: Decimal): Decimal => (own.isZero() ? decimal(1) : base.div(own));
