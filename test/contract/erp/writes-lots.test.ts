import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreateLotsInput } from '../../../connectors/ports.ts';
import { OutcomeUnknownError } from '../../../lib/errors.ts';
import { context, partOf, post, problemsOf, targets, unique, World } from './writes-world.ts';

describe.each(targets)('lots and serials on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  const lotsOf = (item: { itemNumber: string }, ...lots: CreateLotsInput['lots']): CreateLotsInput => ({
    plantCode: world.plant,
    itemNumber: item.itemNumber,
    lots,
  });

  const inErp = (productId: number) =>
    world.find('stock.lot', [['product_id', '=', productId]], ['name', 'ref', 'expiration_date']);

  test('are created once, whatever is cut', async () => {
    const { createLots } = world.postings;
    const item = await world.item('seal', 'serial');
    const [one, two] = [unique('SN'), unique('SN')];
    const input = lotsOf(item, { lotNumber: one }, { lotNumber: two, supplierLotNumber: 'ACME 7' });
    const before = await createLots.prepare(input, { stepKey: 'a' });
    world.proxy.cut({ model: 'stock.lot', method: 'load', when: 'before' });
    await expect(createLots.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
    expect(await createLots.probe(input, before, { stepKey: 'a' })).toEqual({ outcome: 'absent' });
    world.proxy.cut({ model: 'stock.lot', method: 'load', when: 'after' });
    await expect(createLots.apply(input, before, context('a', { fence: 2 }))).rejects.toThrow(OutcomeUnknownError);
    const result = await createLots.apply(input, before, context('a', { fence: 3 }));
    expect(await createLots.probe(input, before, { stepKey: 'a' })).toEqual({ outcome: 'found', result });
    const found = await inErp(item.id);
    expect(found.map((lot) => [lot.name, lot.ref])).toEqual([
      [one, false],
      [two, 'ACME 7'],
    ]);
    expect(result.lots.map((lot) => [lot.lotNumber, Number(lot.id)])).toEqual(found.map((lot) => [lot.name, lot.id]));
  });

  test('that are there already are taken as they are, and two that need the same one meet', async () => {
    const { createLots, confirmPart } = world.postings;
    const item = await world.item('resin', 'lot');
    const [old, fresh] = [unique('OLD'), unique('NEW')];
    const id = await world.lot(item.id, old);
    const input = lotsOf(item, { lotNumber: old }, { lotNumber: fresh });
    const first = await post(createLots, input);
    expect(first.result.lots[0]).toEqual({ lotNumber: old, id: String(id) });
    expect((await post(createLots, input)).result).toEqual(first.result);
    const wax = await world.item('wax');
    const order = await world.order(item.id, 5, await world.bom(item.id, [[wax.id, 1]]));
    await post(confirmPart, {
      plantCode: world.plant,
      ...partOf(order),
      produced: '5',
      outputLots: [{ lotNumber: fresh, quantity: '5' }],
      consumption: [{ itemNumber: wax.itemNumber, quantity: '5', lots: [] }],
      remainder: 'KEEP_OPEN',
      endedAt: null,
    });
    expect((await inErp(item.id)).map((lot) => lot.name).sort()).toEqual([fresh, old].sort());
  });

  test('a late repeat changes nothing that people have written on a lot since', async () => {
    const { createLots } = world.postings;
    const item = await world.item('glue', 'lot');
    const lotNumber = unique('LOT');
    const input = lotsOf(item, { lotNumber, supplierLotNumber: 'A' });
    const before = await createLots.prepare(input, { stepKey: 'b' });
    world.proxy.cut({ model: 'stock.lot', method: 'load', when: { lateBefore: 'stock.lot/load' } });
    await expect(createLots.apply(input, before, context('b'))).rejects.toThrow(OutcomeUnknownError);
    await createLots.apply(input, before, context('b', { fence: 2 }));
    const [lot] = await inErp(item.id);
    await world.call('stock.lot', 'write', [lot!.id], { vals: { ref: 'corrected' } });
    await createLots.apply(input, before, context('b', { fence: 3 }));
    expect((await inErp(item.id)).map((entry) => entry.ref)).toEqual(['corrected']);
  });

  test('an expiry is kept where Odoo has a place for it, and refused where it has none', async () => {
    const { createLots } = world.postings;
    const item = await world.item('paste', 'lot');
    const expiresAt = '2027-03-01T22:59:59Z';
    const lotNumber = unique('LOT');
    const input = lotsOf(item, { lotNumber, expiresAt });
    if (!(await world.session.fields('stock.lot')).has('expiration_date')) {
      expect(await problemsOf(createLots.prepare(input, { stepKey: 'x' }))).toMatchObject([
        { code: 'LOT_EXPIRY_NOT_KEPT', path: ['lots'] },
      ]);
      return;
    }
    await post(createLots, input);
    expect(await inErp(item.id)).toMatchObject([{ name: lotNumber, expiration_date: '2027-03-01 22:59:59' }]);
    await createLots.prepare(input, { stepKey: 'x' });
    const other = lotsOf(item, { lotNumber, expiresAt: '2027-04-01T22:59:59Z' });
    expect(await problemsOf(createLots.prepare(other, { stepKey: 'x' }))).toMatchObject([
      { code: 'LOT_DIFFERS', path: ['lots'], detail: { lotNumber } },
    ]);
  });

  test('of an untracked item, or the same one twice, are refused', async () => {
    const { createLots } = world.postings;
    const refusal = (input: CreateLotsInput) => problemsOf(createLots.prepare(input, { stepKey: 'x' }));
    expect(await refusal(lotsOf(await world.item('bolt'), { lotNumber: 'A' }))).toMatchObject([
      { code: 'LOT_NOT_TRACKED', path: ['lots'] },
    ]);
    const tracked = await world.item('valve', 'lot');
    expect(await refusal(lotsOf(tracked, { lotNumber: 'A' }, { lotNumber: 'A' }))).toMatchObject([
      { code: 'LOT_AMBIGUOUS', path: ['lots'] },
    ]);
    expect(await refusal(lotsOf({ itemNumber: unique('none') }, { lotNumber: 'A' }))).toMatchObject([
      { code: 'ITEM_NOT_FOUND', path: ['itemNumber'] },
    ]);
  });
});
