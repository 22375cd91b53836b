import { unitFactor } from '../models/move.ts';
import { trackingOf } from '../models/product.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { list, num, type Row, ref } from '../orm/types.ts';
import { moveQuantity } from '../stock/lines.ts';
import { setMoveQuantity } from '../stock/set-quantity.ts';
import { isNoScrap, recomputeProduction } from './state.ts';

/** Components of an order; what was scrapped on it is not among them. */
export const rawMoves = (env: Env, id: number): Row[] =>
  env.by('stock.move', 'raw_material_production_id', id).filter(isNoScrap);
/** What an order makes, by-products too; what of it was scrapped is not among them. */
export const finishedMoves = (env: Env, id: number): Row[] =>
  env.by('stock.move', 'production_id', id).filter(isNoScrap);

export function producedQuantity(env: Env, production: Row): number {
  const done = finishedMoves(env, production.id).filter(
    (move) => move.product_id === production.product_id && move.state === 'done',
  );
  return roundQuantity(done.reduce((sum, move) => sum + moveQuantity(env, move), 0));
}

/** Lots or serials that the order makes: one until 18, several since 19. */
export function producingLots(production: Row): readonly number[] {
  if (Array.isArray(production.lot_producing_ids)) return list(production.lot_producing_ids);
  const lot = ref(production.lot_producing_id);
  return lot ? [lot] : [];
}

export function setProducingLot(env: Env, production: Row, lot: number): void {
  const patch = env.version === 19 ? { lot_producing_ids: [lot] } : { lot_producing_id: lot };
  env.set('mrp.production', production.id, patch);
}

/** Writes the quantity being made and brings the moves in line with it. */
export function setQtyProducing(env: Env, id: number, quantity: number): void {
  env.set('mrp.production', id, { qty_producing: roundQuantity(quantity) });
  applyQtyProducing(env, id);
}

/** `set_qty_producing`: components and by-products in proportion to what is being made, and picked. */
export function applyQtyProducing(env: Env, id: number): void {
  let production = env.get('mrp.production', id);
  const tracking = trackingOf(env, ref(production.product_id));
  if (env.version < 19 && tracking === 'serial' && num(production.qty_producing) > 1) {
    production = env.set('mrp.production', id, { qty_producing: 1 });
  }
  const making = num(production.qty_producing) - producedQuantity(env, production);
  const quiet = env.withContext({ sim_quiet: true });
  const byproducts = finishedMoves(env, id).filter((move) => move.product_id !== production.product_id);
  for (const move of [...rawMoves(env, id), ...byproducts]) {
    if (move.state === 'done' || move.state === 'cancel' || num(move.product_uom_qty) === 0) continue;
    const manual = env.value('stock.move', move, 'manual_consumption') === true;
    if (manual && move.picked === true) continue;
    setMoveQuantity(quiet, move, roundQuantity(making * unitFactor(env, move)));
    if (!manual && move.raw_material_production_id) quiet.write('stock.move', move.id, { picked: true });
  }
  recomputeProduction(env, id);
}
