import type { Decimal } from 'decimal.js';
import { decimal, decimalText } from '../../../lib/decimal.ts';

/** A record as read with `load=""`: many2one fields are plain ids, what is not set is false. */
export type Row = { readonly id: number } & Readonly<Record<string, unknown>>;

/** Id of a many2one field; null where it is not set. */
export function idIn(row: Row, field: string): number | null {
  const value = row[field];
  if (typeof value === 'number') return value;
  return Array.isArray(value) && typeof value[0] === 'number' ? value[0] : null;
}

export function idsIn(row: Row, field: string): number[] {
  const value = row[field];
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}

/** Null where it is not set. */
export function textIn(row: Row, field: string): string | null {
  const value = row[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

export const isIn = (row: Row, field: string): boolean => row[field] === true;

/** Zero where it is not set. */
export function amountIn(row: Row, field: string): Decimal {
  const value = row[field];
  return decimal(typeof value === 'number' || typeof value === 'string' ? value : 0);
}

export const amountText = (row: Row, field: string): string => decimalText(amountIn(row, field));

/** The number that Odoo's JSON carries for a quantity. */
export const odooNumber = (value: Decimal | string): number => Number(decimal(value).toFixed());

/** Records by the id in one of their many2one fields. */
export function groupBy(rows: readonly Row[], field: string): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const id = idIn(row, field);
    if (id === null) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}
