import { touchProductionOf } from '../mrp/state.ts';
import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { type ModelPart, num, type Row, ref, str, type Vals } from '../orm/types.ts';
import { correctQuantity, refuseClosed, refuseDeletion } from '../stock/correct.ts';
import { linesOf, moveQuantity, recomputeMoveState } from '../stock/lines.ts';
import { setMoveQuantity } from '../stock/set-quantity.ts';
import { virtualLocation } from './location.ts';
import { trackingOf } from './product.ts';
import { roundQuantity } from './uom.ts';

/** The manufacturing order that a move belongs to, as component or as product. */
export function productionOf(env: Env, move: Row): Row | undefined {
  return env.at('mrp.production', move.raw_material_production_id) ?? env.at('mrp.production', move.production_id);
}

/** Quantity of this move per unit that is still to be made. */
export function unitFactor(env: Env, move: Row): number {
  const production = productionOf(env, move);
  if (!production) return 1;
  const left = num(production.product_qty) - num(env.value('mrp.production', production, 'qty_produced'));
  return num(move.product_uom_qty) / (left || 1);
}

export const move: ModelPart = {
  unsearchable: [
    'should_consume_qty',
    'lot_ids',
    'availability',
    'move_lines_count',
    'remaining_qty',
    'remaining_value',
  ],
  order: 'sequence, id',
  defaults: {
    ...{
      company_id: ownCompany,
      sequence: 10,
      state: 'draft',
      picked: false,
      procure_method: 'make_to_stock',
      is_inventory: false,
    },
    ...{
      priority: '0',
      product_uom_qty: 0,
      propagate_cancel: true,
      cost_share: 0,
      price_unit: 0,
      scrapped: false,
      to_refund: (env) => env.version === 19,
    },
    ...{ date: (env) => env.now, manual_consumption: false },
  },
  digits: { product_uom_qty: 2, quantity: 2 },
  related: {
    product_tmpl_id: 'product_id.product_tmpl_id',
    has_tracking: 'product_id.tracking',
    product_type: 'product_id.type',
    is_storable: 'product_id.is_storable',
    product_uom_category_id: 'product_uom.category_id',
  },
  inverse: {
    returned_move_ids: 'origin_returned_move_id',
    move_line_ids: 'move_id',
    stock_valuation_layer_ids: 'stock_move_id',
  },
  computes: {
    quantity: (env, row) => moveQuantity(env, row),
    product_qty: (_env, row) => num(row.product_uom_qty),
    unit_factor: unitFactor,
    should_consume_qty: (env, row) => {
      const production = env.at('mrp.production', row.raw_material_production_id);
      if (!production || production.state === 'draft') return 0;
      const making = num(production.qty_producing) - num(env.value('mrp.production', production, 'qty_produced'));
      return roundQuantity(making * unitFactor(env, row));
    },
    lot_ids: (env, row) => {
      const lots = linesOf(env, row.id)
        .map((line) => ref(line.lot_id))
        .filter((id) => id > 0);
      return [...new Set(lots)].sort((a, b) => a - b);
    },
    reference: reference,
    is_valued: (_env, row) => row.is_in === true || row.is_out === true,
    is_done: (_env, row) => row.state === 'done' || row.state === 'cancel',
    remaining_qty: (env, row) => (row.is_in === true ? moveQuantity(env, row) : 0),
    remaining_value: (_env, row) => (row.is_in === true ? num(row.value) : 0),
    value_justification: justification,
    move_lines_count: (env, row) => linesOf(env, row.id).length,
    manual_consumption: (env, row) => {
      if (row.manual_consumption === true) return true;
      const ofProduction = row.raw_material_production_id || isMainProduct(env, row);
      return env.version === 17 && Boolean(ofProduction) && trackingOf(env, ref(row.product_id)) !== 'none';
    },
    scrap_ids: (_env, row) => (row.scrap_id ? [ref(row.scrap_id)] : []),
  },
  displayName: (env, row) => {
    const origin = str(env.at('stock.picking', row.picking_id)?.origin);
    const code = str(env.at('product.product', row.product_id)?.default_code);
    const from = str(env.at('stock.location', row.location_id)?.name);
    const to = str(env.at('stock.location', row.location_dest_id)?.name);
    return `${origin ? `${origin}/` : ''}${code ? `${code}: ` : ''}${from}>${to}`;
  },
  noCopy: [
    'move_line_ids',
    'quantity',
    'picked',
    'state',
    'value',
    'is_in',
    'is_out',
    'move_orig_ids',
    'move_dest_ids',
  ],
  beforeCreate: (env, vals) => completed(env, vals),
  afterCreate: (env, id, vals) => {
    if ('quantity' in vals) setMoveQuantity(env, env.get('stock.move', id), Number(vals.quantity));
  },
  beforeWrite: (env, row, vals) => {
    refuseClosed(env, row, vals);
    if (!('product_uom_qty' in vals)) return vals;
    return { ...vals, product_uom_qty: roundQuantity(Number(vals.product_uom_qty)) };
  },
  afterWrite: (env, old, vals) => {
    const row = env.get('stock.move', old.id);
    if ('quantity' in vals && row.state === 'done') correctQuantity(env, row, roundQuantity(Number(vals.quantity)));
    else if ('quantity' in vals) setMoveQuantity(env, row, roundQuantity(Number(vals.quantity)));
    if ('picked' in vals) {
      for (const line of linesOf(env, old.id)) env.set('stock.move.line', line.id, { picked: vals.picked === true });
      env.store('stock.move', old.id, { picked: vals.picked === true });
    }
    if ('product_uom_qty' in vals) recomputeMoveState(env, old.id);
    touchProductionOf(env, old.id);
  },
  beforeUnlink: (env, row) => {
    if (row.state === 'done') refuseDeletion(env);
  },
};

