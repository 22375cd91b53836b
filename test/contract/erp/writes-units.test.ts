import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, OrderPart } from '../../../connectors/ports.ts';
import { post, targets, unique, World } from './writes-world.ts';

describe.each(targets)('units, places, by-products and dates on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  const confirmation = (order: OrderPart, different: Partial<ConfirmPartInput>): ConfirmPartInput => ({
    plantCode: world.plant,
    ...order,
    produced: '1',
    outputLots: [],
    consumption: [],
    remainder: 'KEEP_OPEN',
    endedAt: null,
    ...different,
  });

  /** A unit of several pieces that is active on a new server: dozens in 17 and 18, packs of six in 19. */
  async function pack(): Promise<{ unitId: number; size: number }> {
    const units = await world.find('uom.uom', [['name', 'in', ['Dozens', 'Pack of 6']]], ['name']);
    const [unit] = units;
    return { unitId: unit!.id, size: unit!.name === 'Dozens' ? 12 : 6 };
  }

  test('an order and a component in packs: items are counted in pieces, the component in its own unit', async () => {
    const { confirmPart } = world.postings;
    const { unitId, size } = await pack();
    const made = await world.item('clip', 'lot');
    const pin = await world.item('pin', 'lot');
    const lotNumber = unique('PIN');
    await world.putStock(pin.id, 1000, await world.lot(pin.id, lotNumber));
    const bomId = await world.create('mrp.bom', {
      product_tmpl_id: await world.templateOf(made.id),
      product_qty: 1,
      product_uom_id: unitId,
      bom_line_ids: [[0, 0, { product_id: pin.id, product_qty: 2, product_uom_id: unitId }]],
    });
    const id = await world.create('mrp.production', {
      product_id: made.id,
      product_qty: 10,
      product_uom_id: unitId,
      bom_id: bomId,
    });
    await world.call('mrp.production', 'action_confirm', [id]);
    const [order] = await world.find('mrp.production', [['id', '=', id]], ['name']);
    const [produced, used] = [String(4 * size), String(8 * size)];
    const input = confirmation(
      { orderNumber: order!.name as string, partId: String(order!.id) },
      {
        produced,
        outputLots: [{ lotNumber: unique('CLIP'), quantity: produced }],
        consumption: [{ itemNumber: pin.itemNumber, quantity: used, lots: [{ lotNumber, quantity: used }] }],
      },
    );
    const { result } = await post(confirmPart, input);
    expect(await world.onHand(made.id)).toBe(4 * size);
    expect(await world.onHand(pin.id)).toBe(1000 - 8 * size);
    const backorder = [['id', '=', Number(result.backorderId)]];
    expect(await world.find('mrp.production', backorder, ['product_qty'])).toMatchObject([{ product_qty: 6 }]);
  });

  test('what Odoo would book as something else is refused before anything is sent', async () => {
    const { confirmPart } = world.postings;
    const { unitId, size } = await pack();
    const made = await world.item('tack');
    const bomId = await world.bom(made.id, []);
    const id = await world.create('mrp.production', {
      ...{ product_id: made.id, product_qty: 2, product_uom_id: unitId, bom_id: bomId },
    });
    await world.call('mrp.production', 'action_confirm', [id]);
    const [order] = await world.find('mrp.production', [['id', '=', id]], ['name']);
    const part = { orderNumber: order!.name as string, partId: String(id) };
    await expect(post(confirmPart, confirmation(part, { produced: '5' }))).rejects.toMatchObject({
      problems: [{ code: 'QUANTITY_NOT_REPRESENTABLE', rule: 'C-04', path: ['produced'] }],
    });
    expect(await world.onHand(made.id)).toBe(0);
    await post(confirmPart, confirmation(part, { produced: String(size) }));
    expect(await world.onHand(made.id)).toBe(size);
  });

  test('grams of what is kept in kilograms: 14 g are refused, 20 g are what leaves the stock', async () => {
    const { confirmPart } = world.postings;
    const [grams] = await world.find('uom.uom', [['name', '=', 'g']], ['name']);
    const [kilos] = await world.find('uom.uom', [['name', '=', 'kg']], ['name']);
    const made = await world.item('label');
    const glue = await world.item('glue', 'none', kilos!.id);
    await world.putStock(glue.id, 5);
    const bomId = await world.create('mrp.bom', {
      product_tmpl_id: await world.templateOf(made.id),
      product_qty: 1,
      bom_line_ids: [[0, 0, { product_id: glue.id, product_qty: 14, product_uom_id: grams!.id }]],
    });
    const order = await world.order(made.id, 5, bomId);
    const used = (quantity: string) => [{ itemNumber: glue.itemNumber, quantity, lots: [] }];
    const report = async (quantity: string) =>
      confirmation(await world.openPart(order.name), { produced: '1', consumption: used(quantity) });
    await expect(post(confirmPart, await report('0.014'))).rejects.toMatchObject({
      problems: [{ code: 'QUANTITY_NOT_REPRESENTABLE', path: ['consumption'] }],
    });
    expect(await world.onHand(glue.id)).toBe(5);
    await post(confirmPart, await report('0.02'));
    expect(await world.onHand(glue.id)).toBe(4.98);
  });

  test('a lot at two places below Stock is taken from where it lies', async () => {
    const { confirmPart } = world.postings;
    const made = await world.item('frame');
    const tube = await world.item('tube', 'lot');
    const lotNumber = unique('TUBE');
    const lotId = await world.lot(tube.id, lotNumber);
    const places: number[] = [];
    for (const quantity of [30, 12]) {
      const name = unique('Shelf');
      const place = await world.create('stock.location', { name, usage: 'internal', location_id: world.stock });
      await world.putStock(tube.id, quantity, lotId, place);
      places.push(place);
    }
    const order = await world.order(made.id, 20, await world.bom(made.id, [[tube.id, 2]]));
    const consumption = [{ itemNumber: tube.itemNumber, quantity: '40', lots: [{ lotNumber, quantity: '40' }] }];
    await post(confirmPart, confirmation(await world.openPart(order.name), { produced: '20', consumption }));
    expect(await world.onHand(tube.id, places[0])).toBe(0);
    expect(await world.onHand(tube.id, places[1])).toBe(2);
    expect(await world.onHand(tube.id)).toBe(2);
  });

  test('by-products come in proportion, also when the rest is dropped', async () => {
    const { confirmPart } = world.postings;
    const made = await world.item('casting');
    const metal = await world.item('metal');
    const swarf = await world.item('swarf');
    await world.putStock(metal.id, 100);
    const bomId = await world.bom(made.id, [[metal.id, 1]], {
      byproduct_ids: [[0, 0, { product_id: swarf.id, product_qty: 0.5 }]],
    });
    const order = await world.order(made.id, 10, bomId);
    const consumption = (quantity: string) => [{ itemNumber: metal.itemNumber, quantity, lots: [] }];
    await post(
      confirmPart,
      confirmation(await world.openPart(order.name), { produced: '4', consumption: consumption('4') }),
    );
    expect(await world.onHand(swarf.id)).toBe(2);
    await post(
      confirmPart,
      confirmation(await world.openPart(order.name), {
        produced: '3',
        consumption: consumption('3'),
        remainder: 'CLOSE_SHORT',
      }),
    );
    expect(await world.onHand(swarf.id)).toBe(3.5);
    expect(await world.onHand(made.id)).toBe(7);
  });

  test('an expired lot goes in and on hold without a dialogue: our own rules have decided', async () => {
    const { confirmPart, moveToHold } = world.postings;
    const made = await world.item('joint');
    const sealant = await world.item('sealant', 'lot');
    const canExpire = (await world.session.fields('product.product')).has('use_expiration_date');
    if (canExpire) await world.call('product.product', 'write', [sealant.id], { vals: { use_expiration_date: true } });
    const lotNumber = unique('OLD');
    const lotId = await world.lot(sealant.id, lotNumber);
    if (canExpire)
      await world.call('stock.lot', 'write', [lotId], { vals: { expiration_date: '2026-01-01 00:00:00' } });
    await world.putStock(sealant.id, 10, lotId);
    const order = await world.order(made.id, 4, await world.bom(made.id, [[sealant.id, 1]]));
    const consumption = [{ itemNumber: sealant.itemNumber, quantity: '4', lots: [{ lotNumber, quantity: '4' }] }];
    await post(confirmPart, confirmation(await world.openPart(order.name), { produced: '4', consumption }));
    expect(await world.onHand(sealant.id)).toBe(6);
    const hold = {
      plantCode: world.plant,
      holdId: unique('QH'),
      itemNumber: sealant.itemNumber,
      lotNumber,
      quantity: null,
    };
    expect((await post(moveToHold, hold)).result.moved).toBe('6');
    expect(await world.onHand(sealant.id)).toBe(0);
  });

  test('more than was planned: no backorder, and what was consumed beyond the plan', async () => {
    const { confirmPart } = world.postings;
    const made = await world.item('hook');
    const wire = await world.item('wire');
    await world.putStock(wire.id, 3);
    const order = await world.order(made.id, 5, await world.bom(made.id, [[wire.id, 1]]));
    const consumption = [{ itemNumber: wire.itemNumber, quantity: '7', lots: [] }];
    const { result } = await post(
      confirmPart,
      confirmation(await world.openPart(order.name), { produced: '6', consumption }),
    );
    expect(result.backorderId).toBeNull();
    expect(await world.onHand(made.id)).toBe(6);
    expect(await world.onHand(wire.id)).toBe(-4);
  });
});
