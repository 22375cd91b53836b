import { expect, test } from 'vitest';
import { ownHub } from '../../kit/hub.ts';
import { bracket, consumedOf, readOrder } from './order-scene.ts';
import { carryOut, openOrder, pieces, stops } from './scene.ts';

const hub = ownHub();
const mes = () => hub().user('mes');

test('PC-06: a little more than planned is posted within the tolerance, and completes the order', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  const command = await carryOut(user, 'confirmProduction', bracket(orderNumber, { good: pieces(52) }));
  expect(stops(command.problems)).toEqual([]);
  const order = await readOrder(user, orderNumber);
  expect(order).toMatchObject({ state: 'COMPLETED', produced: { value: '52' } });
  expect(consumedOf(order)).toEqual({ 'STL-3': '20.8', 'BLT-M8X40': '104' });
});

test('C-04: nothing good, only scrap, each for its reason', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'GP-20-HSG', 10);
  const scrap = [
    { quantity: pieces(2), reasonCode: 'POROSITY' },
    { quantity: pieces(1), reasonCode: 'CRACK' },
  ];
  const report = bracket(orderNumber, { good: pieces(0), scrap, outputLots: [{ lotNumber: 'HSG-S-1' }] });
  const command = await carryOut(user, 'confirmProduction', report);
  expect(stops(command.problems)).toEqual([]);
  expect(await readOrder(user, orderNumber)).toMatchObject({
    state: 'RUNNING',
    produced: { value: '3' },
    scrapped: { value: '3' },
  });
});

test('PC-08: a lot is added to by its own order, and by no other', async () => {
  const user = await mes();
  const [own, other] = [await openOrder(hub(), 'GP-20-HSG', 4), await openOrder(hub(), 'GP-20-HSG', 4)];
  const report = (orderNumber: string) =>
    bracket(orderNumber, { good: pieces(2), outputLots: [{ lotNumber: 'HSG-A-1' }] });
  expect((await carryOut(user, 'confirmProduction', report(own))).status).toBe('SUCCEEDED');
  expect(stops((await carryOut(user, 'confirmProduction', report(own))).problems)).toEqual([]);
  const refused = await carryOut(user, 'confirmProduction', report(other));
  expect(stops(refused.problems)).toEqual(['LOT_IN_USE']);
});

test('PC-09: what was declared as consumed before is not lost: the rest of it stays declared on the rest of the order', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  const { odoo, products } = await hub().odoo('HAM');
  const bolt = products.get('BLT-M8X40')!.id;
  /** What is declared of the bolts on the open part of the order. */
  const declared = async () => {
    const domain = [
      ['product_id', '=', bolt],
      ['picked', '=', true],
      ['move_id.raw_material_production_id.name', 'like', orderNumber],
      ['state', 'not in', ['done', 'cancel']],
    ];
    return (await odoo.searchRead('stock.move.line', domain, ['quantity'])).map((line) => line.quantity);
  };
  const moves = await odoo.searchRead(
    'stock.move',
    [
      ['raw_material_production_id.name', '=', orderNumber],
      ['product_id', '=', bolt],
    ],
    ['id'],
  );
  await odoo.write('stock.move', [moves[0]!.id], { quantity: 70, picked: true });
  const first = await carryOut(user, 'confirmProduction', bracket(orderNumber));
  expect(first).toMatchObject({ status: 'SUCCEEDED', certainty: 'CONFIRMED' });
  expect(first.problems).toContainEqual(expect.objectContaining({ code: 'CONSUMPTION_DECLARED', severity: 'NOTE' }));
  expect(consumedOf(await readOrder(user, orderNumber))).toMatchObject({ 'BLT-M8X40': '40' });
  expect(await declared()).toEqual([30]);
  await carryOut(user, 'confirmProduction', bracket(orderNumber, { good: pieces(30) }));
  expect(consumedOf(await readOrder(user, orderNumber))).toEqual({ 'STL-3': '20', 'BLT-M8X40': '100' });
  expect(await declared()).toEqual([]);
});
