import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpPort } from '../../../connectors/ports.ts';
import { type SidePort, sidePort } from '../../kit/side-port.ts';
import { type LevelsProxy, startLevelsProxy } from './levels-proxy.ts';
import { SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

/**
 * What heavy queries cost, seen from outside of the hub: which models are asked at the same time, and in how many steps
 * of which each waits for the one before. No step names a model twice, and neither steps nor calls grow with the number
 * of records. A loop shows here, and so does a wait that is none.
 */
describe.each(readTargets.filter(({ name }) => /simulator 1[79]/.test(name)))('calls to $name', (target) => {
  let at: ReadWorld;
  let proxy: LevelsProxy;
  let port: ErpPort;
  let side: SidePort;
  let graph: SubgraphUnderTest;
  const orders: string[] = [];
  let product: { id: number; itemNumber: string };
  const components: { id: number; itemNumber: string }[] = [];

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    side = sidePort(at.world.server.sideUrl!);
    proxy = await startLevelsProxy(at.world.server.url);
    port = at.portTo(proxy.url);
    graph = new SubgraphUnderTest([port]);
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
  });
  afterAll(async () => {
    await port?.close();
    await proxy?.close();
    await at?.close();
  });

  /**
   * The models that are asked at the same time, level after level. What the server's own log says of an undisturbed run
   * must be the same calls. Only later runs count: the first learns the structure of the connection.
   */
  async function levelsOf(source: string, variables: Record<string, unknown> = {}): Promise<string[]> {
    await graph.data(source, variables);
    await side.forgetCalls();
    await graph.data(source, variables);
    const logged = (await side.calls()).map(({ model }) => model ?? '');
    const sent = await proxy.levelsOf(() => graph.data(source, variables));
    const levels = sent.map((level) => level.map(({ model }) => model));
    expect(levels.flat().toSorted()).toEqual(logged.toSorted());
    for (const level of levels) expect(new Set(level).size).toBe(level.length);
    return levels.map((level) => level.join(' '));
  }

  it('order list with components and lots: twenty orders of ten components', async () => {
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
    expect(await levelsOf(query, { item: product.itemNumber })).toEqual([
      // The orders by the product's number, and the product.
      'mrp.production product.product',
      'mrp.bom mrp.workorder stock.move stock.move.line',
      // Lots that are reserved.
      'mrp.workcenter product.product stock.lot',
      // Lots of the components, and stock of them.
      'stock.lot stock.quant',
      'stock.quant',
    ]);
  });

  it('one order’s full chain: confirmed in three parts', async () => {
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
    expect(await levelsOf(query, { order: name })).toEqual([
      'mrp.production',
      'mrp.bom mrp.workorder product.product stock.lot stock.move stock.move.line stock.scrap',
      // Components and the lots reserved for them; what went into the lots that were made.
      'mrp.workcenter product.product stock.lot stock.move.line',
    ]);
  });

  it('where-used trace of depth 10', async () => {
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
    expect(await levelsOf(query, variables)).toEqual([
      'product.product stock.lot stock.move.line',
      ...Array.from({ length: 10 }, () => ['product.product stock.lot', 'stock.move.line']).flat(),
      // Of all edges at once.
      'mrp.production stock.move',
    ]);
  });

  it('BOM of three levels with stock', async () => {
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
    expect(await levelsOf(query, { item: top.itemNumber })).toEqual([
      'product.product',
      'mrp.bom mrp.bom.line',
      'product.product',
      'mrp.bom mrp.bom.line stock.quant',
      'product.product',
      'mrp.bom mrp.bom.line stock.quant',
      'product.product',
      'stock.quant',
    ]);
  });

  it('purchase list with receipts: twenty orders', async () => {
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
    expect(await levelsOf(query)).toEqual(['purchase.order purchase.order.line', 'product.product res.partner']);
    const list = `{ purchaseOrders(plantCode: "HAM", supplierCode: "${code}", first: 20) { nodes ${fields} } }`;
    const { purchaseOrders } = await graph.data<{ purchaseOrders: { nodes: unknown[] } }>(list);
    expect(purchaseOrders.nodes).toHaveLength(20);
    expect(await levelsOf(list)).toEqual(['purchase.order', 'purchase.order.line res.partner', 'product.product']);
  });

  it('change impact at two plants: ten items', async () => {
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
    expect(await levelsOf(query, { change })).toEqual([
      'product.product',
      // Orders that make the items and orders that use them; lines of the items with the others of their orders.
      'mrp.production purchase.order purchase.order.line stock.move stock.quant',
      // What the orders make, and by which revision.
      'mrp.bom product.product',
    ]);
  });
});
