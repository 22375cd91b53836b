import { bypassesReservation } from '../models/location.ts';
import { isStorable } from '../models/product.ts';
import { convertQuantity, roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { list, num, type Row, ref, str } from '../orm/types.ts';
import { broughtFor } from './chains.ts';
import { addLine, linesOf, moveQuantity, recomputeMoveState } from './lines.ts';
import { quantsIn } from './quants.ts';

const ASSIGNABLE = ['confirmed', 'waiting', 'partially_available'];

/** `_action_assign`: reserves what open moves still need, oldest stock first. */
export function assignMoves(env: Env, moves: readonly Row[]): void {
  for (const { id } of moves) {
    const move = env.get('stock.move', id);
    if (!ASSIGNABLE.includes(str(move.state)) || move.picked === true) continue;
    const missing = roundQuantity(num(move.product_uom_qty) - moveQuantity(env, move));
    if (missing > 0) {
      if (bypassesReservation(env, ref(move.location_id)) || !isStorable(env, ref(move.product_id)))
        takeFreely(env, move, missing);
      // A move that waits for others, and gets nothing, goes on as it is.
      else if (reserveMove(env, move, missing) === 0 && list(move.move_orig_ids).length > 0) continue;
    }
    recomputeMoveState(env, id);
  }
}

/** Goods that come from outside, or of which no stock is kept. */
function takeFreely(env: Env, move: Row, quantity: number): void {
  const [line] = linesOf(env, move.id).filter((one) => !one.lot_id);
  if (line) env.write('stock.move.line', line.id, { quantity: roundQuantity(num(line.quantity) + quantity) });
  else addLine(env, move, { quantity });
  env.store('stock.move', move.id, { state: 'assigned' });
}

/** Reserves up to `missing` (in the move's unit) from the quants of its source. Returns how much it got. */
export function reserveMove(env: Env, move: Row, missing: number, { newLines = false } = {}): number {
  const product = env.get('product.product', ref(move.product_id));
  const unit = env.value('product.product', product, 'uom_id');
  let left = convertQuantity(env, missing, move.product_uom, unit);
  let taken = 0;
  const brought = broughtFor(env, move);
  for (const quant of quantsIn(env, product.id, ref(move.location_id))) {
    if (left <= 0) break;
    const free = roundQuantity(num(quant.quantity) - num(quant.reserved_quantity));
    if (free <= 0 || isExpired(env, quant)) continue;
    const lot = ref(quant.lot_id);
    const part = Math.min(free, left, brought?.get(lot) ?? (brought ? 0 : left));
    if (part <= 0) continue;
    brought?.set(lot, roundQuantity((brought.get(lot) ?? 0) - part));
    takeFrom(env, move, quant, convertQuantity(env, part, unit, move.product_uom), newLines);
    left = roundQuantity(left - part);
    taken = roundQuantity(taken + part);
  }
  return convertQuantity(env, taken, unit, move.product_uom);
}

/** Lots past their date are left out where the product keeps such dates. */
function isExpired(env: Env, quant: Row): boolean {
  const lot = env.at('stock.lot', quant.lot_id);
  const until = str(lot?.removal_date) || str(lot?.expiration_date);
  return until !== '' && until < env.now;
}

const SAME = ['location_id', 'lot_id', 'package_id', 'owner_id'] as const;

function takeFrom(env: Env, move: Row, quant: Row, quantity: number, newLine: boolean): void {
  const same = linesOf(env, move.id).find((line) => SAME.every((field) => ref(line[field]) === ref(quant[field])));
  if (same && !newLine) {
    env.write('stock.move.line', same.id, { quantity: roundQuantity(num(same.quantity) + quantity) });
  } else {
    const place = Object.fromEntries(SAME.map((field) => [field, quant[field] ?? false]));
    addLine(env, move, { quantity, ...place });
  }
}

/** Gives back what open moves hold. Picked lines stay. */
export function unreserveMoves(env: Env, moves: readonly Row[]): void {
  for (const { id } of moves) {
    const move = env.get('stock.move', id);
    if (['done', 'cancel', 'draft'].includes(str(move.state))) continue;
    const lines = linesOf(env, id).filter((line) => line.picked !== true);
    env.unlink(
      'stock.move.line',
      lines.map((line) => line.id),
    );
    recomputeMoveState(env, id);
  }
}
