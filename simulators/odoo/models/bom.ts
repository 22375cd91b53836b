import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { validationError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, ref, str, type Version } from '../orm/types.ts';
import { plain } from './plain.ts';

const bom: ModelPart = {
  order: 'sequence, id',
  defaults: {
    ...{ active: true, type: 'normal', product_qty: 1, consumption: 'warning', ready_to_produce: 'all_available' },
    ...{ company_id: ownCompany, produce_delay: 0, days_to_prepare_mo: 0, allow_operation_dependencies: false },
  },
  digits: { product_qty: 2 },
  inverse: { bom_line_ids: 'bom_id', byproduct_ids: 'bom_id', operation_ids: 'bom_id' },
  computes: { operation_count: (env, row) => env.by('mrp.routing.workcenter', 'bom_id', row.id).length },
  related: { product_uom_category_id: 'product_uom_id.category_id' },
  displayName: (env, row) => {
    const product = env.name('product.template', ref(row.product_tmpl_id));
    return str(row.code) ? `${str(row.code)}: ${product}` : product;
  },
  beforeCreate: (env, vals) => {
    const tmpl = env.at('product.template', vals.product_tmpl_id as number);
    return { ...vals, product_uom_id: vals.product_uom_id ?? tmpl?.uom_id ?? false };
  },
  afterWrite: (env, old, vals) => {
    if ('active' in vals) {
      for (const operation of env.by('mrp.routing.workcenter', 'bom_id', old.id)) {
        env.set('mrp.routing.workcenter', operation.id, { active: vals.active === true });
      }
    }
  },
  checks: [
    {
      on: ['product_qty'],
      run: (_env, row) => {
        if (num(row.product_qty) <= 0) {
          throw validationError('The operation cannot be completed: The quantity to produce must be positive!');
        }
      },
    },
    { run: refuseCycle },
  ],
};

/** No product may contain itself, at any depth. */
function refuseCycle(env: Env, row: Row): void {
  const start = ref(row.product_tmpl_id);
  const seen = new Set<number>();
  const queue = env.by('mrp.bom.line', 'bom_id', row.id);
  for (let line = queue.pop(); line; line = queue.pop()) {
    const tmpl = ref(env.at('product.product', line.product_id)?.product_tmpl_id);
    if (tmpl === start) {
      const name = env.name('product.product', env.by('product.product', 'product_tmpl_id', start)[0]?.id ?? 0);
      throw validationError(
        `The current configuration is incorrect because it would create a cycle between these products: ${name}.`,
      );
    }
    if (seen.has(tmpl)) continue;
    seen.add(tmpl);
    for (const below of env.by('mrp.bom', 'product_tmpl_id', tmpl)) {
      if (below.active !== false) queue.push(...env.by('mrp.bom.line', 'bom_id', below.id));
    }
  }
}

const bomLine: ModelPart = {
  order: 'sequence, id',
  cascade: ['bom_id'],
  defaults: { product_qty: 1, sequence: 1, company_id: ownCompany, manual_consumption: false },
  digits: { product_qty: 2 },
  related: {
    product_tmpl_id: 'product_id.product_tmpl_id',
    parent_product_tmpl_id: 'bom_id.product_tmpl_id',
    tracking: 'product_id.tracking',
    product_uom_category_id: 'product_uom_id.category_id',
  },
  computes: {
    child_bom_id: (env, row) => {
      const product = env.at('product.product', row.product_id);
      return product ? (findBom(env, product, 0)?.id ?? false) : false;
    },
    child_line_ids: (env, row) => {
      const product = env.at('product.product', row.product_id);
      const child = product && findBom(env, product, 0);
      return child ? env.by('mrp.bom.line', 'bom_id', child.id).map((line) => line.id) : [];
    },
  },
  displayName: (env, row) => env.name('product.product', ref(row.product_id)),
  beforeCreate: (env, vals) => {
    const product = env.find('product.product', Number(vals.product_id ?? 0));
    const unit = product ? env.value('product.product', product, 'uom_id') : false;
    return { ...vals, product_uom_id: vals.product_uom_id ?? unit };
  },
};

const byproduct: ModelPart = {
  order: 'sequence, id',
  cascade: ['bom_id'],
  defaults: { product_qty: 1, company_id: ownCompany, cost_share: 0, sequence: 1 },
  displayName: (env, row) => env.name('product.product', ref(row.product_id)),
  beforeCreate: bomLine.beforeCreate ?? ((_env, vals) => vals),
};

const operation: ModelPart = {
  order: 'bom_id, sequence, id',
  cascade: ['bom_id'],
  defaults: {
    ...{
      active: true,
      sequence: 100,
      time_mode: 'manual',
      time_cycle_manual: 60,
      time_mode_batch: 10,
      company_id: ownCompany,
    },
    ...{ worksheet_type: 'text', blocked_by_operation_ids: [], cost_mode: 'actual' },
  },
  computes: {
    time_cycle: (_env, row) => num(row.time_cycle_manual),
    time_total: (_env, row) => num(row.time_cycle_manual),
    workorder_count: (env, row) => env.by('mrp.workorder', 'operation_id', row.id).length,
    needed_by_operation_ids: (env, row) => {
      const others = env.by('mrp.routing.workcenter', 'bom_id', row.bom_id ?? false);
      return others
        .filter((one) => Array.isArray(one.blocked_by_operation_ids) && one.blocked_by_operation_ids.includes(row.id))
        .map((one) => one.id);
    },
  },
  inverse: { workorder_ids: 'operation_id' },
};

/**
 * The bill of materials that an order of this product takes: one bound to the operation type goes with it,
 * or one bound to none; then by sequence.
 */
export function findBom(env: Env, product: Row, pickingType: number): Row | undefined {
  const fits = env
    .by('mrp.bom', 'product_tmpl_id', product.product_tmpl_id ?? false)
    .filter((row) => row.active !== false && (!row.product_id || row.product_id === product.id))
    .filter((row) => !row.picking_type_id || !pickingType || row.picking_type_id === pickingType);
  const rank = (row: Row) => (typeof row.sequence === 'number' ? row.sequence : Number.MAX_SAFE_INTEGER);
  return fits.sort(
    (a, b) => rank(a) - rank(b) || Number(Boolean(b.product_id)) - Number(Boolean(a.product_id)) || a.id - b.id,
  )[0];
}

export function bomModels(version: Version): ModelDefinition[] {
  return [
    plain('mrp.bom', 'Bill of Material', bom),
    plain('mrp.bom.line', 'Bill of Material Line', bomLine),
    plain('mrp.bom.byproduct', 'Byproduct', byproduct),
    plain('mrp.routing.workcenter', version === 17 ? 'Work Center Usage' : 'Work Center Usage', operation),
  ];
}
