import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BomInput, ItemInput } from '../../../connectors/ports.ts';
import { OutcomeUnknownError, RejectedError } from '../../../lib/errors.ts';
import { context, key, partOf, post, targets, unique, World } from './writes-world.ts';

describe.each(targets)('items, BOMs and work orders on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  const anItem = (different: Partial<ItemInput> = {}): ItemInput => ({
    itemNumber: unique('NEW'),
    name: 'Sealing ring',
    unit: 'C62',
    tracking: 'LOT',
    ...different,
  });

  /** A valve made of a body, with one operation, and the plant's own BOM or a general one. */
  async function valve(isPlantOwn: boolean) {
    const made = await world.item('valve');
    const body = await world.item('body');
    const ring = await world.item('ring');
    const centre = await world.create('mrp.workcenter', { name: unique('centre') });
    const [warehouse] = await world.find('stock.warehouse', [['code', '=', 'WH']], ['manu_type_id']);
    const bomId = await world.bom(made.id, [[body.id, 1]], {
      code: 'A',
      ...(isPlantOwn ? { picking_type_id: warehouse!.manu_type_id } : {}),
      operation_ids: [
        [0, 0, { name: 'Press', workcenter_id: centre, time_mode: 'manual', time_cycle_manual: 4, sequence: 10 }],
        [0, 0, { name: 'Test', workcenter_id: centre, time_mode: 'manual', time_cycle_manual: 2.5, sequence: 20 }],
      ],
    });
    const input: BomInput = {
      plantCode: world.plant,
      itemNumber: made.itemNumber,
      revision: 'B',
      changeNumber: unique('ECO'),
      baseQuantity: '1',
      unit: 'C62',
      lines: [
        { itemNumber: body.itemNumber, quantity: '1', unit: 'C62' },
        { itemNumber: ring.itemNumber, quantity: '2', unit: 'C62' },
      ],
      operations: 'CARRIED_OVER',
    };
    return { made, body, ring, bomId, input };
  }

  async function bomOfNewOrder(productId: number): Promise<number> {
    const id = await world.create('mrp.production', { product_id: productId, product_qty: 1 });
    const [order] = await world.find('mrp.production', [['id', '=', id]], ['bom_id']);
    return order!.bom_id as number;
  }

  test('an item is created once, whatever is cut', async () => {
    const { createItem } = world.postings;
    const input = anItem();
    const before = await createItem.prepare(input, { stepKey: 'a' });
    world.proxy.cut({ model: 'product.product', method: 'load', when: 'before' });
    await expect(createItem.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
    expect(await createItem.probe(input, before, { stepKey: 'a' })).toEqual({ outcome: 'absent' });
    world.proxy.cut({ model: 'product.product', method: 'load', when: 'after' });
    await expect(createItem.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
    const result = await createItem.apply(input, before, context('a', { fence: 3 }));
    expect(await createItem.probe(input, before, { stepKey: 'a' })).toEqual({ outcome: 'found', result });
    const fields = ['name', 'tracking', 'uom_id', 'is_storable', 'detailed_type'];
    const found = await world.find('product.product', [['default_code', '=', input.itemNumber]], fields);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ id: Number(result.productId), name: 'Sealing ring', tracking: 'lot' });
    expect(found[0]!.is_storable ?? found[0]!.detailed_type === 'product').toBe(true);
  });

  test('an item that is there already is taken as it is, or refused where it differs', async () => {
    const { createItem } = world.postings;
    const there = await world.item('there', 'lot');
    const input = anItem({ itemNumber: there.itemNumber });
    expect((await post(createItem, input)).result).toEqual({ productId: String(there.id) });
    const differs = createItem.prepare({ ...input, tracking: 'NONE' }, { stepKey: 'x' });
    await expect(differs).rejects.toThrow(/ITEM_DIFFERS/);
    await expect(createItem.prepare(anItem({ unit: 'XYZ' }), { stepKey: 'x' })).rejects.toThrow(/UNIT_NOT_CONVERTIBLE/);
    const inKilos = await post(createItem, anItem({ unit: 'KGM', tracking: 'NONE' }));
    const [row] = await world.find('product.product', [['id', '=', Number(inKilos.result.productId)]], ['uom_id']);
    const [unit] = await world.find('uom.uom', [['id', '=', row!.uom_id]], ['name']);
    expect(unit!.name).toBe('kg');
  });

  test('a BOM is created archived, once, with the operations of the current one', async () => {
    const { createBom } = world.postings;
    const { made, body, ring, bomId, input } = await valve(true);
    const before = await createBom.prepare(input, { stepKey: 'a' });
    world.proxy.cut({ model: 'mrp.bom', method: 'load', when: 'after' });
    await expect(createBom.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
    const result = await createBom.apply(input, before, context('a', { fence: 2 }));
    expect(result.replacedBomId).toBe(String(bomId));
    expect(await createBom.probe(input, before, { stepKey: 'a' })).toEqual({ outcome: 'found', result });

    const domain = [
      ['product_tmpl_id', '=', await world.templateOf(made.id)],
      ['active', 'in', [true, false]],
    ];
    const boms = await world.find('mrp.bom', domain, ['code', 'active']);
    expect(boms).toMatchObject([
      { code: 'A', active: true },
      { code: 'B', active: false },
    ]);
    const lines = await world.find(
      'mrp.bom.line',
      [['bom_id', '=', Number(result.bomId)]],
      ['product_id', 'product_qty'],
    );
    expect(lines).toMatchObject([
      { product_id: body.id, product_qty: 1 },
      { product_id: ring.id, product_qty: 2 },
    ]);
    const operations = await world.find(
      'mrp.routing.workcenter',
      [['bom_id', '=', Number(result.bomId)]],
      ['name', 'time_cycle_manual'],
    );
    expect(operations).toMatchObject([
      { name: 'Press', time_cycle_manual: 4 },
      { name: 'Test', time_cycle_manual: 2.5 },
    ]);
    expect(await bomOfNewOrder(made.id)).toBe(bomId);
  });

  test.each([true, false])(
    'activated, new orders take it; the replaced one (own: %s) is archived if it was own',
    async (isOwn) => {
      const { createBom, activateBom } = world.postings;
      const { made, bomId, input } = await valve(isOwn);
      const created = await post(createBom, input);
      const { plantCode, itemNumber, revision, changeNumber } = input;
      const key = { plantCode, itemNumber, revision, changeNumber };
      const before = await activateBom.prepare(key, { stepKey: 'b' });
      expect(await activateBom.probe(key, before, { stepKey: 'b' })).toEqual({ outcome: 'absent' });
      world.proxy.cut({ model: 'mrp.bom', method: 'write', when: 'after' });
      await expect(activateBom.apply(key, before, context('b'))).rejects.toThrow(OutcomeUnknownError);
      expect(await bomOfNewOrder(made.id)).toBe(Number(created.result.bomId));
      const result = await activateBom.apply(key, before, context('b', { fence: 2 }));
      expect(result).toEqual({ bomId: created.result.bomId, replacedBomId: String(bomId) });
      expect(await activateBom.probe(key, before, { stepKey: 'b' })).toEqual({ outcome: 'found', result });
      expect(await bomOfNewOrder(made.id)).toBe(Number(result.bomId));
      const [old] = await world.find(
        'mrp.bom',
        [
          ['id', '=', bomId],
          ['active', 'in', [true, false]],
        ],
        ['active'],
      );
      expect(old!.active).toBe(!isOwn);
      const [, ...others] = await world.find(
        'mrp.routing.workcenter',
        [['bom_id', '=', Number(result.bomId)]],
        ['name'],
      );
      expect(others).toHaveLength(1);
    },
  );

  test('a BOM with an unknown component, and one that was never created, are refused', async () => {
    const { createBom, activateBom } = world.postings;
    const { input } = await valve(true);
    const lines = [{ itemNumber: unique('none'), quantity: '1', unit: 'C62' }];
    const error = await createBom.prepare({ ...input, lines }, { stepKey: 'x' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RejectedError);
    const { plantCode, itemNumber, revision, changeNumber } = input;
    const activated = activateBom.prepare({ plantCode, itemNumber, revision, changeNumber }, { stepKey: 'x' });
    await expect(activated).rejects.toThrow(/BOM_NOT_FOUND/);
  });

  test('an operation is reported twice, the second time to its end; the order itself does not move', async () => {
    const { reportWorkOrder } = world.postings;
    const { made, bomId, body } = await valve(true);
    await world.putStock(body.id, 100);
    const order = await world.order(made.id, 10, bomId);
    const report = (produced: string, minutes: string) => ({
      plantCode: world.plant,
      ...partOf(order),
      operationNumber: '10',
      produced,
      minutes,
    });
    const works = () =>
      world.find('mrp.workorder', [['production_id', '=', order.id]], ['qty_produced', 'duration', 'state']);
    const first = await post(reportWorkOrder, report('6', '12.5'));
    expect((await works())[0]).toMatchObject({ qty_produced: 6, duration: 12.5 });

    const input = report('4', '8');
    const before = await reportWorkOrder.prepare(input, { stepKey: key('a') });
    world.cut('mrp.production', 'write', 'after');
    await expect(reportWorkOrder.apply(input, before, context(key('a')))).rejects.toThrow(OutcomeUnknownError);
    const result = await reportWorkOrder.apply(input, before, context(key('a'), { fence: 2 }));
    expect(result).toEqual(first.result);
    expect(await reportWorkOrder.probe(input, before, { stepKey: key('a') })).toEqual({ outcome: 'found', result });
    expect((await works())[0]).toMatchObject({ qty_produced: 10, duration: 20.5, state: 'done' });
    expect((await works())[1]).toMatchObject({ qty_produced: 0, duration: 0 });

    const [row] = await world.find('mrp.production', [['id', '=', order.id]], ['qty_producing', 'state']);
    expect(row).toMatchObject({ qty_producing: 0, state: 'progress' });
    const raw = await world.find('stock.move', [['raw_material_production_id', '=', order.id]], ['picked', 'quantity']);
    expect(raw).toMatchObject([{ picked: false, quantity: 10 }]);
    await expect(reportWorkOrder.prepare(input, { stepKey: 'x' })).rejects.toThrow(/OPERATION_NOT_OPEN/);
  });
});
