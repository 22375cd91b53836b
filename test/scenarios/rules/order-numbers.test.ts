import { expect, test } from 'vitest';
import { productOf } from '../../../demo/seed/odoo-context.ts';
import { makeOrder } from '../../../demo/seed/odoo-orders.ts';
import { ownHub } from '../../kit/hub.ts';
import { settled } from '../../kit/ledger-view.ts';
import { patient } from '../../kit/patience.ts';
import { bracket, readOrder } from './order-scene.ts';
import { ask, carryOut, openOrder, pieces, stops } from './scene.ts';

const hub = ownHub();
const mes = () => hub().user('mes');
const ODOOS = ['HAM', 'PUE'] as const;

let made = 0;
/** Orders of one series whose own numbers end in a dash and three digits, as a sequence with such a prefix makes them. */
async function series(plantCode: string, quantities: readonly number[]): Promise<string[]> {
  const plant = await hub().odoo(plantCode);
  const prefix = `HO-${++made}`;
  const numbers = quantities.map((_, index) => `${prefix}-${101 + index}`);
  for (const [index, quantity] of quantities.entries()) {
    const wish = { number: numbers[index]!, item: 'BRK-12', quantity: String(quantity), inDays: 0 };
    await makeOrder(plant, { ...wish, state: 'confirmed' });
  }
  return numbers;
}

const report = (plantCode: string, orderNumber: string, good: number, more: object = {}) => ({
  ...bracket(orderNumber, { good: pieces(good), ...more }),
  plantCode,
});

test.each(ODOOS)('all of the last order of a series at %s is posted on that one', async (plantCode) => {
  const user = await mes();
  const numbers = await series(plantCode, [10, 10, 10]);
  const command = await carryOut(user, 'confirmProduction', report(plantCode, numbers[2]!, 10));
  expect(command).toMatchObject({ status: 'SUCCEEDED', certainty: 'CONFIRMED' });
  const orders = await Promise.all(numbers.map((number) => readOrder(user, number, plantCode)));
  expect(orders.map((order) => [order.orderNumber, order.state, order.produced.value])).toEqual([
    [numbers[0], 'RELEASED', '0'],
    [numbers[1], 'RELEASED', '0'],
    [numbers[2], 'COMPLETED', '10'],
  ]);
});

test.each(ODOOS)('a part of one, then the rest by any of its numbers, at %s', async (plantCode) => {
  const user = await mes();
  const [first, second, third] = (await series(plantCode, [10, 20, 10])) as [string, string, string];
  expect((await carryOut(user, 'confirmProduction', report(plantCode, second, 5))).status).toBe('SUCCEEDED');
  for (const number of [`${second}-002`, second, `${second}-001`]) {
    const command = await carryOut(user, 'confirmProduction', report(plantCode, number, 5));
    expect(command).toMatchObject({ status: 'SUCCEEDED', certainty: 'CONFIRMED' });
    expect(await readOrder(user, number, plantCode)).toMatchObject({ orderNumber: second, planned: { value: '20' } });
  }
  expect(await readOrder(user, second, plantCode)).toMatchObject({ state: 'COMPLETED', produced: { value: '20' } });
  for (const other of [first, third]) {
    expect(await readOrder(user, other, plantCode)).toMatchObject({ state: 'RELEASED', produced: { value: '0' } });
  }
});

test('orders of a series with different bills are each confirmed by their own', async () => {
  const user = await mes();
  const plant = await hub().odoo('HAM');
  const [first, second] = (await series('HAM', [10, 10])) as [string, string];
  const [order] = await plant.odoo.searchRead('mrp.production', [['name', '=', first]], ['id']);
  const bolt = productOf(plant, 'BLT-M8X40').id;
  const [move] = await plant.odoo.searchRead(
    'stock.move',
    [
      ['raw_material_production_id', '=', order!.id],
      ['product_id', '=', bolt],
    ],
    ['id'],
  );
  // Another bill: the first order takes none of the component that the second takes two of each.
  await plant.odoo.write('mrp.production', [order!.id], { move_raw_ids: [[2, move!.id, 0]] });
  expect((await carryOut(user, 'confirmProduction', report('HAM', second, 10))).status).toBe('SUCCEEDED');
  expect(await readOrder(user, second)).toMatchObject({ state: 'COMPLETED' });
  expect(await readOrder(user, first)).toMatchObject({ state: 'RELEASED' });
});

