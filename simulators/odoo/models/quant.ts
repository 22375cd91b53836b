import type { Env } from '../orm/env.ts';
import { accessError, userError, validationError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { list, type ModelPart, num, type Row, ref, str, type Vals, type Value } from '../orm/types.ts';
import { doneMoves, refuseSecondSerial } from '../stock/done.ts';
import { addLine, holdsReservation, productQuantity } from '../stock/lines.ts';
import { createQuant, quantAt } from '../stock/quants.ts';
import { virtualLocation, warehouseOf } from './location.ts';
import { plain } from './plain.ts';
import { trackingOf } from './product.ts';
import { locationsAction, trackingQuestion } from './quant-actions.ts';
import { roundQuantity } from './uom.ts';

const quant: ModelPart = {
  unsearchable: ['available_quantity', 'inventory_quantity_auto_apply', 'is_outdated', 'value'],
  order: 'id',
  digits: { quantity: 2, reserved_quantity: 2, inventory_quantity: 2 },
  related: {
    product_tmpl_id: 'product_id.product_tmpl_id',
    product_uom_id: 'product_id.uom_id',
    tracking: 'product_id.tracking',
  },
  computes: {
    available_quantity: (_env, row) => roundQuantity(num(row.quantity) - num(row.reserved_quantity)),
    inventory_diff_quantity: (_env, row) =>
      row.inventory_quantity_set === true ? roundQuantity(num(row.inventory_quantity) - num(row.quantity)) : 0,
    inventory_quantity_auto_apply: (_env, row) => num(row.quantity),
    warehouse_id: (env, row) => warehouseOf(env, env.at('stock.location', row.location_id))?.id ?? false,
    is_outdated: () => false,
    value: (env, row) => num(env.at('product.product', row.product_id)?.standard_price) * num(row.quantity),
  },
  displayName: (env, row) => env.name('stock.location', ref(row.location_id)),
  beforeCreate: createOrCount,
  beforeWrite: (env, row, vals) => count(env, row, vals),
  beforeUnlink: (env, row) => {
    if (num(row.quantity) !== 0 && !env.flag('inventory_mode')) {
      throw userError(
        'Quants are auto-deleted when appropriate. If you must manually delete them, please ask a stock manager to do it.',
      );
    }
  },
  methods: {
    action_apply_inventory: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        if (env.version === 17 && !isCounter(env))
          throw userError('Only a stock manager can validate an inventory adjustment.');
        const nameless = env.rows('stock.quant', ids).filter((row) => isNameless(env, row));
        if (nameless.length > 0) return trackingQuestion(env, nameless);
        for (const id of ids) applyCount(env, id);
        return undefined;
      },
    },
    action_set_inventory_quantity: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const { id, quantity } of env.rows('stock.quant', ids)) {
          env.set('stock.quant', id, { inventory_quantity: num(quantity), inventory_quantity_set: true });
        }
        return undefined;
      },
    },
  },
};

/** There is one quant per product, place and lot: a second create of it counts the first. */
function createOrCount(env: Env, vals: Vals): Vals | number {
  const place = {
    product: Number(vals.product_id ?? 0),
    location: Number(vals.location_id ?? 0),
    lot: Number(vals.lot_id || 0),
    box: Number(vals.package_id || 0),
    owner: Number(vals.owner_id || 0),
  };
  refuseView(env, place.location);
  const known = quantAt(env, place);
  // What counts nothing makes an empty quant, also where there is one.
  const counts = ['inventory_quantity', 'inventory_quantity_auto_apply', 'quantity'].some((field) => field in vals);
  const id = (counts ? known?.id : undefined) ?? createQuant(env, place, {});
  guardCount(env, vals, 'create');
  const {
    product_id: _product,
    location_id: _location,
    lot_id: _lot,
    package_id: _box,
    owner_id: _owner,
    ...rest
  } = vals;
  // Without the mode of an inventory the count is not taken: what is made is empty.
  if (!env.flag('inventory_mode') && 'inventory_quantity_auto_apply' in rest) return id;
  const counted = rest.inventory_quantity === undefined ? {} : { user_id: env.uid };
  env.write('stock.quant', id, { ...counted, ...rest });
  return id;
}

function count(env: Env, row: Row, vals: Vals): Vals {
  const { inventory_quantity_auto_apply: apply, inventory_quantity: counted, ...rest } = vals;
  if (WHERE.some((field) => field in rest && ref(rest[field] as Value) !== ref(row[field])))
    throw userError("Quant's editing is restricted, you can't do this operation.");
  if (env.isTarget('stock.quant') && env.session.call.endsWith('.write')) guardCount(env, vals, 'write');
  if (apply !== undefined && !env.flag('inventory_mode')) return rest;
  if (apply !== undefined) {
    move(env, row, roundQuantity(Number(apply) - num(row.quantity)));
    env.set('stock.quant', row.id, { inventory_quantity: 0, inventory_quantity_set: false });
    return rest;
  }
  if (counted === undefined) return rest;
  return { ...rest, inventory_quantity: counted, inventory_quantity_set: true };
}

/** What says where and of what a quant is stays as it is. */
const WHERE = ['product_id', 'location_id', 'lot_id', 'package_id', 'owner_id'];

function isCounter(env: Env): boolean {
  return !['user', 'internal'].includes(str(env.find('res.users', env.uid)?.sim_role));
}

/**
 * Who may count: on 17 the administrators of Inventory alone. Since 18 its users count by creating quants, not by
 * writing to them; 19 asks even of a creation that it be in the mode of an inventory.
 */
