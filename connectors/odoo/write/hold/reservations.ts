import type { ReadContext } from '../../../ports/posting.ts';
import type { Quant } from '../../model/quants.ts';
import { idIn, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';

/**
 * Numbers of the orders and transfers that have stock reserved. When it moves, Odoo takes it from those whose lines
 * are not picked, and reserves for them again, from what is free. Nobody is asked for where nothing is reserved.
 */
export async function reservedBy(
  rpc: WriteRpc,
  productId: number,
  lotId: number | null,
  stock: readonly Quant[],
  context: ReadContext,
): Promise<string[]> {
  if (stock.every((quant) => quant.reserved.lte(0))) return [];
  const lines = await rpc.search(
    'stock.move.line',
    [
      ['product_id', '=', productId],
      ['lot_id', '=', lotId ?? false],
      ['location_id', 'in', stock.map((quant) => quant.locationId)],
      ['state', 'in', ['assigned', 'partially_available', 'confirmed', 'waiting']],
    ],
    ['move_id', 'picking_id'],
    context,
  );
  const moveIds = distinct(lines.map((line) => idIn(line, 'move_id')));
  const moves = await rpc.read('stock.move', moveIds, ['raw_material_production_id'], context);
  const orderIds = distinct(moves.map((move) => idIn(move, 'raw_material_production_id')));
  const pickingIds = distinct(lines.map((line) => idIn(line, 'picking_id')));
  const [orders, pickings] = await Promise.all([
    rpc.read('mrp.production', orderIds, ['name'], context),
    rpc.read('stock.picking', pickingIds, ['name'], context),
  ]);
  return [...orders, ...pickings].map((row) => textIn(row, 'name') ?? '');
}

const distinct = (ids: readonly (number | null)[]): number[] => [...new Set(ids.filter((id) => id !== null))];
