import { Decimal } from 'decimal.js';
import { decimal, decimalText, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { InputQuantity } from './input.ts';
import { finding, note } from './policy.ts';

/** What a quantity is counted in: a unit and its smallest step, for example "0.01". */
export interface Measure {
  unit: string;
  rounding: string;
}

/**
 * C-04, C-05: a quantity in the unit that it is kept in. Undefined, with a finding, where it is of another dimension,
 * finer than the unit can tell, or nothing at all once it is rounded. Converted ones are rounded half up, with a note.
 */
export function inMeasure(
  quantity: InputQuantity,
  measure: Measure,
  path: readonly string[],
): { value: Exact | undefined; problems: Problem[] } {
  const converted = convert(quantity.value, quantity.unit, measure.unit);
  const detail = { given: quantity, unit: measure.unit, rounding: measure.rounding };
  if (converted === undefined) {
    const message = `${quantity.unit} cannot be converted to ${measure.unit}`;
    return refused(finding('C-05', 'UNIT_NOT_CONVERTIBLE', message, { path, detail }));
  }
  const value = roundTo(converted, measure.rounding);
  if (value.isZero() && !converted.isZero()) {
    const message = `${quantity.value} ${quantity.unit} is nothing in steps of ${measure.rounding} ${measure.unit}`;
    return refused(finding('C-04', 'QUANTITY_ROUNDS_TO_ZERO', message, { path, detail }));
  }
  if (value.equals(converted)) return { value, problems: [] };
  if (quantity.unit === measure.unit) {
    const message = `${quantity.value} is finer than steps of ${measure.rounding} ${measure.unit}`;
    return refused(finding('C-04', 'QUANTITY_INVALID', message, { path, detail }));
  }
  const message = `${quantity.value} ${quantity.unit} is rounded to ${decimalText(value)} ${measure.unit}`;
  return {
    value,
    problems: [note('C-04', 'QUANTITY_ROUNDED', message, { path, detail: { ...detail, value: decimalText(value) } })],
  };
}

const refused = (problem: Problem) => ({ value: undefined, problems: [problem] });

/** Half up, to a multiple of the step. */
export function roundTo(value: Exact, step: string): Exact {
  const size = decimal(step);
  if (size.lessThanOrEqualTo(0)) return value;
  return value.div(size).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(size);
}
