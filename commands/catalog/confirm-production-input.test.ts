import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHash } from '../../lib/canonical.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { parseConfirmProduction } from './confirm-production-input.ts';

const raw = (different: Record<string, unknown> = {}) => ({
  plantCode: 'HAM',
  orderNumber: 'WH/MO/00012',
  good: { value: '40', unit: 'C62' },
  ...different,
});
const parsed = (different: Record<string, unknown> = {}) => {
  const result = parseConfirmProduction(raw(different));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.input;
};
const refused = (different: Record<string, unknown>) => {
  const result = parseConfirmProduction(raw(different));
  return 'problems' in result ? result.problems : [];
};
const lots = (...lotNumbers: string[]) => ({ outputLots: lotNumbers.map((lotNumber) => ({ lotNumber })) });

describe('the input of confirmProduction', () => {
  test('is canonical: what is left out, null or the default is the same', () => {
    const short = parsed();
    const long = parsed({
      operationNumber: null,
      quantityBasis: 'DELTA',
      isCounterReset: false,
      scrap: [],
      byProducts: [],
      remainder: 'KEEP_OPEN',
      good: { value: '40.00', unit: 'C62' },
    });
    expect(canonicalHash(long)).toBe(canonicalHash(short));
  });

  test('takes instants with an offset, and keeps them in UTC', () => {
    expect(parsed({ endedAt: '2026-03-01T06:30:00+01:00' }).endedAt).toBe('2026-03-01T05:30:00.000Z');
    expect(refused({ endedAt: '2026-03-01T06:30:00' })).toMatchObject([{ code: 'INPUT_INVALID', path: ['endedAt'] }]);
  });

  test('finds everything that is malformed, each at its place', () => {
    const problems = refused({
      plantCode: '',
      good: { value: '-1', unit: 'C62' },
      scrap: [{ quantity: { value: '0', unit: 'C62' } }],
    });
    expect(problems.map((problem) => problem.path?.join('.'))).toEqual([
      'plantCode',
      'good.value',
      'scrap.0.quantity.value',
      'scrap.0.reasonCode',
    ]);
  });

  test('good may be nothing where something was scrapped', () => {
    const scrap = [{ quantity: { value: '2', unit: 'C62' }, reasonCode: 'CRACK' }];
    expect(parsed({ good: { value: '0', unit: 'C62' }, scrap }).good.value).toBe('0');
    expect(refused({ good: { value: '0', unit: 'C62' } })).toMatchObject([
      { code: 'QUANTITY_INVALID', path: ['good', 'value'] },
    ]);
  });

  test.each([
    ['sequenceNo', 3],
    ['quantityBasis', 'CUMULATIVE'],
    ['isCounterReset', true],
    ['rework', { value: '1', unit: 'C62' }],
    ['byProducts', [{ itemNumber: 'X', quantity: { value: '1', unit: 'C62' } }]],
    ['equipmentCode', 'PRESS-1'],
  ])('refuses %s by its name: it is not carried out yet', (field, value) => {
    expect(refused({ [field]: value })).toMatchObject([
      { code: 'FIELD_NOT_SUPPORTED', class: 'BUSINESS', severity: 'ERROR', path: [field] },
    ]);
  });

  test('refuses a field that it does not know', () => {
    expect(refused({ colour: 'red' })).toMatchObject([{ code: 'INPUT_INVALID', path: ['colour'] }]);
  });
});

describe('K1, quantities that are none', () => {
  test.each(['NaN', 'Infinity', '1e309', '-0', '-1', '0', '1e-20', '1,5', '+1', '01', '.5', '', ' 1', '١'])(
    'refuses %s',
    (value) => {
      expect(codesOf(refused({ good: { value, unit: 'C62' } }))).toEqual(['QUANTITY_INVALID']);
    },
  );

  test.each([1, 0.5, null, {}, [], true, Number.NaN])('refuses the value %j, which is no text', (value) => {
    expect(codesOf(refused({ good: { value, unit: 'C62' } }))).toEqual(['QUANTITY_INVALID']);
  });

  test('what is taken is the same number', () => {
    const plain = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat(999999));
    fc.assert(
      fc.property(plain, ([whole, part]) => {
        const value = `${whole}.${String(part).padStart(6, '0')}`;
        expect(parsed({ good: { value, unit: 'C62' } }).good.value).toBe(value.replace(/\.?0+$/, ''));
      }),
    );
  });
});

describe('K4, lot numbers that look like others', () => {
  test('composes what is decomposed: both are one lot', () => {
    expect(parsed(lots('Pru\u0308f-1')).outputLots[0]?.lotNumber).toBe('Prüf-1');
    expect(parsed(lots('Prüf-1')).outputLots[0]?.lotNumber).toBe('Prüf-1');
  });

  test.each([
    ['zero-width space', 'L\u200B1'],
    ['zero-width joiner', 'L\u200D1'],
    ['byte order mark', '\uFEFFL1'],
    ['right-to-left override', 'L\u202E1'],
    ['NUL', 'L\u00001'],
    ['line feed', 'L1\n'],
    ['trailing space', 'L1 '],
    ['leading space', ' L1'],
    ['two spaces', 'L  1'],
    ['no-break space', 'L\u00A01'],
    ['full-width digit', 'L\uFF11'],
    ['Cyrillic letter', 'L\u0410'],
    ['Greek letter', 'L\u0391'],
    ['soft hyphen', 'L\u00AD1'],
    ['lone surrogate', 'L\uD800'],
    ['nothing', ''],
  ])('refuses %s', (_name, lotNumber) => {
    expect(refused(lots(lotNumber))).toMatchObject([{ code: 'KEY_INVALID', path: ['outputLots', '0', 'lotNumber'] }]);
  });

  test('never merges two that are not canonically the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        (a, b) => {
          const [left, right] = [parseConfirmProduction(raw(lots(a))), parseConfirmProduction(raw(lots(b)))];
          if ('problems' in left || 'problems' in right) return;
          const isSame = left.input.outputLots[0]?.lotNumber === right.input.outputLots[0]?.lotNumber;
          expect(isSame).toBe(a.normalize('NFC') === b.normalize('NFC'));
        },
      ),
    );
  });
});

describe('K9, numbers longer than a double can tell', () => {
  test('keys and quantities stay texts', () => {
    const orderNumber = '9007199254740993';
    const value = '90071992547409931234.000001';
    expect(parsed({ orderNumber, good: { value, unit: 'C62' }, ...lots(orderNumber) })).toMatchObject({
      orderNumber,
      good: { value },
      outputLots: [{ lotNumber: orderNumber }],
    });
    expect(codesOf(refused({ orderNumber: 2 ** 53 }))).toEqual(['KEY_INVALID']);
  });
});
