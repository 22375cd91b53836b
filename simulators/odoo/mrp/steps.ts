import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { linkMoves } from '../stock/chains.ts';
import { moveQuantity } from '../stock/lines.ts';
import { assignMoves } from '../stock/reserve.ts';
import { finishedMoves, rawMoves } from './quantities.ts';

/**
 * Warehouses that make in two or three steps: components are picked to Pre-Production before, the product is stored out
 * of Post-Production after. Both are transfers of their own, and the moves of the order wait for or feed theirs.
 */

function warehouseOfOrder(env: Env, row: Row): Row | undefined {
  return env.at('stock.warehouse', env.at('stock.picking.type', row.picking_type_id)?.warehouse_id);
}

export function groupOf(env: Env, row: Row): number {
  return ref(env.version === 19 ? row.production_group_id : row.procurement_group_id);
}

/** Transfers of an order and its backorders. */
export function pickingsOf(env: Env, row: Row): number[] {
  const group = groupOf(env, row);
  const found = group ? env.by('stock.picking', 'sim_group', group) : [];
  const order = (row: Row) => `${str(row.scheduled_date)} ${row.sim_stores === true ? 1 : 0}`;
  // Before 19 in the order of the transfers' model: by date, the younger first.
  if (env.version < 19) found.sort((a, b) => order(a).localeCompare(order(b)) || b.id - a.id);
  return found.map(({ id }) => id);
}

/** At the confirmation: the pick of all components, reserved at once; until 17 the transfer that will store the product, too. */
export function planTransfers(env: Env, id: number): void {
  const row = env.get('mrp.production', id);
  const warehouse = warehouseOfOrder(env, row);
  if (!warehouse) return;
  if (warehouse.manufacture_steps !== 'mrp_one_step' && row.location_src_id === warehouse.pbm_loc_id) {
    const raw = rawMoves(env, id);
    const picking = transfer(env, row, ref(warehouse.pbm_type_id), warehouse.lot_stock_id, row.location_src_id);
    for (const move of raw) {
      linkMoves(env, feed(env, picking, move, move.product_uom_qty), move.id);
      env.store('stock.move', move.id, { state: 'waiting' });
    }
    assignMoves(env, env.by('stock.move', 'picking_id', picking));
  }
  if (env.version === 17) for (const move of finishedMoves(env, id)) storeLater(env, row, warehouse, move);
}

/** Since 18: what has just been made goes into a transfer to Stock, reserved. */
export function storeWhatWasMade(env: Env, id: number): void {
  if (env.version === 17) return;
  const row = env.get('mrp.production', id);
  const warehouse = warehouseOfOrder(env, row);
  if (!warehouse) return;
  for (const move of finishedMoves(env, id).filter(({ state }) => state === 'done')) {
    const next = storeLater(env, row, warehouse, move);
    if (next) assignMoves(env, [env.get('stock.move', next)]);
  }
}

function storeLater(env: Env, row: Row, warehouse: Row, move: Row): number {
  if (warehouse.manufacture_steps !== 'pbm_sam' || row.location_dest_id !== warehouse.sam_loc_id) return 0;
  const type = ref(warehouse.sam_type_id);
  const open = pickingsOf(env, row)
    .map((id) => env.get('stock.picking', id))
    .find((one) => one.picking_type_id === type && one.origin === row.name && !one.date_done);
  const picking = open?.id ?? transfer(env, row, type, warehouse.sam_loc_id, warehouse.lot_stock_id);
  const next = feed(env, picking, move, move.state === 'done' ? moveQuantity(env, move) : move.product_uom_qty);
  linkMoves(env, move.id, next);
  if (move.state !== 'done') env.store('stock.move', next, { state: 'waiting' });
  return next;
}

function transfer(
  env: Env,
  row: Row,
  type: number,
  from: Row[string] | undefined,
  to: Row[string] | undefined,
): number {
  const id = env.create('stock.picking', {
    ...{ picking_type_id: type, origin: row.name, location_id: from, location_dest_id: to },
    user_id: false,
  });
  const sim_stores = from === warehouseOfOrder(env, row)?.sam_loc_id;
  env.store('stock.picking', id, { sim_group: groupOf(env, row), sim_stores });
  return id;
}

/** The transfer's own move of what `move` takes or gives. */
function feed(env: Env, picking: number, move: Row, quantity: Row[string] | undefined): number {
  env.store('stock.picking', picking, { scheduled_date: move.date ?? false });
  const { picking_type_id, location_id, location_dest_id, origin } = env.get('stock.picking', picking);
  return env.create('stock.move', {
    ...{
      product_id: move.product_id,
      product_uom: move.product_uom,
      product_uom_qty: num(quantity),
      picking_id: picking,
    },
    ...{ picking_type_id, location_id, location_dest_id, origin, state: 'confirmed' },
    ...{ date: move.date, date_deadline: move.date_deadline },
  });
}
