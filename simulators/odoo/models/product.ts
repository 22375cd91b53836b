import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { validationError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, ref, str, type Vals, type Version } from '../orm/types.ts';
import { averageCost, stockValue } from '../stock/value.ts';
import { plain } from './plain.ts';
import { productStock, templateStock } from './product-stock.ts';

/** Fields that belong to the template; a variant shows and writes them through. */
const OF_TEMPLATE = [
  ...['name', 'type', 'detailed_type', 'is_storable', 'tracking', 'uom_id', 'uom_po_id', 'categ_id', 'list_price'],
  ...['description', 'sale_ok', 'purchase_ok', 'bom_ids', 'seller_ids', 'route_ids', 'produce_delay', 'company_id'],
  ...[
    'use_expiration_date',
    'expiration_time',
    'use_time',
    'removal_time',
    'alert_time',
    'lot_valuated',
    'priority',
    'is_favorite',
  ],
];
/** Fields of the only variant that the template shows and writes. */
const OF_VARIANT = ['default_code', 'barcode', 'standard_price', 'weight', 'volume'];

function codedName(row: Row, name: string): string {
  return str(row.default_code) ? `[${str(row.default_code)}] ${name}` : name;
}

function costing(env: Env, categoryId: unknown, field: 'cost_method' | 'valuation'): string {
  const category = env.at('product.category', typeof categoryId === 'number' ? categoryId : false);
  if (field === 'cost_method') return str(category?.property_cost_method) || 'standard';
  return str(category?.property_valuation) || (env.version === 19 ? 'periodic' : 'manual_periodic');
}

const variant: ModelPart = {
  order: 'default_code, name, id',
  defaults: { active: true, standard_price: 0, weight: 0, volume: 0 },
  related: Object.fromEntries(OF_TEMPLATE.map((field) => [field, `product_tmpl_id.${field}`])),
  computes: {
    lst_price: (env, row) => num(env.at('product.template', row.product_tmpl_id)?.list_price),
    currency_id: () => 1,
    code: (_env, row) => row.default_code ?? false,
    cost_method: (env, row) => costing(env, env.value('product.product', row, 'categ_id'), 'cost_method'),
    valuation: (env, row) => costing(env, env.value('product.product', row, 'categ_id'), 'valuation'),
    avg_cost: (env, row) => averageCost(env, row),
    total_value: (env, row) => stockValue(env, row),
    value_svl: (env, row) => stockValue(env, row),
    quantity_svl: (env, row) => num(env.value('product.product', row, 'qty_available')),
    bom_count: (env, row) => env.by('mrp.bom', 'product_tmpl_id', row.product_tmpl_id ?? false).length,
    used_in_bom_count: (env, row) =>
      new Set(env.by('mrp.bom.line', 'product_id', row.id).map((line) => line.bom_id)).size,
  },
  displayName: (env, row) => codedName(row, str(env.at('product.template', row.product_tmpl_id)?.name)),
  inverse: { bom_line_ids: 'product_id', variant_bom_ids: 'product_id', stock_quant_ids: 'product_id' },
  cascade: ['product_tmpl_id'],
  noCopy: ['barcode', 'product_tmpl_id'],
  beforeCreate: (env, vals) => {
    if (vals.product_tmpl_id) return vals;
    const own = Object.fromEntries(
      Object.entries(vals).filter(([key]) => OF_TEMPLATE.includes(key) || key === 'active'),
    );
    return { ...vals, product_tmpl_id: env.withContext({ sim_no_variant: true }).create('product.template', own) };
  },
  beforeWrite: (env, row, vals) => {
    const through = Object.fromEntries(Object.entries(vals).filter(([key]) => OF_TEMPLATE.includes(key)));
    if ('active' in vals) Object.assign(through, { active: vals.active });
    const template = ref(row.product_tmpl_id);
    if (Object.keys(through).length > 0)
      env.withContext({ sim_no_variant: true }).write('product.template', template, through);
    return vals;
  },
  afterCreate: (env, id, vals) => {
    if (env.version === 19 && 'standard_price' in vals)
      noteCost(env, id, null, num(env.get('product.product', id).standard_price));
  },
  afterWrite: (env, old, vals) => {
    if (env.version === 19 && 'standard_price' in vals)
      noteCost(env, old.id, num(old.standard_price), Number(vals.standard_price));
  },
  checks: [{ on: ['barcode'], run: refuseSharedBarcode }],
};

/** 19 keeps each change of a cost by hand. */
function noteCost(env: Env, productId: number, from: number | null, to: number): void {
  const shown = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
  const before = from !== null ? shown(from) : to === 0 ? 'None' : '0';
  const user = env.name('res.users', env.uid);
  env.create('product.value', {
    product_id: productId,
    value: to,
    date: env.now,
    company_id: ownCompany(env),
    user_id: env.uid,
    description: `Price update from ${before} to ${shown(to)} by ${user}`,
  });
}

function refuseSharedBarcode(env: Env, row: Row): void {
  if (!str(row.barcode)) return;
  const all = env.by('product.product', 'barcode', str(row.barcode));
  if (all.length < 2) return;
  const sorted =
    env.version === 19 ? all : all.toSorted((a, b) => str(a.default_code).localeCompare(str(b.default_code)));
  const names = sorted.map((one) => env.name('product.product', one.id)).join(env.version === 17 ? ', ' : ' and ');
  throw validationError(
    `Barcode(s) already assigned:\n\n- Barcode "${str(row.barcode)}" already assigned to product(s): ${names}\n\n` +
      "Note: products that you don't have access to will not be shown above.",
  );
}

