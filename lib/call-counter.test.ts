import { expect, it } from 'vitest';
import { CallCounter } from './call-counter.ts';

it('counts by group and kind, and adds what others counted', () => {
  const calls = new CallCounter();
  expect(calls.isEmpty).toBe(true);
  calls.count('odoo-main', 'stock');
  calls.count('odoo-main', 'stock');
  calls.count('arena', 'bom', 3);
  calls.merge({ 'odoo-main': { stock: 1, lot: 2 }, mes: { order: 1 } });
  expect(calls.isEmpty).toBe(false);
  expect(calls.toJSON()).toEqual({ 'odoo-main': { stock: 3, lot: 2 }, arena: { bom: 3 }, mes: { order: 1 } });
});
