import { newLot } from '../models/lot.ts';
import { trackingOf } from '../models/product.ts';
import { finishWorkorder } from '../models/workorder.ts';
import { guardRecords } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { cancelMoves } from '../stock/done.ts';
import { assignMoves } from '../stock/reserve.ts';
import { backorderAction, batchAction, consumptionAction, expiryAction, serialsAction } from './actions.ts';
import { consumptionIssues } from './consumption.ts';
import { postInventory } from './post.ts';
import {
  applyQtyProducing,
  finishedMoves,
  producedQuantity,
  producingLots,
  rawMoves,
  setProducingLot,
} from './quantities.ts';
import { refuseUsedSerials } from './serials.ts';
import { rawLines, splitOrder } from './split.ts';
import { storeWhatWasMade } from './steps.ts';

/**
 * `button_mark_done`. True or an action of the orders themselves: done. An action that opens a wizard, or nothing:
 * not done. A second call on a done order posts nothing, but stamps its end anew and forgets what its lots were made of.
 */
export function markDone(env: Env, ids: readonly number[]): unknown {
  const question = prepare(env, ids);
  if (question !== true) return question;
  const toBackorder = idsOf(env.context.mo_ids_to_backorder).filter((id) => ids.includes(id));
  for (const id of ids)
    for (const order of env.by('mrp.workorder', 'production_id', id)) finishWorkorder(env, order.id);
  const backorders = toBackorder.flatMap((id) => splitOrder(env, id));
  for (const id of ids) {
    postInventory(env, id);
    close(env, id);
  }
  for (const id of backorders) {
    const type = env.at('stock.picking.type', env.get('mrp.production', id).picking_type_id);
    if (type?.reservation_method === 'at_confirm') assignMoves(env, rawMoves(env, id));
    assignMoves(env, finishedMoves(env, id));
  }
  for (const id of ids) storeWhatWasMade(env, id);
  if (backorders.length === 0 || env.flag('skip_redirection')) return true;
  return openedBackorders(env, backorders);
}

function idsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}

function close(env: Env, id: number): void {
  if (env.get('mrp.production', id).state === 'cancel') return;
  const { product_id: main } = env.get('mrp.production', id);
  for (const move of [...rawMoves(env, id), ...finishedMoves(env, id)]) {
    // A by-product that has lost its lines is not made, and nobody is asked.
    const isForgotten = move.production_id === id && move.product_id !== main;
    if (isForgotten && move.state !== 'done') cancelMoves(env, [move]);
    else if (move.state !== 'done' && move.state !== 'cancel')
      env.set('stock.move', move.id, { state: 'done', product_uom_qty: 0 });
  }
  env.set('mrp.production', id, { date_finished: env.now, priority: '0', is_locked: true, state: 'done' });
}

function openedBackorders(env: Env, ids: readonly number[]) {
  const kept = Object.entries(env.context).filter(([key]) => !key.startsWith('default_') && !SESSION_KEYS.has(key));
  const context = kept.map(([key, value]) => [key, key.startsWith('skip_') ? false : value]);
  const action = {
    res_model: 'mrp.production',
    type: 'ir.actions.act_window',
    context: { ...Object.fromEntries(context), mo_ids_to_backorder: null },
  };
  if (ids.length === 1) return { ...action, views: [[false, 'form']], view_mode: 'form', res_id: ids[0] };
  const views = [
    [false, env.version === 17 ? 'tree' : 'list'],
    [false, 'form'],
  ];
  return {
    ...action,
    name: "Backorder MO's",
    domain: [['id', 'in', ids]],
    views,
    view_mode: env.version === 17 ? 'tree,form' : 'list,form',
  };
}

/** Keys that the user's session puts into every context. */
const SESSION_KEYS = new Set(['lang', 'tz', 'uid', 'always_backorder_mo_ids', 'sim_json2']);

