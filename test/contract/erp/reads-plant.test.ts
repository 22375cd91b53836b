import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpPort } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { callerOf, SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

/** Ten ERPs as one graph: what was met at a plant is asked for at that plant's ERP, what is about all plants in all. */
describe('the odoo subgraph over ten ERPs', () => {
  let at: ReadWorld;
  const others: ErpPort[] = [];
  const plants = ['HAM', ...Array.from({ length: 9 }, (_, i) => `P${i}`)];
  let graph: SubgraphUnderTest;
  let orderNumber: string;
  let poNumber: string;
  let itemNumber: string;

  beforeAll(async () => {
    const target = readTargets.find(({ name }) => name === 'simulator 19')!;
    at = await ReadWorld.open(target, { connection: 'erp-HAM', plants: { HAM: 'WH' } });
    for (const plant of plants.slice(1)) {
      const setup = { connection: `erp-${plant}`, plants: { [plant]: 'WH' } };
      others.push(new ReadWorld(at.world, setup).port);
    }
    graph = new SubgraphUnderTest([at.port, ...others]);
    const { world } = at;
    const made = await at.gearbox();
    itemNumber = made.gearbox.itemNumber;
    await world.putStock(made.bearing.id, 100, await world.lot(made.bearing.id, unique('LOT')));
    orderNumber = (await world.order(made.gearbox.id, 5, made.bomId)).name;
    const supplier = await world.create('res.partner', { name: unique('SUP') });
    const line = { product_id: made.bearing.id, name: 'x', product_qty: 3, price_unit: 1 };
    const order = { partner_id: supplier, order_line: [[0, 0, line]] };
    const id = await world.create('purchase.order', order);
    const [row] = await world.find('purchase.order', [['id', '=', id]], ['name']);
    poNumber = row!.name as string;
  }, 120_000);
  afterAll(async () => {
    await Promise.all(others.map((port) => port.close()));
    await at?.close();
  });

  /** Connections that a query asks, after what it has learnt of them. */
  async function asked(source: string): Promise<string[]> {
    const caller = callerOf(plants);
    const variables = { order: orderNumber, po: poNumber, item: itemNumber };
    const calls = new CallCounter();
    await graph.run(source, variables, { caller });
    const answer = await graph.run(source, variables, { caller, calls });
    expect(answer.errors).toBeUndefined();
    return Object.keys(calls.toJSON()).sort();
  }
  const ofOrder = (fields: string) =>
    `query ($order: ID!) { productionOrder(plantCode: "HAM", orderNumber: $order) { ${fields} } }`;
  const ITEM = 'item { itemNumber name unit tracking stock(plantCode: "HAM") { onHand { value } } }';

  it.each([
    ['an order', ofOrder(ITEM)],
    ['its components', ofOrder(`components { ${ITEM} }`)],
    ['its reserved lots', ofOrder(`components { reservedLots { lotNumber ${ITEM} } }`)],
    ['a list of orders', `{ productionOrders(plantCode: "HAM") { nodes { ${ITEM} } } }`],
    ['a purchase line', `query ($po: ID!) { purchaseOrder(plantCode: "HAM", poNumber: $po) { lines { ${ITEM} } } }`],
    [
      'what an impact finds',
      `query ($item: ID!) {
        _entities(representations: [{ __typename: "EngineeringChange", changeNumber: "ECO-1",
          affectedItems: [{ item: { itemNumber: $item }, fromRevision: "A", toRevision: "B" }] }]) {
          ... on EngineeringChange { impact(plantCode: "HAM") {
            openProductionOrders { ${ITEM} } openPurchaseLines { ${ITEM} } stock { ${ITEM} } } } } }`,
    ],
  ])('asks one ERP for the item below %s', async (_name, source) => {
    expect(await asked(source)).toEqual(['erp-HAM']);
  });

  it('asks one ERP for the components of a plant’s bill of materials, and for a plant’s stock', async () => {
    const lines = 'lines { component { name unit } }';
    const root = (fields: string) => `query ($item: ID!) { _entities(representations: [
      { __typename: "Item", itemNumber: $item }]) { ... on Item { ${fields} } } }`;
    expect(await asked(root(`billOfMaterials(plantCode: "P3") { ${lines} }`))).toEqual(['erp-P3']);
    expect(await asked(root('stock(plantCode: "P4") { onHand { value } }'))).toEqual(['erp-P4']);
  });

  it('asks all for what is about all plants', async () => {
    const every = plants.map((plant) => `erp-${plant}`).sort();
    for (const field of ['stock { plantCode onHand { value } }', 'lots { nodes { lotNumber } }']) {
      expect(await asked(ofOrder(`item { ${field} }`))).toEqual(every);
    }
    expect(await asked(ofOrder('item { externalRefs { connection } }'))).toEqual(every);
    expect(await asked('query ($item: ID!) { item(itemNumber: $item) { name } }')).toEqual(every);
  });

  it('says that an ERP is down instead of showing no stock at its plant', async () => {
    const gone = new ReadWorld(at.world, { connection: 'erp-gone', plants: { GON: 'WH' } }).portTo(
      'http://127.0.0.1:9',
    );
    const half = new SubgraphUnderTest([at.port, gone]);
    const source =
      'query ($item: ID!) { item(itemNumber: $item) { name stock(plantCode: "GON") { onHand { value } } } }';
    const { data, errors } = await half.run(source, { item: itemNumber }, { caller: callerOf(['HAM', 'GON']) });
    await gone.close();
    expect(data).toMatchObject({ item: { name: 'GEARBOX', stock: null } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BACKEND_UNAVAILABLE', connection: 'erp-gone' });
  });
});
