import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, OrderPart } from '../../../connectors/ports.ts';
import { OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { context, key, partOf, post, targets, unique, World } from './writes-world.ts';

/** A gearbox with lots, made of one housing, two bearings with lots, and eight bolts. */
async function gearbox(world: World, quantity: number) {
  const gear = await world.item('gear', 'lot');
  const housing = await world.item('housing');
  const bearing = await world.item('bearing', 'lot');
  const bolt = await world.item('bolt');
  const [lotA, lotB] = [unique('A'), unique('B')];
  await world.putStock(housing.id, 500);
  await world.putStock(bolt.id, 5000);
  await world.putStock(bearing.id, 100, await world.lot(bearing.id, lotA));
  await world.putStock(bearing.id, 500, await world.lot(bearing.id, lotB));
  const bomId = await world.bom(gear.id, [
    [housing.id, 1],
    [bearing.id, 2],
    [bolt.id, 8],
  ]);
  const order = await world.order(gear.id, quantity, bomId);
  const confirm = (
    produced: number,
    different: Partial<ConfirmPartInput> & { bearings?: [string, number][]; bolts?: number } = {},
  ): ConfirmPartInput => {
    const { bearings = [[lotB, produced * 2]], bolts = produced * 8, ...rest } = different;
    return {
      plantCode: world.plant,
      ...partOf(order),
      produced: String(produced),
      outputLots: [{ lotNumber: unique('OUT'), quantity: String(produced) }],
      consumption: [
        { itemNumber: housing.itemNumber, quantity: String(produced), lots: [] },
        {
          itemNumber: bearing.itemNumber,
          quantity: String(bearings.reduce((total, [, count]) => total + count, 0)),
          lots: bearings.map(([lotNumber, count]) => ({ lotNumber, quantity: String(count) })),
        },
        { itemNumber: bolt.itemNumber, quantity: String(bolts), lots: [] },
      ],
      remainder: 'KEEP_OPEN',
      endedAt: null,
      ...rest,
    };
  };
  return { gear, housing, bearing, bolt, lotA, lotB, order, confirm };
}

const chainOf = (world: World, name: string) =>
  world.find('mrp.production', [['name', '=like', `${name}%`]], ['name', 'state', 'product_qty', 'qty_producing']);

/** Finished lines of an order's product with the number of component lines they are linked to. */
async function genealogy(world: World, partId: string) {
  const fields = ['quantity', 'consume_line_ids'];
  const lines = await world.find('stock.move.line', [['move_id.production_id', '=', Number(partId)]], fields);
  return lines.map((line) => [line.quantity, (line.consume_line_ids as number[]).length]);
}

/** An order with all that it has reserved, line by line. */
async function asItStands(world: World, id: number) {
  const raw = ['move_id.raw_material_production_id', '=', id];
  const lineFields = ['move_id', 'lot_id', 'location_id', 'quantity', 'picked'];
  const [order, moves, lines] = await Promise.all([
    world.find(
      'mrp.production',
      [['id', '=', id]],
      ['name', 'state', 'reservation_state', 'product_qty', 'qty_producing'],
    ),
    world.find('stock.move', [['raw_material_production_id', '=', id]], ['state', 'quantity', 'picked']),
    world.find('stock.move.line', [raw], lineFields, 'move_id, id'),
  ]);
  return { order, moves, lines: lines.map(({ id: _made, ...line }) => line) };
}

const shelfIn = (world: World): Promise<number> =>
  world.create('stock.location', { name: unique('Shelf'), location_id: world.stock, usage: 'internal' });

describe.each(targets)('confirmations on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  test('40 of 100, then 30 with another consumption, then 20 and close: one chain, stock and genealogy right', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 100);
    const first = await post(
      confirmPart,
      made.confirm(40, {
        bearings: [
          [made.lotA, 60],
          [made.lotB, 20],
        ],
      }),
    );
    expect(first.result).toMatchObject({
      partId: String(made.order.id),
      partNumber: `${made.order.name}-001`,
      backorderNumber: `${made.order.name}-002`,
    });
    const second = await post(
      confirmPart,
      made.confirm(30, {
        bearings: [
          [made.lotA, 40],
          [made.lotB, 22],
        ],
        bolts: 0,
        partId: first.result.backorderId!,
      }),
    );
    expect(second.result.partId).toBe(first.result.backorderId);
    const last = { partId: second.result.backorderId!, remainder: 'CLOSE_SHORT' as const };
    const third = await post(confirmPart, made.confirm(20, last));
    expect(third.result.backorderId).toBeNull();

    const chain = await chainOf(world, made.order.name);
    expect(chain.map((part) => part.state)).toEqual(['done', 'done', 'done']);
    expect(await world.onHand(made.gear.id)).toBe(90);
    expect(await world.onHand(made.housing.id)).toBe(410);
    expect(await world.onHand(made.bearing.id)).toBe(600 - 80 - 62 - 40);
    expect(await world.onHand(made.bolt.id)).toBe(5000 - 320 - 0 - 160);
    expect(await genealogy(world, first.result.partId)).toEqual([[40, 4]]);
    expect(await genealogy(world, second.result.partId)).toEqual([[30, 3]]);
    expect(await genealogy(world, third.result.partId)).toEqual([[20, 3]]);
    for (const step of [first, second, third]) {
      const input = made.confirm(1);
      expect(await confirmPart.probe(input, step.before, { stepKey: step.stepKey })).toEqual({
        outcome: 'found',
        result: step.result,
      });
    }
  });

  test('applied again, it finds itself and posts nothing', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 10);
    const input = made.confirm(10);
    const first = await post(confirmPart, input);
    const calls = world.proxy.calls.length;
    expect(await confirmPart.apply(input, first.before, context(first.stepKey))).toEqual(first.result);
    expect(world.proxy.calls.slice(calls)).not.toContain('mrp.production/button_mark_done');
    expect(await genealogy(world, first.result.partId)).toEqual([[10, 3]]);
  });

  test('cut after Odoo committed: unknown, then found, posted once', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 100);
    const input = made.confirm(40);
    const before = await confirmPart.prepare(input, { stepKey: key('a') });
    world.cut('mrp.production', 'button_mark_done', 'after');
    await expect(confirmPart.apply(input, before, context(key('a')))).rejects.toThrow(OutcomeUnknownError);
    const found = await confirmPart.probe(input, before, { stepKey: key('a') });
    expect(found).toMatchObject({ outcome: 'found', result: { partId: String(made.order.id) } });
    expect(await world.onHand(made.gear.id)).toBe(40);
    expect(await genealogy(world, String(made.order.id))).toEqual([[40, 3]]);
  });

  test('cut before Odoo saw it: unknown, then absent, and the second try posts once', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 100);
    const input = made.confirm(40);
    const before = await confirmPart.prepare(input, { stepKey: key('b') });
    world.cut('mrp.production', 'button_mark_done', 'before');
    await expect(confirmPart.apply(input, before, context(key('b')))).rejects.toThrow(OutcomeUnknownError);
    expect(await confirmPart.probe(input, before, { stepKey: key('b') })).toEqual({ outcome: 'absent' });
    const result = await confirmPart.apply(input, before, context(key('b'), { fence: 2 }));
    expect(result.backorderNumber).toBe(`${made.order.name}-002`);
    expect(await world.onHand(made.gear.id)).toBe(40);
    expect(await world.onHand(made.bearing.id)).toBe(520);
  });

  test('a call that commits late makes Odoo refuse the second try: it is found posted, and left alone', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 100);
    const input = made.confirm(40);
    const before = await confirmPart.prepare(input, { stepKey: key('l') });
    world.cut('mrp.production', 'button_mark_done', { lateBefore: 'mrp.production/write' });
    await expect(confirmPart.apply(input, before, context(key('l')))).rejects.toThrow(OutcomeUnknownError);
    const result = await confirmPart.apply(input, before, context(key('l'), { fence: 2 }));
    expect(result).toMatchObject({ partId: String(made.order.id), backorderNumber: `${made.order.name}-002` });
    expect(await world.onHand(made.gear.id)).toBe(40);
    expect(await world.onHand(made.bearing.id)).toBe(520);
    expect(await genealogy(world, String(made.order.id))).toEqual([[40, 3]]);
  });

  test('a worker that may no longer send sends nothing', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 5);
    const input = made.confirm(5);
    const before = await confirmPart.prepare(input, { stepKey: key('c') });
    const beforeSend = () => {
      throw new Error('the lease ran out');
    };
    await expect(confirmPart.apply(input, before, context(key('c'), { beforeSend }))).rejects.toThrow(
      'the lease ran out',
    );
    const late = context(key('c'), { deadline: new Date(Date.now() - 1) });
    await expect(confirmPart.apply(input, before, late)).rejects.toMatchObject({ why: 'NOT_SENT' });
    expect(await chainOf(world, made.order.name)).toMatchObject([{ state: 'confirmed', qty_producing: 0 }]);
  });

  test('what the state forbids is refused before anything is sent', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 5);
    const refusal = async (input: ConfirmPartInput) => {
      const error = await confirmPart.prepare(input, { stepKey: key('d') }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RejectedError);
      return (error as RejectedError).problems.map((problem) => problem.code);
    };
    expect(await refusal(made.confirm(5, { partId: '987654321' }))).toEqual(['ORDER_NOT_FOUND']);
    expect(await refusal(made.confirm(5, { bearings: [[unique('NOLOT'), 10]] }))).toEqual(['LOT_NOT_FOUND']);
    expect(await refusal(made.confirm(5, { outputLots: [] }))).toEqual(['LOT_REQUIRED']);
    expect(await refusal(made.confirm(5, { consumption: [] }))).toEqual(Array(3).fill('CONSUMPTION_MISSING'));
    await post(confirmPart, made.confirm(5));
    expect(await refusal(made.confirm(5))).toEqual(['ORDER_NOT_OPEN']);
  });

  test('an order that someone closed otherwise needs attention', async () => {
    const { confirmPart } = world.postings;
    const made = await gearbox(world, 10);
    const input = made.confirm(4);
    const before = await confirmPart.prepare(input, { stepKey: key('e') });
    await post(confirmPart, made.confirm(3, { remainder: 'CLOSE_SHORT' }));
    const probe = confirmPart.probe(input, before, { stepKey: key('e') });
    // A receipt says whose it was; the records alone do not.
    if (world.hasAddon) expect(await probe).toEqual({ outcome: 'absent' });
    else await expect(probe).rejects.toMatchObject({ reason: 'PARTIAL' });
    if (world.hasAddon)
      await expect(confirmPart.apply(input, before, context(key('e')))).rejects.toThrow(RetryableError);
  });

  test('serials: as many in one part as the version takes', async () => {
    const { confirmPart } = world.postings;
    const pump = await world.item('pump', 'serial');
    const seal = await world.item('seal');
    await world.putStock(seal.id, 50);
    const order = await world.order(pump.id, 3, await world.bom(pump.id, [[seal.id, 2]]));
    const takesMany = (await world.session.fields('mrp.production')).has('lot_producing_ids');
    const serials = Array.from({ length: takesMany ? 2 : 1 }, () => unique('SN'));
    const input: ConfirmPartInput = {
      plantCode: world.plant,
      ...partOf(order),
      produced: String(serials.length),
      outputLots: serials.map((lotNumber) => ({ lotNumber, quantity: '1' })),
      consumption: [{ itemNumber: seal.itemNumber, quantity: '5', lots: [] }],
      remainder: 'KEEP_OPEN',
      endedAt: null,
    };
    const { result } = await post(confirmPart, input);
    expect(result.backorderNumber).toBe(`${order.name}-002`);
    expect(await world.onHand(pump.id)).toBe(serials.length);
    expect(await world.onHand(seal.id)).toBe(45);
  });

  test('refused by Odoo: the order is left as it was found, and goes through with what is right', async () => {
    const { confirmPart } = world.postings;
    const pump = await world.item('pump', 'serial');
    const seal = await world.item('seal');
    await world.putStock(seal.id, 50);
    const bomId = await world.bom(pump.id, [[seal.id, 2]]);
    const inputOf = (order: OrderPart, serial: string): ConfirmPartInput => ({
      plantCode: world.plant,
      ...order,
      produced: '1',
      outputLots: [{ lotNumber: serial, quantity: '1' }],
      consumption: [{ itemNumber: seal.itemNumber, quantity: '2', lots: [] }],
      remainder: 'CLOSE_SHORT',
      endedAt: null,
    });
    const [first, second] = [await world.order(pump.id, 1, bomId), await world.order(pump.id, 1, bomId)];
    const serial = unique('SN');
    await post(confirmPart, inputOf(partOf(first), serial));
    const found = await asItStands(world, second.id);
    expect(found).toMatchObject({ order: [{ state: 'confirmed', qty_producing: 0 }], moves: [{ state: 'assigned' }] });
    await expect(post(confirmPart, inputOf(partOf(second), serial))).rejects.toThrow(RejectedError);
    expect(await asItStands(world, second.id)).toEqual(found);
    await post(confirmPart, inputOf(partOf(second), unique('SN')));
    expect(await world.onHand(pump.id)).toBe(2);
    expect(await world.onHand(seal.id)).toBe(46);
  });

  test('refused by Odoo, with lots, shelves and a part declared before: every line is as it was found', async () => {
    const { confirmPart, consume } = world.postings;
    const pump = await world.item('pump', 'serial');
    const [oil, seal] = [await world.item('oil', 'lot'), await world.item('seal')];
    const [shelf, lotA, lotB] = [await shelfIn(world), unique('A'), unique('B')];
    const lotIds = [await world.lot(oil.id, lotA), await world.lot(oil.id, lotB)] as const;
    await world.putStock(oil.id, 3, lotIds[0], shelf);
    await world.putStock(oil.id, 50, lotIds[1]);
    await world.putStock(seal.id, 2, false, shelf);
    await world.putStock(seal.id, 50);
    const bomId = await world.bom(pump.id, [
      [oil.id, 4],
      [seal.id, 5],
    ]);
    const [serial, first] = [unique('SN'), await world.order(pump.id, 1, bomId)];
    const inputOf = (order: OrderPart, outputLot: string): ConfirmPartInput => ({
      plantCode: world.plant,
      ...order,
      produced: '1',
      outputLots: [{ lotNumber: outputLot, quantity: '1' }],
      consumption: [
        { itemNumber: oil.itemNumber, quantity: '4', lots: [{ lotNumber: lotB, quantity: '4' }] },
        { itemNumber: seal.itemNumber, quantity: '5', lots: [] },
      ],
      remainder: 'CLOSE_SHORT',
      endedAt: null,
    });
    await post(confirmPart, inputOf(partOf(first), serial));
    const second = await world.order(pump.id, 1, bomId);
    const declared = { itemNumber: seal.itemNumber, quantity: '1', lots: [] };
    await post(consume, { plantCode: world.plant, ...partOf(second), on: 'PART', consumption: [declared] });
    const found = await asItStands(world, second.id);
    expect(found.lines.length).toBeGreaterThan(2);
    await expect(post(confirmPart, inputOf(partOf(second), serial))).rejects.toThrow(RejectedError);
    expect(await asItStands(world, second.id)).toEqual(found);
    await post(confirmPart, inputOf(partOf(second), unique('SN')));
    expect(await world.onHand(pump.id)).toBe(2);
    expect(await world.onHand(seal.id)).toBe(42);
  });

  test('what the order has reserved is taken first, then what lies free, shelf by shelf', async () => {
    const { confirmPart } = world.postings;
    const made = await world.item('made');
    const [bolt, oil] = [await world.item('bolt'), await world.item('oil', 'lot')];
    const [near, far, lotNumber] = [await shelfIn(world), await shelfIn(world), unique('L')];
    const lotId = await world.lot(oil.id, lotNumber);
    await world.putStock(bolt.id, 3, false, near);
    await world.putStock(oil.id, 6, lotId, near);
    const order = await world.order(
      made.id,
      6,
      await world.bom(made.id, [
        [bolt.id, 2],
        [oil.id, 1],
      ]),
    );
    await world.putStock(bolt.id, 50, false, far);
    await world.putStock(oil.id, 60, lotId, far);
    const input: ConfirmPartInput = {
      plantCode: world.plant,
      ...partOf(order),
      produced: '6',
      outputLots: [],
      consumption: [
        { itemNumber: bolt.itemNumber, quantity: '30', lots: [] },
        { itemNumber: oil.itemNumber, quantity: '4', lots: [{ lotNumber, quantity: '4' }] },
      ],
      remainder: 'CLOSE_SHORT',
      endedAt: null,
    };
    await post(confirmPart, input);
    const bolts = [world.onHand(bolt.id, near), world.onHand(bolt.id, far), world.onHand(bolt.id)];
    expect(await Promise.all(bolts)).toEqual([0, 23, 23]);
    expect(await Promise.all([world.onHand(oil.id, near), world.onHand(oil.id, far)])).toEqual([2, 60]);
  });
});
