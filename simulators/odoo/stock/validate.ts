import { nextNumber } from '../models/base.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, str } from '../orm/types.ts';
import { linkLike } from './chains.ts';
import { cancelMoves, doneMoves } from './done.ts';
import { linesOf, moveQuantity } from './lines.ts';
import { refuseLinesWithoutLot } from './lots.ts';
import { movesOf, pickedQuantity, pickingState } from './pickings.ts';
import { assignMoves } from './reserve.ts';

const NOTHING_RESERVED =
  'You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.';

/** `button_validate`: does the transfers, or answers with the question what becomes of the rest. */
export function validatePickings(env: Env, ids: readonly number[]): unknown {
  const open: number[] = [];
  for (const id of ids) {
    const state = pickingState(env, env.get('stock.picking', id));
    if (state === 'done' && env.version === 19) continue;
    open.push(id);
    confirmDrafts(env, id);
    pickAllWhereNoneIs(env, id);
    refuseNothing(env, id);
    refuseMissingLots(env, id);
  }
  if (!env.flag('skip_backorder')) {
    const asking = open.filter((id) => isPartial(env, id) && creation(env, id) === 'ask');
    if (asking.length > 0) return backorderQuestion(env, open, asking);
  }
  const dropped = env.context.picking_ids_not_to_backorder;
  for (const id of open) {
    const how = creation(env, id);
    // What the operation type says wins over the caller.
    const keepsRest = how === 'always' || (how === 'ask' && !(Array.isArray(dropped) && dropped.includes(id)));
    donePicking(env, id, keepsRest);
  }
  return true;
}

function creation(env: Env, id: number): string {
  const type = env.at('stock.picking.type', env.get('stock.picking', id).picking_type_id);
  return str(type?.create_backorder) || 'ask';
}

function reservesByItself(env: Env, id: number): boolean {
  const type = env.at('stock.picking.type', env.get('stock.picking', id).picking_type_id);
  return type?.reservation_method === 'at_confirm';
}

function openMoves(env: Env, id: number): Row[] {
  return movesOf(env, id).filter((move) => move.state !== 'done' && move.state !== 'cancel');
}

function confirmDrafts(env: Env, id: number): void {
  const drafts = movesOf(env, id).filter((move) => move.state === 'draft');
  for (const move of drafts) env.set('stock.move', move.id, { state: 'confirmed' });
  assignMoves(
    env,
    env.rows(
      'stock.move',
      drafts.map((move) => move.id),
    ),
  );
}

/** A transfer that nobody touched is done as it was planned. */
function pickAllWhereNoneIs(env: Env, id: number): void {
  const lines = openMoves(env, id).flatMap((move) => linesOf(env, move.id));
  if (lines.some((line) => line.picked === true)) return;
  for (const line of lines) env.set('stock.move.line', line.id, { picked: true });
  for (const move of openMoves(env, id))
    if (linesOf(env, move.id).length > 0) env.store('stock.move', move.id, { picked: true });
}

function refuseNothing(env: Env, id: number): void {
  const total = openMoves(env, id).reduce((sum, move) => sum + pickedQuantity(env, move), 0);
  if (total <= 0) throw userError(NOTHING_RESERVED);
}

function refuseMissingLots(env: Env, id: number): void {
  const lines = openMoves(env, id).flatMap((move) => linesOf(env, move.id));
  refuseLinesWithoutLot(
    env,
    lines.filter((line) => line.picked === true),
  );
}

function isPartial(env: Env, id: number): boolean {
  return openMoves(env, id).some((move) => pickedQuantity(env, move) < num(move.product_uom_qty));
}

function backorderQuestion(env: Env, all: readonly number[], asking: readonly number[]): unknown {
  const view = 959;
  return {
    ...{ name: 'Create Backorder?', type: 'ir.actions.act_window', view_mode: 'form' },
    ...{ res_model: 'stock.backorder.confirmation', views: [[view, 'form']], view_id: view, target: 'new' },
    context: {
      ...env.givenContext,
      ...{ button_validate_picking_ids: all, default_show_transfers: asking.length > 1 },
      default_pick_ids: asking.map((id) => [4, id]),
    },
  };
}

