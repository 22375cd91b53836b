import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpOrderChange } from '../../../connectors/ports.ts';
import { ChangesWorld } from './changes-world.ts';
import { readTargets, unique } from './writes-world.ts';

/** What of an ERP's work a poll tells, and that nothing of it is told twice. */
describe.each(readTargets)('changes in $name', (target) => {
  let at: ChangesWorld;

  beforeAll(async () => {
    at = await ChangesWorld.open(target);
  });
  afterAll(() => at?.at.close());

  /** Does something to an order; what the next look tells of it. */
  async function heard(orderNumber: string, act: () => Promise<unknown>): Promise<ErpOrderChange> {
    await act();
    const told = (await at.poll()).find((order) => order.orderNumber === orderNumber);
    expect(told, 'the next look tells it').toBeDefined();
    expect(await at.poll(), 'and no other').toEqual([]);
    return told!;
  }

  it('an order from its draft to its end', async () => {
    const { id, name } = await at.draft(4);
    const draft = await heard(name, async () => {});
    expect(draft).toMatchObject({ plantCode: 'HAM', state: 'FORECAST', good: { value: '0', unit: 'C62' } });
    expect(draft).toMatchObject({ planned: { value: '4', unit: 'C62' }, recordIds: [String(id)] });
    const confirmed = await heard(name, () => at.world.call('mrp.production', 'action_confirm', [id]));
    expect(confirmed.state).toBe('RELEASED');
    const part = await heard(name, () => at.confirmPart(name, 1));
    expect(part).toMatchObject({ state: 'RUNNING', good: { value: '1' }, planned: { value: '4' } });
    expect(part.recordIds).toHaveLength(2);
    const done = await heard(name, () => at.confirmPart(name, 3));
    expect(done).toMatchObject({ state: 'COMPLETED', good: { value: '4' } });
    expect(new Set([draft, confirmed, part, done].map((order) => order.fingerprint)).size).toBe(4);
  });

  it('a work order that starts and ends, though the order itself is not written', async () => {
    const { id, name } = await at.order();
    await at.settle();
    const [first] = await at.workOrders(id);
    const started = await heard(name, () => at.world.call('mrp.workorder', 'button_start', [first!]));
    expect(started.state).toBe('RUNNING');
    expect(started.operations.map(({ operationNumber, state }) => [operationNumber, state])).toEqual([
      ['10', 'RUNNING'],
      ['20', expect.stringMatching(/READY|WAITING/)],
    ]);
    const ended = await heard(name, () => at.world.call('mrp.workorder', 'button_finish', [first!]));
    expect(ended).toMatchObject({ state: 'RUNNING', operations: [{ state: 'COMPLETED', good: { value: '10' } }, {}] });
    expect(ended.fingerprint).not.toBe(started.fingerprint);
  });

  it('a component of which more is asked for, and one of which another quantity is set aside', async () => {
    const { id, name } = await at.order();
    const before = (await at.settle()).get(name);
    const move = await at.component(id, at.gearbox!.bolt.id);
    const more = await heard(name, () =>
      at.world.call('stock.move', 'write', [move.id], { vals: { product_uom_qty: 99 } }),
    );
    expect(more.fingerprint).not.toBe(before?.fingerprint);
    await heard(name, () => at.world.call('stock.move', 'write', [move.id], { vals: { quantity: 7 } }));
  });

  it('a move line that gets another lot, or goes', async () => {
    const { bearing } = at.gearbox!;
    const { id, name } = await at.order(2);
    const other = await at.world.lot(bearing.id, unique('BRG-OTHER'));
    await at.world.putStock(bearing.id, 100, other);
    await at.settle();
    const { lines } = await at.component(id, bearing.id);
    await heard(name, () => at.byHand('stock.move.line', 'write', [lines[0]!.id], { vals: { lot_id: other } }));
    await heard(name, () => at.byHand('stock.move.line', 'unlink', [lines[0]!.id]));
  });

  it('a lot that is corrected in what was posted, as other progress', async () => {
    const { id, name } = await at.order(2);
    await at.confirmPart(name, 2);
    const before = (await at.settle()).get(name);
    const { lines } = await at.component(id, at.gearbox!.bearing.id);
    const other = await at.world.lot(at.gearbox!.bearing.id, unique('BRG-RIGHT'));
    await at.world.putStock(at.gearbox!.bearing.id, 100, other);
    const act = () => at.byHand('stock.move.line', 'write', [lines[0]!.id], { vals: { lot_id: other } });
    const corrected = await heard(name, act);
    expect(corrected).toMatchObject({ state: 'COMPLETED', good: before!.good });
    expect(corrected.fingerprint).not.toBe(before!.fingerprint);
  });

  it('scrap of what was made', async () => {
    const { id, name } = await at.order(2);
    await at.confirmPart(name, 2);
    await at.settle();
    const [lot] = await at.world.find('stock.move.line', [['move_id.production_id', '=', id]], ['lot_id']);
    const scrapped = await heard(name, async () => {
      const vals = { product_id: at.gearbox!.gearbox.id, scrap_qty: 1, production_id: id, lot_id: lot!.lot_id };
      const scrap = await at.world.create('stock.scrap', vals);
      await at.world.call('stock.scrap', 'action_validate', [scrap]);
    });
    expect(scrapped).toMatchObject({ good: { value: '1' }, scrap: { value: '1' } });
  });

  it('of an order that was deleted nothing is told; who remembers it finds it gone', async () => {
    const [draft, kept] = [await at.draft(), await at.draft()];
    const told = await at.settle();
    const ids = [draft, kept].flatMap(({ name }) => told.get(name)!.recordIds);
    await at.world.call('mrp.production', 'unlink', [draft.id]);
    expect(await at.poll()).toEqual([]);
    const { orders: now } = await at.at.port.ordersNow(ids);
    expect(now.map((order) => [order.orderNumber, order.fingerprint])).toEqual([
      [kept.name, told.get(kept.name)!.fingerprint],
    ]);
  });

  it('a backorder that was deleted takes its quantity with it', async () => {
    const { name } = await at.order(5);
    await at.confirmPart(name, 2);
    const split = (await at.settle()).get(name)!;
    expect(split).toMatchObject({ planned: { value: '5' }, state: 'RUNNING' });
    await at.world.call('mrp.production', 'unlink', [Math.max(...split.recordIds.map(Number))]);
    const [rest] = (await at.at.port.ordersNow(split.recordIds)).orders;
    expect(rest).toMatchObject({ orderNumber: name, planned: { value: '2' }, state: 'COMPLETED' });
    expect(rest!.recordIds).toHaveLength(1);
  });

  it('an order that was renamed is told under its new number, and is there no more under its old one', async () => {
    const { id, name } = await at.draft();
    const { recordIds } = (await at.settle()).get(name)!;
    const newName = unique('RENAMED');
    await heard(newName, () => at.world.call('mrp.production', 'write', [id], { vals: { name: newName } }));
    expect((await at.at.port.ordersNow(recordIds)).orders.map((order) => order.orderNumber)).toEqual([newName]);
  });

  it('an order that the graph cannot show holds up no other, and is not taken to be gone', async () => {
    const product = await at.world.item('ROPE');
    const [units] = await at.world.find('uom.uom', [['name', 'in', ['Units', 'Unit']]], ['category_id']);
    const { major } = await at.world.session.version();
    const unitId = await at.world.create('uom.uom', {
      name: unique('Klafter'),
      ...(major >= 19
        ? { relative_factor: 1, relative_uom_id: units!.id }
        : { category_id: units!.category_id, uom_type: 'bigger', factor_inv: 7 }),
    });
    const id = await at.world.create('mrp.production', {
      ...{ product_id: product.id, product_qty: 1, product_uom_id: unitId },
    });
    const { name } = await at.draft();
    expect((await at.poll()).map((order) => order.orderNumber)).toEqual([name]);
    const now = await at.at.port.ordersNow([String(id)]);
    expect(now).toMatchObject({ orders: [], unreadable: [{ plantCode: 'HAM', recordIds: [String(id)] }] });
  });

  it('open orders are listed by page, each with all of its records', async () => {
    const { name } = await at.order(5);
    await at.confirmPart(name, 2);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await at.at.port.openOrders(after);
      found.push(...page.orders.map((order) => `${order.orderNumber} ${order.recordIds.length}`));
      after = page.next;
    } while (after !== null);
    expect(found).toContain(`${name} 2`);
    expect(new Set(found).size).toBe(found.length);
  });

  it('an ERP that no longer shows the plant does not say that its orders are gone', async () => {
    const warehouses = await at.world.find('stock.warehouse', [['code', '=', 'WPUE']], ['code']);
    await at.byHand('stock.warehouse', 'write', [warehouses[0]!.id], { vals: { code: 'AWAY' } });
    try {
      await expect(at.at.port.ordersNow(['999999999'])).rejects.toThrow('has no warehouse with the code WPUE');
    } finally {
      await at.byHand('stock.warehouse', 'write', [warehouses[0]!.id], { vals: { code: 'WPUE' } });
    }
    expect(await at.at.port.ordersNow(['999999999'])).toEqual({ orders: [], unreadable: [] });
  });
});
