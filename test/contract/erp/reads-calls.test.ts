import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { targets, unique } from './writes-world.ts';

/**
 * What heavy queries cost, counted outside of the hub from the server's own log of calls. The figures are one call per
 * model and level of dependence; they do not grow with the number of records. A loop shows here.
 */
describe.each(targets.filter(({ name }) => /simulator 1[79]/.test(name)))('calls to $name', (target) => {
  let at: ReadWorld;
  let graph: SubgraphUnderTest;
  const orders: string[] = [];
  let product: { id: number; itemNumber: string };
  const components: { id: number; itemNumber: string }[] = [];

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    graph = new SubgraphUnderTest([at.port]);
    const { world } = at;
    product = await world.item('MACHINE', 'lot');
    for (let i = 0; i < 10; i += 1) {
      const component = await world.item(`PART-${i}`, 'lot');
      const lotId = await world.lot(component.id, unique(`LOT-${i}`));
      await world.putStock(component.id, 1_000, lotId);
      components.push(component);
    }
    const center = await at.workCenter('LINE');
    const bomId = await world.bom(
      product.id,
      components.map(({ id }) => [id, 2]),
      {
        code: 'A',
        operation_ids: [
          [0, 0, { name: 'Assemble', workcenter_id: center.id, sequence: 1 }],
          [0, 0, { name: 'Test', workcenter_id: center.id, sequence: 2 }],
        ],
      },
    );
    for (let i = 0; i < 20; i += 1) orders.push((await world.order(product.id, 5, bomId)).name);
  }, 240_000);
  afterAll(() => at?.close());

  /** Reads by model; the second run counts, as the first learns the structure of the connection. */
  async function callsOf(source: string, variables: Record<string, unknown> = {}): Promise<Record<string, number>> {
    await graph.data(source, variables);
    const side = at.world.server.sideUrl!;
    await fetch(`${side}/exchanges`, { method: 'DELETE' });
    await graph.data(source, variables);
    const calls = (await (await fetch(`${side}/exchanges?all=1`)).json()) as { model: string }[];
    return Object.fromEntries([...Map.groupBy(calls, (call) => call.model)].map(([model, own]) => [model, own.length]));
  }

  it('twenty orders with ten components each, their stock and lots', async () => {
    const query = `query ($item: ID!) {
      productionOrders(plantCode: "HAM", itemNumber: $item, first: 20) {
        nodes {
          orderNumber state bomRevision
          planned { value unit } produced { value }
          item { itemNumber name }
          components {
            required { value unit } consumed { value }
            item {
              itemNumber name
              stock(plantCode: "HAM") { onHand { value unit } available { value } onHold { value } }
              lots(first: 3) { nodes { lotNumber onHand { location quantity { value } } } }
            }
            reservedLots { lotNumber }
          }
          workOrders { operationNumber state workCenter { code isAvailable } }
          producedLots { nodes { lotNumber } }
        }
      }
    }`;
    const data = await graph.data<{ productionOrders: { nodes: { components: unknown[] }[] } }>(query, {
      item: product.itemNumber,
    });
    expect(data.productionOrders.nodes).toHaveLength(20);
    expect(data.productionOrders.nodes.every((order) => order.components.length === 10)).toBe(true);
    expect(await callsOf(query, { item: product.itemNumber })).toEqual({
      'mrp.production': 1,
      // The product of the filter, then the components.
      'product.product': 2,
      'mrp.bom': 1,
      'stock.move': 1,
      'stock.move.line': 1,
      'mrp.workorder': 1,
      'mrp.workcenter': 1,
      // Reserved ones by id, those of the components by item.
      'stock.lot': 2,
      // By item, then by lot.
      'stock.quant': 2,
    });
  });

  it('one order that was confirmed in three parts', async () => {
    const made = await at.gearbox();
    const { name } = await at.world.order(made.gearbox.id, 10, made.bomId);
    for (const quantity of [3, 2]) {
      await at.confirm(name, String(quantity), unique('GX'), [
        { itemNumber: made.housing.itemNumber, quantity: String(quantity), lots: [] },
        {
          itemNumber: made.bearing.itemNumber,
          quantity: String(quantity * 2),
          lots: [{ lotNumber: made.bearingLot, quantity: String(quantity * 2) }],
        },
        { itemNumber: made.bolt.itemNumber, quantity: String(quantity * 8), lots: [] },
      ]);
    }
    const query = `query ($order: ID!) {
      productionOrder(plantCode: "HAM", orderNumber: $order) {
        orderNumber state bomRevision routingVersion planned { value } produced { value } scrapped { value }
        item { itemNumber name unit tracking }
        components { item { itemNumber name } required { value } consumed { value } reservedLots { lotNumber } }
        workOrders { operationNumber state produced { value } plannedMinutes actualMinutes workCenter { code } }
        producedLots { nodes { lotNumber consumedLots { nodes { itemNumber lotNumber } } } }
        externalRefs { id }
      }
    }`;
    const { productionOrder } = await graph.data<{
      productionOrder: { externalRefs: unknown[]; producedLots: { nodes: unknown[] } };
    }>(query, { order: name });
    expect(productionOrder.externalRefs).toHaveLength(3);
    expect(productionOrder.producedLots.nodes).toHaveLength(2);
    expect(await callsOf(query, { order: name })).toEqual({
      'mrp.production': 1,
      // What the order makes, then its components.
      'product.product': 2,
      'mrp.bom': 1,
      'stock.scrap': 1,
      'stock.move': 1,
      // Reserved lots; the lines in which the lots were made; the lines that went into them.
      'stock.move.line': 3,
      'mrp.workorder': 1,
      'mrp.workcenter': 1,
      // Produced lots by id, then by their numbers; lots that went into them.
      'stock.lot': 3,
    });
  });

  it('a trace over ten levels', async () => {
    const { world } = at;
    const first = await world.item('LEVEL-0', 'lot');
    const start = unique('LEVEL-0');
    await world.putStock(first.id, 50, await world.lot(first.id, start));
    let below = { ...first, lotNumber: start };
    for (let level = 1; level <= 10; level += 1) {
      const item = await world.item(`LEVEL-${level}`, 'lot');
      const bomId = await world.bom(item.id, [[below.id, 1]]);
      const { lotNumber } = await at.make(item, bomId, 5, { [below.itemNumber]: below.lotNumber });
      below = { ...item, lotNumber };
    }
    const query = `query ($item: ID!, $lot: ID!) {
      trace(itemNumber: $item, lotNumber: $lot, direction: FORWARD, depth: 10) {
        isTruncated
        edges { depth orderNumber quantity { value } input { lotNumber } output { itemNumber lotNumber } }
      }
    }`;
    const variables = { item: first.itemNumber, lot: start };
    const { trace } = await graph.data<{ trace: { isTruncated: boolean; edges: { depth: number }[] } }>(
      query,
      variables,
    );
    expect(trace.isTruncated).toBe(false);
    expect(trace.edges.map((edge) => edge.depth)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await callsOf(query, variables)).toEqual({
      // The root, then one for each level.
      'product.product': 11,
      // By number and by id for each level: one number may be two records.
      'stock.lot': 21,
      // Each level's own lines and those on the other side; the last has none.
      'stock.move.line': 21,
      // Of all edges at once.
      'stock.move': 1,
      'mrp.production': 1,
    });
  });

  it('a bill of materials of three levels with stock', async () => {
    const { world } = at;
    const tree = async (level: number): Promise<{ id: number; itemNumber: string }> => {
      const item = await world.item(`TREE-${level}`);
      if (level === 0) return item;
      const children = [await tree(level - 1), await tree(level - 1)];
      await world.bom(
        item.id,
        children.map(({ id }) => [id, 2]),
      );
      return item;
    };
    const top = await tree(3);
    const level = (inner: string) => `billOfMaterials(plantCode: "HAM") {
      revision lines { quantity { value } component { itemNumber name stock(plantCode: "HAM") { available { value } } ${inner} } }
    }`;
    const query = `query ($item: ID!) { item(itemNumber: $item) { itemNumber ${level(level(level('')))} } }`;
    expect(await callsOf(query, { item: top.itemNumber })).toEqual({
      'product.product': 4,
      'mrp.bom': 3,
      'mrp.bom.line': 3,
      'stock.quant': 3,
    });
  });

  it('twenty purchase orders with what was received', async () => {
    const { world } = at;
    const code = unique('V');
    const supplier = await world.create('res.partner', { name: 'Supplier', ref: code });
    const unit = (await world.session.fields('purchase.order.line')).has('product_uom_id')
      ? 'product_uom_id'
      : 'product_uom';
    const [first] = await world.find('product.product', [['id', '=', components[0]!.id]], ['uom_id']);
    const numbers: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const id = await world.create('purchase.order', {
        partner_id: supplier,
        order_line: components.slice(0, 5).map(({ id: productId }) => [
          0,
          0,
          {
            product_id: productId,
            name: 'x',
            product_qty: 3,
            price_unit: 1,
            [unit]: first!.uom_id,
            date_planned: '2031-01-01 08:00:00',
          },
        ]),
      });
      await world.call('purchase.order', 'button_confirm', [id]);
      const [row] = await world.find('purchase.order', [['id', '=', id]], ['name']);
      numbers.push(row!.name as string);
    }
    const fields =
      '{ poNumber state supplier lines { lineNumber ordered { value } received { value } item { itemNumber name } } }';
    const query = `{ ${numbers.map((number, i) => `p${i}: purchaseOrder(plantCode: "HAM", poNumber: "${number}") ${fields}`).join('\n')} }`;
    const data = await graph.data<Record<string, { lines: unknown[] }>>(query);
    expect(Object.values(data).map((order) => order.lines.length)).toEqual(Array.from({ length: 20 }, () => 5));
    const onePerLevel = { 'purchase.order': 1, 'purchase.order.line': 1, 'res.partner': 1, 'product.product': 1 };
    expect(await callsOf(query)).toEqual(onePerLevel);
    const list = `{ purchaseOrders(plantCode: "HAM", supplierCode: "${code}", first: 20) { nodes ${fields} } }`;
    const { purchaseOrders } = await graph.data<{ purchaseOrders: { nodes: unknown[] } }>(list);
    expect(purchaseOrders.nodes).toHaveLength(20);
    expect(await callsOf(list)).toEqual(onePerLevel);
  });

  it('the impact of a change of ten items at two plants', async () => {
    const query = `query ($change: [_Any!]!) {
      _entities(representations: $change) {
        ... on EngineeringChange {
          ham: impact(plantCode: "HAM") { ...all }
          pue: impact(plantCode: "PUE") { ...all }
        }
      }
    }
    fragment all on ChangeImpact {
      fingerprint coverage
      openProductionOrders { orderNumber state planned { value } item { itemNumber } }
      openPurchaseLines { poNumber lineNumber ordered { value } item { itemNumber } }
      stock { item { itemNumber } stock { onHand { value } } }
    }`;
    const affectedItems = components.map(({ itemNumber }) => ({
      item: { itemNumber },
      fromRevision: 'A',
      toRevision: 'B',
    }));
    const change = [{ __typename: 'EngineeringChange', changeNumber: 'ECO-1', affectedItems }];
    const { _entities } = await graph.data<{
      _entities: {
        ham: { openProductionOrders: unknown[]; stock: unknown[] };
        pue: { openProductionOrders: unknown[] };
      }[];
    }>(query, { change });
    expect(_entities[0]?.ham.openProductionOrders).toHaveLength(20);
    expect(_entities[0]?.ham.stock).toHaveLength(10);
    expect(_entities[0]?.pue.openProductionOrders).toEqual([]);
    expect(await callsOf(query, { change })).toEqual({
      // The changed items, then what the orders make.
      'product.product': 2,
      'stock.move': 1,
      // Orders that make the items; orders that use them.
      'mrp.production': 2,
      'mrp.bom': 1,
      'stock.quant': 1,
      // Open lines of the items; all lines of their orders, for the numbers.
      'purchase.order.line': 2,
      'purchase.order': 1,
    });
  });
});
