import { locationTree } from '../models/location.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { list, type Row, ref } from '../orm/types.ts';
import { linesOf, productQuantity } from './lines.ts';

/** Moves that follow each other: what one has brought, the next takes. Each knows the other side. */

export function linkMoves(env: Env, from: number, to: number): void {
  const add = (id: number, field: string, other: number) => {
    const known = list(env.get('stock.move', id)[field]);
    if (!known.includes(other)) env.store('stock.move', id, { [field]: [...known, other] });
  };
  add(from, 'move_dest_ids', to);
  add(to, 'move_orig_ids', from);
}

/** A move that lost what was brought for it takes from stock like any other from now on. */
export function unlinkFromOrigins(env: Env, move: Row): void {
  for (const id of list(move.move_orig_ids)) {
    const others = list(env.get('stock.move', id).move_dest_ids).filter((one) => one !== move.id);
    env.store('stock.move', id, { move_dest_ids: others });
  }
  env.store('stock.move', move.id, { move_orig_ids: [] });
}

/** A part that is split off a move has the same neighbours. */
export function linkLike(env: Env, move: Row, copy: number): void {
  for (const id of list(move.move_orig_ids)) linkMoves(env, id, copy);
  for (const id of list(move.move_dest_ids)) linkMoves(env, copy, id);
}

/**
 * By lot (0 for none), in the product's unit: what the moves before this one have brought and none of their followers
 * holds or has taken. Undefined for a move that follows none.
 */
export function broughtFor(env: Env, move: Row): Map<number, number> | undefined {
  const origins = list(move.move_orig_ids).map((id) => env.get('stock.move', id));
  if (origins.length === 0) return undefined;
  const inside = locationTree(env, ref(move.location_id));
  const left = new Map<number, number>();
  const count = (line: Row, sign: 1 | -1) => {
    const lot = ref(line.lot_id);
    left.set(lot, roundQuantity((left.get(lot) ?? 0) + sign * productQuantity(env, line)));
  };
  for (const origin of origins.filter(({ state }) => state === 'done'))
    for (const line of linesOf(env, origin.id)) if (inside.has(ref(line.location_dest_id))) count(line, 1);
  const followers = new Set(origins.flatMap((origin) => list(origin.move_dest_ids)));
  for (const id of followers) for (const line of linesOf(env, id)) count(line, -1);
  return left;
}