const template: ModelPart = {
  order: 'priority desc, name',
  defaults: {
    ...{ active: true, tracking: 'none', uom_id: 1, uom_po_id: 1, list_price: 1, sale_ok: true, purchase_ok: true },
    ...{ priority: '0', produce_delay: 0, use_expiration_date: false, lot_valuated: false },
  },
  related: Object.fromEntries(OF_VARIANT.map((field) => [field, `product_variant_id.${field}`])),
  computes: {
    product_variant_id: (env, row) => env.by('product.product', 'product_tmpl_id', row.id)[0]?.id ?? false,
    product_variant_count: (env, row) => env.by('product.product', 'product_tmpl_id', row.id).length,
    currency_id: () => 1,
    cost_method: (env, row) => costing(env, row.categ_id, 'cost_method'),
    valuation: (env, row) => costing(env, row.categ_id, 'valuation'),
    bom_count: (env, row) => env.by('mrp.bom', 'product_tmpl_id', row.id).length,
  },
  displayName: (env, row) => {
    const [only] = env.by('product.product', 'product_tmpl_id', row.id);
    return only ? codedName(only, str(row.name)) : str(row.name);
  },
  inverse: {
    ...{ product_variant_ids: 'product_tmpl_id', bom_ids: 'product_tmpl_id', seller_ids: 'product_tmpl_id' },
  },
  beforeCreate: (env, vals) => ({ ...kindOf(env, vals), ...vals, ...kindOverride(env, vals) }),
  afterCreate: (env, id, vals) => {
    if (env.flag('sim_no_variant')) return;
    const own = Object.fromEntries(Object.entries(vals).filter(([key]) => OF_VARIANT.includes(key)));
    env.create('product.product', { ...own, product_tmpl_id: id });
  },
  beforeWrite: (env, row, vals) => {
    const through = Object.fromEntries(Object.entries(vals).filter(([key]) => OF_VARIANT.includes(key)));
    if ('active' in vals && !env.flag('sim_no_variant')) Object.assign(through, { active: vals.active });
    const [only] = env.by('product.product', 'product_tmpl_id', row.id);
    if (only && Object.keys(through).length > 0) env.write('product.product', only.id, through);
    return { ...vals, ...kindOverride(env, vals) };
  },
};

/** What kind of thing a product is when nothing is said; its category where the version asks for one. */
function kindOf(env: Env, vals: Vals): Vals {
  if (env.version === 19) return { type: 'consu', is_storable: false };
  const category = env.search('product.category', [], { order: 'id', limit: 1 })[0] ?? false;
  if (env.version === 18) return { type: 'consu', is_storable: false, categ_id: category };
  return { detailed_type: 'consu', type: vals.detailed_type ?? 'consu', categ_id: category };
}

function kindOverride(env: Env, vals: Vals): Vals {
  return env.version === 17 && vals.detailed_type ? { type: vals.detailed_type } : {};
}

const category: ModelPart = {
  order: 'complete_name',
  computes: {
    complete_name: (env, row) => {
      const parent = env.at('product.category', row.parent_id);
      return parent
        ? `${str(env.value('product.category', parent, 'complete_name'))} / ${str(row.name)}`
        : str(row.name);
    },
  },
  displayName: (env, row) => str(env.value('product.category', row, 'complete_name')),
  defaults: {
    property_cost_method: 'standard',
    property_valuation: (env) => (env.version === 19 ? 'periodic' : 'manual_periodic'),
  },
  inverse: { child_id: 'parent_id' },
};

const supplier: ModelPart = {
  order: 'sequence, min_qty DESC, price, id',
  cascade: ['product_tmpl_id', 'product_id'],
  defaults: { company_id: ownCompany, currency_id: 1, min_qty: 0, price: 0, delay: 1, sequence: 1 },
  displayName: (env, row) => env.name('res.partner', ref(row.partner_id)),
  beforeCreate: (env, vals) => {
    const product = env.at('product.product', vals.product_id as number);
    const tmpl = vals.product_tmpl_id ?? product?.product_tmpl_id ?? false;
    const unit = env.at('product.template', tmpl as number)?.uom_id ?? 1;
    const field = env.version === 19 ? 'product_uom_id' : 'product_uom';
    return { ...vals, product_tmpl_id: tmpl, [field]: vals[field] ?? unit };
  },
};

export function productModels(version: Version): ModelDefinition[] {
  return [
    plain('product.product', version === 19 ? 'Product Variant' : 'Product Variant', variant, productStock),
    plain('product.template', 'Product', template, templateStock),
    plain('product.category', 'Product Category', category),
    plain('product.supplierinfo', 'Supplier Pricelist', supplier),
    plain('product.value', 'Product Value'),
    plain('product.removal', 'Removal Strategy'),
    plain('stock.route', 'Inventory Routes', { defaults: { active: true } }),
    plain('stock.package', 'Package'),
    plain('stock.package.type', 'Stock package type'),
    plain('stock.quant.package', 'Packages'),
  ];
}

/** Is stock kept of it? Others move without a trace in the quants. */
export function isStorable(env: Env, productId: number): boolean {
  const product = env.get('product.product', productId);
  const tmpl = env.at('product.template', product.product_tmpl_id);
  return env.version === 17 ? tmpl?.type === 'product' : tmpl?.is_storable === true;
}

export function trackingOf(env: Env, productId: number): string {
  const product = env.get('product.product', productId);
  return str(env.at('product.template', product.product_tmpl_id)?.tracking) || 'none';
}
