import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeDifferences } from '../shape.ts';
import { FIXTURES } from './fixtures.ts';
import { openShop, type Reply, type Shop, stepIdsOf } from './shop.ts';

let shop: Shop;
let orderId: number;

beforeAll(async () => {
  shop = await openShop();
  ({ orderId } = await shop.startOrder('MO-1', 100, 30));
  await shop.call('POST', '/issues', {
    work_order_id: orderId,
    issue_type_id: 3,
    title: 'Late',
    description: 'No seals',
  });
  await shop.call('POST', '/scrap-reasons', { code: 'POR', name: 'Porosity', category: 'material' });
  await shop.call('POST', `/work-orders/${orderId}/scrap-entries`, { scrap_reason_id: 1, quantity: 2 });
});
afterAll(() => shop.close());

type Page = keyof typeof FIXTURES;
const at = (path: string) => () =>
  fetch(`${shop.url}${path}`, { method: 'GET' }).then(async (response) => response.json());
const get = (path: string) => async () => (await shop.call('GET', path)).body;
const post = (path: string, body: unknown) => async () => (await shop.call('POST', path, body)).body;

const CALLS: Record<Page, () => Promise<unknown>> = {
  'API_DOCUMENTATION.md, Health Check': at('/api/health'),
  'API_DOCUMENTATION.md, Obtaining a Token': async () => {
    const body = JSON.stringify({ username: 'hub', password: 'secret' });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${shop.url}/api/auth/login`, { method: 'POST', headers, body })).json();
  },
  'API_DOCUMENTATION.md, List Lines': get('/lines'),
  'API_DOCUMENTATION.md, List Work Orders': get('/work-orders?search=MO-1'),
  'API_DOCUMENTATION.md, List Batches for a Work Order': () => get(`/work-orders/${orderId}/batches`)(),
  'API_DOCUMENTATION.md, List Issues': get('/issues?status=open'),
  'API_DOCUMENTATION.md, List Issue Types': get('/issue-types'),
  'API_DOCUMENTATION.md, API Keys and Scopes': post('/erp/work-orders/import', {
    orders: [
      { order_no: 'MO-2', line_code: 'L1', product_type_code: 'GP-20', planned_qty: 5 },
      { order_no: 'MO-3', line_code: 'L1', product_type_code: 'GHOST', planned_qty: 5 },
    ],
  }),
  'API_DOCUMENTATION.md, Validation Error Format': post('/work-orders', { quantity: 5 }),
  'ErpExportTest.php and BuildsCursorMeta.php, completions': get('/erp/production/completions?status=IN_PROGRESS'),
  'WorkOrderStopApiTest.php, stop': () =>
    post(`/work-orders/${orderId}/stop`, { type: 'QUALITY_HOLD', reason: 'Deviation' })(),
  'MaterialLotController.php, index': get('/material-lots'),
  'ReclassifyLotStatusTest.php, status': post('/material-lots/1/reclassify-status', {
    to_status: 'quarantine',
    reason: 'Suspect',
  }),
  'ScrapEntryController.php, forWorkOrder': () => get(`/work-orders/${orderId}/scrap-entries`)(),
};

describe('the simulated MES answers as documented', () => {
  for (const [page, fixture] of Object.entries(FIXTURES)) {
    it(page, async () => {
      expect(shapeDifferences(fixture, await CALLS[page as Page]())).toEqual([]);
    });
  }
});

describe('the simulated MES refuses as documented', () => {
  const expectStatus = async (reply: Promise<Reply>, status: number) => expect((await reply).status).toBe(status);

  it('answers 207 when a row failed, 200 when none did', async () => {
    const row = { order_no: 'MO-9', line_code: 'L1', product_type_code: 'GP-20', planned_qty: 1 };
    await expectStatus(
      shop.call('POST', '/erp/work-orders/import', { orders: [row, { ...row, line_code: 'X' }] }),
      207,
    );
    await expectStatus(shop.call('POST', '/erp/work-orders/import', { orders: [row] }), 200);
    await expectStatus(shop.call('POST', '/erp/work-orders/import', { orders: [] }), 422);
  });

  it('takes API keys on /erp only, and user tokens elsewhere only', async () => {
    await expectStatus(shop.call('GET', '/erp/production/completions', undefined, { 'x-api-key': 'omk_wrong' }), 401);
    await expectStatus(shop.call('GET', '/work-orders', undefined, { authorization: 'Bearer wrong' }), 401);
  });

  it('answers 403 to a key without the scope', async () => {
    const narrow = await openShop({ scopes: ['erp:quality:read'] });
    await expectStatus(narrow.call('GET', '/erp/production/completions'), 403);
    await expectStatus(narrow.call('GET', '/erp/quality/issues'), 200);
    await narrow.close();
  });

  it('answers 429 with Retry-After beyond its limit', async () => {
    const slow = await openShop({ requestsPerMinute: 2 });
    await slow.call('GET', '/lines');
    await slow.call('GET', '/lines');
    const third = await slow.call('GET', '/lines');
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    await slow.close();
  });

  it('stops a running order only, and only once', async () => {
    const { orderId: id } = await shop.startOrder('MO-20', 10, 5);
    const stop = { type: 'QUALITY_HOLD', reason: 'Leak' };
    await expectStatus(shop.call('POST', `/work-orders/${id}/stop`, stop), 201);
    await expectStatus(shop.call('POST', `/work-orders/${id}/stop`, stop), 422);
    await expectStatus(shop.call('POST', `/work-orders/${id}/resume`), 200);
    await expectStatus(shop.call('POST', `/work-orders/${id}/resume`), 422);
  });

  it('starts no step of a blocked order', async () => {
    await shop.importOrders([{ order_no: 'MO-21', planned_qty: 4 }]);
    const id = await shop.orderId('MO-21');
    const batch = await shop.call('POST', `/work-orders/${id}/batches`, { quantity: 4 });
    await shop.call('POST', '/issues', { work_order_id: id, issue_type_id: 1, title: 'Hold' });
    const stepId = stepIdsOf(batch)[0];
    await expectStatus(shop.call('POST', `/batch-steps/${stepId}/start`), 422);
  });
});