test('a hold on an order with such a number is on that order, and on no other of its series', async () => {
  const jana = await hub().user('quality-inspector', ['HAM'], 'jana');
  const [first, , third] = (await series('HAM', [10, 10, 10])) as [string, string, string];
  const hold = { plantCode: 'HAM', orderNumber: third, reason: 'wrong drawing' };
  expect((await carryOut(jana, 'placeQualityHold', hold)).status).toBe('SUCCEEDED');
  const user = await mes();
  const held = await carryOut(user, 'confirmProduction', report('HAM', third, 10));
  expect(stops(held.problems)).toEqual(['ORDER_ON_HOLD']);
  expect((await carryOut(user, 'confirmProduction', report('HAM', first, 10))).status).toBe('SUCCEEDED');
});

test('a hold by the number of a backorder is on the whole order, under its own number', async () => {
  const jana = await hub().user('quality-inspector', ['HAM'], 'jana');
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  await carryOut(user, 'confirmProduction', bracket(orderNumber));
  const hold = { plantCode: 'HAM', orderNumber: `${orderNumber}-002`, reason: 'wrong drawing' };
  expect((await carryOut(jana, 'placeQualityHold', hold)).status).toBe('SUCCEEDED');
  const { productionOrder } = await jana.read<{ productionOrder: { qualityHolds: { holdId: string }[] } }>(
    'query Q($order: ID!) { productionOrder(plantCode: "HAM", orderNumber: $order) { qualityHolds { holdId } } }',
    { order: orderNumber },
  );
  expect(productionOrder.qualityHolds).toHaveLength(1);
  const held = await carryOut(user, 'confirmProduction', bracket(orderNumber, { good: pieces(1) }));
  expect(stops(held.problems)).toEqual(['ORDER_ON_HOLD']);
});

test('confirmations of one order under all of its numbers are posted in the order in which they were accepted', async () => {
  const user = await mes();
  const plant = await hub().odoo('HAM');
  for (const item of ['STL-3', 'BLT-M8X40']) {
    const stock = { product_id: productOf(plant, item).id, location_id: plant.warehouse.stockId };
    const vals = { ...stock, inventory_quantity_auto_apply: 1_000_000 };
    await plant.odoo.create('stock.quant', vals, { inventory_mode: true });
  }
  const orderNumber = await openOrder(hub(), 'BRK-12', 1_000);
  await carryOut(user, 'confirmProduction', bracket(orderNumber, { good: pieces(50) }));
  const names = [`${orderNumber}-002`, orderNumber, `${orderNumber}-001`];
  const goods = Array.from({ length: 24 }, (_, n) => n + 1);
  const payloads = await Promise.all(
    goods.map((good) => ask(user, 'confirmProduction', report('HAM', names[good % 3]!, good))),
  );
  const ids = payloads.map((payload) => payload.command!.id);
  await settled(hub().database.db, patient(240_000));
  const turns = await hub()
    .database.db.selectFrom('command')
    .innerJoin('command_aggregate', 'command.id', 'command_aggregate.command_id')
    .select(['command.id', 'command.input', 'command.status', 'command_aggregate.seq'])
    .distinct()
    .where('command.id', 'in', ids)
    .orderBy('command_aggregate.seq')
    .execute();
  // One turn each, the same under every number.
  expect(turns.map((turn) => turn.status)).toEqual(goods.map(() => 'SUCCEEDED'));
  const accepted = turns.map((turn) => Number((turn.input as { good: { value: string } }).good.value));
  const parts = await plant.odoo.searchRead<{ id: number; name: string }>(
    'mrp.production',
    [['name', '=like', `${orderNumber}-%`]],
    ['name'],
  );
  const journal = await hub().side('odoo-ham').journal();
  const posted = journal
    .filter((row) => row.effect === 'production.posted' && parts.some((part) => part.id === Number(row.id)))
    .map((row) => Number(row.quantity));
  expect(posted).toEqual([50, ...accepted]);
});
