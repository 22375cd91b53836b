import { finishedMoves } from '../mrp/quantities.ts';
import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { type ModelPart, num, type Row, ref, str, type Value } from '../orm/types.ts';
import { doneMoves } from '../stock/done.ts';
import { addLine } from '../stock/lines.ts';
import { onHandIn } from '../stock/quants.ts';
import { nextByCode } from './base.ts';
import { scrapLocation } from './location.ts';
import { convertQuantity } from './uom.ts';

export const scrap: ModelPart = {
  order: 'id desc',
  digits: { scrap_qty: 2 },
  defaults: {
    name: 'New',
    state: 'draft',
    scrap_qty: 1,
    company_id: ownCompany,
    date_done: false,
    should_replenish: false,
  },
  related: { product_tmpl_id: 'product_id.product_tmpl_id', tracking: 'product_id.tracking' },
  inverse: { move_ids: 'scrap_id' },
  noCopy: ['name', 'state', 'date_done'],
  beforeCreate: (env, vals) => {
    const product = env.find('product.product', Number(vals.product_id ?? 0));
    const production = env.find('mrp.production', Number(vals.production_id ?? 0));
    const picking = env.find('stock.picking', Number(vals.picking_id ?? 0));
    const [warehouse] = env.by('stock.warehouse', 'active', true).toSorted((a, b) => a.id - b.id);
    const made = production && (production.state === 'done' ? production.location_dest_id : production.location_src_id);
    const place = made ?? picking?.location_dest_id ?? warehouse?.lot_stock_id ?? false;
    return {
      ...vals,
      product_uom_id: vals.product_uom_id ?? (product ? env.value('product.product', product, 'uom_id') : false),
      location_id: vals.location_id ?? place,
      scrap_location_id: vals.scrap_location_id ?? scrapLocation(env),
    };
  },
  beforeUnlink: (_env, row) => {
    if (row.state === 'done') throw userError('You cannot delete a scrap which is done.');
  },
  methods: {
    action_validate: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) {
          const question = validate(env, id);
          if (question !== true) return question;
        }
        return true;
      },
    },
    do_scrap: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) doScrap(env, id);
        return true;
      },
    },
  },
};

/** Odoo does not look whether the scrap is done already: a second call scraps a second time. */
function validate(env: Env, id: number): unknown {
  const row = env.get('stock.scrap', id);
  if (num(row.scrap_qty) <= 0) throw userError('You can only enter positive quantities.');
  const product = env.get('product.product', ref(row.product_id));
  const wanted = convertQuantity(
    env,
    num(row.scrap_qty),
    row.product_uom_id,
    env.value('product.product', product, 'uom_id'),
  );
  // Exactly this lot, or exactly goods without one; also what others have reserved.
  const present = onHandIn(env, product.id, ref(row.location_id), ref(row.lot_id));
  if (present >= wanted) return doScrap(env, id);
  return insufficient(env, row, 'scrap', num(row.scrap_qty));
}

/** The question asked when there is not enough stock; its wizard's button goes on regardless. */
export function insufficient(env: Env, row: Row, what: 'scrap' | 'unbuild', quantity: number) {
  const words = what === 'scrap' ? 'Insufficient Quantity To Scrap' : 'Insufficient Quantity To Unbuild';
  return {
    name: `${env.name('product.product', ref(row.product_id))}: ${words}`,
    view_mode: 'form',
    res_model: `stock.warn.insufficient.qty.${what}`,
    view_id: what === 'scrap' ? 967 : 1124,
    type: 'ir.actions.act_window',
    context: {
      default_product_id: ref(row.product_id),
      default_location_id: ref(row.location_id),
      [`default_${what}_id`]: row.id,
      default_quantity: quantity,
      default_product_uom_name: env.name('uom.uom', ref(row.product_uom_id)),
    },
    target: 'new',
  };
}

function doScrap(env: Env, id: number): true {
  const row = env.set('stock.scrap', id, { name: nextByCode(env, 'stock.scrap') });
  const quantity = num(row.scrap_qty);
  const vals = {
    ...{ product_id: row.product_id, product_uom: row.product_uom_id, product_uom_qty: quantity, state: 'confirmed' },
    ...{
      location_id: row.location_id,
      location_dest_id: row.scrap_location_id,
      origin: row.origin ?? false,
      scrap_id: id,
    },
    ...{ picking_id: row.picking_id || false },
    ...ofOrder(env, row),
  };
  const moveId = env.create('stock.move', env.version < 19 ? { ...vals, name: str(row.name), scrapped: true } : vals);
  addLine(env, env.get('stock.move', moveId), { quantity, lot_id: row.lot_id ?? false, picked: true });
  doneMoves(env, [env.get('stock.move', moveId)]);
  env.set('stock.scrap', id, { state: 'done', date_done: env.now });
  const lot = str(env.at('stock.lot', row.lot_id)?.name);
  env.session.note({ model: 'stock.scrap', id, effect: 'scrap.done', quantity, lots: lot ? [lot] : null });
  return true;
}

/** The move names the order: as one of its products, or as one of its components. */
function ofOrder(env: Env, row: Row): Record<string, Value> {
  const order = ref(row.production_id);
  if (!order) return {};
  const isMade = finishedMoves(env, order).some((move) => move.product_id === row.product_id);
  return { [isMade ? 'production_id' : 'raw_material_production_id']: order };
}

export const scrapWizard: ModelPart = {
  methods: {
    action_done: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const wizard of env.rows('stock.warn.insufficient.qty.scrap', ids)) doScrap(env, ref(wizard.scrap_id));
        return true;
      },
    },
  },
};
