import { OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import type { PostingContext, ReadContext } from '../../ports/posting.ts';
import type { Quant } from './quants.ts';
import { idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

/** Who has stock reserved: open orders, and transfers that are not done. */
export type Reservations = { orderIds: number[]; pickingIds: number[]; names: string[] };

const NOT_DONE = ['assigned', 'partially_available', 'confirmed', 'waiting'];

const NOBODY: Reservations = { orderIds: [], pickingIds: [], names: [] };

/** Nobody is asked for where nothing is reserved. */
export async function reservationsOf(
  rpc: WriteRpc,
  productId: number,
  lotId: number | null,
  stock: readonly Quant[],
  context: ReadContext,
): Promise<Reservations> {
  if (stock.every((quant) => quant.reserved.lte(0))) return NOBODY;
  const lines = await rpc.search(
    'stock.move.line',
    [
      ['product_id', '=', productId],
      ['lot_id', '=', lotId ?? false],
      ['location_id', 'in', stock.map((quant) => quant.locationId)],
      ['state', 'in', NOT_DONE],
    ],
    ['move_id', 'picking_id'],
    context,
  );
  const moveIds = lines.map((line) => idIn(line, 'move_id')).filter((id) => id !== null);
  const moves = await rpc.read('stock.move', [...new Set(moveIds)], ['raw_material_production_id'], context);
  const orderIds = distinct(moves.map((move) => idIn(move, 'raw_material_production_id')));
  const pickingIds = distinct(lines.map((line) => idIn(line, 'picking_id')));
  const [orders, pickings] = await Promise.all([
    rpc.read('mrp.production', orderIds, ['name'], context),
    rpc.read('stock.picking', pickingIds, ['name'], context),
  ]);
  return { orderIds, pickingIds, names: [...orders, ...pickings].map((row) => textIn(row, 'name') ?? '') };
}

const distinct = (ids: readonly (number | null)[]): number[] => [...new Set(ids.filter((id) => id !== null))];

/**
 * Those who lost their reservation take what is free; what is done by now is left. A courtesy after the posting: that
 * it fails takes nothing back, and the ERP's own scheduler reserves later.
 */
export async function reserveAgain(rpc: WriteRpc, lost: Reservations, context: PostingContext): Promise<void> {
  try {
    await assign(rpc, lost, context);
  } catch (error) {
    const isExpected =
      error instanceof RejectedError || error instanceof RetryableError || error instanceof OutcomeUnknownError;
    if (!isExpected) throw error;
  }
}

async function assign(rpc: WriteRpc, lost: Reservations, context: PostingContext): Promise<void> {
  for (const [model, ids, states] of [
    ['mrp.production', lost.orderIds, ['confirmed', 'progress', 'to_close']],
    ['stock.picking', lost.pickingIds, NOT_DONE],
  ] as const) {
    if (ids.length === 0) continue;
    const open = await rpc.search(
      model,
      [
        ['id', 'in', ids],
        ['state', 'in', states],
      ],
      ['state'],
      context,
    );
    if (open.length === 0) continue;
    await rpc.write({ model, method: 'action_assign', ids: open.map((row) => row.id) }, context);
  }
}
