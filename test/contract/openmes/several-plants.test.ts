import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBackEnds } from '../../../hub/back-ends.ts';
import { parseFactory } from '../../../lib/config/load.ts';
import { silentLog } from '../../../lib/log.ts';
import { API_KEY, openShop, type Shop, USER_TOKEN } from './shop.ts';

/** Two plants on one MES: as the hub wires them, each sees what is on its own lines. */
const factory = parseFactory(`
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: WH }, mes: { connection: mes, lines: [L1] } }
  - { code: PUE, name: Puebla, timeZone: America/Mexico_City, erp: { connection: erp, warehouse: PUE }, mes: { connection: mes, lines: [L2, L3] } }
connections: { erp: { kind: odoo, simulate: true }, mes: { kind: openmes, simulate: true } }
security: { mode: development }
`);
let shop: Shop;
let backEnds: ReturnType<typeof openBackEnds>;

beforeAll(async () => {
  shop = await openShop();
  for (const code of ['L2', 'L3', 'L9']) await shop.call('POST', '/lines', { code, name: code });
  const orders = ['L1', 'L2', 'L3', 'L9'].map((line, n) => ({
    order_no: `MO-${n + 1}`,
    planned_qty: 10,
    line_code: line,
  }));
  await shop.importOrders(orders);
  const access = { sideUrl: shop.sideUrl, database: null, login: null, secret: () => API_KEY, token: () => USER_TOKEN };
  backEnds = openBackEnds(factory, [{ name: 'mes', kind: 'openmes', url: shop.url, ...access }], silentLog);
});
afterAll(async () => {
  await backEnds.close();
  await shop.close();
});

test('an order is read at the plant whose line it is on, and at no other', async () => {
  const read = async (plant: string, order: string) =>
    (await backEnds.mes(plant)?.open().execution(plant, order))?.plantCode ?? null;
  const table = await Promise.all(
    ['HAM', 'PUE'].map(async (plant) => [
      plant,
      ...(await Promise.all([1, 2, 3, 4].map((n) => read(plant, `MO-${n}`)))),
    ]),
  );
  expect(table).toEqual([
    ['HAM', 'HAM', null, null, null],
    ['PUE', null, 'PUE', 'PUE', null],
  ]);
});

test('one look tells each plant of its own production, and nobody of a line that no plant has', async () => {
  for (const n of [1, 2, 3, 4]) {
    const id = await shop.orderId(`MO-${n}`);
    const batch = await shop.call('POST', `/work-orders/${id}/batches`, { quantity: 10 });
    const { data } = batch.body as { data: { steps: { id: number }[] } };
    for (const step of data.steps) {
      await shop.call('POST', `/batch-steps/${step.id}/start`);
      await shop.call('POST', `/batch-steps/${step.id}/complete`, { produced_qty: 10 });
    }
  }
  expect(backEnds.meses).toHaveLength(1);
  expect(backEnds.meses[0]?.plantCodes).toEqual(['HAM', 'PUE']);
  const { completions } = (await backEnds.meses[0]?.completions(null)) ?? { completions: [] };
  expect(completions.map(({ plantCode, orderNumber }) => `${plantCode} ${orderNumber}`).sort()).toEqual([
    'HAM MO-1',
    'PUE MO-2',
    'PUE MO-3',
  ]);
});
