import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { aComponent, anOpenPart, codesOf } from '../../test/kit/rule-data.ts';
import type { Consumed } from './consumption.ts';
import { checkInputLots, checkUntrackedStock, type LotFacts } from './input-lots.ts';
import { atSource } from './source-stock.ts';

const context = { occurredAt: new Date('2026-03-10T09:00:00Z'), negativeStock: 'reject' as const };
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
  free: decimal(10),
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

  test.each(['9', '0', '-3'])('one of which %s are where the order takes it from', (free) => {
    expect(codesOf(check(known({ free: decimal(free) })))).toEqual(['STOCK_SHORT']);
  });

  test('all that is wrong comes together', () => {
    expect(codesOf(check(known({ free: decimal(0) }, '2026-01-01T00:00:00Z')))).toEqual(['LOT_EXPIRED', 'STOCK_SHORT']);
  });
});

describe('PC-11, stock that is not there', () => {
  test.each([
    ['reject', 'ERROR'],
    ['park', 'WAIT'],
    ['allow', 'NOTE'],
  ] as const)('%s makes it %s', (negativeStock, severity) => {
    expect(check(known({ free: decimal(0) }), taken(), { negativeStock })).toMatchObject([
      { code: 'STOCK_SHORT', severity },
    ]);
    const loose = taken('10', { tracking: 'NONE', lots: [] });
    expect(checkUntrackedStock([loose], partWith([['L1', '9']]), negativeStock)).toMatchObject([
      { code: 'STOCK_SHORT', severity },
    ]);
  });

  test('counts what lies where the order takes it from, over all lots', () => {
    const loose = taken('10', { tracking: 'NONE', lots: [] });
    const stock: [string | null, string][] = [
      [null, '4'],
      ['L2', '6'],
    ];
    expect(checkUntrackedStock([loose], partWith(stock), 'reject')).toEqual([]);
    expect(codesOf(checkUntrackedStock([loose], partWith(stock.slice(1)), 'reject'))).toEqual(['STOCK_SHORT']);
    expect(codesOf(checkUntrackedStock([loose], partWith([]), 'reject'))).toEqual(['STOCK_SHORT']);
  });

  test('a lot is found among those of the component', () => {
    const part = partWith([
      ['L1', '3'],
      ['L2', '4'],
      [null, '9'],
    ]);
    expect(['L1', 'L2', 'L3'].map((lotNumber) => atSource(part, 'SEAL', lotNumber).toFixed())).toEqual(['3', '4', '0']);
    expect(atSource(part, 'NUT').toFixed()).toBe('0');
  });
});

/** An order that takes the seal from a place where this is. */
const partWith = (stock: readonly [string | null, string][]) =>
  anOpenPart({
    components: [
      aComponent({
        itemNumber: 'SEAL',
        atSource: stock.map(([lotNumber, quantity]) => ({ lotNumber, quantity })),
      }),
    ],
  });
