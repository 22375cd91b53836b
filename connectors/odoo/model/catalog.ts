import type { Decimal } from 'decimal.js';
import type { RejectedError } from '../../../lib/errors.ts';
import { unitCodeOf } from '../../../lib/units.ts';
import type { Tracking } from '../../ports/erp-read.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { productsOfNumber } from './items.ts';
import { refused } from './refusal.ts';
import { amountIn, idIn, type Row, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

export interface Product {
  id: number;
  templateId: number;
  itemNumber: string | null;
  tracking: Tracking;
  unitId: number;
  /** An archived one is counted, held and scrapped, and nothing is built with it. */
  isActive: boolean;
}

export interface Unit {
  id: number;
  /** UN/CEFACT code, or Odoo's own name where the hub knows none for it. */
  code: string;
  rounding: Decimal;
}

const PRODUCT_FIELDS = ['default_code', 'tracking', 'uom_id', 'product_tmpl_id', 'active'];
export const TRACKING_IN_ODOO: Readonly<Record<Tracking, string>> = { NONE: 'none', LOT: 'lot', SERIAL: 'serial' };
const TRACKING: Readonly<Record<string, Tracking>> = { lot: 'LOT', serial: 'SERIAL' };

function toProduct(row: Row): Product {
  return {
    id: row.id,
    templateId: idIn(row, 'product_tmpl_id')!,
    itemNumber: textIn(row, 'default_code'),
    tracking: TRACKING[textIn(row, 'tracking') ?? ''] ?? 'NONE',
    unitId: idIn(row, 'uom_id')!,
    isActive: row.active !== false,
  };
}

export async function readProducts(
  rpc: WriteRpc,
  ids: readonly number[],
  context: ReadContext,
): Promise<Map<number, Product>> {
  const rows = await rpc.read('product.product', [...new Set(ids)], PRODUCT_FIELDS, context);
  return new Map(rows.map((row) => [row.id, toProduct(row)]));
}

/**
 * Products by item number, as the graph finds them: the active one, or an archived one where none is active.
 * Errors: RejectedError KEY_AMBIGUOUS where a number is not unique.
 */
export async function findProducts(
  rpc: WriteRpc,
  itemNumbers: readonly string[],
  context: ReadContext,
): Promise<Map<string, Product>> {
  const wanted = [...new Set(itemNumbers)];
  if (wanted.length === 0) return new Map();
  const rows = await rpc.search('product.product', [['default_code', 'in', wanted]], PRODUCT_FIELDS, context, {
    ...{ order: 'id', withArchived: true },
  });
  const products = new Map<string, Product>();
  for (const [itemNumber, named] of Map.groupBy(rows, (row) => textIn(row, 'default_code')!)) {
    const [product, ...others] = productsOfNumber(named);
    if (others.length > 0) {
      const message = `${others.length + 1} products of the ERP have the number ${itemNumber}`;
      throw refused('KEY_AMBIGUOUS', message, { path: ['itemNumber'], detail: { itemNumber } });
    }
    products.set(itemNumber, toProduct(product!));
  }
  return products;
}

/** Those of the items that something new is built with. Errors: RejectedError KEY_AMBIGUOUS. */
export async function findActive(
  rpc: WriteRpc,
  itemNumbers: readonly string[],
  context: ReadContext,
): Promise<Map<string, Product>> {
  const found = await findProducts(rpc, itemNumbers, context);
  return new Map([...found].filter(([, product]) => product.isActive));
}

/** Errors: RejectedError ITEM_NOT_FOUND, KEY_AMBIGUOUS. */
export async function findProduct(rpc: WriteRpc, itemNumber: string, context: ReadContext): Promise<Product> {
  const product = (await findProducts(rpc, [itemNumber], context)).get(itemNumber);
  if (product !== undefined) return product;
  throw noItem(itemNumber);
}

export const noItem = (itemNumber: string, path: readonly string[] = ['itemNumber']): RejectedError =>
  refused('ITEM_NOT_FOUND', `The ERP has no item ${itemNumber}`, { path, detail: { itemNumber } });

/** All units of measure of the ERP; there are few. */
export async function readUnits(rpc: WriteRpc, context: ReadContext): Promise<Map<number, Unit>> {
  const rows = await rpc.search('uom.uom', [], ['name', 'rounding'], context, { order: 'id' });
  return new Map(
    rows.map((row) => {
      const name = textIn(row, 'name') ?? '';
      return [
        row.id,
        { id: row.id, code: unitCodeOf(name, rpc.unitNames) ?? name, rounding: amountIn(row, 'rounding') },
      ];
    }),
  );
}

/** The unit that a code stands for: the first of that code. Errors: RejectedError UNIT_NOT_CONVERTIBLE. */
export function unitOfCode(units: ReadonlyMap<number, Unit>, code: string, path: readonly string[] = ['unit']): Unit {
  for (const unit of units.values()) if (unit.code === code) return unit;
  throw refused('UNIT_NOT_CONVERTIBLE', `The ERP has no unit ${code}`, { rule: 'C-05', path });
}

/** Nearest multiple of the unit's smallest step, half up, as Odoo rounds. */
export const roundTo = (value: Decimal, rounding: Decimal): Decimal =>
  rounding.isZero() ? value : value.div(rounding).toDecimalPlaces(0, 4).times(rounding);
