import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, ConsumeInput, OrderPart } from '../../../connectors/ports.ts';
import { OutcomeUnknownError } from '../../../lib/errors.ts';
import { context, key, partOf, post, problemsOf, targets, unique, World } from './writes-world.ts';

type Use = [itemNumber: string, quantity: number, lots?: [string, number][]];

describe.each(targets)('consumption before a confirmation on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  /** A gearbox of one housing and two bearings with lots; 100 are ordered, and both are reserved. */
  async function gearbox() {
    const [gear, housing, bearing] = [
      await world.item('gear', 'lot'),
      await world.item('housing'),
      await world.item('bearing', 'lot'),
    ];
    const [lotA, lotB] = [unique('A'), unique('B')];
    await world.putStock(housing.id, 500);
    await world.putStock(bearing.id, 100, await world.lot(bearing.id, lotA));
    await world.putStock(bearing.id, 500, await world.lot(bearing.id, lotB));
    const bomId = await world.bom(gear.id, [
      [housing.id, 1],
      [bearing.id, 2],
    ]);
    const order = await world.order(gear.id, 100, bomId);
    const use = (...uses: Use[]): ConsumeInput => ({
      plantCode: world.plant,
      ...partOf(order),
      on: 'PART',
      consumption: uses.map(([itemNumber, quantity, lots = []]) => ({
        itemNumber,
        quantity: String(quantity),
        lots: lots.map(([lotNumber, count]) => ({ lotNumber, quantity: String(count) })),
      })),
    });
    const confirm = (produced: number, ...uses: Use[]): ConfirmPartInput => ({
      ...use(...uses),
      produced: String(produced),
      outputLots: [{ lotNumber: unique('OUT'), quantity: String(produced) }],
      remainder: 'KEEP_OPEN',
      endedAt: null,
    });
    /** Lines of an order's components: item, lot, quantity, and whether it is declared. */
    const lines = async (orderId = order.id) => {
      const fields = ['product_id', 'lot_id', 'quantity', 'picked'];
      const domain = [['move_id.raw_material_production_id', '=', orderId]];
      const rows = await world.find('stock.move.line', domain, fields, 'id');
      const lots = await world.find('stock.lot', [['product_id', '=', bearing.id]], ['name']);
      return rows
        .map(({ product_id, lot_id, quantity, picked }) => [
          product_id === housing.id ? 'housing' : (lots.find((lot) => lot.id === lot_id)?.name ?? 'no lot'),
          quantity,
          picked ? 'declared' : 'reserved',
        ])
        .sort();
    };
    return { gear, housing, bearing, lotA, lotB, order, use, confirm, lines };
  }

  const stateOf = async (id: number) =>
    (await world.find('mrp.production', [['id', '=', id]], ['state', 'qty_producing']))[0];

  test('is declared in addition, out of the reservation first; the rest stays reserved', async () => {
    const made = await gearbox();
    const { housing, bearing, lotA, lotB } = made;
    await post(
      world.postings.consume,
      made.use(
        [housing.itemNumber, 60],
        [
          bearing.itemNumber,
          50,
          [
            [lotA, 20],
            [lotB, 30],
          ],
        ],
      ),
    );
    expect(await made.lines()).toEqual(
      [
        ['housing', 60, 'declared'],
        ['housing', 40, 'reserved'],
        [lotA, 20, 'declared'],
        [lotA, 80, 'reserved'],
        [lotB, 30, 'declared'],
        [lotB, 70, 'reserved'],
      ].sort(),
    );
    expect(await stateOf(made.order.id)).toMatchObject({ state: 'progress', qty_producing: 0 });
    await post(world.postings.consume, made.use([bearing.itemNumber, 300, [[lotB, 300]]]));
    expect(await made.lines()).toEqual(
      [
        ['housing', 60, 'declared'],
        ['housing', 40, 'reserved'],
        [lotA, 20, 'declared'],
        [lotB, 330, 'declared'],
      ].sort(),
    );
    await post(world.postings.consume, made.use([housing.itemNumber, -60], [bearing.itemNumber, -250, [[lotB, -250]]]));
    expect(await made.lines()).toEqual(
      [
        ['housing', 100, 'reserved'],
        [lotA, 20, 'declared'],
        [lotB, 80, 'declared'],
        [lotB, 100, 'reserved'],
      ].sort(),
    );
    expect(await world.onHand(housing.id)).toBe(500);
  });

  test.each(['before', 'after'] as const)('cut %s Odoo: unknown, and declared once in the end', async (when) => {
    const { consume } = world.postings;
    const made = await gearbox();
    const input = made.use([made.housing.itemNumber, 60]);
    const stepKey = unique('step');
    const before = await consume.prepare(input, { stepKey });
    world.cut('mrp.production', 'write', when);
    await expect(consume.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    const probed = await consume.probe(input, before, { stepKey });
    expect(probed.outcome).toBe(when === 'before' ? 'absent' : 'found');
    const result = await consume.apply(input, before, context(stepKey, { fence: 2 }));
    expect(result).toEqual({ partId: String(made.order.id), partNumber: made.order.name });
    expect(await consume.probe(input, before, { stepKey })).toEqual({ outcome: 'found', result });
    expect((await made.lines()).filter(([item]) => item === 'housing')).toEqual([
      ['housing', 40, 'reserved'],
      ['housing', 60, 'declared'],
    ]);
  });

  test('a call that commits late finds the lines gone: the second try is refused by Odoo, and found posted', async () => {
    const { consume } = world.postings;
    const made = await gearbox();
    const input = made.use([made.housing.itemNumber, 60]);
    const stepKey = unique('step');
    const before = await consume.prepare(input, { stepKey });
    world.cut('mrp.production', 'write', { lateBefore: 'mrp.production/write' });
    await expect(consume.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    await consume.apply(input, before, context(stepKey, { fence: 2 }));
    const declared = (await made.lines()).filter(([, , state]) => state === 'declared');
    expect(declared).toEqual([['housing', 60, 'declared']]);
  });

  test('what a person declares meanwhile needs attention', async () => {
    const { consume } = world.postings;
    const made = await gearbox();
    const input = made.use([made.housing.itemNumber, 60]);
    const stepKey = unique('step');
    const before = await consume.prepare(input, { stepKey });
    await post(consume, made.use([made.housing.itemNumber, 10]));
    const applied = consume.apply(input, before, context(stepKey));
    if (world.hasAddon) await expect(applied).rejects.toMatchObject({ code: 'ERP_CHANGED_MEANWHILE' });
    else {
      await expect(applied).rejects.toMatchObject({ reason: 'PARTIAL' });
      await expect(consume.probe(input, before, { stepKey })).rejects.toMatchObject({ reason: 'PARTIAL' });
    }
    const declared = (await made.lines()).filter(([, , state]) => state === 'declared');
    expect(declared).toEqual([['housing', 10, 'declared']]);
  });

  test('a confirmation posts what it says itself, and nothing of what was declared beside it', async () => {
    const made = await gearbox();
    const { housing, bearing, lotA, lotB } = made;
    await post(
      world.postings.consume,
      made.use(
        [housing.itemNumber, 60],
        [
          bearing.itemNumber,
          90,
          [
            [lotA, 50],
            [lotB, 40],
          ],
        ],
      ),
    );
    const confirmed = await post(
      world.postings.confirmPart,
      made.confirm(
        40,
        [housing.itemNumber, 40],
        [
          bearing.itemNumber,
          80,
          [
            [lotA, 50],
            [lotB, 30],
          ],
        ],
      ),
    );
    expect(await world.onHand(housing.id)).toBe(460);
    expect(await world.onHand(bearing.id)).toBe(520);
    const backorder = Number(confirmed.result.backorderId);
    expect((await made.lines(backorder)).filter(([, , state]) => state === 'declared')).toEqual([]);
    const rest = made.use([housing.itemNumber, 20], [bearing.itemNumber, 10, [[lotB, 10]]]);
    expect(await problemsOf(post(world.postings.consume, rest))).toMatchObject([{ code: 'ORDER_CHANGED' }]);
    await post(world.postings.consume, { ...rest, on: 'REST' });
    expect((await made.lines(backorder)).filter(([, , state]) => state === 'declared')).toEqual(
      [
        ['housing', 20, 'declared'],
        [lotB, 10, 'declared'],
      ].sort(),
    );
  });

  test('a confirmation that Odoo refuses leaves what was declared as it was', async () => {
    const { consume, confirmPart } = world.postings;
    const [pump, seal, ring] = [
      await world.item('pump', 'serial'),
      await world.item('seal'),
      await world.item('ring', 'lot'),
    ];
    const lotNumber = unique('RING');
    await world.putStock(seal.id, 50);
    await world.putStock(ring.id, 50, await world.lot(ring.id, lotNumber));
    const bomId = await world.bom(pump.id, [
      [seal.id, 2],
      [ring.id, 1],
    ]);
    const serial = unique('SN');
    const inputOf = (order: OrderPart): ConfirmPartInput => ({
      plantCode: world.plant,
      ...order,
      produced: '1',
      outputLots: [{ lotNumber: serial, quantity: '1' }],
      consumption: [
        { itemNumber: seal.itemNumber, quantity: '2', lots: [] },
        { itemNumber: ring.itemNumber, quantity: '1', lots: [{ lotNumber, quantity: '1' }] },
      ],
      remainder: 'CLOSE_SHORT',
      endedAt: null,
    });
    const [first, second] = [await world.order(pump.id, 1, bomId), await world.order(pump.id, 1, bomId)];
    await post(confirmPart, inputOf(partOf(first)));
    const declared = {
      plantCode: world.plant,
      ...partOf(second),
      on: 'PART' as const,
      consumption: [{ itemNumber: seal.itemNumber, quantity: '1', lots: [] }],
    };
    const { before, result, stepKey } = await post(consume, declared);
    const found = { outcome: 'found', result };
    expect(await problemsOf(post(confirmPart, inputOf(partOf(second))))).toMatchObject([{ code: 'ERP_REFUSED' }]);
    expect(await consume.probe(declared, before, { stepKey })).toEqual(found);
    const raw = await world.find(
      'stock.move',
      [['raw_material_production_id', '=', second.id]],
      ['product_id', 'quantity', 'picked'],
    );
    expect(raw).toMatchObject([
      { product_id: seal.id, quantity: 2, picked: true },
      { product_id: ring.id, quantity: 1, picked: false },
    ]);
    expect(await stateOf(second.id)).toMatchObject({ qty_producing: 0 });
  });

  test('an item on two lines of the BOM fills the first, then the second', async () => {
    const [rack, bolt] = [await world.item('rack'), await world.item('bolt')];
    await world.putStock(bolt.id, 100);
    const bomId = await world.bom(rack.id, [
      [bolt.id, 2],
      [bolt.id, 3],
    ]);
    const order = await world.order(rack.id, 10, bomId);
    const use = (quantity: string): ConsumeInput => ({
      plantCode: world.plant,
      ...partOf(order),
      on: 'PART',
      consumption: [{ itemNumber: bolt.itemNumber, quantity, lots: [] }],
    });
    const declared = async () => {
      const domain = [
        ['move_id.raw_material_production_id', '=', order.id],
        ['picked', '=', true],
      ];
      const lines = await world.find('stock.move.line', domain, ['move_id', 'quantity'], 'move_id');
      return lines.map((line) => line.quantity);
    };
    await post(world.postings.consume, use('25'));
    expect(await declared()).toEqual([20, 5]);
    await post(world.postings.consume, use('-10'));
    expect(await declared()).toEqual([15]);
  });

  test('what does not fit the order is refused, all of it together', async () => {
    const { consume } = world.postings;
    const made = await gearbox();
    const { housing, bearing, lotA } = made;
    const refusal = (input: ConsumeInput) => problemsOf(consume.prepare(input, { stepKey: key('x') }));
    expect(await refusal(made.use(['none', 1], [housing.itemNumber, -1], [bearing.itemNumber, 2]))).toMatchObject([
      { code: 'COMPONENT_NOT_PLANNED', path: ['consumption', '0', 'itemNumber'] },
      { code: 'QUANTITY_INVALID', path: ['consumption', '1', 'quantity'] },
      { code: 'LOT_REQUIRED', path: ['consumption', '2', 'lots'] },
    ]);
    expect(await refusal(made.use([housing.itemNumber, 1], [housing.itemNumber, 2]))).toMatchObject([
      { code: 'COMPONENT_AMBIGUOUS', path: ['consumption'] },
    ]);
    expect(await refusal(made.use([housing.itemNumber, 0.001]))).toMatchObject([{ code: 'QUANTITY_ROUNDS_TO_ZERO' }]);
    expect(await refusal(made.use([bearing.itemNumber, 1, [[unique('none'), 1]]]))).toMatchObject([
      { code: 'LOT_NOT_FOUND', path: ['consumption', '0', 'lots'] },
    ]);
    expect(await refusal({ ...made.use([housing.itemNumber, 1]), partId: '987654321' })).toMatchObject([
      { code: 'ORDER_NOT_FOUND', path: ['orderNumber'] },
    ]);
    await world.call('mrp.production', 'write', [made.order.id], { vals: { qty_producing: 5 } });
    expect(await refusal(made.use([bearing.itemNumber, 1, [[lotA, 1]]]))).toMatchObject([
      { code: 'ORDER_BEING_CONFIRMED', path: ['orderNumber'] },
    ]);
  });
});
