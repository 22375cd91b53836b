import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpFact, ErpKinds, ErpReader } from '../../../connectors/ports.ts';
import { type SidePort, sidePort } from '../../kit/side-port.ts';
import { SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

/** What an order of the world below tells of. */
interface Scene {
  orderNumber: string;
  made: Awaited<ReturnType<ReadWorld['gearbox']>>;
  output: { itemNumber: string; lotNumber: string };
  poNumber: string;
}

async function scene(at: ReadWorld): Promise<Scene> {
  const { world } = at;
  const made = await at.gearbox();
  const { name: orderNumber } = await world.order(made.gearbox.id, 10, made.bomId);
  const lotNumber = unique('GX');
  await at.confirm(orderNumber, '4', lotNumber, [
    { itemNumber: made.housing.itemNumber, quantity: '4', lots: [] },
    { itemNumber: made.bearing.itemNumber, quantity: '8', lots: [{ lotNumber: made.bearingLot, quantity: '8' }] },
    { itemNumber: made.bolt.itemNumber, quantity: '32', lots: [] },
  ]);
  const equipment = await world.create('maintenance.equipment', { name: 'Mill', serial_no: unique('MILL') });
  await world.create('maintenance.request', { name: 'Noise', equipment_id: equipment });
  const supplier = await world.create('res.partner', { name: 'Kugellager Nord', ref: unique('V') });
  const unit = (await world.session.fields('purchase.order.line')).has('product_uom_id')
    ? 'product_uom_id'
    : 'product_uom';
  const [product] = await world.find('product.product', [['id', '=', made.bolt.id]], ['uom_id']);
  const line = { product_id: made.bolt.id, name: 'x', product_qty: 50, price_unit: 1, [unit]: product!.uom_id };
  const id = await world.create('purchase.order', { partner_id: supplier, order_line: [[0, 0, line]] });
  const [purchase] = await world.find('purchase.order', [['id', '=', id]], ['name']);
  return {
    orderNumber,
    made,
    output: { itemNumber: made.gearbox.itemNumber, lotNumber },
    poNumber: purchase!.name as string,
  };
}

/** For each kind one thing of it; what it is found through is wanted with it. */
const KINDS: { [Kind in keyof ErpKinds]: [via: ErpFact[], read: (reader: ErpReader, of: Scene) => Promise<unknown>] } =
  {
    item: [[], (reader, { made }) => reader.item(made.gearbox.itemNumber)],
    bom: [[], (reader, { made }) => reader.bom(made.gearbox.itemNumber, 'HAM')],
    bomLine: [
      ['bom.lines', 'bom.operations'],
      async (reader, { made }) => (await reader.bom(made.gearbox.itemNumber, 'HAM'))?.lines[0],
    ],
    operation: [
      ['bom.operations'],
      async (reader, { made }) => (await reader.bom(made.gearbox.itemNumber, 'HAM'))?.operations[0],
    ],
    workCenter: [[], async (reader) => (await reader.workCenters('HAM'))[0]],
    stock: [[], (reader, { made }) => reader.stock(made.bearing.itemNumber, 'HAM')],
    order: [[], (reader, { orderNumber }) => reader.order('HAM', orderNumber)],
    component: [[], async (reader, { orderNumber }) => (await reader.components('HAM', orderNumber))[1]],
    workOrder: [[], async (reader, { orderNumber }) => (await reader.workOrders('HAM', orderNumber))[0]],
    lot: [[], (reader, { output }) => reader.lot(output)],
    lotStock: [[], async (reader, { output }) => (await reader.lotStock(output, ['HAM']))[0]],
    link: [[], async (reader, { output }) => (await reader.genealogy(output, 'BACKWARD'))[0]],
    purchaseOrder: [[], (reader, { poNumber }) => reader.purchaseOrder('HAM', poNumber)],
    purchaseLine: [
      ['purchaseOrder.lines'],
      async (reader, { poNumber }) => (await reader.purchaseOrder('HAM', poNumber))?.lines[0],
    ],
    maintenanceRequest: [[], async (reader) => (await reader.maintenanceRequests('HAM', null, { first: 1 })).nodes[0]],
  };
/** What of a kind is told as a thing of its own; only that it is there can be asked by itself. */
const THINGS: ReadonlySet<string> = new Set([
  ...['bom.lines', 'bom.operations', 'purchaseOrder.lines', 'operation.workCenter', 'workOrder.workCenter'],
]);

describe.each(readTargets)('fields asked of $name', (target) => {
  let at: ReadWorld;
  let of: Scene;

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    of = await scene(at);
  });
  afterAll(() => at?.close());

  const read = async (kind: keyof ErpKinds, wanted?: ReadonlySet<ErpFact>) => {
    const [, find] = KINDS[kind];
    return (await find(at.port.open(wanted === undefined ? {} : { wanted }), of)) as Record<string, unknown>;
  };

  it.each(Object.keys(KINDS) as (keyof ErpKinds)[])('tells each fact of %s by itself as among all', async (kind) => {
    const all = await read(kind);
    expect(all).toBeTypeOf('object');
    for (const name of Object.keys(all)) {
      const fact = `${kind}.${name}` as ErpFact;
      const alone = await read(kind, new Set([...KINDS[kind][0], fact]));
      const told = alone[name];
      if (!THINGS.has(fact)) expect([fact, told]).toEqual([fact, all[name]]);
    }
  });

  it('refuses to tell what was not asked for', async () => {
    const order = await read('order', new Set<ErpFact>(['order.planned']));
    expect(order).toMatchObject({ orderNumber: of.orderNumber, planned: { value: '10' } });
    expect(() => order.produced).toThrow('order.produced was read, but not asked for');
    expect(() => ({ ...order })).toThrow('but not asked for');
    const bare = at.port.open({ wanted: new Set<ErpFact>(['order.planned']) });
    await expect(bare.lotsProducedBy('HAM', of.orderNumber)).rejects.toThrow(/lot_producing_ids? was read, but not/);
  });
});

