import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  });
  /** A connection that remembers nothing yet. */
  beforeEach(() => {
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

  const firstRoundsOf = (orders: readonly string[]) => meter.levelsOf(() => ask(orders));

  it('the execution of one order that is met for the first time, and again', async () => {
    const one = ORDERS.slice(475, 476);
    expect(await firstRoundsOf(one)).toEqual(['1 work-orders', '1 work-orders/scrap-entries']);
    expect(await roundsOf(one)).toEqual(['1 work-orders + 1 work-orders/scrap-entries']);
  });

  it('of three orders of 480: no page of the list is read in vain but its first, once', async () => {
    const three = ORDERS.slice(475, 478);
    expect(await firstRoundsOf(three)).toEqual(['1 work-orders', '3 work-orders', '1 scrap-entries']);
    expect(await firstRoundsOf(ORDERS.slice(472, 475))).toEqual(['3 work-orders', '1 scrap-entries']);
    expect(await roundsOf(three)).toEqual(['1 scrap-entries + 3 work-orders']);
  });

  it('what the first page has is not asked for again', async () => {
    expect(await firstRoundsOf(ORDERS.slice(0, 3))).toEqual(['1 work-orders', '1 scrap-entries']);
    expect(await firstRoundsOf([...ORDERS.slice(0, 2), ...ORDERS.slice(475, 476)])).toEqual([
      '1 scrap-entries + 3 work-orders',
    ]);
  });

  it('of ten orders of 480: the list, its pages side by side', async () => {
    const ten = ORDERS.slice(470);
    expect(await firstRoundsOf(ten)).toEqual(['1 work-orders', '4 work-orders', '1 scrap-entries']);
    expect(await roundsOf(ten)).toEqual(['1 scrap-entries + 5 work-orders']);
  });

  it('an event joined for fifty subscribers of the same rights costs what it costs one', async () => {
    const [one] = ORDERS.slice(475);
    await ask([one!]);
    const fifty = () => Promise.all(Array.from({ length: 50 }, () => ask([one!])));
    expect(await meter.roundsOf(fifty)).toEqual(await roundsOf([one!]));
    const plants = [['HAM'], ['HAM', 'PUE'], ['HAM', 'ULM']].map((codes) => ({ plants: new Set(codes) }));
    const differing = () => Promise.all(plants.map((rights) => ask([one!], rights)));
    expect(await meter.roundsOf(differing)).toEqual(['3 work-orders + 3 work-orders/scrap-entries']);
  });
});
