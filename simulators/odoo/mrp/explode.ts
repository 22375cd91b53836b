import { findBom } from '../models/bom.ts';
import { virtualLocation } from '../models/location.ts';
import { convertQuantity, roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str, type Value } from '../orm/types.ts';

/** What an order needs of each bill line, for a quantity of it. */
export function rawNeeds(
  env: Env,
  bom: Row,
  quantity: number,
  unit: Value | undefined = bom.product_uom_id,
): { line: Row; quantity: number }[] {
  const lots = billsOf(env, bom, quantity, unit);
  const lines = env.rows('mrp.bom.line', env.value('mrp.bom', bom, 'bom_line_ids') as number[]);
  return lines.flatMap((line) => {
    const needed = roundQuantity(num(line.product_qty) * lots);
    const product = env.at('product.product', line.product_id);
    const kit = product && phantomOf(env, product);
    if (kit) return rawNeeds(env, kit, needed, line.product_uom_id);
    return [{ line, quantity: needed }];
  });
}

/** How many times the bill goes into a quantity, which an order may count in another unit than the bill. */
function billsOf(env: Env, bom: Row, quantity: number, unit: Value | undefined): number {
  return convertQuantity(env, quantity, unit, bom.product_uom_id) / (num(bom.product_qty) || 1);
}

function phantomOf(env: Env, product: Row): Row | undefined {
  const bom = findBom(env, product, 0);
  return bom?.type === 'phantom' ? bom : undefined;
}

/** Components, product and by-products of an order as moves; its operations as work orders. All in draft. */
export function explodeOrder(env: Env, production: Row): void {
  const bom = env.at('mrp.bom', production.bom_id);
  const quantity = num(production.product_qty);
  const workorders = bom ? createWorkorders(env, production, bom) : new Map<number, number>();
  const [lastWorkorder] = [...workorders.values()].slice(-1);
  for (const need of bom ? rawNeeds(env, bom, quantity, production.product_uom_id) : []) {
    const operation = ref(need.line.operation_id);
    // Before 19, components of no operation go with the last one.
    const workorder = workorders.get(operation) ?? (env.version < 19 ? lastWorkorder : undefined);
    env.create('stock.move', {
      ...rawMoveVals(env, production),
      ...{ product_id: need.line.product_id, product_uom: need.line.product_uom_id, product_uom_qty: need.quantity },
      ...{ bom_line_id: need.line.id, operation_id: operation || false, workorder_id: workorder ?? false },
      manual_consumption: need.line.manual_consumption === true,
    });
  }
  createFinishedMoves(env, production, bom, env.version < 19 ? lastWorkorder : undefined);
}

export function rawMoveVals(env: Env, production: Row) {
  const vals = {
    raw_material_production_id: production.id,
    location_id: production.location_src_id,
    location_dest_id: virtualLocation(env, 'production'),
    picking_type_id: production.picking_type_id,
    origin: production.name,
    date: production.date_start,
    date_deadline: production.date_start,
    state: 'draft',
  };
  return env.version < 19 ? { ...vals, name: production.name } : vals;
}

export function createFinishedMoves(
  env: Env,
  production: Row,
  bom: Row | undefined,
  workorder: number | undefined,
): void {
  const quantity = num(production.product_qty);
  const shared = {
    production_id: production.id,
    location_id: virtualLocation(env, 'production'),
    location_dest_id: production.location_dest_id,
    picking_type_id: production.picking_type_id,
    origin: production.name,
    date: production.date_finished || production.date_start,
    state: 'draft',
    workorder_id: workorder ?? false,
    ...(env.version < 19 ? { name: production.name } : {}),
  };
  env.create('stock.move', {
    ...shared,
    product_id: production.product_id,
    product_uom: production.product_uom_id,
    product_uom_qty: quantity,
  });
  if (!bom) return;
  for (const line of env.by('mrp.bom.byproduct', 'bom_id', bom.id)) {
    env.create('stock.move', {
      ...shared,
      product_id: line.product_id,
      product_uom: line.product_uom_id,
      product_uom_qty: roundQuantity(num(line.product_qty) * billsOf(env, bom, quantity, production.product_uom_id)),
      byproduct_id: line.id,
      cost_share: line.cost_share,
    });
  }
}

/** One work order per operation, each blocked by the one before. Returns them by operation. */
export function createWorkorders(env: Env, production: Row, bom: Row): Map<number, number> {
  const made = new Map<number, number>();
  let before: number | undefined;
  for (const operation of env.rows('mrp.routing.workcenter', env.value('mrp.bom', bom, 'operation_ids') as number[])) {
    const id = env.create('mrp.workorder', {
      ...{ name: str(operation.name), production_id: production.id, workcenter_id: operation.workcenter_id },
      ...{ operation_id: operation.id, blocked_by_workorder_ids: before ? [[6, 0, [before]]] : [] },
      state: before ? (env.version === 19 ? 'blocked' : 'pending') : 'ready',
    });
    made.set(operation.id, id);
    before = id;
  }
  return made;
}
