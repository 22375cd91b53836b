import { Decimal } from 'decimal.js';

/** Decimal arithmetic for money and material: 40 digits, never exponent notation in text. */
const Exact = Decimal.clone({ precision: 40, toExpNeg: -100, toExpPos: 100 });
export type Exact = Decimal;

const PLAIN = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** True for plain decimal notation such as "12.500"; no exponent, no sign but "-", no leading zeros. */
export const isPlainDecimal = (text: string): boolean => PLAIN.test(text);

/** From plain text, or from a number that a back end's JSON carried (rounded to 12 decimals, as back ends' floats carry residues). */
export function decimal(value: string | number | Decimal): Decimal {
  if (typeof value === 'number') {
    const exact = new Exact(value);
    return Number.isInteger(value) ? exact : exact.toDecimalPlaces(12);
  }
  return value instanceof Exact ? value : new Exact(value);
}

/** Plain notation without trailing zeros: "12.5", "0", "-3". */
export function decimalText(value: string | number | Decimal): string {
  const text = decimal(value).toFixed();
  return text === '-0' ? '0' : text;
}

export function sum(values: Iterable<string | number | Decimal>): Decimal {
  let total = new Exact(0);
  for (const value of values) total = total.plus(decimal(value));
  return total;
}
