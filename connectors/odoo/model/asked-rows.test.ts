import { expect, it } from 'vitest';
import { askedRows } from './asked-rows.ts';
import { amountIn, idIn, type Row, textIn } from './row.ts';

const ASKED = ['name', 'product_qty', 'lot_producing_ids'];
const rowOf = (fields: object): Row => askedRows('mrp.production', [{ id: 7, ...fields }], ASKED)[0]!;

it('fills in what the server does not have, and leaves the rest as it came', () => {
  const row = rowOf({ name: 'WH/MO/1', product_qty: 3 });
  expect({ ...row }).toEqual({ id: 7, name: 'WH/MO/1', product_qty: 3, lot_producing_ids: false });
  expect([textIn(row, 'name'), amountIn(row, 'product_qty').toNumber(), idIn(row, 'lot_producing_ids')]).toEqual([
    'WH/MO/1',
    3,
    null,
  ]);
});

it.each([
  ['a number', (row: Row) => amountIn(row, 'qty_produced')],
  ['an id', (row: Row) => idIn(row, 'bom_id')],
  ['a comparison', (row: Row) => row.active !== false],
])('throws where %s is read that was not asked for', (_what, read) => {
  expect(() => read(rowOf({ name: 'WH/MO/1', product_qty: 3 }))).toThrow(/^mrp\.production\.\w+ was read, but not/);
});

it('can be awaited, compared, copied and printed', async () => {
  const row = rowOf({ name: 'WH/MO/1', product_qty: 3 });
  expect(await Promise.resolve(row)).toBe(row);
  expect(JSON.parse(JSON.stringify(row))).toMatchObject({ name: 'WH/MO/1' });
  expect(Object.keys(structuredClone({ ...row }))).toContain('name');
  expect(String(row)).toBe('[object Object]');
});
