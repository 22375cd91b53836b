import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReadWorld } from './reads-world.ts';
import { partOf, post, targets, unique, type World } from './writes-world.ts';

describe.each(targets)('the snapshot of an order on $name', (target) => {
  let reads: ReadWorld;
  let world: World;
  beforeAll(async () => {
    reads = await ReadWorld.open(target);
    world = reads.world;
  });
  afterAll(async () => {
    await reads?.close();
  });

  const snapshot = (orderNumber: string) => reads.port.forWriting.snapshot(world.plant, orderNumber);

  test('shows the open part, before and after one was posted, and none in the end', async () => {
    const made = await world.item('gear', 'lot');
    const [bearing, bolt] = [await world.item('bearing', 'lot'), await world.item('bolt')];
    const lotNumber = unique('B');
    await world.putStock(bearing.id, 500, await world.lot(bearing.id, lotNumber));
    await world.putStock(bolt.id, 500);
    const centre = await reads.workCenter('press');
    const bomId = await world.bom(
      made.id,
      [
        [bearing.id, 2],
        [bolt.id, 1],
      ],
      {
        code: 'C',
        consumption: 'strict',
        operation_ids: [[0, 0, { name: 'Press', workcenter_id: centre.id, time_mode: 'manual', time_cycle_manual: 2 }]],
      },
    );
    const order = await world.order(made.id, 10, bomId);
    const before = await snapshot(order.name);
    expect(before?.order.orderNumber).toBe(order.name);
    expect(before?.openPart).toMatchObject({
      id: String(order.id),
      planned: '10',
      unit: 'C62',
      tracking: 'LOT',
      outputLots: [],
      outputLotsMax: 1,
      consumption: 'STRICT',
      bomRevision: 'C',
      operations: [{ operationNumber: '10', workCenterCode: centre.code, isOpen: true }],
    });
    expect(before?.openPart?.components).toMatchObject([
      {
        itemNumber: bearing.itemNumber,
        unit: 'C62',
        tracking: 'LOT',
        required: '20',
        reservedLots: [{ lotNumber, quantity: '20' }],
      },
      { itemNumber: bolt.itemNumber, tracking: 'NONE', required: '10', reservedLots: [] },
    ]);

    const confirm = (produced: number, remainder: 'KEEP_OPEN' | 'CLOSE_SHORT') => ({
      plantCode: world.plant,
      ...partOf(order),
      produced: String(produced),
      outputLots: [{ lotNumber: unique('OUT'), quantity: String(produced) }],
      consumption: [
        {
          itemNumber: bearing.itemNumber,
          quantity: String(produced * 2),
          lots: [{ lotNumber, quantity: String(produced * 2) }],
        },
        { itemNumber: bolt.itemNumber, quantity: String(produced), lots: [] },
      ],
      remainder,
      endedAt: null,
    });
    const { result } = await post(reads.port.postings.confirmPart, confirm(4, 'KEEP_OPEN'));
    for (const number of [order.name, result.partNumber, result.backorderNumber!]) {
      const after = await snapshot(number);
      expect(after?.openPart).toMatchObject({ id: result.backorderId, planned: '6', outputLots: [] });
      expect(after?.openPart?.components).toMatchObject([{ required: '12' }, { required: '6' }]);
    }
    await post(reads.port.postings.confirmPart, { ...confirm(6, 'CLOSE_SHORT'), partId: result.backorderId! });
    expect((await snapshot(order.name))?.openPart).toBeNull();
    expect(await snapshot(unique('WH/MO/none'))).toBeNull();
  });

  test('a component scrapped on the order is no component', async () => {
    const made = await world.item('lamp');
    const glass = await world.item('glass');
    await world.putStock(glass.id, 100);
    const order = await world.order(made.id, 5, await world.bom(made.id, [[glass.id, 1]]));
    const scrapped = await post(reads.port.postings.scrap, {
      plantCode: world.plant,
      order: partOf(order),
      itemNumber: glass.itemNumber,
      quantity: '2',
      lotNumber: null,
      reasonCode: 'BROKEN',
      from: 'STOCK',
    });
    expect(scrapped.result.name).toMatch(/^SP\//);
    const { openPart } = (await snapshot(order.name))!;
    expect(openPart?.components).toMatchObject([{ itemNumber: glass.itemNumber, required: '5' }]);
    const confirm = {
      plantCode: world.plant,
      ...partOf(order),
      produced: '5',
      outputLots: [],
      consumption: [{ itemNumber: glass.itemNumber, quantity: '5', lots: [] }],
      remainder: 'KEEP_OPEN' as const,
      endedAt: null,
    };
    await post(reads.port.postings.confirmPart, confirm);
    expect(await world.onHand(glass.id)).toBe(93);
  });
});
