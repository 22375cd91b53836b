import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPLETION_STATUSES } from '../../../connectors/openmes/completions.ts';
import type { MesHoldInput, MesLiftInput } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { OutcomeUnknownError, RetryableError } from '../../../lib/errors.ts';
import { ORDER_STATUSES } from '../../../simulators/openmes/state.ts';
import { connectorTo, gate, openShop, pick, type Shop, stepIdsOf } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const holdOf = (scope: Partial<MesHoldInput>): MesHoldInput => ({
  plantCode: 'HAM',
  holdId: 'QH-1',
  reason: 'Leaking seals',
  orderNumber: null,
  itemNumber: null,
  lotNumber: null,
  ...scope,
});
const liftOf = (scope: Partial<MesLiftInput>): MesLiftInput => ({
  plantCode: 'HAM',
  holdId: 'QH-1',
  orderNumber: null,
  itemNumber: null,
  lotNumber: null,
  isScrapped: false,
  ...scope,
});
const read = { stepKey: 'step-1' };

async function place(scope: Partial<MesHoldInput>) {
  const { placeHold } = shop.mes.postings;
  const before = await placeHold.prepare(holdOf(scope), read);
  return placeHold.apply(holdOf(scope), before, gate());
}
async function lift(scope: Partial<MesLiftInput>) {
  const { liftHold } = shop.mes.postings;
  const before = await liftHold.prepare(liftOf(scope), read);
  return liftHold.apply(liftOf(scope), before, gate());
}
const statusOf = async (orderNo: string) =>
  pick<string>((await shop.call('GET', `/work-orders/${await shop.orderId(orderNo)}`)).body, 'data.status');
const lotStatus = async () => pick<string>((await shop.call('GET', '/material-lots/1')).body, 'data.status');

