import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Ingest, startIngest } from '../../../events/ingest/index.ts';
import { eventCursor } from '../../../events/log.ts';
import { createEventStream, type EventStream } from '../../../events/stream.ts';
import { take } from '../../../events/testing/events.ts';
import { silentLog } from '../../../lib/log.ts';
import { openShop, type Shop, stepIdsOf } from '../../contract/openmes/shop.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
let shop: Shop;
let stream: EventStream;
const running: Ingest[] = [];

beforeAll(async () => {
  shop = await openShop();
  stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
});
afterEach(async () => {
  for (const ingest of running.splice(0)) await ingest.close();
});
afterAll(async () => {
  await stream.close();
  await shop.close();
});

function start(): void {
  const { db, url } = database;
  const pace = () => ({ minMs: 20, maxMs: 50, sweepMs: 600_000 });
  const backEnds = { erps: [], mess: [shop.mes], plm: null, plantCodes: ['HAM'] };
  running.push(startIngest({ db, url, stream, log: silentLog, pace, ...backEnds }));
}

/** One batch of an order, made on the floor from start to end. */
async function make(orderId: number, quantity: number): Promise<void> {
  const batch = await shop.call('POST', `/work-orders/${orderId}/batches`, { quantity });
  for (const stepId of stepIdsOf(batch)) {
    await shop.call('POST', `/batch-steps/${stepId}/start`);
    await shop.call('POST', `/batch-steps/${stepId}/complete`, { produced_qty: quantity });
  }
}

async function newOrder(number: string): Promise<number> {
  await shop.importOrders([{ order_no: number, planned_qty: 100 }]);
  return shop.orderId(number);
}

const production = { stream: 'productionStatus', visiblePlants: new Set(['HAM']) } as const;

test('what the floor completes is heard as progress of the order, once, whichever process polls', async () => {
  const heard = await stream.subscribe({ ...production, keys: { orderNumber: 'WH/MO/00101' } });
  start();
  start();
  const orderId = await newOrder('WH/MO/00101');
  await make(orderId, 40);
  const [first] = await take(heard, 1);
  expect(first).toMatchObject({
    plantCodes: ['HAM'],
    payload: { kind: 'PROGRESS', orderNumber: 'WH/MO/00101', good: { value: '40', unit: 'C62' }, state: null },
  });
  await make(orderId, 60);
  const [second] = await take(heard, 1);
  expect(second?.payload.good).toEqual({ value: '100', unit: 'C62' });
  await database.db
    .selectFrom('command')
    .select('id')
    .execute()
    .then((rows) => expect(rows).toEqual([]));
});

test('an MES that is away is told of, and what it did meanwhile is heard when it is back', async () => {
  const head = await eventCursor(database.db);
  const orderId = await newOrder('WH/MO/00102');
  await shop.fault({ match: { path: '/api/v1/erp/production/completions' }, kind: 'status', status: 503, times: 9 });
  start();
  await make(orderId, 5);
  const system = { stream: 'system', visiblePlants: new Set(['HAM']) } as const;
  const states = await take(await stream.subscribe(system, head), 2);
  expect(states.map(({ payload }) => [payload.kind, payload.connection])).toEqual([
    ['CONNECTION_DOWN', 'mes-ham'],
    ['CONNECTION_UP', 'mes-ham'],
  ]);
  const heard = await stream.subscribe({ ...production, keys: { orderNumber: 'WH/MO/00102' } }, head);
  expect((await take(heard, 1))[0]?.payload.good?.value).toBe('5');
});

test('a hub that was away hears what was completed meanwhile, and nothing twice', async () => {
  const head = await eventCursor(database.db);
  const orderId = await newOrder('WH/MO/00103');
  const heard = await stream.subscribe({ ...production, keys: { orderNumber: 'WH/MO/00103' } }, head);
  start();
  await make(orderId, 10);
  expect((await take(heard, 1))[0]?.payload.good?.value).toBe('10');
  await running.pop()?.close();
  await make(orderId, 20);
  start();
  expect((await take(heard, 1))[0]?.payload.good?.value).toBe('30');
  await make(orderId, 1);
  expect((await take(heard, 1))[0]?.payload.good?.value).toBe('31');
});

test('good is told without the scrap, and a batch of nothing but scrap is scrap', async () => {
  const head = await eventCursor(database.db);
  const orderId = await newOrder('WH/MO/00104');
  await shop.call('POST', '/scrap-reasons', { code: 'POR', name: 'Porosity', category: 'material' });
  const scrap = (quantity: number) =>
    shop.call('POST', `/work-orders/${orderId}/scrap-entries`, { scrap_reason_id: 1, quantity });
  const heard = await stream.subscribe({ ...production, keys: { orderNumber: 'WH/MO/00104' } }, head);
  await scrap(3);
  await make(orderId, 8);
  start();
  const [first] = await take(heard, 1);
  expect(first?.payload).toMatchObject({ kind: 'PROGRESS', good: { value: '5' }, scrap: { value: '3' } });
  await scrap(2);
  await make(orderId, 2);
  const [second] = await take(heard, 1);
  expect(second?.payload).toMatchObject({ kind: 'SCRAPPED', good: { value: '5' }, scrap: { value: '5' } });
  await make(orderId, 90);
  const [last] = await take(heard, 1);
  expect(last?.payload).toMatchObject({ kind: 'PROGRESS', good: { value: '95' }, scrap: { value: '5' } });
});
