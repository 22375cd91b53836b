import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { aStockLevel, codesOf, stockOf } from '../../test/kit/rule-data.ts';
import type { Consumed } from './consumption.ts';
import { checkInputLots, checkUntrackedStock, type LotFacts } from './input-lots.ts';

const context = { plantCode: 'HAM', occurredAt: new Date('2026-03-10T09:00:00Z'), negativeStock: 'reject' as const };
const taken = (value = '10', different: Partial<Consumed> = {}): Consumed => ({
  itemNumber: 'SEAL',
  unit: 'C62',
  tracking: 'LOT',
  value: decimal(value),
  lots: [{ lotNumber: 'L1', value: decimal(value) }],
  path: ['consumption', '0'],
  ...different,
});
const known = (different: Partial<LotFacts> = {}, expiresAt: string | null = null): LotFacts => ({
  itemNumber: 'SEAL',
  lotNumber: 'L1',
  lot: { itemNumber: 'SEAL', lotNumber: 'L1', expiresAt, refs: [] },
  stock: [stockOf('10')],
  namesakes: [],
  ...different,
});
const check = (fact: LotFacts, component = taken(), different = {}) =>
  checkInputLots([component], [fact], { ...context, ...different });

describe('PC-11, lots that are consumed', () => {
  test('one that is there, and enough of it', () => {
    expect(check(known())).toEqual([]);
  });

  test('one that nobody knows', () => {
    expect(check(known({ lot: null }))).toMatchObject([
      { code: 'LOT_NOT_FOUND', severity: 'ERROR', path: ['consumption', '0'], detail: { lotNumber: 'L1' } },
    ]);
  });

  test('one of another item', () => {
    const fact = known({ lot: null, namesakes: [{ itemNumber: 'NUT', lotNumber: 'L1' }] });
    expect(check(fact)).toMatchObject([{ code: 'LOT_WRONG_ITEM', detail: { isOf: ['NUT'] } }]);
  });

  test('one that had expired when it happened, whatever the time is now', () => {
    expect(codesOf(check(known({}, '2026-03-10T09:00:00Z')))).toEqual(['LOT_EXPIRED']);
    expect(check(known({}, '2026-03-10T09:00:01Z'))).toEqual([]);
  });

  test.each([
    ['too little', [stockOf('9')]],
    ['held', [stockOf('9'), stockOf('50', { isHeld: true })]],
    ['at another plant', [stockOf('50', { plantCode: 'PUE' })]],
    ['nowhere', []],
  ])('one that is %s', (_name, stock) => {
    expect(codesOf(check(known({ stock })))).toEqual(['STOCK_SHORT']);
  });

  test('is counted in the unit of the component', () => {
    const grams = taken('9000', { unit: 'GRM', lots: [{ lotNumber: 'L1', value: decimal('9000') }] });
    const kilos = known({ stock: [stockOf('9', { quantity: { value: '9', unit: 'KGM' } })] });
    expect(check(kilos, grams)).toEqual([]);
  });

  test('all that is wrong comes together', () => {
    expect(codesOf(check(known({ stock: [] }, '2026-01-01T00:00:00Z')))).toEqual(['LOT_EXPIRED', 'STOCK_SHORT']);
  });
});

describe('PC-11, stock that is not there', () => {
  test.each([
    ['reject', 'ERROR'],
    ['park', 'WAIT'],
    ['allow', 'NOTE'],
  ] as const)('%s makes it %s', (negativeStock, severity) => {
    expect(check(known({ stock: [] }), taken(), { negativeStock })).toMatchObject([{ code: 'STOCK_SHORT', severity }]);
    const loose = taken('10', { tracking: 'NONE', lots: [] });
    const level = new Map([['SEAL', aStockLevel('SEAL', '9')]]);
    expect(checkUntrackedStock([loose], level, negativeStock)).toMatchObject([{ code: 'STOCK_SHORT', severity }]);
  });

  test('what is on hold is not there', () => {
    const loose = taken('10', { tracking: 'NONE', lots: [] });
    const enough = new Map([['SEAL', aStockLevel('SEAL', '12')]]);
    const held = new Map([['SEAL', aStockLevel('SEAL', '12', '5')]]);
    expect(checkUntrackedStock([loose], enough, 'reject')).toEqual([]);
    expect(codesOf(checkUntrackedStock([loose], held, 'reject'))).toEqual(['STOCK_SHORT']);
  });
});
