import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpChanges } from '../../../connectors/ports.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

describe.each(readTargets)('purchases, genealogy, costs and changes of $name', (target) => {
  let at: ReadWorld;
  let made: Awaited<ReturnType<ReadWorld['gearbox']>>;

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    made = await at.gearbox();
  });
  afterAll(() => at?.close());

  /** Makes so many of an assembly out of lots of its components. */
  async function make(
    product: { id: number; itemNumber: string },
    bomId: number,
    quantity: number,
    lots: Record<string, string>,
    perPiece: Record<string, number>,
  ): Promise<{ orderNumber: string; lotNumber: string }> {
    const { name } = await at.world.order(product.id, quantity, bomId);
    const lotNumber = unique('OUT');
    const consumption = Object.entries(perPiece).map(([itemNumber, each]) => {
      const amount = String(each * quantity);
      const lot = lots[itemNumber];
      return { itemNumber, quantity: amount, lots: lot ? [{ lotNumber: lot, quantity: amount }] : [] };
    });
    await at.confirm(name, String(quantity), lotNumber, consumption);
    return { orderNumber: name, lotNumber };
  }

  const makeGearbox = (quantity: number) =>
    make(
      made.gearbox,
      made.bomId,
      quantity,
      { [made.bearing.itemNumber]: made.bearingLot },
      { [made.housing.itemNumber]: 1, [made.bearing.itemNumber]: 2, [made.bolt.itemNumber]: 8 },
    );

  it('knows which lot went into which, how much of it, and in which order', async () => {
    const { orderNumber, lotNumber } = await makeGearbox(3);
    const output = { itemNumber: made.gearbox.itemNumber, lotNumber };
    const input = { itemNumber: made.bearing.itemNumber, lotNumber: made.bearingLot };
    const reader = at.reader;
    const [link, ...others] = await reader.genealogy(output, 'BACKWARD');
    expect(link).toMatchObject({ input, output, quantity: { value: '6', unit: 'C62' } });
    expect(others).toEqual([]);
    expect(await reader.orderOfMovement(link!.movementId, ['HAM'])).toBe(orderNumber);
    expect(await reader.orderOfMovement(link!.movementId, [])).toBeNull();
    const forward = await reader.genealogy(input, 'FORWARD');
    expect(forward).toContainEqual(expect.objectContaining({ input, output, quantity: { value: '6', unit: 'C62' } }));
    expect(await reader.genealogy(output, 'FORWARD')).toEqual([]);
  });

  /** An order of bolts, not confirmed, of one line for each quantity. */
  async function orderBolts(...quantities: number[]): Promise<{ id: number; poNumber: string }> {
    const supplier = await at.world.create('res.partner', { name: 'Kugellager Nord', ref: 'V-100' });
    const unit = (await at.world.session.fields('purchase.order.line')).has('product_uom_id')
      ? 'product_uom_id'
      : 'product_uom';
    const [product] = await at.world.find('product.product', [['id', '=', made.bolt.id]], ['uom_id']);
    const lines = quantities.map((quantity) => ({
      product_id: made.bolt.id,
      name: 'Bolts',
      product_qty: quantity,
      price_unit: 1,
      date_planned: '2031-03-01 23:30:00',
      [unit]: product!.uom_id,
    }));
    const id = await at.world.create('purchase.order', {
      partner_id: supplier,
      order_line: lines.map((line) => [0, 0, line]),
    });
    const [row] = await at.world.find('purchase.order', [['id', '=', id]], ['name']);
    return { id, poNumber: row!.name as string };
  }

  it('counts on a purchase order until its receipts are closed, also where the ERP has locked it', async () => {
    const { id, poNumber } = await orderBolts(30);
    await at.world.call('purchase.order', 'button_confirm', [id]);
    // 19 has no such state.
    const isOlder = (await at.world.session.version()).major < 19;
    if (isOlder) await at.world.call('purchase.order', 'write', [id], { vals: { state: 'done' } });
    const openOfIt = async () =>
      (await at.reader.impact('HAM', [made.bolt.itemNumber])).openPurchaseLines.filter((l) => l.poNumber === poNumber);
    const isListedAs = async (state: 'CONFIRMED' | 'CLOSED') => {
      const filter = { plantCodes: ['HAM'], states: [state], itemNumber: made.bolt.itemNumber };
      const { nodes } = await at.reader.purchaseOrders(filter, { first: 200 });
      return nodes.some((node) => node.poNumber === poNumber && node.state === state);
    };
    expect(await at.reader.purchaseOrder('HAM', poNumber)).toMatchObject({ state: 'CONFIRMED' });
    expect([await isListedAs('CONFIRMED'), await isListedAs('CLOSED')]).toEqual([true, false]);
    expect(await openOfIt()).toHaveLength(1);
    const [order] = await at.world.find('purchase.order', [['id', '=', id]], ['picking_ids']);
    const [pickingId] = order!.picking_ids as number[];
    const [move] = await at.world.find('stock.move', [['picking_id', '=', pickingId]], ['product_id']);
    await at.world.call('stock.move', 'write', [move!.id], { vals: { quantity: 10, picked: true } });
    const context = { skip_backorder: true, picking_ids_not_to_backorder: [pickingId] };
    await at.world.session.call(
      { model: 'stock.picking', method: 'button_validate', ids: [pickingId!], context },
      { kind: 'write' },
    );
    const closed = await at.reader.purchaseOrder('HAM', poNumber);
    expect(closed).toMatchObject({ state: 'CLOSED', lines: [{ received: { value: '10' }, ordered: { value: '30' } }] });
    expect([await isListedAs('CONFIRMED'), await isListedAs('CLOSED')]).toEqual([false, true]);
    expect(await openOfIt()).toEqual([]);
  });

  it('reads a purchase order with what was received', async () => {
    const { id, poNumber } = await orderBolts(50, 20);
    expect(await at.reader.purchaseOrder('HAM', poNumber)).toMatchObject({ state: 'DRAFT' });
    expect((await at.reader.impact('HAM', [made.bolt.itemNumber])).openPurchaseLines).toEqual([]);
    await at.world.call('purchase.order', 'button_confirm', [id]);
    const order = await at.reader.purchaseOrder('HAM', poNumber);
    expect(order).toMatchObject({
      poNumber,
      supplierCode: 'V-100',
      supplier: 'Kugellager Nord',
      state: 'CONFIRMED',
      lines: [
        { lineNumber: 1, itemNumber: made.bolt.itemNumber, ordered: { value: '50', unit: 'C62' } },
        { lineNumber: 2, ordered: { value: '20', unit: 'C62' }, received: { value: '0' }, promisedOn: '2031-03-02' },
      ],
    });
    expect((await at.reader.impact('HAM', [made.bolt.itemNumber])).openPurchaseLines).toEqual(order?.lines);
    expect(await at.reader.purchaseOrder('HAM', unique('P'))).toBeNull();
  });

  it('lists maintenance requests, newest first, by what became of them', async () => {
    const serial = unique('CNC');
    const equipment = await at.world.create('maintenance.equipment', { name: 'CNC mill', serial_no: serial });
    const titles = [unique('Vibration'), unique('Noise')];
    for (const name of titles) await at.world.create('maintenance.request', { name, equipment_id: equipment });
    const page = await at.reader.maintenanceRequests('HAM', ['OPEN'], { first: 2 });
    expect(page.nodes).toMatchObject([
      { title: titles[1], equipmentCode: serial, state: 'OPEN', plantCode: 'HAM' },
      { title: titles[0], equipmentCode: serial, state: 'OPEN' },
    ]);
    const [done] = await at.world.find('maintenance.stage', [['done', '=', true]], ['name']);
    const id = Number(page.nodes[0]!.requestNumber);
    await at.world.call('maintenance.request', 'write', [id], { vals: { stage_id: done!.id } });
    const finished = await at.reader.maintenanceRequests('HAM', ['DONE'], { first: 1 });
    expect(finished.nodes).toMatchObject([{ title: titles[1], state: 'DONE' }]);
    const open = await at.reader.maintenanceRequests('HAM', ['OPEN'], { first: 1 });
    expect(open.nodes).toMatchObject([{ title: titles[0] }]);
  });

  it('compares what an order cost with what was planned, where Odoo keeps both', async () => {
    const { orderNumber } = await makeGearbox(2);
    const unmade = await at.world.order(made.gearbox.id, 2, made.bomId);
    expect(await at.reader.costVariance('HAM', unmade.name)).toBeNull();
    const variance = at.reader.costVariance('HAM', orderNumber);
    if ((await at.world.session.version()).major < 18) {
      await expect(variance).rejects.toMatchObject({ code: 'NOT_SUPPORTED_BY_SOURCE' });
      return;
    }
    const { standard, actual, variance: difference } = (await variance)!;
    expect(Number(difference.amount)).toBeCloseTo(Number(actual.amount) - Number(standard.amount), 6);
    expect(standard.currency).toMatch(/^[A-Z]{3}$/);
  });

  it('hears of an order once for every change, under its first number', async () => {
    const quiet = await at.port.pollChanges(null);
    expect(quiet.orders).toEqual([]);
    const { name } = await at.world.order(made.gearbox.id, 10, made.bomId);
    // A real server hears of other orders meanwhile.
    const own = ({ orders }: ErpChanges) => orders.filter((order) => order.orderNumber === name);
    const first = await at.port.pollChanges(quiet.cursor);
    expect(own(first)).toMatchObject([
      { plantCode: 'HAM', orderNumber: name, state: 'RELEASED', good: { value: '0', unit: 'C62' } },
    ]);
    expect(own(await at.port.pollChanges(first.cursor))).toEqual([]);
    await at.confirm(name, '4', unique('GX'), [
      { itemNumber: made.housing.itemNumber, quantity: '4', lots: [] },
      {
        itemNumber: made.bearing.itemNumber,
        quantity: '8',
        lots: [{ lotNumber: made.bearingLot, quantity: '8' }],
      },
      { itemNumber: made.bolt.itemNumber, quantity: '32', lots: [] },
    ]);
    const second = await at.port.pollChanges(first.cursor);
    expect(own(second)).toMatchObject([{ orderNumber: name, state: 'RUNNING', good: { value: '4' } }]);
    expect(own(second)[0]?.fingerprint).not.toBe(own(first)[0]?.fingerprint);
    const [work] = await at.world.find(
      'mrp.workorder',
      [
        ['production_id.name', '=', `${name}-002`],
        ['state', 'not in', ['done', 'cancel']],
      ],
      ['name'],
    );
    await at.world.call('mrp.workorder', 'button_start', [work!.id]);
    const third = await at.port.pollChanges(second.cursor);
    expect(own(third)).toHaveLength(1);
  });

  it('says what it found of the connection', async () => {
    const report = await at.port.report();
    expect(report).toMatchObject({ connection: 'erp', kind: 'odoo', isReachable: true });
    expect(report.version).toMatch(/^\d+\.\d+/);
    expect(report.findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(report.findings.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Plant HAM is the warehouse WH;/),
    );
    expect(JSON.stringify(report)).not.toContain(at.world.server.secret);
  });
});