describe('execution', () => {
  it('shows state, operation, good, scrap and progress', async () => {
    const { orderId, stepIds } = await shop.startOrder('WH/MO/00010', 100, 40);
    await shop.call('POST', '/scrap-reasons', { code: 'POR', name: 'Porosity', category: 'material' });
    await shop.call('POST', `/work-orders/${orderId}/scrap-entries`, { scrap_reason_id: 1, quantity: 1.5 });
    for (const stepId of stepIds) {
      await shop.call('POST', `/batch-steps/${stepId}/start`);
      await shop.call('POST', `/batch-steps/${stepId}/complete`, { produced_qty: 40 });
    }
    const next = await shop.call('POST', `/work-orders/${orderId}/batches`, { quantity: 60 });
    await shop.call('POST', `/batch-steps/${stepIdsOf(next)[0]}/start`);

    const execution = await shop.mes.open().execution('HAM', 'WH/MO/00010');
    expect(execution).toMatchObject({
      state: 'RUNNING',
      currentOperation: 'Assemble',
      good: { value: '38.5', unit: 'C62' },
      scrap: { value: '1.5', unit: 'C62' },
      progress: 0.4,
      refs: [{ system: 'MES', connection: 'mes-ham', type: 'work-order', id: String(orderId) }],
    });
  });

  it('is null for an order that the MES does not know, for a part of a number, and at another plant', async () => {
    await shop.importOrders([{ order_no: 'WH/MO/00010', planned_qty: 5 }]);
    const reader = shop.mes.open();
    expect(await reader.execution('HAM', 'WH/MO/0001')).toBeNull();
    expect(await reader.execution('PUE', 'WH/MO/00010')).toBeNull();
    expect(await reader.execution('HAM', 'WH/MO/00010')).toMatchObject({ state: 'WAITING', progress: 0 });
  });

  it('reads many orders in one call, and each at most once in a request', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `WH/MO/${index}`);
    await shop.importOrders(numbers.map((order_no) => ({ order_no, planned_qty: 10 })));
    const calls = new CallCounter();
    const reader = shop.mes.open({ calls });
    const all = await Promise.all([...numbers, ...numbers].map((number) => reader.execution('HAM', number)));
    await reader.execution('HAM', 'WH/MO/3');
    expect(all.filter((execution) => execution !== null)).toHaveLength(40);
    expect(calls.toJSON()).toEqual({ 'mes-ham': { 'work-orders': 1 } });
  });

  it('searches order by order where the list is longer than that', async () => {
    const orders = Array.from({ length: 250 }, (_, index) => ({ order_no: `MO-${index}-`, planned_qty: 10 }));
    await shop.importOrders(orders);
    const calls = new CallCounter();
    const reader = shop.mes.open({ calls });
    const read = (...numbers: string[]) => Promise.all(numbers.map((number) => reader.execution('HAM', number)));
    // The first page, which has one of them and tells that there are two more.
    const found = await read('MO-7-', 'MO-208-');
    expect(found.map((execution) => execution?.orderNumber)).toEqual(['MO-7-', 'MO-208-']);
    expect(calls.toJSON()).toEqual({ 'mes-ham': { 'work-orders': 2 } });
    await read('MO-9-', 'MO-10-');
    expect(calls.toJSON()).toEqual({ 'mes-ham': { 'work-orders': 4 } });
  });

  it('takes an order that it knows by its id, and looks again where the id is another’s or nobody’s', async () => {
    await shop.importOrders([{ order_no: 'MO-1', planned_qty: 10 }]);
    const read = async () => (await shop.mes.open().execution('HAM', 'MO-1'))?.refs[0]?.id;
    expect(await read()).toBe('1');
    await shop.reset();
    await shop.importOrders([{ order_no: 'MO-2', planned_qty: 10 }]);
    expect(await read()).toBeUndefined();
    await shop.importOrders([{ order_no: 'MO-1', planned_qty: 10 }]);
    expect(await read()).toBe('2');
    await shop.reset();
    expect(await read()).toBeUndefined();
    expect(await read()).toBeUndefined();
  });

  it.each([
    ['PAUSED', 'pause', 'HELD'],
    ['DONE', 'complete', 'COMPLETED'],
    ['CANCELLED', 'cancel', 'CANCELLED'],
  ])('maps %s', async (_status, verb, state) => {
    const { orderId } = await shop.startOrder('MO-1', 10, 10);
    await shop.call('POST', `/work-orders/${orderId}/${verb}`);
    expect((await shop.mes.open().execution('HAM', 'MO-1'))?.state).toBe(state);
  });
});

