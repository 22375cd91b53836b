import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { anOpenPart, codesOf } from '../../test/kit/rule-data.ts';
import { checkOutputLots, outputLots } from './output.ts';

const pieces = (value: string) => ({ value, unit: 'C62' });
const shown = (lots: { lotNumber: string; value: { toString(): string } }[]) =>
  Object.fromEntries(lots.map((lot) => [lot.lotNumber, lot.value.toString()]));

describe('PC-08, lots of the output', () => {
  const part = anOpenPart({ tracking: 'LOT' });

  test('a tracked item needs one', () => {
    const { problems } = outputLots([], decimal(40), [], part);
    expect(problems).toMatchObject([{ code: 'LOT_REQUIRED', rule: 'PC-08', path: ['outputLots'] }]);
  });

  test('an untracked item takes none', () => {
    const { problems } = outputLots([{ lotNumber: 'L1', quantity: null }], decimal(40), [], anOpenPart());
    expect(codesOf(problems)).toEqual(['LOT_NOT_WANTED']);
  });

  test('one without a quantity takes good and scrap', () => {
    const output = outputLots(
      [{ lotNumber: 'L1', quantity: null }],
      decimal(40),
      [{ value: decimal(2), lotNumber: null }],
      part,
    );
    expect(output.problems).toEqual([]);
    expect(shown(output.lots)).toEqual({ L1: '42' });
    expect(output.scrapLots).toEqual(['L1']);
  });

  test('lots of the good part are joined by those of the scrap', () => {
    const given = [
      { lotNumber: 'L1', quantity: pieces('30') },
      { lotNumber: 'L2', quantity: pieces('10') },
    ];
    const output = outputLots(given, decimal(40), [{ value: decimal(2), lotNumber: 'L2' }], part);
    expect(output.problems).toEqual([]);
    expect(shown(output.lots)).toEqual({ L1: '30', L2: '12' });
  });

  test('lots of all that was made hold the scrap already', () => {
    const output = outputLots(
      [{ lotNumber: 'L1', quantity: pieces('42') }],
      decimal(40),
      [{ value: decimal(2), lotNumber: null }],
      part,
    );
    expect(output.problems).toEqual([]);
    expect(shown(output.lots)).toEqual({ L1: '42' });
  });

  test('they cover what was made', () => {
    const output = outputLots([{ lotNumber: 'L1', quantity: pieces('30') }], decimal(40), [], part);
    expect(codesOf(output.problems)).toEqual(['LOT_QUANTITY']);
  });

  test('several need a quantity each, and a scrap that could be of any its lot', () => {
    const given = [
      { lotNumber: 'L1', quantity: null },
      { lotNumber: 'L2', quantity: pieces('10') },
    ];
    const output = outputLots(given, decimal(40), [{ value: decimal(2), lotNumber: null }], part);
    expect(codesOf(output.problems)).toEqual(['LOT_QUANTITY', 'LOT_REQUIRED']);
  });

  test('one that another order made is in use; one of this order is appended to', () => {
    const lots = [{ lotNumber: 'L1', value: decimal(1) }];
    const known = { lotNumber: 'L1', isUsed: true, isOfThisOrder: false };
    expect(codesOf(checkOutputLots(lots, [known], part))).toEqual(['LOT_IN_USE']);
    expect(checkOutputLots(lots, [{ ...known, isOfThisOrder: true }], part)).toEqual([]);
    expect(checkOutputLots(lots, [{ ...known, isUsed: false }], part)).toEqual([]);
  });
});

describe('PC-08, serials of the output', () => {
  const part = anOpenPart({ tracking: 'SERIAL' });
  const serial = (lotNumber: string, quantity: string | null = null) => ({
    lotNumber,
    quantity: quantity === null ? null : pieces(quantity),
  });

  test('one for each piece, the scrapped ones with their own', () => {
    const output = outputLots([serial('S1'), serial('S2')], decimal(2), [{ value: decimal(1), lotNumber: 'S3' }], part);
    expect(output.problems).toEqual([]);
    expect(shown(output.lots)).toEqual({ S1: '1', S2: '1', S3: '1' });
  });

  test.each([
    ['too few', [serial('S1')], '2'],
    ['too many', [serial('S1'), serial('S2')], '1'],
    ['two pieces of one', [serial('S1', '2'), serial('S2')], '2'],
  ])('%s', (_name, given, good) => {
    expect(codesOf(outputLots(given, decimal(good), [], part).problems)).toEqual(['SERIAL_QUANTITY']);
  });

  test('the same twice', () => {
    const problems = outputLots([serial('S1'), serial('S1')], decimal(2), [], part).problems;
    expect(codesOf(problems)).toEqual(['SERIAL_IN_USE', 'SERIAL_QUANTITY']);
  });

  test('one that was made before', () => {
    const known = [{ lotNumber: 'S1', isUsed: true, isOfThisOrder: true }];
    expect(checkOutputLots([{ lotNumber: 'S1', value: decimal(1) }], known, part)).toMatchObject([
      { code: 'SERIAL_IN_USE', detail: { lots: ['S1'] } },
    ]);
  });

  test('an ERP that posts one serial with a confirmation says so', () => {
    const lots = ['S1', 'S2'].map((lotNumber) => ({ lotNumber, value: decimal(1) }));
    const problems = checkOutputLots(lots, [], anOpenPart({ tracking: 'SERIAL', outputLotsMax: 1 }));
    expect(problems).toMatchObject([{ code: 'SERIAL_QUANTITY', detail: { max: 1 } }]);
  });
});
