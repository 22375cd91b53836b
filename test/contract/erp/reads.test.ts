import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadWorld, SETUP } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

describe.each(readTargets)('reads of $name', (target) => {
  let at: ReadWorld;
  let made: Awaited<ReturnType<ReadWorld['gearbox']>>;

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    made = await at.gearbox();
  });
  afterAll(() => at?.close());

  const consumptionFor = (quantity: number) => [
    { itemNumber: made.housing.itemNumber, quantity: String(quantity), lots: [] },
    {
      itemNumber: made.bearing.itemNumber,
      quantity: String(quantity * 2),
      lots: [{ lotNumber: made.bearingLot, quantity: String(quantity * 2) }],
    },
    { itemNumber: made.bolt.itemNumber, quantity: String(quantity * 8), lots: [] },
  ];

  it('finds an item by its number', async () => {
    const item = await at.reader.item(made.bearing.itemNumber);
    expect(item).toMatchObject({ itemNumber: made.bearing.itemNumber, name: 'BEARING', unit: 'C62', tracking: 'LOT' });
    expect(item?.refs).toMatchObject([
      { system: 'ERP', connection: 'erp', type: 'product.product', id: String(made.bearing.id) },
    ]);
    expect(await at.reader.item(unique('NONE'))).toBeNull();
  });

  it('refuses a number that two products have', async () => {
    const twin = await at.world.item('TWIN');
    const other = await at.world.item('TWIN');
    await at.world.call('product.product', 'write', [other.id], { vals: { default_code: twin.itemNumber } });
    await expect(at.reader.item(twin.itemNumber)).rejects.toMatchObject({ code: 'KEY_AMBIGUOUS' });
  });

  it('reads what the plant builds from', async () => {
    const bom = await at.reader.bom(made.gearbox.itemNumber, 'HAM');
    expect(bom).toMatchObject({
      itemNumber: made.gearbox.itemNumber,
      revision: 'B',
      plantCode: 'HAM',
      baseQuantity: { value: '1', unit: 'C62' },
      isPlantSpecific: false,
      lines: [
        { lineNumber: 1, itemNumber: made.housing.itemNumber, quantity: { value: '1', unit: 'C62' } },
        { lineNumber: 2, itemNumber: made.bearing.itemNumber, quantity: { value: '2', unit: 'C62' } },
        { lineNumber: 3, itemNumber: made.bolt.itemNumber, quantity: { value: '8', unit: 'C62' } },
      ],
      operations: [
        { operationNumber: '10', name: 'Assemble', plannedMinutes: '10', workCenter: { code: made.center.code } },
        { operationNumber: '20', name: 'Test', plannedMinutes: '5', workCenter: { code: made.center.code } },
      ],
    });
    expect(await at.reader.bom(made.bolt.itemNumber, 'HAM')).toBeNull();
  });

  it('shows an order that was confirmed in parts as one, under any of its numbers', async () => {
    const { name } = await at.world.order(made.gearbox.id, 10, made.bomId);
    const lots = [unique('GX'), unique('GX')] as const;
    const before = await at.reader.order('HAM', name);
    expect(before).toMatchObject({ state: 'RELEASED', planned: { value: '10' }, produced: { value: '0' } });
    await at.confirm(name, '4', lots[0], consumptionFor(4));
    await at.confirm(name, '2', lots[1], consumptionFor(2));
    for (const number of [name, `${name}-001`, `${name}-002`, `${name}-003`]) {
      const order = await at.reader.order('HAM', number);
      expect(order).toMatchObject({
        orderNumber: name,
        state: 'RUNNING',
        itemNumber: made.gearbox.itemNumber,
        planned: { value: '10', unit: 'C62' },
        produced: { value: '6', unit: 'C62' },
        scrapped: { value: '0', unit: 'C62' },
        bomRevision: 'B',
        routingVersion: 'B',
      });
      expect(order?.refs).toHaveLength(3);
      expect(order?.openPartId).toBe(order?.refs[2]?.id);
    }
    const reader = at.reader;
    expect(await reader.components('HAM', name)).toMatchObject([
      { itemNumber: made.housing.itemNumber, required: { value: '10' }, consumed: { value: '6' }, reservedLots: [] },
      {
        itemNumber: made.bearing.itemNumber,
        required: { value: '20' },
        consumed: { value: '12' },
        reservedLots: [{ lotNumber: made.bearingLot, quantity: { value: '8', unit: 'C62' } }],
      },
      { itemNumber: made.bolt.itemNumber, required: { value: '80' }, consumed: { value: '48' } },
    ]);
    expect(await reader.workOrders('HAM', name)).toMatchObject([
      { operationNumber: '10', name: 'Assemble', state: 'RUNNING', produced: { value: '6' } },
      { operationNumber: '20', name: 'Test', state: 'RUNNING', produced: { value: '6' } },
    ]);
    const produced = lots.map((lotNumber) => ({ itemNumber: made.gearbox.itemNumber, lotNumber }));
    expect(await reader.lotsProducedBy('HAM', name)).toEqual(
      produced.toSorted((a, b) => (a.lotNumber < b.lotNumber ? -1 : 1)),
    );
    expect(await reader.consumedLots(produced[0]!)).toEqual([
      { itemNumber: made.bearing.itemNumber, lotNumber: made.bearingLot },
    ]);
    const into = await reader.producedLotsFrom({ itemNumber: made.bearing.itemNumber, lotNumber: made.bearingLot });
    expect(into).toEqual(expect.arrayContaining(produced));
    expect(await reader.order('HAM', unique('NONE'))).toBeNull();
  });

  it('tells stock by location, reserved and held', async () => {
    const item = await at.world.item('STOCKED', 'lot');
    const lotNumber = unique('LOT');
    const lotId = await at.world.lot(item.id, lotNumber);
    const shelf = await at.world.create('stock.location', {
      name: unique('Shelf'),
      location_id: at.world.stock,
      usage: 'internal',
    });
    const hold = await at.locationId('Quality Hold');
    // Beside Stock in the same warehouse, as goods wait to be put away, to be made into something, or to leave.
    const beside = await at.locationId(unique('Pre-Production'));
    await at.world.putStock(item.id, 10, lotId);
    await at.world.putStock(item.id, 5, lotId, shelf);
    await at.world.putStock(item.id, 3, lotId, hold);
    await at.world.putStock(item.id, 99, lotId, beside);
    const product = await at.world.item('MAKES');
    const bomId = await at.world.bom(product.id, [[item.id, 1]]);
    await at.world.order(product.id, 4, bomId);
    const level = await at.reader.stock(item.itemNumber, 'HAM');
    expect(level).toMatchObject({
      plantCode: 'HAM',
      onHand: { value: '117', unit: 'C62' },
      reserved: { value: '4' },
      available: { value: '110' },
      onHold: { value: '3' },
    });
    expect(level.locations.map(({ quantity }) => quantity.value).toSorted()).toEqual(['10', '3', '5', '99']);
    const stock = await at.reader.lotStock({ itemNumber: item.itemNumber, lotNumber }, ['HAM']);
    expect(stock.map(({ isHeld, quantity }) => [isHeld, quantity.value]).toSorted()).toEqual([
      [false, '10'],
      [false, '5'],
      [false, '99'],
      [true, '3'],
    ]);
    expect(await at.reader.lotStock({ itemNumber: item.itemNumber, lotNumber }, [])).toEqual([]);
  });

  it('pages lots by number and finds one by its number', async () => {
    const item = await at.world.item('LOTTED', 'lot');
    const numbers = ['L-1', 'L-2', 'L-3', 'L-4', 'L-5'];
    for (const number of numbers) await at.world.lot(item.id, number);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await at.reader.lotsOfItem(item.itemNumber, { first: 2, after });
      found.push(...page.nodes.map((lot) => lot.lotNumber));
      after = page.hasNextPage ? page.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(numbers);
    expect(await at.reader.lot({ itemNumber: item.itemNumber, lotNumber: 'L-3' })).toMatchObject({ lotNumber: 'L-3' });
    expect(await at.reader.lot({ itemNumber: item.itemNumber, lotNumber: 'L-9' })).toBeNull();
    expect(await at.reader.lotsWithNumber('L-3')).toContainEqual({ itemNumber: item.itemNumber, lotNumber: 'L-3' });
  });

  it('finds order and stock also when warehouses and locations are read anew in the middle', async () => {
    const { name } = await at.world.order(made.gearbox.id, 2, made.bomId);
    const restless = new ReadWorld(at.world, { ...SETUP, layoutKeepMs: 0 });
    try {
      expect(await restless.reader.order('HAM', name)).toMatchObject({ orderNumber: name });
      expect(await restless.reader.stock(made.bearing.itemNumber, 'HAM')).toEqual(
        await at.reader.stock(made.bearing.itemNumber, 'HAM'),
      );
      expect(await restless.reader.stock(made.bearing.itemNumber, 'HAM')).not.toMatchObject({ onHand: { value: '0' } });
    } finally {
      await restless.port.close();
    }
  });
});