describe('holds', () => {
  it('stops a running order, once for all holds, and lets it run when the last is lifted', async () => {
    await shop.startOrder('MO-1', 10, 10);
    const first = await place({ orderNumber: 'MO-1' });
    const second = await place({ orderNumber: 'MO-1', holdId: 'QH-2' });
    expect(first.refs).toEqual([{ type: 'work-order-stop', id: '1' }]);
    expect(second).toEqual(first);
    expect(await statusOf('MO-1')).toBe('PAUSED');

    await lift({ orderNumber: 'MO-1', otherHolds: ['QH-2'] });
    expect(await statusOf('MO-1')).toBe('PAUSED');
    await lift({ orderNumber: 'MO-1', holdId: 'QH-2' });
    expect(await statusOf('MO-1')).toBe('IN_PROGRESS');
    const effects = (await shop.journal()).map((row) => row.effect);
    expect(effects.filter((effect) => effect === 'stop.opened')).toHaveLength(1);
    expect(effects.filter((effect) => effect === 'stop.closed')).toHaveLength(1);
  });

  it('blocks an order that does not run yet, so that no step of it starts', async () => {
    await shop.importOrders([{ order_no: 'MO-1', planned_qty: 10 }]);
    const id = await shop.orderId('MO-1');
    const batch = await shop.call('POST', `/work-orders/${id}/batches`, { quantity: 10 });
    expect((await place({ orderNumber: 'MO-1' })).refs[0]?.type).toBe('issue');
    const start = () => shop.call('POST', `/batch-steps/${stepIdsOf(batch)[0]}/start`);
    expect((await start()).status).toBe(422);
    await lift({ orderNumber: 'MO-1' });
    expect((await start()).status).toBe(200);
  });

  it("leaves a person's stop standing when the hub's hold on the order is lifted", async () => {
    const { orderId } = await shop.startOrder('MO-1', 10, 10);
    await shop.call('POST', `/work-orders/${orderId}/stop`, { type: 'OPERATIONAL', reason: 'Shift end' });
    await place({ orderNumber: 'MO-1' });
    expect((await shop.call('POST', `/work-orders/${orderId}/resume`)).status).toBe(422);
    await lift({ orderNumber: 'MO-1' });
    expect(await statusOf('MO-1')).toBe('PAUSED');
    expect((await shop.call('POST', `/work-orders/${orderId}/resume`)).status).toBe(200);
  });

  it('quarantines a lot and releases it, or rejects it where it is scrapped', async () => {
    const scope = { itemNumber: 'SEAL-22', lotNumber: 'S-1' };
    expect((await place(scope)).refs).toEqual([{ type: 'material-lot', id: '1' }]);
    expect(await lotStatus()).toBe('quarantine');
    await lift(scope);
    expect(await lotStatus()).toBe('released');
    await place(scope);
    await lift({ ...scope, isScrapped: true });
    expect(await lotStatus()).toBe('rejected');
  });

  it('does not release a lot that a person has put in quarantine', async () => {
    await shop.call('POST', '/material-lots/1/reclassify-status', { to_status: 'quarantine', reason: 'Smells odd' });
    const scope = { itemNumber: 'SEAL-22', lotNumber: 'S-1' };
    await place(scope);
    await lift(scope);
    expect(await lotStatus()).toBe('quarantine');
  });

  it('holds the open orders of an item, and nothing where the MES knows nothing of the scope', async () => {
    await shop.startOrder('MO-1', 10, 10);
    await shop.importOrders([{ order_no: 'MO-2', planned_qty: 5 }]);
    expect((await place({ itemNumber: 'GP-20' })).refs.map((ref) => ref.type).sort()).toEqual([
      'issue',
      'work-order-stop',
    ]);
    expect(await place({ orderNumber: 'MO-99' })).toEqual({ refs: [] });
    expect(await place({ itemNumber: 'NONE', lotNumber: 'S-1' })).toEqual({ refs: [] });
  });

  it('knows after a lost answer whether the stop was placed, and places it only once', async () => {
    await shop.startOrder('MO-1', 10, 10);
    const { placeHold } = shop.mes.postings;
    const input = holdOf({ orderNumber: 'MO-1' });
    const before = await placeHold.prepare(input, read);
    expect(await placeHold.probe(input, before, read)).toEqual({ outcome: 'absent' });

    await shop.fault({ match: { model: 'work-orders/stop' }, kind: 'cut-after' });
    await expect(placeHold.apply(input, before, gate())).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await placeHold.probe(input, before, read)).toMatchObject({ outcome: 'found' });
    await placeHold.apply(input, before, gate());
    expect((await shop.journal()).filter((row) => row.effect === 'stop.opened')).toHaveLength(1);
  });

  it('proves that nothing left when the MES is not there, and that nothing happened when it refuses', async () => {
    const gone = connectorTo('http://127.0.0.1:9').postings.placeHold;
    const before = { targets: [{ kind: 'lot', id: 1, name: 'S-1' }] };
    await expect(gone.apply(holdOf({ lotNumber: 'S-1' }), before, gate())).rejects.toMatchObject({
      why: 'UNAVAILABLE',
    });
  });

  it('sends nothing after the deadline, nor when the lease is gone', async () => {
    await shop.startOrder('MO-1', 10, 10);
    const { placeHold } = shop.mes.postings;
    const input = holdOf({ orderNumber: 'MO-1' });
    const before = await placeHold.prepare(input, read);
    const late = { ...gate(), deadline: new Date(0) };
    await expect(placeHold.apply(input, before, late)).rejects.toMatchObject({ why: 'NOT_SENT' });
    const lost = {
      ...gate(),
      beforeSend: () => {
        throw new Error('lease lost');
      },
    };
    await expect(placeHold.apply(input, before, lost)).rejects.toThrow('lease lost');
    expect(await statusOf('MO-1')).toBe('IN_PROGRESS');
  });
});

