import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpOrder, OrderFilter } from '../../../connectors/ports.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

describe.each(readTargets)('lists of $name', (target) => {
  let at: ReadWorld;
  let made: Awaited<ReturnType<ReadWorld['gearbox']>>;

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    made = await at.gearbox();
  });
  afterAll(() => at?.close());

  async function allOrders(filter: Partial<OrderFilter>, first: number, between = async () => {}): Promise<ErpOrder[]> {
    const found: ErpOrder[] = [];
    let after: string | null = null;
    do {
      const page = await at.reader.orders({ plantCodes: ['HAM'], ...filter }, { first, after });
      found.push(...page.nodes);
      after = page.hasNextPage ? page.endCursor : null;
      await between();
    } while (after !== null);
    return found;
  }

  /** Orders of a product of their own, planned a day apart, the last one first. */
  async function ordersOf(count: number): Promise<{ item: { id: number; itemNumber: string }; numbers: string[] }> {
    const item = await at.world.item('LISTED');
    const bomId = await at.world.bom(item.id, [[made.bolt.id, 1]]);
    const numbers: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const { id, name } = await at.world.order(item.id, 10, bomId);
      const start = `2031-01-${String(20 - i).padStart(2, '0')} 08:00:00`;
      await at.world.call('mrp.production', 'write', [id], { vals: { date_start: start } });
      numbers.unshift(name);
    }
    return { item, numbers };
  }

  it('pages orders by their planned start, each once, while others are confirmed', async () => {
    const { item, numbers } = await ordersOf(7);
    const listed = await allOrders({ itemNumber: item.itemNumber }, 2, async () => {
      await at.world.order(item.id, 1, await at.world.bom(item.id, [[made.bolt.id, 1]]));
    });
    const found = listed.map((order) => order.orderNumber).filter((number) => numbers.includes(number));
    expect(found).toEqual(numbers);
    const whole = await allOrders({ itemNumber: item.itemNumber }, 200);
    const starts = whole.map((order) => order.plannedStart ?? '');
    expect(starts).toEqual(starts.toSorted());
  });

  it('pages orders that start in the same second', async () => {
    const item = await at.world.item('SAME');
    const bomId = await at.world.bom(item.id, [[made.bolt.id, 1]]);
    const numbers: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { id, name } = await at.world.order(item.id, 1, bomId);
      await at.world.call('mrp.production', 'write', [id], { vals: { date_start: '2031-02-01 08:00:00' } });
      numbers.push(name);
    }
    const listed = await allOrders({ itemNumber: item.itemNumber }, 2);
    expect(listed.map((order) => order.orderNumber)).toEqual(numbers);
  });

  it('lists an order that was split once, by the state of the whole', async () => {
    const product = made.gearbox;
    const { name } = await at.world.order(product.id, 10, made.bomId);
    const untouched = await at.world.order(product.id, 10, made.bomId);
    await at.confirm(name, '4', unique('GX'), [
      { itemNumber: made.housing.itemNumber, quantity: '4', lots: [] },
      {
        itemNumber: made.bearing.itemNumber,
        quantity: '8',
        lots: [{ lotNumber: made.bearingLot, quantity: '8' }],
      },
      { itemNumber: made.bolt.itemNumber, quantity: '32', lots: [] },
    ]);
    const numbersIn = async (states?: OrderFilter['states']) => {
      const filter = { itemNumber: product.itemNumber, ...(states === undefined ? {} : { states }) };
      return (await allOrders(filter, 3)).map((order) => order.orderNumber);
    };
    expect((await numbersIn()).filter((number) => number === name)).toHaveLength(1);
    expect(await numbersIn(['RUNNING'])).toEqual([name]);
    expect(await numbersIn(['RELEASED'])).toEqual([untouched.name]);
    expect((await numbersIn(['RELEASED', 'RUNNING'])).toSorted()).toEqual([name, untouched.name].toSorted());
    expect(await numbersIn(['COMPLETED'])).toEqual([]);
    expect(await numbersIn(['HELD'])).toEqual([]);
    await at.world.call('mrp.production', 'action_cancel', [untouched.id]);
    expect(await numbersIn(['CANCELLED'])).toEqual([untouched.name]);
    const open = await at.reader.openOrdersOfItem(product.itemNumber, 'HAM');
    expect(open.map((order) => order.orderNumber)).toEqual([name]);
  });

  it('lists nothing for a plant of another connection', async () => {
    const page = await at.reader.orders({ plantCodes: ['ELSEWHERE'] }, { first: 10 });
    expect(page).toMatchObject({ nodes: [], hasNextPage: false });
  });

  it('searches items by number or name, wildcards as they are written', async () => {
    const mark = unique('M%_');
    const numbers: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const item = await at.world.item(`Valve ${mark}`);
      numbers.push(item.itemNumber);
    }
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await at.reader.searchItems({ search: mark.toLowerCase(), first: 2, after });
      found.push(...page.nodes.map((item) => item.itemNumber));
      after = page.hasNextPage ? page.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(numbers.toSorted());
    const none = await at.reader.searchItems({ search: mark.replace('%', 'x'), first: 2 });
    expect(none.nodes).toEqual([]);
  });

  it('refuses a cursor of something else', async () => {
    const orders = at.reader.orders({ plantCodes: ['HAM'] }, { first: 1, after: 'WyJhIl0' });
    await expect(orders).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('lists work centres, and says which is down', async () => {
    const center = await at.workCenter('PRESS');
    const isAvailable = async () =>
      (await at.reader.workCenters('HAM')).find(({ code }) => code === center.code)?.isAvailable;
    expect(await isAvailable()).toBe(true);
    const [loss] = await at.world.find(
      'mrp.workcenter.productivity.loss',
      [['loss_type', '=', 'availability']],
      ['name'],
    );
    await at.world.create('mrp.workcenter.productivity', { workcenter_id: center.id, loss_id: loss!.id });
    expect(await isAvailable()).toBe(false);
  });

  it('finds what a change of an item would touch', async () => {
    const part = await at.world.item('CHANGED');
    const assembly = await at.world.item('USES');
    const partBom = await at.world.bom(part.id, [[made.bolt.id, 1]]);
    const assemblyBom = await at.world.bom(assembly.id, [[part.id, 2]]);
    const makes = await at.world.order(part.id, 5, partBom);
    const uses = await at.world.order(assembly.id, 5, assemblyBom);
    const done = await at.world.order(assembly.id, 1, assemblyBom);
    await at.world.call('mrp.production', 'action_cancel', [done.id]);
    await at.world.putStock(part.id, 40);
    const impact = await at.reader.impact('HAM', [part.itemNumber, unique('NONE')]);
    expect(impact.openOrders.map((order) => order.orderNumber)).toEqual([makes.name, uses.name].toSorted());
    expect(impact.stock).toMatchObject([{ itemNumber: part.itemNumber, onHand: { value: '40' } }]);
    expect(impact.openPurchaseLines).toEqual([]);
    expect(impact.isTruncated).toBe(false);
  });

  it('adds up what was scrapped of an order', async () => {
    const { name, id } = await at.world.order(made.gearbox.id, 3, made.bomId);
    const vals = { product_id: made.gearbox.id, scrap_qty: 1, production_id: id };
    expect(await at.reader.order('HAM', name)).toMatchObject({ scrapped: { value: '0' } });
    const lotId = await at.world.lot(made.gearbox.id, unique('SCRAP'));
    await at.world.putStock(made.gearbox.id, 2, lotId);
    const scrapId = await at.world.create('stock.scrap', { ...vals, lot_id: lotId });
    await at.world.call('stock.scrap', 'action_validate', [scrapId]);
    expect(await at.reader.order('HAM', name)).toMatchObject({ scrapped: { value: '1', unit: 'C62' } });
  });

  it('tells the standard cost in the currency of the company', async () => {
    await at.world.call('product.product', 'write', [made.bolt.id], { vals: { standard_price: 1.25 } });
    const cost = await at.reader.standardCost(made.bolt.itemNumber, 'HAM');
    expect(cost).toEqual({ amount: '1.25', currency: expect.stringMatching(/^[A-Z]{3}$/) });
  });

  it('says which unit the hub knows no code for', async () => {
    const name = unique('Drum');
    const [units] = await at.world.find('uom.uom', [['name', 'in', ['Units', 'Unit']]], ['category_id']);
    const version = await at.world.session.version();
    const unitId = await at.world.create('uom.uom', {
      name,
      ...(version.major >= 19
        ? { relative_factor: 1, relative_uom_id: units!.id }
        : { category_id: units!.category_id, uom_type: 'bigger', factor_inv: 7 }),
    });
    const item = await at.world.item('DRUMMED');
    const vals = { uom_id: unitId, ...(version.major >= 19 ? {} : { uom_po_id: unitId }) };
    await at.world.call('product.product', 'write', [item.id], { vals });
    expect(await at.reader.item(item.itemNumber)).toMatchObject({ unit: null, unitName: name });
    await expect(at.reader.stock(item.itemNumber, 'HAM')).rejects.toMatchObject({
      code: 'NOT_SUPPORTED_BY_SOURCE',
      message: expect.stringContaining(name),
    });
  });
});
