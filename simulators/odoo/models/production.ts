import { followStart, followWhatWasMade, keepsState, refuseMoving } from '../mrp/changed.ts';
import { explodeOrder } from '../mrp/explode.ts';
import { cancelOrders, confirmOrders, planOrders } from '../mrp/life-cycle.ts';
import { markDone } from '../mrp/mark-done.ts';
import { expectedEnd } from '../mrp/plan.ts';
import {
  applyQtyProducing,
  finishedMoves,
  producedQuantity,
  producingLots,
  rawMoves,
  setProducingLot,
} from '../mrp/quantities.ts';
import { isNoScrap, recomputeProduction } from '../mrp/state.ts';
import { pickingsOf } from '../mrp/steps.ts';
import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { userError, validationError } from '../orm/errors.ts';
import { list, type ModelPart, num, type Row, ref, str, type Vals } from '../orm/types.ts';
import { linesOf, moveQuantity } from '../stock/lines.ts';
import { assignMoves, unreserveMoves } from '../stock/reserve.ts';
import { nextNumber } from './base.ts';
import { findBom } from './bom.ts';
import { warehouseOf } from './location.ts';
import { newLot } from './lot.ts';
import { POSITIVE } from './production-words.ts';
import { convertQuantity } from './uom.ts';

export const production: ModelPart = {
  unsearchable: [
    'qty_produced',
    'duration',
    'duration_expected',
    'scrap_count',
    'unbuild_count',
    'show_valuation',
    'move_byproduct_ids',
  ],
  order: 'priority desc, date_start asc, id',
  digits: { product_qty: 2, qty_producing: 2 },
  defaults: {
    ...{
      company_id: ownCompany,
      priority: '0',
      state: 'draft',
      qty_producing: 0,
      is_locked: true,
      consumption: 'flexible',
    },
    ...{
      extra_cost: 0,
      backorder_sequence: 0,
      propagate_cancel: false,
      product_qty: 1,
      allow_workorder_dependencies: false,
    },
    date_start: (env) => env.now,
    user_id: (env) => env.uid,
  },
  unique: [
    {
      fields: ['name', 'company_id'],
      message: 'The operation cannot be completed: Reference must be unique per Company!',
    },
  ],
  noCopy: [
    'name',
    'state',
    'qty_producing',
    'lot_producing_id',
    'lot_producing_ids',
    'backorder_sequence',
    'date_finished',
    'procurement_group_id',
    'production_group_id',
  ],
  inverse: {
    ...{ move_raw_ids: 'raw_material_production_id', all_move_raw_ids: 'raw_material_production_id' },
    ...{
      move_finished_ids: 'production_id',
      workorder_ids: 'production_id',
      scrap_ids: 'production_id',
      unbuild_ids: 'mo_id',
    },
  },
  shows: { move_raw_ids: isNoScrap, move_finished_ids: isNoScrap },
  related: { product_tmpl_id: 'product_id.product_tmpl_id', product_tracking: 'product_id.tracking' },
  computes: {
    qty_produced: producedQuantity,
    product_uom_qty: (env, row) => {
      const product = env.at('product.product', row.product_id);
      return product
        ? convertQuantity(
            env,
            num(row.product_qty),
            row.product_uom_id,
            env.value('product.product', product, 'uom_id'),
          )
        : 0;
    },
    move_byproduct_ids: (env, row) =>
      finishedMoves(env, row.id)
        .filter((move) => move.product_id !== row.product_id)
        .map((move) => move.id),
    finished_move_line_ids: (env, row) =>
      finishedMoves(env, row.id).flatMap((move) => linesOf(env, move.id).map((line) => line.id)),
    reservation_state: reservationState,
    components_availability_state: availability,
    components_availability: (env, row) => (availability(env, row) === 'available' ? 'Available' : 'Not Available'),
    scrap_count: (env, row) => env.by('stock.scrap', 'production_id', row.id).length,
    unbuild_count: (env, row) => env.by('mrp.unbuild', 'mo_id', row.id).length,
    duration_expected: (env, row) => sumOrders(env, row, 'duration_expected'),
    duration: (env, row) => sumOrders(env, row, 'duration'),
    show_valuation: (_env, row) => row.state === 'done',
    production_location_id: (env, row) => finishedMoves(env, row.id)[0]?.location_id ?? false,
    warehouse_id: (env, row) => warehouseOf(env, env.at('stock.location', row.location_dest_id))?.id ?? false,
    is_planned: (env, row) =>
      env.by('mrp.workorder', 'production_id', row.id).some((order) => Boolean(order.date_start)),
    mrp_production_backorder_count: (env, row) => {
      const field = env.version === 19 ? 'production_group_id' : 'procurement_group_id';
      return row[field] ? env.by('mrp.production', field, row[field]).length : 0;
    },
    mrp_production_child_count: () => 0,
    picking_ids: (env, row) => pickingsOf(env, row),
    bom_product_ids: (env, row) => rawMoves(env, row.id).map((move) => ref(move.product_id)),
    production_capacity: (_env, row) => num(row.product_qty),
  },
  beforeCreate: (env, vals) => completed(env, vals),
  afterCreate: (env, id) => {
    if (!env.flag('sim_no_moves')) explodeOrder(env, env.get('mrp.production', id));
    const row = env.get('mrp.production', id);
    const date_finished = expectedEnd(env, row);
    env.store('mrp.production', id, { date_finished });
    for (const move of finishedMoves(env, id)) env.store('stock.move', move.id, { date: date_finished });
    giveGroup(env, row);
  },
  beforeWrite: (env, row, vals) => {
    refuseMoving(env, row, vals);
    return vals;
  },
  afterWrite: (env, old, vals) => {
    const row = env.get('mrp.production', old.id);
    const rebuild =
      row.state === 'draft' &&
      ['product_qty', 'bom_id', 'product_id'].some((field) => field in vals && vals[field] !== old[field]);
    if (rebuild) rebuildMoves(env, row);
    const timed = ['date_start', 'product_qty'].some((field) => field in vals);
    if (timed && row.state !== 'done') env.store('mrp.production', old.id, { date_finished: expectedEnd(env, row) });
    if ('date_start' in vals) followStart(env, row, vals);
    if (row.state === 'done') followWhatWasMade(env, row, vals);
    if ('state' in vals && keepsState(env, old, vals))
      env.store('mrp.production', old.id, { state: String(vals.state) });
    else if ('state' in vals && env.version < 19) env.store('mrp.production', old.id, { state: old.state ?? false });
    if (env.version < 19 || !('state' in vals)) recomputeProduction(env, old.id);
  },
  checks: [
    {
      on: ['product_qty'],
      run: (_env, row) => {
        if (num(row.product_qty) <= 0) throw validationError(POSITIVE);
      },
    },
  ],
  beforeUnlink: (env, row) => {
    if (row.state === 'done') {
      throw userError(
        env.version === 19
          ? 'You cannot cancel a manufacturing order that is already done.'
          : 'Cannot delete a manufacturing order in done state.',
      );
    }
    cancelOrders(env, [row.id]);
    // Its moves stay, cancelled and of no order. A work order that is done keeps the order from being deleted.
    const orders = env.by('mrp.workorder', 'production_id', row.id).filter((order) => order.state !== 'done');
    env.unlink(
      'mrp.workorder',
      orders.map((order) => order.id),
    );
  },
  methods: {
    action_confirm: { kind: 'record', params: [], run: (env, ids) => confirmOrders(env, ids) },
    action_assign: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) assignMoves(env, rawMoves(env, id));
        return true;
      },
    },
    do_unreserve: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) unreserveMoves(env, [...rawMoves(env, id), ...finishedMoves(env, id)]);
        return undefined;
      },
    },
    set_qty_producing: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) applyQtyProducing(env, id);
        return undefined;
      },
    },
    action_generate_serial: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) {
          const row = env.get('mrp.production', id);
          setProducingLot(env, row, newLot(env, ref(row.product_id)));
        }
        return undefined;
      },
    },
    button_mark_done: { kind: 'record', params: [], run: (env, ids) => (ids.length === 0 ? true : markDone(env, ids)) },
    action_cancel: { kind: 'record', params: [], run: (env, ids) => cancelOrders(env, ids) },
    button_plan: { kind: 'record', params: [], run: (env, ids) => planOrders(env, ids) },
  },
};

