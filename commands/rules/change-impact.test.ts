import { describe, expect, test } from 'vitest';
import type { ErpImpact, ErpPurchaseLine } from '../../connectors/ports.ts';
import { anOrder, aStockLevel, codesOf } from '../../test/kit/rule-data.ts';
import {
  checkDispositionKinds,
  checkDispositions,
  checkFingerprint,
  type InputChangeDisposition,
  poolsOf,
} from './change-impact.ts';

const line = (poNumber: string, lineNumber: number, itemNumber = 'SEAL'): ErpPurchaseLine => ({
  plantCode: 'HAM',
  poNumber,
  lineNumber,
  itemNumber,
  ordered: { value: '10', unit: 'C62' },
  received: { value: '0', unit: 'C62' },
  promisedOn: null,
});
const impact: ErpImpact = {
  openOrders: [
    anOrder({ orderNumber: 'MO/2', numbers: ['MO/2', 'MO/2-001', 'MO/2-002'] }),
    anOrder({ orderNumber: 'MO/1' }),
  ],
  openPurchaseLines: [line('P1', 1), line('P1', 2), line('P2', 1, 'NUT')],
  stock: [aStockLevel('SEAL', '5'), aStockLevel('NUT', '9')],
  isTruncated: false,
};
const give = (different: Partial<InputChangeDisposition> = {}): InputChangeDisposition => ({
  itemNumber: 'SEAL',
  pool: 'STOCK',
  disposition: 'USE_UP',
  plantCode: null,
  orderNumber: null,
  poNumber: null,
  lineNumber: null,
  ...different,
});
const finish = (different: Partial<InputChangeDisposition> = {}) =>
  give({ pool: 'WORK_IN_PROCESS', disposition: 'FINISH_AS_IS', ...different });
const accept = (different: Partial<InputChangeDisposition> = {}) =>
  give({ pool: 'ON_ORDER', disposition: 'ACCEPT', ...different });
const pools = poolsOf('SEAL', 'HAM', false, impact);

describe('ECO-11, what a change touches', () => {
  test('is stock, orders and purchases of the item', () => {
    expect(pools.map((pool) => pool.pool)).toEqual(['STOCK', 'WORK_IN_PROCESS', 'ON_ORDER']);
    expect(pools[1]?.orders).toEqual(['MO/1', 'MO/2']);
    expect(pools[2]?.purchases).toEqual([
      { poNumber: 'P1', lineNumber: 1 },
      { poNumber: 'P1', lineNumber: 2 },
    ]);
  });

  test('of what the plant makes, the stock is finished goods', () => {
    expect(poolsOf('SEAL', 'HAM', true, impact)[0]?.pool).toBe('FINISHED_GOODS');
  });

  test('of nothing is nothing', () => {
    const nothing = { openOrders: [], openPurchaseLines: [], stock: [aStockLevel('SEAL', '0')], isTruncated: false };
    expect(poolsOf('SEAL', 'HAM', false, nothing)).toEqual([]);
  });
});

describe('ECO-11, each pool has a disposition', () => {
  test('each that has none is named with its targets', () => {
    expect(checkDispositions(pools, [])).toMatchObject([
      {
        code: 'DISPOSITION_MISSING',
        detail: { itemNumber: 'SEAL', plantCode: 'HAM', pool: 'STOCK', quantity: { value: '5' } },
      },
      { code: 'DISPOSITION_MISSING', detail: { pool: 'WORK_IN_PROCESS', orders: ['MO/1', 'MO/2'] } },
      { code: 'DISPOSITION_MISSING', detail: { pool: 'ON_ORDER', purchases: [{ lineNumber: 1 }, { lineNumber: 2 }] } },
    ]);
  });

  test('for all plants, and the open orders are named all the same', () => {
    expect(checkDispositions(pools, [give(), finish(), accept()])).toMatchObject([
      { code: 'OPEN_ORDERS_AFFECTED', severity: 'NOTE', detail: { orders: ['MO/1', 'MO/2'] } },
    ]);
  });

  test('target by target', () => {
    const given = [
      give({ plantCode: 'HAM' }),
      finish({ plantCode: 'HAM', orderNumber: 'MO/1' }),
      accept({ plantCode: 'HAM', poNumber: 'P1', lineNumber: 2 }),
    ];
    expect(checkDispositions(pools, given)).toMatchObject([
      { code: 'DISPOSITION_MISSING', detail: { pool: 'WORK_IN_PROCESS', orders: ['MO/2'] } },
      { code: 'DISPOSITION_MISSING', detail: { pool: 'ON_ORDER', purchases: [{ poNumber: 'P1', lineNumber: 1 }] } },
    ]);
    const all = [
      ...given,
      // By the number of its backorder.
      finish({ plantCode: 'HAM', orderNumber: 'MO/2-002' }),
      accept({ plantCode: 'HAM', poNumber: 'P1' }),
    ];
    expect(codesOf(checkDispositions(pools, all))).toEqual(['OPEN_ORDERS_AFFECTED']);
  });

  test("another item's, pool's or plant's does not count", () => {
    const given = [give({ itemNumber: 'NUT' }), finish({ plantCode: 'PUE' }), give({ pool: 'FINISHED_GOODS' })];
    expect(codesOf(checkDispositions(pools, given))).toEqual(Array(3).fill('DISPOSITION_MISSING'));
  });

  test('of what is made, that of its stock counts too', () => {
    const [made] = poolsOf('SEAL', 'HAM', true, { ...impact, openOrders: [], openPurchaseLines: [] });
    expect(checkDispositions([made!], [give()])).toEqual([]);
    expect(checkDispositions([made!], [give({ pool: 'FINISHED_GOODS', disposition: 'SHIP_AS_IS' })])).toEqual([]);
  });
});

describe('ECO-12, dispositions', () => {
  test.each([
    ['STOCK', 'USE_UP'],
    ['STOCK', 'USE_AS_IS'],
    ['WORK_IN_PROCESS', 'FINISH_AS_IS'],
    ['FINISHED_GOODS', 'SHIP_AS_IS'],
    ['ON_ORDER', 'ACCEPT'],
  ] as const)('of %s, %s is carried out', (pool, disposition) => {
    expect(checkDispositionKinds([give({ pool, disposition })])).toEqual([]);
  });

  test.each([
    ['STOCK', 'SCRAP', 'DISPOSITION_NOT_SUPPORTED'],
    ['WORK_IN_PROCESS', 'SWITCH_REMAINING', 'DISPOSITION_NOT_SUPPORTED'],
    ['ON_ORDER', 'CANCEL', 'DISPOSITION_NOT_SUPPORTED'],
    ['ON_ORDER', 'USE_UP', 'DISPOSITION_NOT_ALLOWED'],
    ['FINISHED_GOODS', 'ACCEPT', 'DISPOSITION_NOT_ALLOWED'],
  ] as const)('of %s, %s is refused', (pool, disposition, code) => {
    expect(checkDispositionKinds([give(), give({ pool, disposition })])).toMatchObject([
      { code, severity: 'ERROR', path: ['dispositions', '1', 'disposition'] },
    ]);
  });
});

test('ECO-11: what was shown is what is there', () => {
  expect(checkFingerprint('HAM', 'abc', 'abc', ['plants', '0'])).toEqual([]);
  expect(checkFingerprint('HAM', null, 'abc', ['plants', '0'])).toEqual([]);
  expect(checkFingerprint('HAM', 'abc', 'abd', ['plants', '0'])).toMatchObject([
    { code: 'CHANGED_SINCE_ASSESSMENT', severity: 'ERROR', path: ['plants', '0'] },
  ]);
});
