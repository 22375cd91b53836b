import { bypassesReservation } from '../models/location.ts';
import { convertQuantity, roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { list, num, type Row, ref, type Vals } from '../orm/types.ts';
import { changeReserved, type Place } from './quants.ts';

/** Move lines: what of a move is reserved or done, from where, of which lot. */

export function linesOf(env: Env, moveId: number): Row[] {
  return env.by('stock.move.line', 'move_id', moveId);
}

export function placeOf(line: Row): Place {
  return {
    ...{ product: ref(line.product_id), location: ref(line.location_id), lot: ref(line.lot_id) },
    ...{ box: ref(line.package_id), owner: ref(line.owner_id) },
  };
}

/** Quantity of a line in the product's own unit. */
export function productQuantity(env: Env, line: Row): number {
  const product = env.get('product.product', ref(line.product_id));
  const unit = env.value('product.product', product, 'uom_id');
  return convertQuantity(env, num(line.quantity), line.product_uom_id, unit);
}

/** A line holds a reservation as long as its move is open; one detached from its move holds it without knowing. */
export function holdsReservation(env: Env, line: Row): boolean {
  const move = env.at('stock.move', line.move_id);
  return (
    move !== undefined &&
    move.state !== 'done' &&
    move.state !== 'cancel' &&
    !bypassesReservation(env, ref(line.location_id))
  );
}

export function addLine(env: Env, move: Row, vals: Vals): number {
  return env.create('stock.move.line', { move_id: move.id, picking_id: move.picking_id ?? false, ...vals });
}

export function moveQuantity(env: Env, move: Row): number {
  let total = 0;
  for (const line of linesOf(env, move.id)) {
    total += convertQuantity(env, num(line.quantity), line.product_uom_id, move.product_uom);
  }
  return roundQuantity(total);
}

/** Draft, done and cancelled stay; the others say how much of the demand is there. */
export function recomputeMoveState(env: Env, moveId: number): void {
  const move = env.find('stock.move', moveId);
  if (!move || ['draft', 'done', 'cancel'].includes(String(move.state))) return;
  const quantity = moveQuantity(env, move);
  const none = waitsForOthers(env, move) ? 'waiting' : 'confirmed';
  const state = quantity >= num(move.product_uom_qty) ? 'assigned' : quantity > 0 ? 'partially_available' : none;
  if (state !== move.state) env.store('stock.move', moveId, { state });
}

export function reserveLine(env: Env, line: Row, sign: 1 | -1): void {
  changeReserved(env, placeOf(line), sign * productQuantity(env, line));
}

/** Moves that feed this one and are not yet done keep it waiting. */
export function waitsForOthers(env: Env, row: Row): boolean {
  return list(row.move_orig_ids).some((id) => !['done', 'cancel'].includes(String(env.find('stock.move', id)?.state)));
}
