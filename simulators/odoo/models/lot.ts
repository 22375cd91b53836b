import { companyOf } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { validationError } from '../orm/errors.ts';
import { type ModelPart, num, type Row, ref, str, type Vals, type Version } from '../orm/types.ts';
import { undecorated } from './undecorated.ts';
import { roundQuantity } from './uom.ts';

const lot: ModelPart = {
  order: 'name, id',
  defaults: { company_id: (env) => (env.version === 17 ? companyOf(env) : false), standard_price: 0 },
  related: { product_uom_id: 'product_id.uom_id' },
  inverse: { quant_ids: 'lot_id' },
  computes: {
    product_qty: (env, row) => {
      const inside = env.by('stock.quant', 'lot_id', row.id).filter((quant) => isOwned(env, quant));
      return roundQuantity(inside.reduce((sum, quant) => sum + num(quant.quantity), 0));
    },
    location_id: (env, row) => {
      const places = env.by('stock.quant', 'lot_id', row.id).filter((quant) => num(quant.quantity) > 0);
      const ids = new Set(places.map((quant) => ref(quant.location_id)));
      return ids.size === 1 ? ([...ids][0] ?? false) : false;
    },
    product_expiry_alert: (env, row) => {
      const alert = str(row.alert_date) || str(row.expiration_date);
      return alert !== '' && alert <= env.now;
    },
    avg_cost: (env, row) => num(env.at('product.product', row.product_id)?.standard_price),
    total_value: (env, row) =>
      num(env.at('product.product', row.product_id)?.standard_price) * num(env.value('stock.lot', row, 'product_qty')),
    delivery_count: () => 0,
    purchase_order_ids: () => [],
  },
  beforeCreate: (env, vals) => datesOf(env, vals),
  checks: [{ on: ['name', 'product_id', 'company_id'], run: refuseTwin }],
};

function isOwned(env: Env, quant: Row): boolean {
  return ['internal', 'transit'].includes(str(env.at('stock.location', quant.location_id)?.usage));
}

/** One expiration date gives the other dates, where none is said. */
function datesOf(_env: Env, vals: Vals): Vals {
  const until = vals.expiration_date;
  if (!until) return vals;
  return { use_date: until, removal_date: until, alert_date: until, ...vals };
}

function refuseTwin(env: Env, row: Row): void {
  const twins = env.by('stock.lot', 'name', row.name ?? '').filter((one) => one.product_id === row.product_id);
  const company = ref(row.company_id);
  const clash = twins.some((one) => one.id !== row.id && (!company || !one.company_id || one.company_id === company));
  if (!clash) return;
  const product = env.name('product.product', ref(row.product_id));
  if (env.version === 17) {
    throw validationError(
      'The combination of serial number and product must be unique across a company.\n' +
        `Following combination contains duplicates:\n - Product: ${product}, Serial Number: ${str(row.name)}`,
    );
  }
  throw validationError(
    'The combination of lot/serial number and product must be unique within a company including when no company is defined.\n' +
      `The following combinations contain duplicates:\n - Product: ${product}, Lot/Serial Number: ${str(row.name)}`,
  );
}

export function lotParts(version: Version): ModelPart[] {
  return [lot, undecorated(version, 'stock.lot')];
}

/** The next free number of the sequence that names lots when nobody does. */
export function newLot(env: Env, product: number, company = 1): number {
  const [sequence] = env.by('ir.sequence', 'code', 'stock.lot.serial');
  const number = num(sequence?.number_next) || 1;
  if (sequence) env.store('ir.sequence', sequence.id, { number_next: number + 1 });
  return env.create('stock.lot', { name: String(number).padStart(7, '0'), product_id: product, company_id: company });
}
