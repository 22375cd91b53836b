import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceiptInput } from '../../../connectors/ports.ts';
import { context, key, post, problemsOf, targets, unique, World } from './writes-world.ts';

type Came = ReceiptInput['lines'][number];
const came = (lineNumber: number, quantity: string, ...lots: Came['lots']): Came => ({ lineNumber, quantity, lots });

describe.each(targets)('receipts of purchases on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  /** A confirmed order of items, each in a unit of its own or in the given one. */
  async function buy(
    lines: { id: number; quantity: number; unitId?: number }[],
    state: 'draft' | 'purchase' = 'purchase',
  ) {
    const unit = (await world.session.fields('purchase.order.line')).has('product_uom')
      ? 'product_uom'
      : 'product_uom_id';
    const partner = await world.create('res.partner', { name: unique('Supplier') });
    const id = await world.create('purchase.order', {
      partner_id: partner,
      order_line: lines.map(({ id: product_id, quantity, unitId }) => [
        0,
        0,
        {
          ...{ product_id, product_qty: quantity, price_unit: 4, date_planned: '2027-01-10 12:00:00' },
          ...(unitId === undefined ? {} : { [unit]: unitId }),
        },
      ]),
    });
    if (state === 'purchase') await world.call('purchase.order', 'button_confirm', [id]);
    const [order] = await world.find('purchase.order', [['id', '=', id]], ['name', 'state']);
    expect(order!.state).toBe(state);
    const report = (...came: Came[]): ReceiptInput => ({
      plantCode: world.plant,
      poNumber: order!.name as string,
      lines: came,
      remainder: 'KEEP_OPEN',
    });
    const received = async () => {
      const rows = await world.find('purchase.order.line', [['order_id', '=', id]], ['qty_received']);
      return rows.map((row) => row.qty_received);
    };
    /** What is still expected: quantity and whether somebody has said that it came. */
    const expected = async () => {
      const domain = [
        ['purchase_line_id.order_id', '=', id],
        ['state', 'not in', ['done', 'cancel']],
      ];
      const moves = await world.find('stock.move', domain, ['quantity', 'picked', 'state']);
      return moves.map((move) => [move.quantity, move.picked, move.state]);
    };
    return { id, report, received, expected };
  }

  test('a line in packs: packs are reported, and pieces come into stock', async () => {
    const [pack] = await world.find('uom.uom', [['name', 'in', ['Dozens', 'Pack of 6']]], ['name']);
    const size = pack!.name === 'Dozens' ? 12 : 6;
    const [screw, resin] = [await world.item('screw'), await world.item('resin', 'lot')];
    const order = await buy([
      { id: screw.id, quantity: 5, unitId: pack!.id },
      { id: resin.id, quantity: 3, unitId: pack!.id },
    ]);
    const lots = [
      { lotNumber: unique('L'), quantity: '1' },
      { lotNumber: unique('L'), quantity: '0.5' },
    ];
    const posted = await post(world.postings.receive, order.report(came(1, '2'), came(2, '1.5', ...lots)));
    expect(await world.onHand(screw.id)).toBe(2 * size);
    expect(await world.onHand(resin.id)).toBe(1.5 * size);
    expect(await order.received()).toEqual([2, 1.5]);
    expect(posted.result.backorderId).not.toBeNull();
    expect(
      (await post(world.postings.receive, order.report(came(1, '3'), came(2, '1.5', lots[0]!, lots[1]!)))).result
        .backorderId,
    ).toBeNull();
  });

  test('twice in part, and once more after more was ordered: every piece once', async () => {
    const nut = await world.item('nut');
    const order = await buy([{ id: nut.id, quantity: 10 }]);
    await post(world.postings.receive, order.report(came(1, '4')));
    const [line] = await world.find('purchase.order.line', [['order_id', '=', order.id]], ['product_qty']);
    await world.call('purchase.order.line', 'write', [line!.id], { vals: { product_qty: 14 } });
    expect(await order.expected()).toEqual([
      [6, false, 'assigned'],
      [4, false, 'assigned'],
    ]);
    await post(world.postings.receive, order.report(came(1, '7')));
    expect(await order.received()).toEqual([11]);
    expect(await order.expected()).toEqual([[3, false, 'assigned']]);
    await post(world.postings.receive, order.report(came(1, '3')));
    expect(await world.onHand(nut.id)).toBe(14);
  });

  test('more than was ordered is posted as it is reported, and no more', async () => {
    const [nut, glue] = [await world.item('nut'), await world.item('glue', 'lot')];
    const order = await buy([
      { id: nut.id, quantity: 50 },
      { id: glue.id, quantity: 10 },
    ]);
    const lots = [{ lotNumber: unique('L'), quantity: '12' }];
    const { result } = await post(world.postings.receive, order.report(came(1, '60'), came(2, '12', ...lots)));
    expect(result.backorderId).toBeNull();
    expect(await order.received()).toEqual([60, 12]);
    expect([await world.onHand(nut.id), await world.onHand(glue.id)]).toEqual([60, 12]);
  });

  test('a line that is given twice counts together, and new lots carry what comes with them', async () => {
    const glue = await world.item('glue', 'lot');
    const [old, fresh] = [unique('OLD'), unique('NEW')];
    await world.lot(glue.id, old);
    const order = await buy([{ id: glue.id, quantity: 30 }]);
    const canExpire = (await world.session.fields('stock.lot')).has('expiration_date');
    const expiresAt = canExpire ? { expiresAt: '2027-03-01T00:00:00Z' } : {};
    await post(
      world.postings.receive,
      order.report(
        came(1, '5', { lotNumber: old, quantity: '5' }),
        came(1, '7', { lotNumber: fresh, quantity: '7', supplierLotNumber: 'ACME 9', ...expiresAt }),
      ),
    );
    expect(await order.received()).toEqual([12]);
    const lots = await world.find('stock.lot', [['product_id', '=', glue.id]], ['name', 'ref', 'expiration_date']);
    expect(lots).toHaveLength(2);
    expect(lots.find((lot) => lot.name === fresh)).toMatchObject({
      ref: 'ACME 9',
      ...(canExpire ? { expiration_date: '2027-03-01 00:00:00' } : {}),
    });
  });

  test('serials come one by one; one that is in stock already is refused, and the receipt stays as it was', async () => {
    const [pump, nut] = [await world.item('pump', 'serial'), await world.item('nut')];
    const order = await buy([
      { id: pump.id, quantity: 3 },
      { id: nut.id, quantity: 10 },
    ]);
    const serial = { lotNumber: unique('SN'), quantity: '1' };
    const other = { lotNumber: unique('SN'), quantity: '1' };
    expect(
      await problemsOf(
        world.postings.receive.prepare(order.report(came(1, '2', { ...serial, quantity: '2' })), { stepKey: key('x') }),
      ),
    ).toMatchObject([{ code: 'SERIAL_QUANTITY', path: ['lines', '0', 'lots'] }]);
    await post(world.postings.receive, order.report(came(1, '1', serial)));
    const expected = (await order.expected()).sort();
    expect(expected).toEqual([
      [10, false, 'assigned'],
      [2, false, 'assigned'],
    ]);
    const again = order.report(came(1, '1', serial), came(2, '12'));
    expect(await problemsOf(post(world.postings.receive, again))).toMatchObject([{ code: 'ERP_VALIDATION_FAILED' }]);
    expect((await order.expected()).sort()).toEqual(expected);
    await post(world.postings.receive, order.report(came(1, '2', other, { lotNumber: unique('SN'), quantity: '1' })));
    expect(await world.onHand(pump.id)).toBe(3);
    expect(await order.received()).toEqual([3, 0]);
  });

  test('goes where Odoo has found a place for it', async () => {
    const glue = await world.item('glue', 'lot');
    const order = await buy([{ id: glue.id, quantity: 8 }]);
    const shelf = await world.create('stock.location', {
      ...{ name: unique('Shelf'), usage: 'internal', location_id: world.stock },
    });
    const lines = await world.find('stock.move.line', [['product_id', '=', glue.id]], ['location_dest_id']);
    await world.call(
      'stock.move.line',
      'write',
      lines.map((line) => line.id),
      { vals: { location_dest_id: shelf } },
    );
    await post(world.postings.receive, order.report(came(1, '8', { lotNumber: unique('L'), quantity: '8' })));
    expect(await world.onHand(glue.id, shelf)).toBe(8);
  });

  test('a copy and the backorder of a receipt are not taken for it', async () => {
    const { receive } = world.postings;
    const nut = await world.item('nut');
    const order = await buy([{ id: nut.id, quantity: 10 }]);
    const input = order.report(came(1, '4'));
    const posted = await post(receive, input);
    const copied = (await world.call('stock.picking', 'copy', [Number(posted.result.pickingId)])) as number | number[];
    const probe = () => receive.probe(input, posted.before, { stepKey: posted.stepKey });
    expect(await probe()).toEqual({ outcome: 'found', result: posted.result });
    const stepKey = unique('step');
    const rest = order.report(came(1, '6'));
    const before = await receive.prepare(rest, { stepKey });
    expect(await receive.probe(rest, before, { stepKey })).toMatchObject({ outcome: 'absent' });
    const result = await receive.apply(rest, before, context(stepKey));
    expect(result.pickingId).toBe(posted.result.backorderId);
    expect([copied].flat()).not.toContain(Number(result.pickingId));
    expect(await probe()).toEqual({ outcome: 'found', result: posted.result });
  });

  test('an order that is not confirmed or cancelled, and what does not fit it, are refused', async () => {
    const [nut, glue] = [await world.item('nut'), await world.item('glue', 'lot')];
    const refusal = (input: ReceiptInput) => problemsOf(world.postings.receive.prepare(input, { stepKey: key('x') }));
    const draft = await buy([{ id: nut.id, quantity: 10 }], 'draft');
    expect(await refusal(draft.report(came(1, '1')))).toMatchObject([{ code: 'PO_NOT_CONFIRMED', path: ['poNumber'] }]);
    await world.call('purchase.order', 'button_cancel', [draft.id]);
    expect(await refusal(draft.report(came(1, '1')))).toMatchObject([{ code: 'PO_NOT_OPEN', path: ['poNumber'] }]);
    const order = await buy([
      { id: nut.id, quantity: 10 },
      { id: glue.id, quantity: 10 },
    ]);
    const lots = [{ lotNumber: unique('L'), quantity: '1' }];
    expect(await refusal(order.report(came(1, '1', ...lots), came(2, '2', ...lots), came(3, '1')))).toMatchObject([
      { code: 'LOT_NOT_TRACKED', path: ['lines', '0', 'lots'] },
      { code: 'LOT_REQUIRED', path: ['lines', '1', 'lots'] },
      { code: 'PO_LINE_NOT_OPEN', path: ['lines', '2', 'lineNumber'] },
    ]);
    expect(await refusal(order.report(came(1, '-1')))).toMatchObject([
      { code: 'QUANTITY_INVALID', path: ['lines', '0', 'quantity'] },
    ]);
    expect(await refusal(order.report(came(1, '0.001')))).toMatchObject([{ code: 'QUANTITY_ROUNDS_TO_ZERO' }]);
    expect(await refusal(order.report())).toMatchObject([{ code: 'QUANTITY_INVALID', path: ['lines'] }]);
  });

  test.each([
    ['never', 'KEEP_OPEN', 'CLOSE_SHORT'],
    ['always', 'CLOSE_SHORT', 'KEEP_OPEN'],
  ] as const)(
    'an operation type that %s makes a backorder: %s is refused, %s goes through',
    async (says, not, well) => {
      const { receive } = world.postings;
      const bolt = await world.item('bolt');
      const order = await buy([{ id: bolt.id, quantity: 10 }]);
      const [type] = await world.find(
        'stock.picking.type',
        [
          ['code', '=', 'incoming'],
          ['warehouse_id.code', '=', 'WH'],
        ],
        ['create_backorder'],
      );
      const set = (create_backorder: unknown) =>
        world.call('stock.picking.type', 'write', [type!.id], { vals: { create_backorder } });
      await set(says);
      try {
        const part = order.report(came(1, '4'));
        const problems = await problemsOf(receive.prepare({ ...part, remainder: not }, { stepKey: unique('step') }));
        expect(problems).toMatchObject([{ code: 'REMAINDER_DECIDED_BY_ERP', path: ['remainder'] }]);
        expect(await order.received()).toEqual([0]);
        await post(receive, { ...part, remainder: well });
        expect(await order.received()).toEqual([4]);
      } finally {
        await set(type!.create_backorder);
      }
    },
  );
});
