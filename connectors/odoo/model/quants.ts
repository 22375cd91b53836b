import type { Decimal } from 'decimal.js';
import { decimal } from '../../../lib/decimal.ts';
import type { ReadContext } from '../../ports/posting.ts';
import type { Domain } from './domain.ts';
import type { Layout, Location, PlantSite } from './layout.ts';
import { inPlants, OWN, placesOf, UNPACKED } from './places.ts';
import { amountIn, idIn, type Row } from './row.ts';
import type { WriteRpc } from './rpc.ts';

/** Stock of one item, maybe of one lot, at one location; base unit. */
export interface Quant {
  productId: number;
  lotId: number | null;
  locationId: number;
  quantity: Decimal;
  reserved: Decimal;
}

/** Stock that can be taken at a location and below it, largest first: the plant's own, and in no package. */
export function stockBelow(
  rpc: WriteRpc,
  locationId: number,
  productIds: readonly number[],
  context: ReadContext,
): Promise<Quant[]> {
  return search(rpc, [['location_id', 'child_of', locationId], ...OWN], productIds, context);
}

/**
 * Stock of a plant that can be taken and is not on hold, wherever in its warehouse it lies: at and below the locations
 * named first, then in Stock, then elsewhere; of each the largest first.
 */
export async function freeStock(
  rpc: WriteRpc,
  layout: Layout,
  site: PlantSite,
  { productIds, first = [] }: { productIds: readonly number[]; first?: readonly number[] },
  context: ReadContext,
): Promise<PlacedQuant[]> {
  const quants = await search(rpc, inPlants([site]), productIds, context);
  const places = await placesOf(
    layout,
    quants.map((quant) => quant.locationId),
  );
  const preferred = [...first, site.stockLocationId];
  const rank = ({ path }: Location) => {
    const at = preferred.findIndex((id) => path.includes(id));
    return at < 0 ? preferred.length : at;
  };
  return quants
    .map((quant) => ({ quant, place: places.get(quant.locationId)! }))
    .filter(({ place }) => place.site?.plant.code === site.plant.code && !place.isHeld)
    .toSorted((a, b) => rank(a.place) - rank(b.place))
    .map(({ quant, place }) => ({ ...quant, areaId: place.areaId ?? site.stockLocationId }));
}

/** With the area of the warehouse that it lies in. */
export type PlacedQuant = Quant & { areaId: number };

async function search(
  rpc: WriteRpc,
  where: Domain,
  productIds: readonly number[],
  context: ReadContext,
): Promise<Quant[]> {
  if (productIds.length === 0) return [];
  const wanted = ['product_id', 'in', [...new Set(productIds)]];
  const rows = await rpc.search(
    'stock.quant',
    [wanted, ['quantity', '>', 0], ...where, ...UNPACKED],
    ['product_id', 'lot_id', 'location_id', 'quantity', 'reserved_quantity'],
    context,
    { order: 'quantity desc, id' },
  );
  return rows.map(toQuant);
}

const toQuant = (row: Row): Quant => ({
  productId: idIn(row, 'product_id')!,
  lotId: idIn(row, 'lot_id'),
  locationId: idIn(row, 'location_id')!,
  quantity: amountIn(row, 'quantity'),
  reserved: amountIn(row, 'reserved_quantity'),
});

export interface Taking {
  locationId: number;
  quantity: Decimal;
}

/**
 * Where to take a quantity of a lot from: location by location; what is beyond the stock is taken from the last one
 * (or from `fallback`), as Odoo lets stock go below zero.
 */
export function takeFrom(
  stock: readonly Quant[],
  productId: number,
  lotId: number | null,
  quantity: Decimal,
  fallback: number,
): Taking[] {
  const takings: Taking[] = [];
  let left = quantity;
  for (const quant of stock) {
    if (quant.productId !== productId || quant.lotId !== lotId || left.lte(0)) continue;
    const taken = left.lt(quant.quantity) ? left : quant.quantity;
    takings.push({ locationId: quant.locationId, quantity: taken });
    left = left.minus(taken);
  }
  if (left.lte(0)) return takings;
  const last = takings.at(-1);
  if (last === undefined) return [{ locationId: fallback, quantity: left }];
  last.quantity = last.quantity.plus(left);
  return takings;
}

export const stockOf = (stock: readonly Quant[], productId: number, lotId: number | null): Decimal =>
  stock
    .filter((quant) => quant.productId === productId && quant.lotId === lotId)
    .reduce((total, quant) => total.plus(quant.quantity), decimal(0));