/** Everything that comes before the posting. True: go on. Anything else is the answer. */
function prepare(env: Env, ids: readonly number[]): unknown {
  const lots = ids.flatMap((id) => rawLines(env, id).map((line) => ref(line.lot_id))).filter((lot) => lot > 0);
  guardRecords(env, env.model('stock.lot'), lots);
  for (const id of ids) if (env.get('mrp.production', id).state !== 'done') refuseUsedSerials(env, id);
  for (const id of ids) {
    if (num(env.get('mrp.production', id).qty_producing) !== 0) continue;
    const answer = fillByItself(env, id);
    if (answer !== true) return answer;
  }
  const expired = ids.flatMap((id) => expiredLots(env, id));
  const issues = env.flag('skip_consumption') ? [] : consumptionIssues(env, ids);
  if (issues.length > 0) return consumptionAction(env, ids, issues);
  const short = env.flag('skip_backorder') ? [] : ids.filter((id) => isShort(env, id));
  const asked = short.filter((id) => creation(env, id) === 'ask');
  const always = short.filter((id) => creation(env, id) === 'always');
  if (asked.length > 0) return backorderAction(env, asked, always);
  if (always.length > 0) return markDone(env.withContext({ skip_backorder: true, mo_ids_to_backorder: always }), ids);
  if (expired.length > 0 && !env.flag('skip_expired')) return expiryAction(env, ids, expired);
  return true;
}

function creation(env: Env, id: number): string {
  return str(env.at('stock.picking.type', env.get('mrp.production', id).picking_type_id)?.create_backorder) || 'ask';
}

function isShort(env: Env, id: number): boolean {
  const row = env.get('mrp.production', id);
  return (
    row.state !== 'done' &&
    row.state !== 'cancel' &&
    num(row.qty_producing) < num(row.product_qty) - producedQuantity(env, row)
  );
}

/** Lots of picked components that are past their date. */
function expiredLots(env: Env, id: number): number[] {
  const lines = rawMoves(env, id)
    .filter((move) => move.state !== 'done' && move.state !== 'cancel')
    .flatMap((move) => env.by('stock.move.line', 'move_id', move.id));
  return lines
    .map((line) => env.at('stock.lot', line.lot_id))
    .filter((lot) => lot !== undefined && str(lot.expiration_date) !== '' && str(lot.expiration_date) < env.now)
    .map((lot) => lot?.id ?? 0);
}

/** Nothing was reported: the whole plan is taken as made, where lots and serials allow it. */
function fillByItself(env: Env, id: number): unknown {
  const row = env.get('mrp.production', id);
  const state = str(row.state);
  if (state === 'done') return true;
  const tracking = trackingOf(env, ref(row.product_id));
  if (env.version === 17) return fillAs17(env, row, tracking);
  if (tracking === 'none') {
    if (state === 'cancel') return undefined;
    return fill(env, row);
  }
  if (tracking === 'serial' && num(row.product_qty) > 1 && producingLots(row).length === 0) {
    return env.version === 19 ? serialsAction(env, id) : batchAction(env, id);
  }
  if (env.version === 18 && state === 'draft') return batchAction(env, id);
  const made = producingLots(row).length > 0;
  if (!made && (env.version === 19 || state !== 'cancel'))
    setProducingLot(env, row, newLot(env, ref(row.product_id), ref(row.company_id)));
  if (state === 'draft' || state === 'cancel') return made && state === 'draft' ? fill(env, row) : undefined;
  return fill(env, env.get('mrp.production', id));
}

/** 17 makes a lot, but wants the lots of the components said; of a serial it makes one unit. */
function fillAs17(env: Env, row: Row, tracking: string): unknown {
  if (tracking !== 'none' && producingLots(row).length === 0)
    setProducingLot(env, row, newLot(env, ref(row.product_id), ref(row.company_id)));
  const silent = rawMoves(env, row.id).filter(
    (move) => move.state !== 'cancel' && move.state !== 'done' && move.picked !== true,
  );
  const nameless = silent.filter((move) => trackingOf(env, ref(move.product_id)) !== 'none');
  if (nameless.length > 0) {
    const names = nameless.map((move) => `\n  - ${env.name('product.product', ref(move.product_id))}`).join('');
    throw userError(`You need to supply Lot/Serial Number for products and 'consume' them:${names}`);
  }
  return fill(env, env.get('mrp.production', row.id), tracking === 'serial' ? 1 : num(row.product_qty));
}

function fill(env: Env, row: Row, quantity = num(row.product_qty)): true {
  const left = quantity - producedQuantity(env, row);
  // Moves of an order that was never confirmed come to life here.
  if (row.state === 'draft')
    for (const move of [...rawMoves(env, row.id), ...finishedMoves(env, row.id)]) {
      env.set('stock.move', move.id, { state: 'confirmed' });
    }
  if (row.state === 'draft') assignMoves(env, finishedMoves(env, row.id));
  if (row.state === 'draft') env.store('mrp.production', row.id, { state: 'confirmed' });
  env.set('mrp.production', row.id, { qty_producing: left });
  applyQtyProducing(env, row.id);
  return true;
}