/** Does what is picked; the rest goes to a new transfer, or is dropped. */
function donePicking(env: Env, id: number, keepsRest: boolean): void {
  const rest: number[] = [];
  const doing: Row[] = [];
  for (const move of openMoves(env, id)) {
    const picked = pickedQuantity(env, move);
    if (picked <= 0) {
      rest.push(move.id);
      continue;
    }
    dropUnpicked(env, move);
    const left = roundQuantity(num(move.product_uom_qty) - picked);
    if (left > 0 && keepsRest) rest.push(splitMove(env, move, left));
    doing.push(env.get('stock.move', move.id));
  }
  // What is split off is confirmed before anything moves: it reserves first.
  if (keepsRest && reservesByItself(env, id)) assignMoves(env, env.rows('stock.move', rest));
  doneMoves(env, doing);
  env.set('stock.picking', id, { date_done: env.now, date: env.now });
  if (rest.length > 0 && keepsRest) moveToBackorder(env, id, rest);
  else cancelMoves(env, env.rows('stock.move', rest));
  const lots = doing
    .flatMap((move) => linesOf(env, move.id))
    .map((line) => str(env.at('stock.lot', line.lot_id)?.name));
  env.session.note({
    ...{ model: 'stock.picking', id, effect: 'picking.done' },
    quantity: doing.reduce((sum, move) => sum + moveQuantity(env, move), 0),
    lots: lots.some((name) => name !== '') ? [...new Set(lots.filter((name) => name !== ''))] : null,
  });
}

function dropUnpicked(env: Env, move: Row): void {
  const unpicked = linesOf(env, move.id).filter((line) => line.picked !== true);
  env.unlink(
    'stock.move.line',
    unpicked.map((line) => line.id),
  );
}

/** A second move for what is left; the first keeps what is done. Returns the id of the new one. */
export function splitMove(env: Env, move: Row, left: number): number {
  const { id: _id, create_date: _created, write_date: _written, sim_reference: _text, ...rest } = move;
  const { move_orig_ids: _origins, move_dest_ids: _followers, ...copy } = rest;
  env.set('stock.move', move.id, { product_uom_qty: roundQuantity(num(move.product_uom_qty) - left) });
  const vals = storable(env, { ...copy, product_uom_qty: left, state: 'confirmed', picked: false });
  const id = env.create('stock.move', vals);
  linkLike(env, move, id);
  return id;
}

/** Values of a stored row as create() takes them. */
export function storable(env: Env, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { fields } = env.model('stock.move');
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key]) => fields.has(key) && !['create_uid', 'write_uid', 'value', 'is_in', 'is_out'].includes(key),
    ),
  );
}

function moveToBackorder(env: Env, id: number, moves: readonly number[]): void {
  const old = env.get('stock.picking', id);
  const sequence = env.at('ir.sequence', env.at('stock.picking.type', old.picking_type_id)?.sequence_id);
  const fields = [
    'origin',
    'partner_id',
    'picking_type_id',
    'location_id',
    'location_dest_id',
    'scheduled_date',
    'note',
    'group_id',
  ];
  const copy = Object.fromEntries(
    fields.filter((field) => old[field] !== undefined).map((field) => [field, old[field]]),
  );
  const known = Object.fromEntries(
    Object.entries(copy).filter(([field]) => env.model('stock.picking').fields.has(field)),
  );
  const backorder = env.create('stock.picking', {
    ...known,
    name: sequence ? nextNumber(env, sequence) : '/',
    backorder_id: id,
  });
  env.store('stock.picking', backorder, { sim_group: old.sim_group ?? false });
  for (const moveId of moves) {
    env.set('stock.move', moveId, { picking_id: backorder, picked: false });
    for (const line of linesOf(env, moveId))
      env.set('stock.move.line', line.id, { picking_id: backorder, picked: false });
  }
  assignMoves(env, env.rows('stock.move', moves));
}
