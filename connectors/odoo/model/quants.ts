import type { Decimal } from 'decimal.js';
import { decimal } from '../../../lib/decimal.ts';
import type { ReadContext } from '../../ports/posting.ts';
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

/** Stock at a location and below it, largest first; what has an owner or lies in a package is left out. */
export async function stockBelow(
  rpc: WriteRpc,
  locationId: number,
  productIds: readonly number[],
  context: ReadContext,
): Promise<Quant[]> {
  if (productIds.length === 0) return [];
  const rows = await rpc.search(
    'stock.quant',
    [
      ['product_id', 'in', [...new Set(productIds)]],
      ['location_id', 'child_of', locationId],
      ['quantity', '>', 0],
      ['owner_id', '=', false],
      ['package_id', '=', false],
    ],
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