/** Everything that follows from the product: unit, bill, operation type with its locations, and the number. */
function completed(env: Env, vals: Vals): Vals {
  const product = env.find('product.product', Number(vals.product_id ?? 0));
  if (!product) return vals;
  const wanted =
    vals.bom_id === undefined
      ? findBom(env, product, Number(vals.picking_type_id ?? 0))
      : env.at('mrp.bom', vals.bom_id as number);
  const bom = wanted?.type === 'phantom' ? undefined : wanted;
  const own = env
    .by('stock.picking.type', 'code', 'mrp_operation')
    .find((one) => one.active !== false && one.company_id === vals.company_id);
  const typeId = Number(vals.picking_type_id || bom?.picking_type_id || own?.id || 0);
  const type = env.find('stock.picking.type', typeId);
  const sequence = env.at('ir.sequence', type?.sequence_id);
  const named = typeof vals.name === 'string' && vals.name !== '' && vals.name !== '/' && vals.name !== 'New';
  if (Number(vals.product_qty ?? 1) <= 0) throw validationError(POSITIVE);
  return {
    ...vals,
    company_id: type?.company_id ?? vals.company_id,
    bom_id: bom?.id ?? false,
    product_uom_id: vals.product_uom_id ?? bom?.product_uom_id ?? env.value('product.product', product, 'uom_id'),
    picking_type_id: typeId || false,
    location_src_id: vals.location_src_id ?? type?.default_location_src_id ?? false,
    location_dest_id: vals.location_dest_id ?? type?.default_location_dest_id ?? false,
    name: named ? vals.name : sequence ? nextNumber(env, sequence) : 'New',
  };
}

