import { plannedMinutes } from '../models/workorder.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { type Row, str } from '../orm/types.ts';
import { cancelMoves } from '../stock/done.ts';
import { movesOf } from '../stock/pickings.ts';
import { assignMoves } from '../stock/reserve.ts';
import { expectedEnd } from './plan.ts';
import { finishedMoves, rawMoves } from './quantities.ts';
import { pickingsOf, planTransfers } from './steps.ts';

/** Confirms what is in draft; others are left as they are, and the answer is true all the same. */
export function confirmOrders(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const row = env.get('mrp.production', id);
    if (row.state !== 'draft') continue;
    const bom = env.at('mrp.bom', row.bom_id);
    env.set('mrp.production', id, { state: 'confirmed', consumption: str(bom?.consumption) || 'flexible' });
    const moves = [...rawMoves(env, id), ...finishedMoves(env, id)];
    for (const move of moves) env.set('stock.move', move.id, { state: 'confirmed' });
    planTransfers(env, id);
    const type = env.at('stock.picking.type', row.picking_type_id);
    if (type?.reservation_method === 'at_confirm') assignMoves(env, rawMoves(env, id));
    assignMoves(env, finishedMoves(env, id));
  }
  return true;
}

export function cancelOrders(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const row = env.get('mrp.production', id);
    if (row.state === 'done') {
      if (env.version < 19) continue;
      throw userError('You cannot cancel a manufacturing order that is already done.');
    }
    if (row.state === 'cancel') continue;
    for (const order of openWorkorders(env, id)) env.set('mrp.workorder', order.id, { state: 'cancel' });
    cancelMoves(
      env,
      [...rawMoves(env, id), ...finishedMoves(env, id)].filter((move) => move.state !== 'done'),
    );
    for (const picking of pickingsOf(env, row)) cancelMoves(env, movesOf(env, picking).filter(isOpen));
    env.set('mrp.production', id, { state: 'cancel' });
  }
  return true;
}

const isOpen = (move: Row) => move.state !== 'done' && move.state !== 'cancel';

function openWorkorders(env: Env, id: number): Row[] {
  return env
    .by('mrp.workorder', 'production_id', id)
    .filter((order) => order.state !== 'done' && order.state !== 'cancel');
}

/** Gives the work orders their times, one after the other from the start of the order. */
export function planOrders(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    if (env.get('mrp.production', id).state === 'draft') confirmOrders(env, [id]);
    const row = env.get('mrp.production', id);
    let at = Date.parse(`${str(row.date_start).replace(' ', 'T')}Z`);
    for (const order of openWorkorders(env, id)) {
      const from = text(at);
      at += plannedMinutes(env, order) * 60_000;
      env.set('mrp.workorder', order.id, { date_start: from, date_finished: text(at) });
    }
    env.set('mrp.production', id, { date_finished: expectedEnd(env, row) });
  }
  return true;
}

function text(millis: number): string {
  return new Date(millis).toISOString().replace('T', ' ').slice(0, 19);
}
