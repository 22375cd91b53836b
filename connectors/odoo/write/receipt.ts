import type { Decimal } from 'decimal.js';
import type { ReadContext } from '../../ports/posting.ts';
import { amountIn, groupBy, idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

export interface Receipt {
  id: number;
  number: string;
  state: string;
  fromId: number;
  toId: number;
  moves: ReceiptMove[];
}

export interface ReceiptMove {
  id: number;
  productId: number;
  purchaseLineId: number | null;
  state: string;
  /** In the move's own unit, as its lines. */
  required: Decimal;
  lines: { id: number; lotId: number | null; quantity: Decimal }[];
}

/** An incoming transfer with its moves and their lines; three calls. */
export async function readReceipt(rpc: WriteRpc, id: number, context: ReadContext): Promise<Receipt> {
  const ofPicking = [['picking_id', '=', id]];
  const [picking, moves, lines] = await Promise.all([
    rpc.readOne('stock.picking', id, ['name', 'state', 'location_id', 'location_dest_id'], context),
    rpc.search('stock.move', ofPicking, ['product_id', 'purchase_line_id', 'state', 'product_uom_qty'], context, {
      order: 'id',
    }),
    rpc.search('stock.move.line', ofPicking, ['move_id', 'lot_id', 'quantity'], context, { order: 'id' }),
  ]);
  const linesOf = groupBy(lines, 'move_id');
  return {
    id,
    number: textIn(picking, 'name') ?? String(id),
    state: textIn(picking, 'state') ?? '',
    fromId: idIn(picking, 'location_id')!,
    toId: idIn(picking, 'location_dest_id')!,
    moves: moves.map((row) => ({
      id: row.id,
      productId: idIn(row, 'product_id')!,
      purchaseLineId: idIn(row, 'purchase_line_id'),
      state: textIn(row, 'state') ?? '',
      required: amountIn(row, 'product_uom_qty'),
      lines: (linesOf.get(row.id) ?? []).map((line) => ({
        id: line.id,
        lotId: idIn(line, 'lot_id'),
        quantity: amountIn(line, 'quantity'),
      })),
    })),
  };
}