function isMainProduct(env: Env, row: Row): boolean {
  return env.at('mrp.production', row.production_id)?.product_id === row.product_id;
}

function reference(env: Env, row: Row): string | false {
  const owners: [string, unknown][] = [
    ...[['stock.scrap', row.scrap_id] as [string, unknown], ['mrp.unbuild', row.unbuild_id] as [string, unknown]],
    ...[['stock.picking', row.picking_id] as [string, unknown]],
  ];
  for (const [model, id] of owners) if (typeof id === 'number' && id) return str(env.find(model, id)?.name);
  const production = productionOf(env, row);
  if (production) return str(production.name);
  return str(row.sim_reference) || str(row.name) || false;
}

function justification(env: Env, row: Row): string | false {
  if (row.is_in !== true) return false;
  const unit = env.name('uom.uom', ref(row.product_uom));
  const symbol = str(env.find('res.currency', 1)?.symbol) || '€';
  const quantity = moveQuantity(env, row);
  const shown = Number.isInteger(quantity) ? quantity.toFixed(1) : String(quantity);
  return `${symbol}\u00a0${num(row.value).toFixed(2)} for ${shown} ${unit} from ${reference(env, row) || ''}`;
}

/** A component that is added to an order by hand comes from where the others come from. */
function ofProduction(env: Env, vals: Vals): Vals {
  const production = env.find('mrp.production', Number(vals.raw_material_production_id ?? 0));
  if (!production) return {};
  return {
    ...{ location_id: production.location_src_id, location_dest_id: virtualLocation(env, 'production') },
    ...{ picking_type_id: production.picking_type_id, origin: production.name },
    state: production.state === 'draft' ? 'draft' : 'confirmed',
  };
}

function productionOfVals(env: Env, vals: Vals): Row | undefined {
  return env.find('mrp.production', Number(vals.raw_material_production_id || vals.production_id || 0));
}

function completed(env: Env, vals: Vals): Vals {
  const product = env.find('product.product', Number(vals.product_id ?? 0));
  const unit = product ? env.value('product.product', product, 'uom_id') : false;
  const picking = env.find('stock.picking', Number(vals.picking_id ?? 0));
  const filled: Record<string, unknown> = {
    ...ofProduction(env, vals),
    ...vals,
    product_uom: vals.product_uom ?? unit,
    product_uom_qty: roundQuantity(Number(vals.product_uom_qty ?? 0)),
  };
  const order = productionOfVals(env, vals);
  const place = [vals.location_id, vals.location_dest_id].map((id) => env.find('stock.location', Number(id ?? 0)));
  const owned = place.find((one) => one?.usage === 'internal' && ref(one.company_id));
  const company = ref(order?.company_id) || ref(picking?.company_id) || ref(owned?.company_id);
  if (company) filled.company_id = company;
  for (const field of ['location_id', 'location_dest_id', 'picking_type_id'])
    filled[field] ??= picking?.[field] ?? false;
  if (env.version < 19) filled.name = vals.name ?? (product ? env.name('product.product', product.id) : false);
  return filled;
}