describe('completions', () => {
  it('tells what the floor booked since a cursor, each total once', async () => {
    const { stepIds } = await shop.startOrder('MO-1', 100, 40);
    const empty = await shop.mes.completions(null);
    expect(empty.completions).toEqual([]);
    await shop.call('POST', `/batch-steps/${stepIds[0]}/complete`);
    await shop.call('POST', `/batch-steps/${stepIds[1]}/start`);
    await shop.call('POST', `/batch-steps/${stepIds[1]}/complete`, { produced_qty: 38 });
    const first = await shop.mes.completions(empty.cursor);
    expect(first.completions).toMatchObject([
      { plantCode: 'HAM', orderNumber: 'MO-1', good: { value: '38', unit: 'C62' }, payload: { status: 'PENDING' } },
    ]);
    expect((await shop.mes.completions(first.cursor)).completions).toEqual([]);
    expect((await shop.mes.completions(empty.cursor)).completions).toEqual(first.completions);

    const id = await shop.orderId('MO-1');
    const batch = await shop.call('POST', `/work-orders/${id}/batches`, { quantity: 60 });
    for (const step of stepIdsOf(batch)) {
      await shop.call('POST', `/batch-steps/${step}/start`);
      await shop.call('POST', `/batch-steps/${step}/complete`, { produced_qty: 62 });
    }
    const second = await shop.mes.completions(first.cursor);
    expect(second.completions).toMatchObject([{ good: { value: '100' }, payload: { status: 'DONE' } }]);
  });

  /** Makes one batch of an order, and scraps some of it before the order's totals change. */
  async function makeAndScrap(orderNumber: string, produced: number, scrapped: number): Promise<number> {
    await shop.importOrders([{ order_no: orderNumber, planned_qty: 100 }]);
    const orderId = await shop.orderId(orderNumber);
    await shop.call('POST', '/scrap-reasons', { code: 'POR', name: 'Porosity', category: 'material' });
    const batch = await shop.call('POST', `/work-orders/${orderId}/batches`, { quantity: produced });
    await shop.call('POST', `/work-orders/${orderId}/scrap-entries`, { scrap_reason_id: 1, quantity: scrapped });
    for (const step of stepIdsOf(batch)) {
      await shop.call('POST', `/batch-steps/${step}/start`);
      await shop.call('POST', `/batch-steps/${step}/complete`, { produced_qty: produced });
    }
    return orderId;
  }

  it('good is what was produced less what was scrapped of it, in events as in the execution', async () => {
    await makeAndScrap('MO-1', 8, 3);
    const { completions } = await shop.mes.completions(null);
    const totals = { good: { value: '5', unit: 'C62' }, scrap: { value: '3', unit: 'C62' } };
    expect(completions).toMatchObject([{ orderNumber: 'MO-1', ...totals, payload: { produced: '8' } }]);
    expect(await shop.mes.open().execution('HAM', 'MO-1')).toMatchObject({ ...totals, progress: 0.08 });
  });

  it('more scrap than was produced leaves nothing good, and no debt', async () => {
    await makeAndScrap('MO-1', 2, 3);
    expect(await shop.mes.open().execution('HAM', 'MO-1')).toMatchObject({
      good: { value: '0' },
      scrap: { value: '3' },
    });
  });

  /** As many polls as it takes to ask for every state once, then once more. */
  async function pollAll(from: string | null) {
    const told = [];
    let cursor = from;
    for (let polls = 0; polls < 7; polls++) {
      const next = await shop.mes.completions(cursor);
      told.push(...next.completions);
      ({ cursor } = next);
    }
    return { told, cursor };
  }

  it.each([
    ['cancelled', 'CANCELLED', (id: number) => shop.call('POST', `/work-orders/${id}/cancel`)],
    ['paused', 'PAUSED', (id: number) => shop.call('POST', `/work-orders/${id}/pause`)],
  ])('what was made before an order was %s between two polls is told', async (_name, status, leave) => {
    const { cursor } = await pollAll(null);
    const orderId = await makeAndScrap('MO-1', 8, 3);
    if (status === 'PAUSED') {
      const batch = await shop.call('POST', `/work-orders/${orderId}/batches`, { quantity: 1 });
      await shop.call('POST', `/batch-steps/${stepIdsOf(batch)[0]}/start`);
    }
    await leave(orderId);
    expect(await statusOf('MO-1')).toBe(status);
    const { told, cursor: after } = await pollAll(cursor);
    expect(told).toMatchObject([
      { orderNumber: 'MO-1', good: { value: '5' }, scrap: { value: '3' }, payload: { status } },
    ]);
    expect((await pollAll(after)).told).toEqual([]);
  });

  it('asks for every state that an order may be in, four with each poll', async () => {
    expect(COMPLETION_STATUSES.toSorted()).toEqual([...ORDER_STATUSES].sort());
    let cursor: string | null = null;
    for (let polls = 0; polls < 6; polls++) {
      await shop.forgetExchanges();
      ({ cursor } = await shop.mes.completions(cursor));
      const asked = (await shop.exchanges()).filter(({ model }) => model.includes('completions'));
      expect(asked.map(({ count }) => count)).toEqual([4]);
    }
  });

  it('follows the feed over its pages', async () => {
    const orders = Array.from({ length: 620 }, (_, index) => ({ order_no: `MO-${index}`, planned_qty: 1 }));
    await shop.importOrders(orders);
    for (const index of [0, 599, 619]) {
      const id = await shop.orderId(`MO-${index}`);
      const batch = await shop.call('POST', `/work-orders/${id}/batches`, { quantity: 1 });
      for (const step of stepIdsOf(batch)) {
        await shop.call('POST', `/batch-steps/${step}/start`);
        await shop.call('POST', `/batch-steps/${step}/complete`);
      }
    }
    const { completions } = await shop.mes.completions(null);
    expect(completions.map((completion) => completion.orderNumber).sort()).toEqual(['MO-0', 'MO-599', 'MO-619']);
  });
});

