import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HoldMoveInput, ScrapInput } from '../../../connectors/ports.ts';
import { OutcomeUnknownError, RejectedError } from '../../../lib/errors.ts';
import { context, key, partOf, post, problemsOf, targets, unique, World } from './writes-world.ts';

describe.each(targets)('scrap and holds on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  async function lotItem(quantity: number) {
    const item = await world.item('resin', 'lot');
    const lotNumber = unique('LOT');
    const lotId = await world.lot(item.id, lotNumber);
    await world.putStock(item.id, quantity, lotId);
    return { ...item, lotNumber, lotId };
  }

  const scrapOf = (item: { itemNumber: string; lotNumber?: string }, quantity: string): ScrapInput => ({
    plantCode: world.plant,
    order: null,
    itemNumber: item.itemNumber,
    quantity,
    lotNumber: item.lotNumber ?? null,
    reasonCode: 'CRACKED',
    from: 'STOCK',
  });

  /** Right below the warehouse, beside Stock: where a warehouse that makes in several steps has goods for production. */
  async function besideStock(name: string): Promise<number> {
    const [warehouse] = await world.find('stock.warehouse', [['code', '=', 'WH']], ['view_location_id']);
    const vals = { name: unique(name), location_id: warehouse!.view_location_id, usage: 'internal' };
    return world.create('stock.location', vals);
  }

  test('a hold takes what lies anywhere in the plant, and what is scrapped may lie anywhere', async () => {
    const { moveToHold, moveFromHold, scrap } = world.postings;
    const item = await lotItem(60);
    const beside = await besideStock('Pre-Production');
    await world.putStock(item.id, 40, item.lotId, beside);
    const scrapped = await post(scrap, scrapOf(item, '55'));
    expect(scrapped.result.scrapId).not.toBe('');
    const held = await post(moveToHold, holdOf(item, null));
    expect(held.result.moved).toBe('45');
    expect(await world.onHand(item.id, await holdLocation())).toBe(45);
    expect([await world.onHand(item.id), await world.onHand(item.id, beside)]).toEqual([0, 0]);
    expect(await moveToHold.probe(holdOf(item, null), held.before, { stepKey: held.stepKey })).toMatchObject({
      outcome: 'found',
    });
    await post(moveFromHold, holdOf(item, null));
    expect([await world.onHand(item.id), await world.onHand(item.id, beside)]).toEqual([5, 40]);
  });

  test('a count is of the one place where the item lies, and of no more', async () => {
    const { countStock } = world.postings;
    const item = await world.item('washer');
    const shelf = await world.create('stock.location', {
      ...{ name: unique('Shelf'), location_id: world.stock, usage: 'internal' },
    });
    await world.putStock(item.id, 7, false, shelf);
    const count = { plantCode: world.plant, itemNumber: item.itemNumber, lotNumber: null, counted: '9', expected: '7' };
    await post(countStock, count);
    expect(await world.onHand(item.id, shelf)).toBe(9);
    await world.putStock(item.id, 5);
    const both = { ...count, counted: '15', expected: '14' };
    expect(await problemsOf(countStock.prepare(both, { stepKey: 'read only' }))).toMatchObject([
      { code: 'STOCK_AT_SEVERAL_PLACES' },
    ]);
  });

  const scrapMoves = (productId: number) =>
    world.find(
      'stock.move',
      [
        ['product_id', '=', productId],
        ['scrap_id', '!=', false],
        ['state', '=', 'done'],
      ],
      ['quantity'],
    );

  const holdOf = (item: { itemNumber: string; lotNumber?: string }, quantity: string | null): HoldMoveInput => ({
    plantCode: world.plant,
    holdId: unique('QH'),
    itemNumber: item.itemNumber,
    lotNumber: item.lotNumber ?? null,
    quantity,
  });

  async function holdLocation(): Promise<number> {
    const [location] = await world.find('stock.location', [['name', '=', 'Quality Hold']], ['usage', 'location_id']);
    expect(location).toMatchObject({ usage: 'internal' });
    return location!.id;
  }

  test('scraps once, with lot and reason; a repeat finds it', async () => {
    const { scrap } = world.postings;
    const item = await lotItem(20);
    const input = scrapOf(item, '3');
    const { before, result, stepKey } = await post(scrap, input);
    expect(await world.onHand(item.id)).toBe(17);
    const [record] = await world.find(
      'stock.scrap',
      [['id', '=', Number(result.scrapId)]],
      ['state', 'origin', 'lot_id'],
    );
    expect(record).toMatchObject({ state: 'done', origin: 'CRACKED', lot_id: item.lotId });
    expect(await scrap.apply(input, before, context(stepKey))).toEqual(result);
    expect(await scrap.probe(input, before, { stepKey })).toEqual({ outcome: 'found', result });
    expect(await scrapMoves(item.id)).toHaveLength(1);
  });

  test.each(['load', 'action_validate'])('cut after %s: unknown, and scrapped once in the end', async (method) => {
    const { scrap } = world.postings;
    const item = await lotItem(20);
    const input = scrapOf(item, '3');
    const stepKey = unique('step');
    const before = await scrap.prepare(input, { stepKey });
    world.cut('stock.scrap', method, 'after');
    await expect(scrap.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    const probed = await scrap.probe(input, before, { stepKey });
    expect(probed.outcome).toBe(method === 'load' && !world.hasAddon ? 'absent' : 'found');
    if (probed.outcome === 'absent') await scrap.apply(input, before, context(stepKey, { fence: 2 }));
    expect(await scrapMoves(item.id)).toHaveLength(1);
    expect(await world.onHand(item.id)).toBe(17);
  });

  test('cut before Odoo saw the validation: absent, then scrapped once', async () => {
    const { scrap } = world.postings;
    const item = await lotItem(20);
    const input = scrapOf(item, '3');
    const stepKey = unique('step');
    const before = await scrap.prepare(input, { stepKey });
    world.cut('stock.scrap', 'action_validate', 'before');
    await expect(scrap.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    expect(await scrap.probe(input, before, { stepKey })).toEqual({ outcome: 'absent' });
    await scrap.apply(input, before, context(stepKey, { fence: 2 }));
    expect(await scrapMoves(item.id)).toHaveLength(1);
  });

  test('more than there is, a lot that is not named, and an unknown item are refused', async () => {
    const { scrap } = world.postings;
    const item = await lotItem(2);
    const refusal = async (input: ScrapInput) => {
      const error = await scrap.prepare(input, { stepKey: key('x') }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RejectedError);
      return (error as RejectedError).problems.map((problem) => problem.code);
    };
    expect(await refusal(scrapOf(item, '3'))).toEqual(['STOCK_SHORT']);
    expect(await refusal(scrapOf({ itemNumber: item.itemNumber }, '1'))).toEqual(['LOT_REQUIRED']);
    expect(await refusal(scrapOf({ itemNumber: unique('none') }, '1'))).toEqual(['ITEM_NOT_FOUND']);
    expect(await refusal({ ...scrapOf(item, '1'), from: 'HOLD' })).toEqual(['STOCK_SHORT']);
  });

  test('output that an order scraps is booked on the posted part, and a backorder does not inherit the mark', async () => {
    const { confirmPart, scrap } = world.postings;
    const plate = await world.item('plate');
    const sheet = await world.item('sheet');
    await world.putStock(sheet.id, 100);
    const order = await world.order(plate.id, 10, await world.bom(plate.id, [[sheet.id, 1]]));
    const confirm = (produced: string, remainder: 'KEEP_OPEN' | 'CLOSE_SHORT') => ({
      plantCode: world.plant,
      ...partOf(order),
      produced,
      outputLots: [],
      consumption: [{ itemNumber: sheet.itemNumber, quantity: produced, lots: [] }],
      remainder,
      endedAt: null,
    });
    const first = await post(confirmPart, confirm('4', 'KEEP_OPEN'));
    const input: ScrapInput = { ...scrapOf(plate, '1'), order: partOf(order) };
    const scrapped = await post(scrap, input);
    const [record] = await world.find('stock.scrap', [['id', '=', Number(scrapped.result.scrapId)]], ['production_id']);
    expect(record!.production_id).toBe(Number(first.result.partId));
    const rest = { ...confirm('6', 'CLOSE_SHORT'), partId: first.result.backorderId! };
    const second = await post(confirmPart, rest);
    expect(second.result.partId).toBe(first.result.backorderId);
    expect(await world.onHand(plate.id)).toBe(9);
    expect(await confirmPart.probe(confirm('4', 'KEEP_OPEN'), first.before, { stepKey: first.stepKey })).toMatchObject({
      outcome: 'found',
    });
    expect(await scrap.probe(input, scrapped.before, { stepKey: scrapped.stepKey })).toMatchObject({
      outcome: 'found',
    });
    expect(await scrap.probe(input, scrapped.before, { stepKey: unique('other') })).toEqual({ outcome: 'absent' });
    expect(await scrapMoves(plate.id)).toHaveLength(1);
  });

  test('a lot goes on hold, all of it, and back; what an order had reserved it takes elsewhere', async () => {
    const { moveToHold, moveFromHold } = world.postings;
    const item = await lotItem(30);
    const other = await world.lot(item.id, unique('LOT'));
    const made = await world.item('made');
    const order = await world.order(made.id, 5, await world.bom(made.id, [[item.id, 2]]));
    await world.call('mrp.production', 'action_assign', [order.id]);
    await world.putStock(item.id, 50, other);

    const held = await post(moveToHold, holdOf(item, null));
    expect(held.result).toMatchObject({ moved: '30', reservedBy: [order.name] });
    const location = await holdLocation();
    expect(await world.onHand(item.id, location)).toBe(30);
    const lines = await world.find(
      'stock.move.line',
      [['move_id.raw_material_production_id', '=', order.id]],
      ['lot_id', 'quantity'],
    );
    expect(lines).toMatchObject([{ lot_id: other, quantity: 10 }]);

    const back = await post(moveFromHold, holdOf(item, '12'));
    expect(back.result.moved).toBe('12');
    expect(await world.onHand(item.id, location)).toBe(18);
    const scrapped = await post(world.postings.scrap, { ...scrapOf(item, '18'), from: 'HOLD' });
    expect(scrapped.result.name).toMatch(/^SP\//);
    expect(await world.onHand(item.id, location)).toBe(0);
    expect(await world.onHand(item.id)).toBe(62);
  });

  test.each([
    ['stock.picking', 'load'],
    ['stock.picking', 'action_confirm'],
    ['stock.move', 'write'],
    ['stock.picking', 'button_validate'],
  ])('a hold cut after %s %s: unknown, and moved once in the end', async (model, method) => {
    const { moveToHold } = world.postings;
    const item = await lotItem(20);
    const input = holdOf(item, '15');
    const stepKey = unique('step');
    const before = await moveToHold.prepare(input, { stepKey });
    world.cut(model, method, 'after');
    await expect(moveToHold.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    const probed = await moveToHold.probe(input, before, { stepKey });
    expect(probed.outcome).toBe(method === 'button_validate' || world.hasAddon ? 'found' : 'absent');
    if (probed.outcome === 'absent') await moveToHold.apply(input, before, context(stepKey, { fence: 2 }));
    expect(await world.onHand(item.id)).toBe(5);
    expect(await world.onHand(item.id, await holdLocation())).toBe(15);
  });

  test('nothing there is nothing to move; more than there is is refused', async () => {
    const { moveToHold, moveFromHold } = world.postings;
    const item = await world.item('screw');
    expect((await post(moveToHold, holdOf(item, null))).result).toEqual({
      moved: '0',
      pickingId: null,
      reservedBy: [],
    });
    await world.putStock(item.id, 4);
    await expect(moveToHold.prepare(holdOf(item, '5'), { stepKey: key('x') })).rejects.toThrow(/STOCK_SHORT/);
    await expect(moveFromHold.prepare(holdOf(item, '1'), { stepKey: key('x') })).rejects.toThrow(/STOCK_SHORT/);
    expect((await post(moveToHold, holdOf(item, '3'))).result.moved).toBe('3');
    expect(await world.onHand(item.id)).toBe(1);
  });
});
