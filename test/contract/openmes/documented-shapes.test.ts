import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Access } from '../../../simulators/openmes/access.ts';
import { allRoutes } from '../../../simulators/openmes/backend.ts';
import { shapeDifferences } from '../shape.ts';
import { FIXTURES } from './fixtures.ts';
import { openShop, type Reply, type Shop, stepIdsOf, USER_TOKEN } from './shop.ts';

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

/** Endpoints for which the documentation shows no answer: its general one is `data`, with or without more around it. */
const WITHOUT_EXAMPLE: readonly [method: string, path: string, body?: unknown][] = [
  ['GET', '/work-orders/1'],
  ['POST', '/work-orders', { order_no: 'MO-50', quantity: 5, product_type_id: 1, line_id: 1 }],
  ['PATCH', '/work-orders/1', { priority: 3 }],
  ['POST', '/work-orders/2/accept'],
  ['POST', '/work-orders/2/reject'],
  ['POST', '/work-orders/2/reopen'],
  ['POST', '/work-orders/2/pause'],
  ['POST', '/work-orders/2/resume'],
  ['POST', '/work-orders/2/complete'],
  ['POST', '/work-orders/3/cancel'],
  ['POST', '/work-orders/1/batches', { quantity: 2 }],
  ['GET', '/batches/1'],
  ['GET', '/work-orders/1/stops'],
  ['GET', '/downtime-reasons'],
  ['POST', '/erp/products/import', { products: [{ code: 'DBV-6', name: 'Valve' }] }],
  ['POST', '/erp/materials/import', { materials: [{ code: 'ORG-40' }] }],
  [
    'POST',
    '/erp/material-lots/import',
    { lots: [{ material_code: 'ORG-40', lot_number: 'O-1', quantity_available: 9 }] },
  ],
  [
    'POST',
    '/erp/boms/import',
    { recipes: [{ product_type_code: 'GP-20', components: [{ material_code: 'ORG-40', quantity_per_unit: 1 }] }] },
  ],
  ['GET', '/erp/stock'],
  ['GET', '/erp/stock-documents'],
  ['GET', '/erp/work-orders/1'],
  ['GET', '/erp/quality/issues'],
  ['GET', '/materials'],
  ['GET', '/material-lots/2'],
  ['POST', '/material-lots/2/consume', { batch_step_id: 1, quantity: 1 }],
  ['GET', '/material-lots/2/genealogy/forward'],
  ['GET', '/material-lots/2/genealogy/backward'],
  ['GET', '/scrap-reasons'],
  ['POST', '/scrap-reasons', { code: 'BUR', name: 'Burr', category: 'machine' }],
  ['GET', '/scrap-entries'],
  ['POST', '/work-orders/1/scrap-entries', { scrap_reason_id: 1, quantity: 1 }],
  ['GET', '/scrap-entries/1'],
  ['POST', '/issue-types', { code: 'TOOL', name: 'Worn tool', severity: 'LOW', is_blocking: false }],
  ['POST', '/issues', { work_order_id: 1, issue_type_id: 3, title: 'Late' }],
  ['GET', '/issues/1'],
  ['POST', '/issues/1/acknowledge'],
  ['POST', '/issues/1/resolve', { resolution_notes: 'Came' }],
  ['POST', '/issues/1/close'],
  ['POST', '/lines', { code: 'L2', name: 'Valve line' }],
  ['GET', '/product-types'],
  ['GET', '/product-types/1/process-templates'],
  ['POST', '/product-types/1/process-templates', { name: 'Second' }],
  ['POST', '/process-templates/2/steps', { name: 'Pack' }],
  ['POST', '/batch-steps/3/start'],
  ['POST', '/batch-steps/3/complete'],
];

describe('the simulated MES answers everywhere', () => {
  it('with data where the documentation shows no example', async () => {
    const plant = await openShop();
    await plant.startOrder('MO-1', 100, 30);
    await plant.call('POST', '/scrap-reasons', { code: 'POR', name: 'Porosity', category: 'material' });
    await plant.importOrders([
      { order_no: 'MO-2', planned_qty: 5 },
      { order_no: 'MO-3', planned_qty: 5 },
      { order_no: 'MO-4', planned_qty: 5 },
    ]);
    const wrong: string[] = [];
    for (const [method, path, body] of WITHOUT_EXAMPLE) {
      const reply = await plant.call(method, path, body);
      if (reply.status >= 300 || !Object.hasOwn(reply.body as object, 'data'))
        wrong.push(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    expect(wrong).toEqual([]);
    expect((await plant.call('DELETE', '/work-orders/4')).status).toBe(200);
    expect((await plant.call('POST', '/erp/stock-documents/1/ack', { erp_reference: 'E-1' })).status).toBe(404);
    const me = await fetch(`${plant.url}/api/auth/me`, { headers: { authorization: `Bearer ${USER_TOKEN}` } });
    expect(await me.json()).toMatchObject({ username: 'hub', role: 'Admin' });
    const seen = [...(await plant.exchanges()), ...(await shop.exchanges())].map(
      ({ method, model }) => `${method} ${model}`,
    );
    expect(allKinds().filter((kind) => !seen.includes(kind))).toEqual([]);
    await plant.close();
  });
});

/** Every endpoint as the exchange log names it. */
function allKinds(): string[] {
  const access = new Access({ apiKey: '', scopes: [], userToken: '', password: '', requestsPerMinute: 0 });
  const isKind = (part: string) => part !== '' && part !== 'api' && part !== 'v1' && part !== ':id';
  return allRoutes(access).map(({ method, path }) => `${method} ${path.split('/').filter(isKind).join('/')}`);
}

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
