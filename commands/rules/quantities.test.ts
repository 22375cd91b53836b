import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, decimalText } from '../../lib/decimal.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { inMeasure, roundTo } from './quantities.ts';

const pieces = { unit: 'C62', rounding: '1' };
const kilos = { unit: 'KGM', rounding: '0.01' };
const dozens = { unit: 'C62', rounding: '0.01', booking: { size: '12', rounding: '0.01' } };

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

  test.each([
    ['a pound of what is kept in steps of 10 g', { value: '1', unit: 'LBR' }, kilos, '0.45', '0.01'],
    ['14 g of it', { value: '14', unit: 'GRM' }, kilos, '0.01', '0.01'],
    ['five pieces of an order in dozens', { value: '5', unit: 'C62' }, dozens, '5.04', '0.12'],
  ])(
    '%s: refused with both figures and the step, or noted where the plant wants it so',
    (_name, given, measure, value, step) => {
      const refused = inMeasure(given, measure, ['good']);
      expect(refused.value).toBeUndefined();
      const told = { path: ['good'], rule: 'C-04', detail: { given, value, step } };
      expect(refused.problems).toMatchObject([{ code: 'QUANTITY_NOT_REPRESENTABLE', severity: 'ERROR', ...told }]);
      const noted = inMeasure(given, measure, ['good'], 'note');
      expect(noted.value?.toString()).toBe(value);
      expect(noted.problems).toMatchObject([{ code: 'QUANTITY_ROUNDED', severity: 'NOTE', ...told }]);
    },
  );

  test('what the ERP can book is taken as it is', () => {
    expect(inMeasure({ value: '6', unit: 'C62' }, dozens, ['good'])).toMatchObject({ problems: [] });
    expect(inMeasure({ value: '2', unit: 'DZN' }, dozens, ['good']).value?.toString()).toBe('24');
    expect(inMeasure({ value: '20', unit: 'GRM' }, kilos, ['good']).value?.toString()).toBe('0.02');
  });

  test('a unit of the ERP without a code is said to need one', () => {
    const unknown = { unit: 'Pack of 6', rounding: '1' };
    const { problems } = inMeasure({ value: '1', unit: 'C62' }, unknown, ['good']);
    expect(problems).toMatchObject([{ code: 'UNIT_UNKNOWN', rule: 'C-05', severity: 'ERROR' }]);
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