function guardCount(env: Env, vals: Vals, how: 'create' | 'write'): void {
  if (isCounter(env) || !('inventory_quantity_auto_apply' in vals)) return;
  if (env.version === 17) {
    if (env.flag('inventory_mode')) throw userError('Only a stock manager can validate an inventory adjustment.');
    return;
  }
  if (how === 'create' && (env.version === 18 || env.flag('inventory_mode'))) return;
  const [which, whose] =
    env.version === 18
      ? ['fields', "Fields:\n- inventory_quantity_auto_apply (allowed for groups 'Inventory / Administrator')"]
      : ['field', "Groups: allowed for groups 'Inventory / Administrator'"];
  throw accessError(
    `You do not have enough rights to access the ${which} "inventory_quantity_auto_apply" on Quants (stock.quant). ` +
      `Please contact your system administrator.\n\nOperation: write\nUser: ${env.uid}\n${whose}`,
  );
}

function refuseView(env: Env, locationId: number): void {
  const row = env.find('stock.location', locationId);
  if (row?.usage !== 'view') return;
  throw validationError(
    `You cannot take products from or deliver products to a location of type "view" (${str(row.name)}).`,
  );
}

/** A count of a tracked product that does not say of which lot. */
function isNameless(env: Env, row: Row): boolean {
  return !row.lot_id && num(row.inventory_quantity) > 0 && trackingOf(env, ref(row.product_id)) !== 'none';
}

/** Before 19 a quant without a count is left alone; 19 takes the absent count for zero. */
function applyCount(env: Env, id: number): void {
  const row = env.get('stock.quant', id);
  const counted = row.inventory_quantity_set === true || env.version === 19;
  const difference = counted ? roundQuantity(num(row.inventory_quantity) - num(row.quantity)) : 0;
  move(env, row, difference);
  env.set('stock.quant', id, {
    ...{ inventory_quantity: 0, inventory_quantity_set: false, last_count_date: env.now.slice(0, 10), user_id: false },
  });
}

/** The adjustment as a stock move between the place and inventory loss; one of zero is noted before 19. */
function move(env: Env, row: Row, difference: number): void {
  if (difference === 0 && env.version === 19) return;
  const loss = virtualLocation(env, 'inventory');
  const inward = difference > 0;
  const words = difference === 0 ? 'Product Quantity Confirmed' : 'Product Quantity Updated';
  // Before 19 only the one to whom the count was given is named.
  const counter = env.version === 19 ? env.uid : ref(row.user_id);
  const text = counter ? `${words} (${env.name('res.users', counter)})` : words;
  const product = ref(row.product_id);
  const vals = {
    product_id: product,
    product_uom_qty: Math.abs(difference),
    location_id: inward ? loss : ref(row.location_id),
    location_dest_id: inward ? ref(row.location_id) : loss,
    is_inventory: true,
    state: 'confirmed',
  };
  const id = env.create('stock.move', env.version < 19 ? { ...vals, name: words } : vals);
  env.store('stock.move', id, { sim_reference: text });
  if (difference !== 0) {
    addLine(env, env.get('stock.move', id), {
      quantity: Math.abs(difference),
      lot_id: row.lot_id ?? false,
      owner_id: row.owner_id ?? false,
      [inward ? 'result_package_id' : 'package_id']: row.package_id ?? false,
      picked: true,
    });
  }
  doneMoves(env, [env.get('stock.move', id)]);
  refuseSecondSerial(env, product, ref(row.lot_id), ref(row.location_id));
  env.session.note({
    ...{ model: 'stock.quant', id: row.id, effect: 'quant.adjusted', quantity: difference },
    lots: row.lot_id ? [str(env.at('stock.lot', row.lot_id)?.name)] : null,
  });
}

/** Moves whole quants to another place. */
const relocate: ModelPart = {
  methods: {
    action_relocate_quants: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const wizard of env.rows('stock.quant.relocate', ids)) {
          for (const row of env.rows('stock.quant', list(wizard.quant_ids)))
            relocateQuant(env, row, ref(wizard.dest_location_id));
        }
        if (env.version === 19) repairReservations(env);
        return locationsAction(env);
      },
    },
  },
};

/** What 19 does along the way: reservations that no open line stands for are given back. */
function repairReservations(env: Env): void {
  const held = new Map<string, number>();
  for (const line of env.session.db.all('stock.move.line')) {
    if (!holdsReservation(env, line)) continue;
    const key = `${ref(line.product_id)} ${ref(line.location_id)} ${ref(line.lot_id)}`;
    held.set(key, roundQuantity((held.get(key) ?? 0) + productQuantity(env, line)));
  }
  for (const row of [...env.session.db.all('stock.quant')]) {
    const reserved = held.get(`${ref(row.product_id)} ${ref(row.location_id)} ${ref(row.lot_id)}`) ?? 0;
    if (reserved < num(row.reserved_quantity)) env.store('stock.quant', row.id, { reserved_quantity: reserved });
  }
}

function relocateQuant(env: Env, row: Row, destination: number): void {
  const quantity = num(row.quantity);
  const name = env.version < 19 ? { name: 'Quantity Relocated' } : {};
  const id = env.create('stock.move', {
    ...{ product_id: row.product_id, product_uom_qty: quantity, location_id: row.location_id, state: 'confirmed' },
    ...{ location_dest_id: destination, ...name },
  });
  addLine(env, env.get('stock.move', id), { quantity, lot_id: row.lot_id ?? false, picked: true });
  doneMoves(env, [env.get('stock.move', id)]);
  // From 18 on the emptied quant is cleaned away at once.
  if (env.version > 17 && num(env.get('stock.quant', row.id).quantity) === 0)
    env.session.db.remove('stock.quant', row.id);
}

export function quantModels(): ModelDefinition[] {
  return [plain('stock.quant', 'Quants', quant), plain('stock.quant.relocate', 'Stock Quantity Relocation', relocate)];
}
