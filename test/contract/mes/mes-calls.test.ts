import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/identity/caller.ts';
import { createMesSubgraph } from '../../../subgraphs/mes/index.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';
import { connectorTo, openShop, type Shop } from '../openmes/shop.ts';
import { type RoundsMeter, startRoundsMeter } from '../rest-rounds.ts';

/** Orders in the MES: five pages of its list. */
const ORDERS = Array.from({ length: 480 }, (_, i) => `HAM/MO/${10_000 + i}`);

/** As for the PLM: docs/reads.md. */
describe('calls to the MES', () => {
  let shop: Shop;
  let meter: RoundsMeter;
  let mes: ReturnType<typeof createMesSubgraph>;

  beforeAll(async () => {
    shop = await openShop();
    await shop.importOrders(ORDERS.map((order_no) => ({ order_no, planned_qty: 10 })));
    for (const number of [...ORDERS.slice(0, 3), ...ORDERS.slice(470)]) await start(number);
    meter = await startRoundsMeter(shop);
    const port = connectorTo(meter.url, { concurrency: 100 });
    mes = createMesSubgraph({ backEnds: { mes: () => port } });
  });
  afterAll(async () => {
    await meter?.close();
    await shop?.close();
  });

  async function start(number: string): Promise<void> {
    const batch = await shop.call('POST', `/work-orders/${await shop.orderId(number)}/batches`, { quantity: 10 });
    expect(batch.status).toBe(201);
  }

  async function ask(orders: readonly string[], caller: Partial<Caller> = {}) {
    const keys = orders.map((orderNumber) => ({ __typename: 'ProductionOrder', plantCode: 'HAM', orderNumber }));
    const source = entities(
      'ProductionOrder',
      'orderNumber execution { state good { value } scrap { value } progress }',
    );
    const asked = await askSubgraph(mes, source, { variables: { keys }, caller });
    expect(asked.errors).toEqual([]);
    const found = asked.data?._entities as { orderNumber: string; execution: object | null }[];
    expect(found.map((order) => order.orderNumber)).toEqual(orders);
    expect(found.every((order) => order.execution !== null)).toBe(true);
  }
  const roundsOf = (orders: readonly string[]) => meter.roundsOf(() => ask(orders));

  it('the execution of one order', async () => {
    expect(await roundsOf(ORDERS.slice(475, 476))).toEqual(['1 work-orders', '1 work-orders/scrap-entries']);
  });

  it('of three orders of 480', async () => {
    expect(await roundsOf(ORDERS.slice(475, 478))).toEqual(['1 work-orders', '3 work-orders', '1 scrap-entries']);
  });

  it('of ten orders of 480', async () => {
    expect(await roundsOf(ORDERS.slice(470))).toEqual([
      '1 work-orders',
      '1 work-orders',
      '1 work-orders',
      '1 work-orders',
      '1 work-orders',
      '1 scrap-entries',
    ]);
  });

  it('an event joined for fifty subscribers of the same rights costs what it costs one', async () => {
    const [one] = ORDERS.slice(475);
    const fifty = () => Promise.all(Array.from({ length: 50 }, () => ask([one!])));
    expect(await meter.roundsOf(fifty)).toEqual(await roundsOf([one!]));
    const plants = [['HAM'], ['HAM', 'PUE'], ['HAM', 'ULM']].map((codes) => ({ plants: new Set(codes) }));
    const differing = () => Promise.all(plants.map((rights) => ask([one!], rights)));
    expect(await meter.roundsOf(differing)).toEqual(['3 work-orders', '3 work-orders/scrap-entries']);
  });
});
