import { bypassesReservation, locationTree } from '../models/location.ts';
import { isStorable } from '../models/product.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref, type Value } from '../orm/types.ts';

export interface Place {
  readonly product: number;
  readonly location: number;
  /** 0 for goods without a lot. */
  readonly lot: number;
  /** The package they lie in; 0 or left out for none. */
  readonly box?: number;
  /** Whose they are; 0 or left out for the company's own. */
  readonly owner?: number;
}

/** The quant at exactly this place. */
export function quantAt(env: Env, { product, location, lot, box = 0, owner = 0 }: Place): Row | undefined {
  return env
    .by('stock.quant', 'product_id', product)
    .filter((quant) => quant.location_id === location && ref(quant.lot_id) === lot)
    .find((quant) => ref(quant.package_id) === box && ref(quant.owner_id) === owner);
}

/** Quants in a location and below it, oldest first. With a lot only those of it. */
export function quantsIn(env: Env, product: number, location: number, lot?: number): Row[] {
  const inside = locationTree(env, location);
  return env
    .by('stock.quant', 'product_id', product)
    .filter((quant) => inside.has(ref(quant.location_id)) && (lot === undefined || ref(quant.lot_id) === lot))
    .sort((a, b) => compareText(a.in_date, b.in_date) || a.id - b.id);
}

function compareText(a: Value | undefined, b: Value | undefined): number {
  const left = String(a ?? '');
  const right = String(b ?? '');
  return left < right ? -1 : left > right ? 1 : 0;
}

export function availableIn(env: Env, product: number, location: number, lot?: number): number {
  const total = quantsIn(env, product, location, lot).reduce(
    (sum, quant) => sum + num(quant.quantity) - num(quant.reserved_quantity),
    0,
  );
  return roundQuantity(total);
}

/** What lies there, reserved or not. */
export function onHandIn(env: Env, product: number, location: number, lot: number): number {
  return roundQuantity(quantsIn(env, product, location, lot).reduce((sum, quant) => sum + num(quant.quantity), 0));
}

/** Adds to (or takes from) the stock at a place; it may go below zero. */
export function changeQuantity(env: Env, place: Place, delta: number): void {
  if (!isStorable(env, place.product) || delta === 0) return;
  const quant = quantAt(env, place);
  if (quant) env.set('stock.quant', quant.id, { quantity: roundQuantity(num(quant.quantity) + delta) });
  else createQuant(env, place, { quantity: roundQuantity(delta) });
}

/** Reserves at a place (negative: gives back). Reserving more than there is happens, as with a negative quant. */
export function changeReserved(env: Env, place: Place, delta: number): void {
  if (!isStorable(env, place.product) || bypassesReservation(env, place.location) || delta === 0) return;
  const quant = quantAt(env, place);
  if (quant) {
    const reserved = Math.max(0, roundQuantity(num(quant.reserved_quantity) + delta));
    env.set('stock.quant', quant.id, { reserved_quantity: reserved });
  } else if (delta > 0) createQuant(env, place, { reserved_quantity: delta });
}

export function createQuant(env: Env, place: Place, values: Readonly<Record<string, Value>>): number {
  const id = env.session.db.newId('stock.quant');
  const stamp = { create_date: env.session.now, create_uid: env.uid, write_date: env.session.now, write_uid: env.uid };
  env.session.db.put('stock.quant', {
    ...{ id, product_id: place.product, location_id: place.location, lot_id: place.lot || false },
    ...{ package_id: place.box || false, owner_id: place.owner || false },
    company_id: env.at('stock.location', place.location)?.company_id ?? false,
    ...{ quantity: 0, reserved_quantity: 0, inventory_quantity: 0, inventory_quantity_set: false, user_id: false },
    ...{ in_date: env.now, inventory_date: `${env.now.slice(0, 4)}-12-31` },
    ...stamp,
    ...values,
  });
  return id;
}
