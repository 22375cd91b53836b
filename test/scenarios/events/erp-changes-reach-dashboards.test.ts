import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { ErpDashboard } from './erp-dashboard.ts';

const hub = ownHub({
  factory: ({ connections }) => {
    for (const { polling } of Object.values(connections)) polling.sweepMs = 1000;
  },
});
let dashboard: ErpDashboard;

beforeAll(async () => {
  dashboard = await ErpDashboard.open(hub());
});
afterAll(() => dashboard?.close());

test('what people do in Odoo reaches a dashboard: an order, its release, its operations', async () => {
  const { id, number } = await dashboard.draft();
  await dashboard.hears(number, { kind: 'STATE_CHANGED', state: 'FORECAST', order: { state: 'FORECAST' } });
  await dashboard.inOdoo('mrp.production', 'action_confirm', [id]);
  await dashboard.hears(number, { kind: 'STATE_CHANGED', state: 'RELEASED', good: { value: '0' } });
  const [first] = await dashboard.workOrders(id);
  await dashboard.inOdoo('mrp.workorder', 'button_start', [first as number]);
  await dashboard.hears(number, { kind: 'STATE_CHANGED', state: 'RUNNING', operationNumber: null });
  await dashboard.inOdoo('mrp.workorder', 'button_finish', [first as number]);
  await dashboard.hears(number, { kind: 'PROGRESS', state: 'RUNNING', operationNumber: '10', good: { value: '3' } });
});

test('an order that is deleted is told once, without a state, and the graph has it no more', async () => {
  const { id, number } = await dashboard.draft();
  await dashboard.hears(number, { state: 'FORECAST' });
  await dashboard.inOdoo('mrp.production', 'unlink', [id]);
  await dashboard.hears(number, { kind: 'STATE_CHANGED', state: null, good: null, order: null });
  const { number: next } = await dashboard.draft();
  await dashboard.hears(next, { state: 'FORECAST' });
  const told = dashboard.events.filter((event) => event.orderNumber === number && event.state === null);
  expect(told).toHaveLength(1);
});

test('an order that was there before the hub, and never changed since, is missed when it goes', async () => {
  const odoo = await hub().odoo('HAM');
  const confirmed = [['state', '=', 'confirmed']];
  const [order] = await odoo.odoo.searchRead('mrp.production', confirmed, ['name'], { limit: 1 });
  const number = String(order?.name);
  const isRemembered = async () => {
    const rows = await hub()
      .database.db.selectFrom('ingest_seen')
      .select('record')
      .where('record', '=', `order:HAM:${number}`)
      .execute();
    return rows.length === 1;
  };
  await expect.poll(isRemembered, { timeout: patient(60_000) }).toBe(true);
  expect(dashboard.events.filter((event) => event.orderNumber === number)).toEqual([]);
  await dashboard.inOdoo('mrp.production', 'unlink', [order?.id as number]);
  await dashboard.hears(number, { state: null, order: null });
});
