import { bypassesReservation } from '../models/location.ts';
import { isStorable, trackingOf } from '../models/product.ts';
import { convertQuantity, roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref } from '../orm/types.ts';
import { addLine, linesOf, moveQuantity } from './lines.ts';
import { reserveMove } from './reserve.ts';

/** Sets how much a move takes: less comes off its last lines, more is reserved first and taken regardless after that. */
export function setMoveQuantity(env: Env, move: Row, wanted: number): void {
  const present = moveQuantity(env, move);
  if (wanted < present) decrease(env, move, roundQuantity(present - wanted));
  else if (wanted > present) increase(env, move, roundQuantity(wanted - present));
}

function decrease(env: Env, move: Row, surplus: number): void {
  let left = surplus;
  for (const line of linesOf(env, move.id).toReversed()) {
    if (left <= 0) return;
    const quantity = num(line.quantity);
    if (quantity <= left) env.unlink('stock.move.line', [line.id]);
    else env.write('stock.move.line', line.id, { quantity: roundQuantity(quantity - left) });
    left = roundQuantity(left - quantity);
  }
}

function increase(env: Env, move: Row, missing: number): void {
  // Before 19 a quantity of a tracked component, with nothing reserved, is taken as goods without a lot.
  const nameless =
    env.version < 19 && trackingOf(env, ref(move.product_id)) !== 'none' && linesOf(env, move.id).length === 0;
  const free = nameless || bypassesReservation(env, ref(move.location_id)) || !isStorable(env, ref(move.product_id));
  const reserved = free ? 0 : reserveMove(env, move, missing, { newLines: env.version < 19 });
  const rest = roundQuantity(missing - reserved);
  if (rest <= 0) return;
  const lines = linesOf(env, move.id);
  const line = lines.find((one) => !one.lot_id) ?? lines[0];
  if (line) {
    const more = convertQuantity(env, rest, move.product_uom, line.product_uom_id);
    env.write('stock.move.line', line.id, { quantity: roundQuantity(num(line.quantity) + more) });
  } else addLine(env, move, { quantity: rest });
}
