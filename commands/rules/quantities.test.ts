import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, decimalText } from '../../lib/decimal.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { inMeasure, roundTo } from './quantities.ts';

const pieces = { unit: 'C62', rounding: '1' };
const kilos = { unit: 'KGM', rounding: '0.01' };

describe('a quantity in the unit that it is kept in', () => {
  test('converts within one dimension', () => {
    expect(inMeasure({ value: '500', unit: 'GRM' }, kilos, ['good']).value?.toString()).toBe('0.5');
    expect(inMeasure({ value: '2', unit: 'DZN' }, pieces, ['good']).value?.toString()).toBe('24');
  });

  test('refuses another dimension', () => {
    const { value, problems } = inMeasure({ value: '1', unit: 'KGM' }, pieces, ['good']);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'UNIT_NOT_CONVERTIBLE', rule: 'C-05', severity: 'ERROR', path: ['good'] }]);
  });

  test('refuses what rounds to nothing', () => {
    const { value, problems } = inMeasure({ value: '1', unit: 'GRM' }, kilos, ['good']);
    expect(value).toBeUndefined();
    expect(codesOf(problems)).toEqual(['QUANTITY_ROUNDS_TO_ZERO']);
  });

  test('K2: refuses what is finer than its own unit can tell', () => {
    expect(codesOf(inMeasure({ value: '1.5', unit: 'C62' }, pieces, ['good']).problems)).toEqual(['QUANTITY_INVALID']);
  });

  test('rounds a converted one, and says so', () => {
    const { value, problems } = inMeasure({ value: '1', unit: 'LBR' }, kilos, ['good']);
    expect(value?.toString()).toBe('0.45');
    expect(problems).toMatchObject([{ code: 'QUANTITY_ROUNDED', severity: 'NOTE' }]);
  });

  test('is never off by more than half a step, and always a multiple of it', () => {
    const amount = fc.tuple(fc.nat(1e9), fc.nat(1e6)).map(([whole, part]) => decimal(`${whole}.${part}`));
    fc.assert(
      fc.property(amount, fc.constantFrom('1', '0.1', '0.01', '0.001', '0.25', '12'), (value, step) => {
        const rounded = roundTo(value, step);
        expect(rounded.minus(value).abs().lessThanOrEqualTo(decimal(step).div(2))).toBe(true);
        expect(decimalText(rounded.mod(step))).toBe('0');
      }),
    );
  });
});
