import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str } from '../orm/types.ts';

/** State of an order as Odoo computes it from its moves and work orders. It stays until something happens. */
export function recomputeProduction(env: Env, id: number): void {
  const row = env.find('mrp.production', id);
  if (!row) return;
  const state = stateOf(env, row);
  if (state !== row.state) env.store('mrp.production', id, { state });
}

function stateOf(env: Env, row: Row): string {
  const state = str(row.state);
  if (state === 'draft' || state === 'cancel' || state === 'done') return state;
  const raw = env.by('stock.move', 'raw_material_production_id', row.id).filter(isNoScrap);
  const finished = env.by('stock.move', 'production_id', row.id).filter(isNoScrap);
  const closed = (move: Row) => move.state === 'cancel' || move.state === 'done';
  if (finished.length > 0 && finished.every((move) => move.state === 'cancel')) return 'cancel';
  if (raw.length > 0 && raw.every(closed) && finished.every(closed)) return 'done';
  const orders = env.by('mrp.workorder', 'production_id', row.id);
  if (orders.length > 0 && orders.every(closed)) return 'to_close';
  if (orders.length === 0 && num(row.qty_producing) >= num(row.product_qty) && num(row.qty_producing) > 0)
    return 'to_close';
  if (orders.some((order) => order.state === 'progress' || order.state === 'done')) return 'progress';
  if (num(row.qty_producing) !== 0 || raw.some((move) => move.picked === true)) return 'progress';
  // Nothing speaks for another state: it stays, also where what had led to it was taken back.
  return state;
}

/** A move changed: its order may have come into another state. */
export function touchProductionOf(env: Env, moveId: number): void {
  const move = env.find('stock.move', moveId);
  const id = ref(move?.raw_material_production_id) || ref(move?.production_id);
  if (id && !env.flag('sim_quiet')) recomputeProduction(env, id);
}

/** A move that takes what was scrapped on an order names the order as well. */
export const isNoScrap = (move: Row): boolean => !ref(move.scrap_id);