describe.each(readTargets.filter(({ name }) => name.startsWith('simulator')))(
  'fields that a query asks of $name',
  (target) => {
    let at: ReadWorld;
    let of: Scene;
    let graph: SubgraphUnderTest;
    let side: SidePort;

    beforeAll(async () => {
      at = await ReadWorld.open(target);
      of = await scene(at);
      graph = new SubgraphUnderTest([at.port]);
      side = sidePort(at.world.server.sideUrl!);
      await graph.data('{ productionOrders { nodes { state } } items { nodes { unit } } }');
    });
    afterAll(() => at?.close());

    /** Fields by model, of the reads that a query takes. */
    async function asked(query: string, variables: Record<string, unknown> = {}): Promise<Record<string, string[]>> {
      await graph.data(query, variables);
      await side.forgetCalls();
      await graph.data(query, variables);
      const calls = await side.calls();
      const ofModel = Map.groupBy(calls, ({ model }) => model ?? '');
      for (const own of ofModel.values()) expect(new Set(own.map(({ fields }) => fields?.join())).size).toBe(1);
      return Object.fromEntries([...ofModel].map(([model, [call]]) => [model, call?.fields?.toSorted() ?? []]));
    }

    const CORE = ['backorder_sequence', 'date_start', 'name', 'picking_type_id', 'product_id', 'state'];
    const group = () => (target.name.endsWith('19') ? 'production_group_id' : 'procurement_group_id');
    const lots = () => (target.name.endsWith('19') ? 'lot_producing_ids' : 'lot_producing_id');

    it('asks a narrow query’s orders for what tells them apart, and for nothing that is computed', async () => {
      expect(await asked('{ productionOrders { nodes { orderNumber state plannedStart } } }')).toEqual({
        'mrp.production': [...CORE, group()].toSorted(),
      });
      expect(await asked('{ items { nodes { itemNumber } } }')).toEqual({
        'product.product': ['active', 'default_code', 'product_tmpl_id'],
      });
    });

    it('asks for all that any part of a query selects, whichever part reads the record', async () => {
      const wide = await asked(
        `query ($order: ID!, $keys: [_Any!]!) {
        productionOrders { nodes { orderNumber } }
        one: productionOrder(plantCode: "HAM", orderNumber: $order) { ...whole }
        _entities(representations: $keys) { ... on ProductionOrder { producedLots { nodes { lotNumber } } } }
      }
      fragment whole on ProductionOrder { planned { value } produced { value } plannedEnd bomRevision item { name } }`,
        {
          order: of.orderNumber,
          keys: [{ __typename: 'ProductionOrder', plantCode: 'HAM', orderNumber: of.orderNumber }],
        },
      );
      expect(wide['mrp.production']).toEqual(
        [
          ...CORE,
          ...['bom_id', 'date_finished', 'product_qty', 'product_uom_id', 'qty_produced', group(), lots()],
        ].toSorted(),
      );
      expect(wide['product.product']).toEqual(['active', 'default_code', 'name', 'product_tmpl_id']);
      expect(wide['mrp.bom']).toContain('code');
      expect(wide['mrp.bom']).not.toContain('product_qty');
    });

    it('does not ask for lines or suppliers that nobody wants', async () => {
      const query = `{ purchaseOrder(plantCode: "HAM", poNumber: "${of.poNumber}") { state } }`;
      expect(Object.keys(await asked(query))).toEqual(['purchase.order']);
      const bom = `{ item(itemNumber: "${of.made.gearbox.itemNumber}") { billOfMaterials(plantCode: "HAM") { revision } } }`;
      expect(Object.keys(await asked(bom))).toEqual(['product.product', 'mrp.bom']);
    });
  },
);
