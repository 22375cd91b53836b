import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

/** Two ERPs of two versions as one graph: HAM and PUE on the first, BRN on the second. */
describe('the odoo subgraph over two ERPs', () => {
  let first: ReadWorld;
  let second: ReadWorld;
  let graph: SubgraphUnderTest;
  let item: { id: number; itemNumber: string };
  const numbers: Record<'HAM' | 'BRN', string> = { HAM: '', BRN: '' };
  const lotNumber = unique('SHARED-LOT');
  const everywhere = callerOf(['HAM', 'PUE', 'BRN']);

  beforeAll(async () => {
    const of = (version: string) => readTargets.find(({ name }) => name === `simulator ${version}`)!;
    [first, second] = await Promise.all([
      ReadWorld.open(of('19')),
      ReadWorld.open(of('17'), { connection: 'erp-brn', plants: { BRN: 'WH' } }),
    ]);
    graph = new SubgraphUnderTest([first.port, second.port]);
    item = await first.world.item('SHARED', 'lot');
    for (const [at, plant] of [[first, 'HAM'] as const, [second, 'BRN'] as const]) {
      const own = at === first ? item : await at.world.item('SHARED', 'lot');
      await at.world.call('product.product', 'write', [own.id], { vals: { default_code: item.itemNumber } });
      const part = await at.world.item(`ONLY-${plant}`);
      const bomId = await at.world.bom(own.id, [[part.id, 1]]);
      numbers[plant] = (await at.world.order(own.id, 5, bomId)).name;
      await at.world.putStock(own.id, plant === 'HAM' ? 7 : 9, await at.world.lot(own.id, lotNumber));
    }
  });
  afterAll(() => Promise.all([first?.close(), second?.close()]));

  const STOCK =
    'query ($item: ID!) { item(itemNumber: $item) { externalRefs { connection } stock { plantCode onHand { value } } } }';

  it('adds what every ERP has of an item', async () => {
    const data = await graph.data<{ item: { externalRefs: { connection: string }[]; stock: unknown[] } }>(
      STOCK,
      { item: item.itemNumber },
      everywhere,
    );
    expect(data.item.externalRefs.map(({ connection }) => connection)).toEqual(['erp', 'erp-brn']);
    expect(data.item.stock).toEqual([
      { plantCode: 'HAM', onHand: { value: '7' } },
      { plantCode: 'PUE', onHand: { value: '0' } },
      { plantCode: 'BRN', onHand: { value: '9' } },
    ]);
  });

  it('shows nothing of a plant that the caller may not see', async () => {
    const data = await graph.data<{ item: { stock: unknown[] } }>(STOCK, { item: item.itemNumber }, callerOf(['BRN']));
    expect(data.item.stock).toEqual([{ plantCode: 'BRN', onHand: { value: '9' } }]);
    const hidden = await graph.data(
      `query ($order: ID!, $item: ID!, $lot: ID!, $keys: [_Any!]!) {
        productionOrder(plantCode: "HAM", orderNumber: $order) { state }
        productionOrders(plantCode: "HAM") { nodes { orderNumber } }
        purchaseOrder(plantCode: "HAM", poNumber: "P00001") { poNumber }
        purchaseOrders(plantCode: "HAM") { nodes { poNumber } }
        maintenanceRequests(plantCode: "HAM") { nodes { title } }
        item(itemNumber: $item) {
          billOfMaterials(plantCode: "HAM") { revision }
          routing(plantCode: "HAM") { version }
          standardCost(plantCode: "HAM") { amount }
          stock(plantCode: "HAM") { plantCode }
          openProductionOrders(plantCode: "HAM") { orderNumber }
        }
        materialLot(itemNumber: $item, lotNumber: $lot) { onHand { plantCode quantity { value } } }
        _entities(representations: $keys) { __typename }
      }`,
      {
        order: numbers.HAM,
        item: item.itemNumber,
        lot: lotNumber,
        keys: [
          { __typename: 'ProductionOrder', plantCode: 'HAM', orderNumber: numbers.HAM },
          { __typename: 'Plant', code: 'HAM' },
          { __typename: 'WorkOrder', plantCode: 'HAM', orderNumber: numbers.HAM, operationNumber: '10' },
          { __typename: 'WorkCenter', plantCode: 'HAM', code: 'X' },
          { __typename: 'PurchaseOrder', plantCode: 'HAM', poNumber: 'P00001' },
        ],
      },
      callerOf(['BRN']),
    );
    expect(hidden).toEqual({
      productionOrder: null,
      productionOrders: { nodes: [] },
      purchaseOrder: null,
      purchaseOrders: { nodes: [] },
      maintenanceRequests: null,
      item: { billOfMaterials: null, routing: null, standardCost: null, stock: [], openProductionOrders: [] },
      materialLot: { onHand: [{ plantCode: 'BRN', quantity: { value: '9' } }] },
      _entities: [null, null, null, null, null],
    });
  });

  it('lists orders of all plants as one list, and only the caller’s', async () => {
    const query = `query ($item: ID!, $after: String) {
      productionOrders(itemNumber: $item, first: 1, after: $after) {
        nodes { plantCode orderNumber } pageInfo { hasNextPage endCursor }
      }
    }`;
    interface Page {
      productionOrders: { nodes: { plantCode: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }
    const all = async (plants: string[]) => {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const { productionOrders }: Page = await graph.data(query, { item: item.itemNumber, after }, callerOf(plants));
        found.push(...productionOrders.nodes.map(({ plantCode }) => plantCode));
        after = productionOrders.pageInfo.hasNextPage ? productionOrders.pageInfo.endCursor : null;
      } while (after !== null);
      return found.toSorted();
    };
    expect(await all(['HAM', 'PUE', 'BRN'])).toEqual(['BRN', 'HAM']);
    expect(await all(['HAM'])).toEqual(['HAM']);
    expect(await all([])).toEqual([]);
  });

  it('counts a lot that two ERPs keep as one', async () => {
    const query = `query ($item: ID!) { item(itemNumber: $item) { lots { nodes { lotNumber onHand { plantCode quantity { value } } externalRefs { connection } } } } }`;
    const data = await graph.data<{ item: { lots: { nodes: unknown[] } } }>(
      query,
      { item: item.itemNumber },
      everywhere,
    );
    expect(data.item.lots.nodes).toEqual([
      {
        lotNumber,
        onHand: [
          { plantCode: 'HAM', quantity: { value: '7' } },
          { plantCode: 'BRN', quantity: { value: '9' } },
        ],
        externalRefs: [{ connection: 'erp' }, { connection: 'erp-brn' }],
      },
    ]);
  });

  it.each([
    ['{ productionOrders { nodes { state } } }', 'production:read'],
    ['{ materialLot(itemNumber: "X", lotNumber: "Y") { lotNumber } }', 'inventory:read'],
    ['{ purchaseOrder(plantCode: "HAM", poNumber: "X") { state } }', 'purchasing:read'],
    ['{ purchaseOrders { nodes { state } } }', 'purchasing:read'],
    ['{ maintenanceRequests(plantCode: "HAM") { nodes { title } } }', 'maintenance:read'],
    ['{ trace(itemNumber: "X", lotNumber: "Y", direction: FORWARD) { isTruncated } }', 'inventory:read'],
  ])('%s needs %s', async (query, scope) => {
    const { errors } = await graph.run(query, {}, { caller: callerOf(['HAM'], ['quality:read']) });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(errors?.[0]?.message).toContain(scope);
  });

  it.each([
    ['{ productionOrders(first: 201) { nodes { state } } }'],
    ['{ items(first: 0) { nodes { name } } }'],
    ['{ productionOrders(after: "x") { nodes { state } } }'],
    ['{ purchaseOrders(first: 201) { nodes { state } } }'],
    ['{ trace(itemNumber: "X", lotNumber: "Y", direction: FORWARD, depth: 51) { isTruncated } }'],
  ])('%s is refused', async (query) => {
    const { errors } = await graph.run(query, {}, { caller: everywhere });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('says that a record lacks its key, at the field that would need it', async () => {
    const nameless = await first.world.item('NAMELESS');
    const bomId = await first.world.bom(nameless.id, [[item.id, 1]]);
    const { name } = await first.world.order(nameless.id, 1, bomId);
    await first.world.call('product.product', 'write', [nameless.id], { vals: { default_code: false } });
    const of = (fields: string) =>
      `query ($order: ID!) { productionOrder(plantCode: "HAM", orderNumber: $order) { ${fields} } }`;
    const without = await graph.data<{ productionOrder: unknown }>(of('state'), { order: name }, everywhere);
    expect(without.productionOrder).toEqual({ state: 'RELEASED' });
    const { data, errors } = await graph.run(of('state item { name }'), { order: name }, { caller: everywhere });
    expect(data).toEqual({ productionOrder: null });
    expect(errors?.[0]).toMatchObject({ path: ['productionOrder', 'item'], extensions: { code: 'KEY_MISSING' } });
  });

  it('answers what one ERP knows while another is down, and says what the other cannot', async () => {
    const gone = await ReadWorld.open(readTargets.find(({ name }) => name === 'simulator 19')!, {
      connection: 'erp-gone',
      plants: { GON: 'WH' },
    });
    await gone.close();
    const half = new SubgraphUnderTest([first.port, gone.port]);
    const caller = callerOf(['HAM', 'GON']);
    const query =
      'query ($item: ID!) { item(itemNumber: $item) { name } productionOrders(plantCode: "GON") { nodes { state } } }';
    const { data, errors } = await half.run(query, { item: item.itemNumber }, { caller });
    expect(data).toEqual({ item: { name: 'SHARED' }, productionOrders: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      system: 'ERP',
      connection: 'erp-gone',
      isRetryable: true,
    });
  });
});
