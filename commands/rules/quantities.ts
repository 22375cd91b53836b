import { Decimal } from 'decimal.js';
import type { Booking } from '../../connectors/ports.ts';
import { decimal, decimalText, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert, isUnitCode } from '../../lib/units.ts';
import type { InputQuantity } from './input.ts';
import { finding, note } from './policy.ts';

/** What a quantity is counted in: a unit and its smallest step, for example "0.01"; and what the ERP books it in. */
export interface Measure {
  unit: string;
  rounding: string;
  booking?: Booking;
}

/** What a plant wants where the ERP can only book a quantity rounded. */
export type WhenRounded = 'refuse' | 'note';

/**
 * C-04, C-05: a quantity in the item's own unit, as the ERP will book it. Undefined, with a finding, where it is of
 * another dimension, finer than the unit can tell, nothing at all once it is rounded, or, unless the plant has it noted,
 * another than the ERP can book.
 */
export function inMeasure(
  quantity: InputQuantity,
  measure: Measure,
  path: readonly string[],
  whenRounded: WhenRounded = 'refuse',
): { value: Exact | undefined; problems: Problem[] } {
  const converted = convert(quantity.value, quantity.unit, measure.unit);
  if (converted === undefined) return refused(notConvertible(quantity, measure, path));
  if (quantity.unit === measure.unit && !isMultiple(converted, measure.rounding)) {
    const message = `${quantity.value} is finer than steps of ${measure.rounding} ${measure.unit}`;
    const isNothing = roundTo(converted, measure.rounding).isZero() && !converted.isZero();
    const code = isNothing ? 'QUANTITY_ROUNDS_TO_ZERO' : 'QUANTITY_INVALID';
    return refused(finding('C-04', code, message, { path, detail: detailOf(quantity, measure) }));
  }
  return asBooked(converted, measure, { given: quantity, path, whenRounded });
}

/**
 * C-04, C-09: an amount in the item's own unit as the ERP will book it. A difference is refused or told, with both
 * figures and the step.
 */
export function asBooked(
  amount: Exact,
  measure: Measure,
  about: { given?: InputQuantity; what?: string; path: readonly string[]; whenRounded: WhenRounded },
): { value: Exact | undefined; problems: Problem[] } {
  const value = booked(amount, measure);
  if (value.equals(amount)) return { value, problems: [] };
  const { unit } = measure;
  const { given = { value: decimalText(amount), unit }, path, whenRounded } = about;
  const detail = { ...detailOf(given, measure), value: decimalText(value) };
  const of = about.what === undefined ? '' : ` of ${about.what}`;
  const figures = `${given.value} ${given.unit}${of}`;
  if (value.isZero() && about.given !== undefined) {
    const message = `${figures} is nothing in steps of ${detail.step} ${unit}`;
    return refused(finding('C-04', 'QUANTITY_ROUNDS_TO_ZERO', message, { path, detail }));
  }
  const outcome = `${decimalText(value)} ${unit}, in steps of ${detail.step}`;
  if (whenRounded === 'refuse') {
    const message = `${figures} would be booked as ${outcome}: report what the ERP can book`;
    return refused(finding('C-04', 'QUANTITY_NOT_REPRESENTABLE', message, { path, detail }));
  }
  return {
    value,
    problems: [note('C-04', 'QUANTITY_ROUNDED', `${figures} is booked as ${outcome}`, { path, detail })],
  };
}

/** What the ERP makes of an amount: rounded to the step of the unit that it books in, then to the item's own. */
export function booked(amount: Exact, { rounding, booking }: Measure): Exact {
  if (booking === undefined) return roundTo(amount, rounding);
  return roundTo(roundTo(amount.div(booking.size), booking.rounding).times(booking.size), rounding);
}

/** `step`: the larger of the two that a quantity is rounded to. */
function detailOf(given: InputQuantity, { unit, rounding, booking }: Measure) {
  const own = decimal(rounding);
  const coarse = booking === undefined ? own : decimal(booking.rounding).times(booking.size);
  return { given, unit, rounding, step: decimalText(coarse.greaterThan(own) ? coarse : own) };
}

function notConvertible(given: InputQuantity, measure: Measure, path: readonly string[]): Problem {
  const detail = { given, unit: measure.unit, rounding: measure.rounding };
  if (!isUnitCode(measure.unit)) {
    const message = `The ERP's unit "${measure.unit}" has no UN/CEFACT code: name it under units of its connection`;
    return finding('C-05', 'UNIT_UNKNOWN', message, { path, detail, system: 'ERP' });
  }
  const message = `${given.unit} cannot be converted to ${measure.unit}`;
  return finding('C-05', 'UNIT_NOT_CONVERTIBLE', message, { path, detail });
}

const isMultiple = (value: Exact, step: string): boolean => roundTo(value, step).equals(value);

const refused = (problem: Problem) => ({ value: undefined, problems: [problem] });

/** Half up, to a multiple of the step. */
export function roundTo(value: Exact, step: string): Exact {
  const size = decimal(step);
  if (size.lessThanOrEqualTo(0)) return value;
  return value.div(size).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(size);
}
