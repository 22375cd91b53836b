import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemInput } from '../../../connectors/ports.ts';
import { OutcomeUnknownError } from '../../../lib/errors.ts';
import { context, post, problemsOf, targets, unique, World } from './writes-world.ts';

describe.each(targets)('new revisions of items on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  const revision = (item: { itemNumber: string }, different: Partial<ItemInput> = {}): ItemInput => ({
    itemNumber: item.itemNumber,
    name: unique('Sealing ring, coated'),
    unit: 'C62',
    tracking: 'NONE',
    ...different,
  });

  async function inErp(id: number) {
    const [row] = await world.find('product.product', [['id', '=', id]], ['name', 'tracking', 'uom_id', 'uom_po_id']);
    const [unit] = await world.find('uom.uom', [['id', '=', row!.uom_id]], ['name']);
    return { ...row, unit: unit!.name, isBoughtInIt: row!.uom_po_id === undefined || row!.uom_po_id === row!.uom_id };
  }

  const refusal = (input: ItemInput) => problemsOf(world.postings.replaceItem.prepare(input, { stepKey: 'x' }));

  test('a name is brought once, whatever is cut, and the number stays', async () => {
    const { replaceItem } = world.postings;
    const item = await world.item('ring');
    const input = revision(item);
    const before = await replaceItem.prepare(input, { stepKey: 'a' });
    for (const [when, outcome] of [
      ['before', 'absent'],
      ['after', 'found'],
    ] as const) {
      world.proxy.cut({ model: 'product.product', method: 'write', when });
      await expect(replaceItem.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
      expect((await replaceItem.probe(input, before, { stepKey: 'a' })).outcome).toBe(outcome);
    }
    const calls = world.proxy.calls.length;
    expect(await replaceItem.apply(input, before, context('a'))).toEqual({ productId: String(item.id) });
    expect(world.proxy.calls.slice(calls)).not.toContain('product.product/write');
    expect(await inErp(item.id)).toMatchObject({ name: input.name, tracking: 'none' });
    await world.call('product.product', 'write', [item.id], { vals: { name: 'by hand' } });
    await expect(replaceItem.probe(input, before, { stepKey: 'a' })).rejects.toMatchObject({ reason: 'PARTIAL' });
  });

  test('unit and tracking change where nothing counts on them', async () => {
    const item = await world.item('paint');
    await post(world.postings.replaceItem, revision(item, { unit: 'KGM', tracking: 'LOT' }));
    expect(await inErp(item.id)).toMatchObject({ unit: 'kg', isBoughtInIt: true, tracking: 'lot' });
  });

  test('where stock, moves or BOMs are, another unit or tracking is refused, and a name is not', async () => {
    const stocked = await world.item('stocked');
    await world.putStock(stocked.id, 5);
    const [unit, tracking] = [
      { code: 'ITEM_IN_USE', path: ['unit'] },
      { code: 'ITEM_IN_USE', path: ['tracking'] },
    ];
    expect(await refusal(revision(stocked, { unit: 'KGM', tracking: 'LOT' }))).toMatchObject([unit, tracking]);
    await post(world.postings.replaceItem, revision(stocked, { name: 'Named anew' }));
    expect(await inErp(stocked.id)).toMatchObject({ name: 'Named anew', unit: 'Units' });

    const component = await world.item('component');
    await world.bom((await world.item('made')).id, [[component.id, 1]]);
    expect(await refusal(revision(component, { unit: 'KGM' }))).toMatchObject([unit]);
    await post(world.postings.replaceItem, revision(component, { tracking: 'SERIAL' }));
    expect(await inErp(component.id)).toMatchObject({ tracking: 'serial' });

    const drafted = await world.item('drafted');
    await world.create('mrp.production', { product_id: drafted.id, product_qty: 1 });
    expect(await refusal(revision(drafted, { tracking: 'LOT' }))).toMatchObject([tracking]);
  });

  test('an item that is not there, and a unit that the ERP has not, are refused', async () => {
    expect(await refusal(revision({ itemNumber: unique('none') }))).toMatchObject([
      { code: 'ITEM_NOT_FOUND', path: ['itemNumber'] },
    ]);
    expect(await refusal(revision(await world.item('ring'), { unit: 'XYZ' }))).toMatchObject([
      { code: 'UNIT_NOT_CONVERTIBLE', path: ['unit'] },
    ]);
  });
});
