import { expect, test } from 'vitest';
import { anOrder, aStockLevel } from '../../test/kit/rule-data.ts';
import type { ErpImpact, ErpPurchaseLine } from './erp-read.ts';
import { impactFingerprint } from './impact-fingerprint.ts';

const line: ErpPurchaseLine = {
  plantCode: 'HAM',
  poNumber: 'P1',
  lineNumber: 1,
  itemNumber: 'SEAL',
  ordered: { value: '10', unit: 'C62' },
  received: { value: '0', unit: 'C62' },
  promisedOn: null,
};
const impact = (different: Partial<ErpImpact> = {}): ErpImpact => ({
  openOrders: [anOrder(), anOrder({ orderNumber: 'WH/MO/00013' })],
  openPurchaseLines: [line],
  stock: [aStockLevel('SEAL', '5'), aStockLevel('PUMP', '2')],
  isTruncated: false,
  ...different,
});

test('the order of the lists, how numbers are written and empty stock do not matter', () => {
  const same = impact({
    openOrders: [...impact().openOrders].reverse(),
    stock: [aStockLevel('NUT', '0'), aStockLevel('PUMP', '2.00'), aStockLevel('SEAL', '5')],
  });
  expect(impactFingerprint('HAM', same)).toBe(impactFingerprint('HAM', impact()));
});

test.each<[string, Partial<ErpImpact>]>([
  ['an order that goes', { openOrders: [anOrder()] }],
  [
    'an order that was worked on',
    { openOrders: [anOrder({ produced: { value: '1', unit: 'C62' } }), anOrder({ orderNumber: 'WH/MO/00013' })] },
  ],
  ['a line that was received', { openPurchaseLines: [{ ...line, received: { value: '4', unit: 'C62' } }] }],
  ['stock that moved', { stock: [aStockLevel('SEAL', '4'), aStockLevel('PUMP', '2')] }],
  ['stock that was held', { stock: [aStockLevel('SEAL', '5', '5'), aStockLevel('PUMP', '2')] }],
])('%s is another impact', (_name, different) => {
  expect(impactFingerprint('HAM', impact(different))).not.toBe(impactFingerprint('HAM', impact()));
});

test('another plant is another impact', () => {
  expect(impactFingerprint('PUE', impact())).not.toBe(impactFingerprint('HAM', impact()));
});