describe('failures of reads', () => {
  const failing = async (fault: unknown, limits: Parameters<typeof connectorTo>[1] = {}) => {
    await shop.fault(fault);
    return connectorTo(shop.url, limits)
      .open()
      .execution('HAM', 'MO-1')
      .catch((error: unknown) => error);
  };

  it.each([
    ['an error status', { kind: 'status', status: 503 }, 'UNAVAILABLE'],
    ['a page of a proxy', { kind: 'html' }, 'UNAVAILABLE'],
    ['half an answer', { kind: 'truncate', times: 2 }, 'UNAVAILABLE'],
    ['too many requests', { kind: 'status', status: 429 }, 'THROTTLED'],
  ])('%s', async (_name, fault, why) => {
    const error = await failing(fault);
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ why, system: 'MES', connection: 'mes-ham' });
  });

  it('a connection that breaks once is not noticed', async () => {
    await shop.importOrders([{ order_no: 'MO-1', planned_qty: 5 }]);
    expect(await failing({ kind: 'cut-before', times: 1 })).toMatchObject({ orderNumber: 'MO-1' });
  });

  it('an answer that does not come in time', async () => {
    expect(await failing({ kind: 'delay', ms: 5000 }, { readTimeoutMs: 50 })).toMatchObject({ why: 'TIMEOUT' });
  });

  it('tells in its report what works', async () => {
    expect(await shop.mes.report()).toMatchObject({ isReachable: true, kind: 'openmes' });
    const gone = await connectorTo('http://127.0.0.1:9').report();
    expect(gone.isReachable).toBe(false);
    expect(gone.findings.map((finding) => finding.level)).toEqual(['error', 'error']);
  });
});
