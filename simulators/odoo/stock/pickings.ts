import { bypassesReservation } from '../models/location.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { linesOf, moveQuantity } from './lines.ts';

export function movesOf(env: Env, pickingId: number): Row[] {
  return env.by('stock.move', 'picking_id', pickingId);
}

export function pickingState(env: Env, row: Row): string {
  const moves = movesOf(env, row.id);
  if (moves.length === 0 || moves.some((move) => move.state === 'draft')) return 'draft';
  if (moves.every((move) => move.state === 'cancel')) return 'cancel';
  if (moves.every((move) => move.state === 'cancel' || move.state === 'done')) return 'done';
  if (bypassesReservation(env, ref(row.location_id))) return 'assigned';
  const open = moves.filter((move) => move.state !== 'cancel' && move.state !== 'done');
  if (open.every((move) => move.state === 'assigned')) return 'assigned';
  if (open.every((move) => move.state === 'waiting')) return 'waiting';
  const some = open.some((move) => move.state === 'assigned' || move.state === 'partially_available');
  return some && str(row.move_type) !== 'one' ? 'assigned' : 'confirmed';
}

/** Quantity of a move that will be done: what its picked lines say. */
export function pickedQuantity(env: Env, move: Row): number {
  const lines = linesOf(env, move.id);
  if (lines.every((line) => line.picked === true)) return moveQuantity(env, move);
  return lines.filter((line) => line.picked === true).reduce((sum, line) => sum + num(line.quantity), 0);
}
