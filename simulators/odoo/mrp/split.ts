import { POSITIVE } from '../models/production-words.ts';
import { roundQuantity } from '../models/uom.ts';
import { freeWaiting } from '../models/workorder.ts';
import type { Env } from '../orm/env.ts';
import { validationError } from '../orm/errors.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { linesOf, moveQuantity, recomputeMoveState } from '../stock/lines.ts';
import { assignMoves } from '../stock/reserve.ts';
import { setMoveQuantity } from '../stock/set-quantity.ts';
import { splitMove } from '../stock/validate.ts';
import { finishedMoves, producedQuantity, rawMoves } from './quantities.ts';
import { guardSplit } from './rights.ts';

/**
 * Cuts an order to what is being made and puts the rest into a backorder. Both are renamed: the first becomes `…-001`,
 * the backorder the next number of its family. Returns the backorder, if anything is left.
 */
export function splitOrder(env: Env, id: number): number[] {
  const row = env.get('mrp.production', id);
  if (row.state === 'done') return [];
  const making = roundQuantity(num(row.qty_producing) - producedQuantity(env, row));
  const rest = roundQuantity(num(row.product_qty) - making);
  // A cancelled order is split all the same: its first part stays cancelled, and the rest comes to life.
  if (row.state === 'cancel' && (rest <= 0 || making <= 0)) throw validationError(POSITIVE);
  if (rest <= 0) return [];
  guardSplit(env);
  const family = familyOf(env, row);
  const highest = Math.max(1, ...family.map((one) => num(one.backorder_sequence)));
  const sequence = num(row.backorder_sequence) || 1;
  const name = backorderName(str(row.name), sequence);
  const backorder = copyOrder(env, row, rest, { sequence: highest + 1, beside: name });
  const share = making / num(row.product_qty);
  splitMoves(env, row, backorder, share);
  env.set('mrp.production', id, {
    ...{ product_qty: making, backorder_sequence: sequence, name },
  });
  copyWorkorders(env, id, backorder, making);
  return [backorder];
}

/** Orders that come from one: they share the group that was made with the first. */
function familyOf(env: Env, row: Row): Row[] {
  const field = env.version === 19 ? 'production_group_id' : 'procurement_group_id';
  return env.by('mrp.production', field, row[field] ?? false).filter(() => Boolean(row[field]));
}

export function backorderName(name: string, sequence: number): string {
  const suffix = `-${String(sequence).padStart(3, '0')}`;
  return /-\d+$/.test(name) && sequence > 1 ? name.replace(/-\d+$/, suffix) : `${name}${suffix}`;
}

const COPIED = [
  ...[
    'product_id',
    'product_uom_id',
    'bom_id',
    'origin',
    'date_start',
    'date_deadline',
    'picking_type_id',
    'company_id',
  ],
  ...['location_src_id', 'location_dest_id', 'user_id', 'consumption', 'priority', 'propagate_cancel', 'extra_cost'],
  ...['procurement_group_id', 'production_group_id'],
];

/** Odoo renames the first before it copies it: an order whose own number ends in digits keeps them in both. */
function copyOrder(
  env: Env,
  row: Row,
  quantity: number,
  { sequence, beside }: { sequence: number; beside: string },
): number {
  const { fields } = env.model('mrp.production');
  const vals = Object.fromEntries(
    COPIED.filter((key) => fields.has(key) && row[key] !== undefined).map((key) => [key, row[key]]),
  );
  return env.withContext({ sim_no_moves: true }).create('mrp.production', {
    ...vals,
    product_qty: quantity,
    name: backorderName(beside, sequence),
    backorder_sequence: sequence,
    state: 'confirmed',
  });
}

/** The backorder gets the part of each move's demand that is not being made, and no reservation yet. */
function splitMoves(env: Env, row: Row, backorder: number, share: number): void {
  const quiet = env.withContext({ sim_quiet: true });
  for (const [field, moves] of [
    ['raw_material_production_id', rawMoves(env, row.id)] as const,
    ['production_id', finishedMoves(env, row.id)] as const,
  ]) {
    for (const move of moves) {
      if (move.state === 'done' || (move.state === 'cancel' && row.state !== 'cancel')) continue;
      const hadLines = linesOf(env, move.id).length > 0;
      if (move.picked === true) dropReserved(quiet, move);
      const demand = num(move.product_uom_qty);
      const kept = roundQuantity(demand * share);
      const copy = splitMove(quiet, move, roundQuantity(demand - kept));
      env.store('stock.move', copy, { [field]: backorder, workorder_id: false });
      if (move.picked !== true && moveQuantity(env, move) > kept)
        setMoveQuantity(quiet, env.get('stock.move', move.id), kept);
      // What was to be made keeps its line on both sides; where it had none, it gets one after the components.
      if (field === 'production_id' && hadLines) assignMoves(quiet, [env.get('stock.move', copy)]);
      recomputeMoveState(quiet, move.id);
    }
  }
}

/** Of a move that is picked in part, the rest of its reservation is let go. */
function dropReserved(env: Env, move: Row): void {
  const lines = linesOf(env, move.id);
  if (!lines.some((line) => line.picked === true)) return;
  const reserved = lines.filter((line) => line.picked !== true);
  env.unlink(
    'stock.move.line',
    reserved.map((line) => line.id),
  );
}

/**
 * Each work order goes on in the backorder. What was reported on it beyond what is posted now counts there, and one of
 * which nothing is left is cancelled.
 */
function copyWorkorders(env: Env, from: number, to: number, posted: number): void {
  const copies = new Map<number, number>();
  let before: number | undefined;
  for (const order of env.by('mrp.workorder', 'production_id', from)) {
    const id = env.create('mrp.workorder', {
      ...{
        name: order.name,
        production_id: to,
        workcenter_id: order.workcenter_id,
        operation_id: order.operation_id ?? false,
      },
      ...{
        ...(env.version === 17 ? {} : { sequence: order.sequence }),
        blocked_by_workorder_ids: before ? [[6, 0, [before]]] : [],
      },
      state: before ? (env.version === 19 ? 'blocked' : 'pending') : 'ready',
    });
    const surplus = Math.max(0, roundQuantity(num(order.qty_produced) - posted));
    env.store('mrp.workorder', id, { qty_reported_from_previous_wo: surplus });
    if (surplus >= num(env.get('mrp.production', to).product_qty)) env.store('mrp.workorder', id, { state: 'cancel' });
    copies.set(order.id, id);
    before = id;
  }
  freeWaiting(env, to);
  const last = env.version < 19 ? before : undefined;
  for (const move of rawMoves(env, to)) {
    const operation = ref(move.operation_id);
    const own = env
      .by('mrp.workorder', 'production_id', to)
      .find((order) => operation && order.operation_id === operation);
    const workorder = own?.id ?? last;
    if (workorder) env.store('stock.move', move.id, { workorder_id: workorder });
  }
}

/** Lines of the raw moves of an order. */
export function rawLines(env: Env, id: number): Row[] {
  return rawMoves(env, id).flatMap((move) => linesOf(env, move.id));
}