/** The group under which an order and its backorders are found; named after the first. */
function giveGroup(env: Env, row: Row): void {
  const field = env.version === 19 ? 'production_group_id' : 'procurement_group_id';
  if (row[field]) return;
  const model = env.version === 19 ? 'mrp.production.group' : 'procurement.group';
  env.store('mrp.production', row.id, { [field]: env.create(model, { name: str(row.name) }) });
}

function rebuildMoves(env: Env, row: Row): void {
  env.unlink(
    'stock.move',
    [...rawMoves(env, row.id), ...finishedMoves(env, row.id)].map((move) => move.id),
  );
  env.unlink(
    'mrp.workorder',
    env.by('mrp.workorder', 'production_id', row.id).map((order) => order.id),
  );
  explodeOrder(env, row);
}

function sumOrders(env: Env, row: Row, field: string): number {
  return env
    .by('mrp.workorder', 'production_id', row.id)
    .reduce((sum, order) => sum + num(env.value('mrp.workorder', order, field)), 0);
}

const SETTLED = new Set(['draft', 'done', 'cancel']);

function reservationState(env: Env, row: Row): string | false {
  if (SETTLED.has(str(row.state))) return false;
  const open = rawMoves(env, row.id).filter((move) => move.state !== 'cancel' && move.state !== 'done');
  const isReady = (move: Row) => move.state === 'assigned' || move.picked === true || coversWhatIsMade(env, row, move);
  if (open.every(isReady)) return 'assigned';
  return open.some((move) => move.state === 'waiting') ? 'waiting' : 'confirmed';
}

/** Enough is reserved for the quantity that is being made, if less than planned. */
function coversWhatIsMade(env: Env, row: Row, move: Row): boolean {
  const wanted = num(env.value('stock.move', move, 'should_consume_qty'));
  return num(row.qty_producing) > 0 && wanted > 0 && moveQuantity(env, move) >= wanted;
}

function availability(env: Env, row: Row): string | false {
  if (SETTLED.has(str(row.state))) return false;
  return reservationState(env, row) === 'assigned' ? 'available' : 'unavailable';
}

/** Lots of an order, for those who ask by either field. */
export function lotsOf(row: Row): readonly number[] {
  return list(row.lot_producing_ids).length > 0 ? list(row.lot_producing_ids) : producingLots(row);
}
