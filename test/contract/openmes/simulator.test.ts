import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, pick, type Shop } from './shop.ts';

/** What the server's own tests ask and no connector does: the simulator answers as the server there. */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const stop = (order: number, body: object) =>
  shop.call('POST', `/work-orders/${order}/stop`, { type: 'MACHINE_FAILURE', reason: 'Spindle', ...body });
const issue = async (order: number) => {
  const made = await shop.call('POST', '/issues', { work_order_id: order, issue_type_id: 3, title: 'Late' });
  return pick<number>(made.body, 'data.id');
};
const errorsOf = (reply: { status: number; body: unknown }) => [
  reply.status,
  Object.keys(pick<object>(reply.body, 'errors') ?? {}),
];

it('a stop is not linked to an issue of another order, nor to a downtime reason that is not there', async () => {
  const first = await shop.startOrder('ST-1', 10, 10);
  const second = await shop.startOrder('ST-2', 10, 10);
  const foreign = await issue(second.orderId);
  expect(errorsOf(await stop(first.orderId, { issue_id: foreign }))).toEqual([422, ['issue_id']]);
  expect(errorsOf(await stop(first.orderId, { downtime_reason_id: 999 }))).toEqual([422, ['downtime_reason_id']]);
  const [reason] = pick<{ id: number }[]>((await shop.call('GET', '/downtime-reasons')).body, 'data');
  const own = await issue(first.orderId);
  const reply = await stop(first.orderId, { issue_id: own, downtime_reason_id: reason?.id });
  expect(reply.status).toBe(201);
});

it('a batch without any quantity is refused by the name that the server uses', async () => {
  const { orderId } = await shop.startOrder('BA-1', 10, 4);
  expect(errorsOf(await shop.call('POST', `/work-orders/${orderId}/batches`, {}))).toEqual([422, ['target_qty']]);
  const zero = await shop.call('POST', `/work-orders/${orderId}/batches`, { quantity: 0 });
  expect(errorsOf(zero)).toEqual([422, ['quantity']]);
});

it('an issue is acknowledged once, and closed only when it is resolved', async () => {
  const { orderId } = await shop.startOrder('IS-1', 10, 10);
  const id = await issue(orderId);
  const act = (word: string, body?: object) => shop.call('POST', `/issues/${id}/${word}`, body);
  expect((await act('close')).body).toEqual({ message: 'Only RESOLVED issues can be closed' });
  expect(pick((await act('acknowledge')).body, 'data.status')).toBe('ACKNOWLEDGED');
  const again = await act('acknowledge');
  expect([again.status, again.body]).toEqual([422, { message: 'Only OPEN issues can be acknowledged' }]);
  await act('resolve', { resolution_notes: 'done' });
  expect(pick((await act('close')).body, 'data.status')).toBe('CLOSED');
});

it('one scrap entry is read by its id', async () => {
  const { orderId } = await shop.startOrder('SC-1', 10, 10);
  const reason = await shop.call('POST', '/scrap-reasons', { code: 'R1', name: 'Scratch', category: 'machine' });
  const made = await shop.call('POST', `/work-orders/${orderId}/scrap-entries`, {
    scrap_reason_id: pick<number>(reason.body, 'data.id'),
    quantity: 2,
  });
  const read = await shop.call('GET', `/scrap-entries/${pick<number>(made.body, 'data.id')}`);
  expect(read.body).toMatchObject({ data: { quantity: '2.00', work_order: { id: orderId } } });
  expect((await shop.call('GET', '/scrap-entries/999')).status).toBe(404);
});

it('stock and its documents are there and empty', async () => {
  for (const path of ['/erp/stock', '/erp/stock-documents'])
    expect((await shop.call('GET', path)).body).toMatchObject({ data: [], meta: { next_cursor: null } });
  expect((await shop.call('POST', '/erp/stock-documents/1/ack', { erp_reference: 'X' })).status).toBe(404);
});

it('a recipe is taken whole or not at all, row by row', async () => {
  await shop.call('POST', '/erp/materials/import', {
    materials: [
      { code: 'M-1', name: 'Steel' },
      { code: 'M-2', name: 'Oil' },
    ],
  });
  const recipe = (code: string, ...components: object[]) => ({ product_type_code: code, components });
  const send = (recipes: object[], mode = 'replace') => shop.call('POST', '/erp/boms/import', { mode, recipes });
  const steel = { material_code: 'M-1', quantity_per_unit: 2 };
  const first = await send([recipe('GP-20', steel), recipe('NONE', steel)]);
  expect([first.status, first.body]).toEqual([
    207,
    {
      data: {
        ...{ imported: 1, updated: 0, skipped: 0 },
        errors: [{ row: 2, field: 'product_type_code', message: "Product 'NONE' not found" }],
      },
    },
  ]);
  const twice = await send([recipe('GP-20', steel, steel)]);
  expect(twice.body).toMatchObject({ data: { errors: [{ message: "Material 'M-1' is listed twice in one recipe" }] } });
  const oil = await send([recipe('GP-20', { material_code: 'M-2', quantity_per_unit: 1 })], 'merge');
  expect([oil.status, oil.body]).toMatchObject([200, { data: { updated: 1 } }]);
});
