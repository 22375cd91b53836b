import type { Decimal } from 'decimal.js';
import { decimal, decimalText } from '../../../lib/decimal.ts';
import type { RejectedError } from '../../../lib/errors.ts';
import { meaningOf } from '../../../lib/units.ts';
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
  /** How many of the code one is: 6 of a pack of six pieces. */
  factor: Decimal;
  /** Smallest step, in the unit itself. */
  rounding: Decimal;
  /** Units of reference in one, as Odoo converts; of two units of one kind the ratio counts. */
  size: Decimal;
  isActive: boolean;
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

/** All units of measure of the ERP, archived ones too, as orders and items go on in them; there are few. */
export async function readUnits(rpc: WriteRpc, context: ReadContext): Promise<Map<number, Unit>> {
  const fields = ['name', 'rounding', 'factor', 'category_id', 'active'];
  const rows = await rpc.search('uom.uom', [], fields, context, { order: 'id', withArchived: true });
  return new Map(rows.map((row) => [row.id, toUnit(row, rpc)]));
}

function toUnit(row: Row, rpc: WriteRpc): Unit {
  const name = textIn(row, 'name') ?? '';
  const { code, factor } = meaningOf(name, rpc.unitNames) ?? { code: name, factor: '1' };
  const given = amountIn(row, 'factor');
  // Before 19 it says how many make one unit of reference, since then how many of those one is.
  const size = given.isZero() ? decimal(1) : 'category_id' in row ? decimal(1).div(given) : given;
  const isActive = row.active !== false;
  return { id: row.id, code, factor: decimal(factor), rounding: amountIn(row, 'rounding'), size, isActive };
}

const UNKNOWN: Omit<Unit, 'id'> = {
  code: '',
  factor: decimal(1),
  rounding: decimal(0),
  size: decimal(1),
  isActive: false,
};

export const unitIn = (units: ReadonlyMap<number, Unit>, id: number): Unit => units.get(id) ?? { id, ...UNKNOWN };

/** How many of one unit there are in one of another; Odoo's figures carry residues beyond twelve digits. */
export const ratioOf = (of: Unit, to: Unit): Decimal =>
  of.id === to.id ? decimal(1) : of.size.div(to.size).toSignificantDigits(12);

/** What Odoo takes out of the stock, or puts in, for a quantity: rounded to the step of its unit, then to the item's. */
export const booked = (quantity: Decimal, unit: Unit, own: Unit): Decimal =>
  roundTo(roundTo(quantity, unit.rounding).times(ratioOf(unit, own)), own.rounding);

/**
 * A quantity as the graph counts it, in the item's own unit. Errors: RejectedError QUANTITY_NOT_REPRESENTABLE where Odoo
 * would round it.
 */
export function inOwnUnit(told: string, own: Unit, path: readonly string[]): Decimal {
  const asked = decimal(told).div(own.factor);
  const base = roundTo(asked, own.rounding);
  if (base.eq(asked) || base.isZero()) return base;
  throw notBooked(asked, base, own, path);
}

export function notBooked(asked: Decimal, base: Decimal, own: Unit, path: readonly string[]): RejectedError {
  const message = `${decimalText(asked)} would be booked as ${decimalText(base)} ${own.code}, in steps of ${decimalText(own.rounding)}`;
  return refused('QUANTITY_NOT_REPRESENTABLE', message, { rule: 'C-04', path });
}

/** Whether a unit is the code itself, and no pack of it. */
export const isOfCode = (unit: Unit | undefined, code: string): boolean => unit?.code === code && unit.factor.eq(1);

/** The unit that a code stands for: the first active one of it. Errors: RejectedError UNIT_NOT_CONVERTIBLE. */
export function unitOfCode(units: ReadonlyMap<number, Unit>, code: string, path: readonly string[] = ['unit']): Unit {
  for (const unit of units.values()) if (unit.isActive && isOfCode(unit, code)) return unit;
  throw refused('UNIT_NOT_CONVERTIBLE', `The ERP has no unit ${code}`, { rule: 'C-05', path });
}

/** Nearest multiple of the unit's smallest step, half up, as Odoo rounds. */
export const roundTo = (value: Decimal, rounding: Decimal): Decimal =>
  rounding.isZero() ? value : value.div(rounding).toDecimalPlaces(0, 4).times(rounding);
