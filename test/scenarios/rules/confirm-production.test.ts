import { describe, expect, test } from 'vitest';
import { ownHub } from '../../kit/hub.ts';
import { bracket, consumedOf, lot, readOrder, used } from './order-scene.ts';
import { carryOut, dryRun, openOrder, pieces, stops } from './scene.ts';

const hub = ownHub();
const mes = () => hub().user('mes');

describe('what is posted', () => {
  test('PC-09: good and scrap are produced, components backflushed, the scrap scrapped, the rest kept open', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const scrap = [{ quantity: pieces(1), reasonCode: 'CRACK' }];
    const command = await carryOut(user, 'confirmProduction', bracket(orderNumber, { scrap }));
    expect(command).toMatchObject({ status: 'SUCCEEDED', certainty: 'CONFIRMED' });
    const order = await readOrder(user, orderNumber);
    expect(order).toMatchObject({
      orderNumber,
      state: 'RUNNING',
      planned: { value: '50' },
      produced: { value: '21' },
      scrapped: { value: '1' },
    });
    expect(consumedOf(order)).toEqual({ 'STL-3': '8.4', 'BLT-M8X40': '42' });
    const events = await hub()
      .database.db.selectFrom('event')
      .select('payload')
      .where('stream', '=', 'productionStatus')
      .execute();
    expect(events.map((event) => event.payload)).toContainEqual({
      kind: 'CONFIRMED',
      orderNumber,
      operationNumber: null,
      state: 'RUNNING',
      good: pieces(20),
      scrap: pieces(1),
    });
  });

  test('the same at a plant whose ERP is an older one', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50, { plantCode: 'PUE' });
    const scrap = [{ quantity: pieces(1), reasonCode: 'CRACK' }];
    const report = { ...bracket(orderNumber, { scrap }), plantCode: 'PUE' };
    expect((await carryOut(user, 'confirmProduction', report)).status).toBe('SUCCEEDED');
    const order = await readOrder(user, orderNumber, 'PUE');
    expect(order).toMatchObject({ state: 'RUNNING', produced: { value: '21' }, scrapped: { value: '1' } });
    expect(consumedOf(order)).toEqual({ 'STL-3': '8.4', 'BLT-M8X40': '42' });
    const serials = [{ lotNumber: 'X-1' }, { lotNumber: 'X-2' }];
    const refused = await dryRun(user, 'confirmProduction', { ...report, outputLots: serials });
    expect(stops(refused)).toContain('LOT_NOT_WANTED');
  });

  test('PC-17: a backorder is confirmed by any number of its chain, until nothing is left', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    await carryOut(user, 'confirmProduction', bracket(orderNumber));
    const rest = bracket(`${orderNumber}-002`, { good: pieces(30) });
    expect((await carryOut(user, 'confirmProduction', rest)).status).toBe('SUCCEEDED');
    expect(await readOrder(user, orderNumber)).toMatchObject({ state: 'COMPLETED', produced: { value: '50' } });
    const more = await carryOut(user, 'confirmProduction', bracket(orderNumber, { good: pieces(1) }));
    expect(stops(more.problems)).toEqual(['ORDER_NOT_OPEN']);
  });

  test('PC-06: closing short needs its reason, and drops the rest', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const short = bracket(orderNumber, { isFinal: true, remainder: 'CLOSE_SHORT' });
    const refused = await carryOut(user, 'confirmProduction', short);
    expect(refused.status).toBe('REJECTED');
    expect(stops(refused.problems)).toEqual(['CLOSE_SHORT_REASON_MISSING']);
    const reason = { code: 'CLOSE_SHORT_REASON_MISSING', reason: 'the customer cancelled the rest' };
    expect((await carryOut(user, 'confirmProduction', short, [reason])).status).toBe('SUCCEEDED');
    expect(await readOrder(user, orderNumber)).toMatchObject({ state: 'COMPLETED', produced: { value: '20' } });
  });

  test('C-05: what is reported in another unit of the same kind counts', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const consumption = [{ itemNumber: 'STL-3', quantity: pieces('9600', 'GRM') }];
    const command = await carryOut(
      user,
      'confirmProduction',
      bracket(orderNumber, { good: pieces(2, 'DZN'), consumption }),
    );
    expect(command.status).toBe('SUCCEEDED');
    const order = await readOrder(user, orderNumber);
    expect(order.produced.value).toBe('24');
    expect(consumedOf(order)).toEqual({ 'STL-3': '9.6', 'BLT-M8X40': '48' });
  });

  test('PC-09: tracked components are taken from the lots that the order has reserved', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'GP-20-HSG', 10);
    const good = { good: pieces(4), outputLots: [lot('HSG-T-1', 4)] };
    const command = await carryOut(user, 'confirmProduction', bracket(orderNumber, good));
    expect(command.status).toBe('SUCCEEDED');
    const order = await readOrder(user, orderNumber);
    expect(consumedOf(order)).toEqual({ 'CST-GP20': '4', 'PNT-7016': '0.2' });
    expect(order.producedLots.nodes).toEqual([{ lotNumber: 'HSG-T-1' }]);
  });

  test('an operation before the last records its quantity, and posts no output', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'GP-20', 10);
    const report = bracket(orderNumber, {
      operationNumber: '10',
      good: pieces(4),
      startedAt: new Date(Date.now() - 3_600_000).toISOString(),
      endedAt: new Date(Date.now() - 60_000).toISOString(),
    });
    const command = await carryOut(user, 'confirmProduction', report);
    expect(command.status).toBe('SUCCEEDED');
    const order = await readOrder(user, orderNumber);
    expect(order.produced.value).toBe('0');
    expect(order.workOrders[0]).toMatchObject({ operationNumber: '10', produced: { value: '4' } });
    const scrapped = { ...report, scrap: [{ quantity: pieces(1), reasonCode: 'CRACK' }] };
    expect(await dryRun(user, 'confirmProduction', scrapped)).toContainEqual(
      expect.objectContaining({ code: 'FIELD_NOT_SUPPORTED', path: ['scrap'] }),
    );
    const final = await dryRun(user, 'confirmProduction', { ...report, isFinal: true });
    expect(final).toContainEqual(expect.objectContaining({ code: 'OPERATION_STAYS_OPEN', severity: 'NOTE' }));
  });

  test('PC-08: serials, one each, and never twice', async () => {
    const user = await mes();
    const serials = ['S-1', 'S-2'].map((number) => ({ lotNumber: `HPU-${number}` }));
    const orderNumber = await openOrder(hub(), 'HPU-1500', 3);
    const motors = ['M75-100201', 'M75-100202'].map((lotNumber) => ({ lotNumber }));
    const consumption = [used('MOT-0750', 2, ...motors)];
    const two = { good: pieces(2), consumption };
    const one = bracket(orderNumber, { ...two, outputLots: serials.slice(0, 1) });
    expect(stops(await dryRun(user, 'confirmProduction', one))).toEqual(['SERIAL_QUANTITY']);
    const made = await carryOut(user, 'confirmProduction', bracket(orderNumber, { ...two, outputLots: serials }));
    expect(stops(made.problems)).toEqual([]);
    expect(made.status).toBe('SUCCEEDED');
    const again = bracket(orderNumber, { good: pieces(1), outputLots: serials.slice(1) });
    const refused = await carryOut(user, 'confirmProduction', again);
    expect(stops(refused.problems)).toContain('SERIAL_IN_USE');
  });
});

describe('what is refused', () => {
  test('all that is wrong comes together, each with its rule and its place', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'GP-20', 10);
    const command = await carryOut(user, 'confirmProduction', {
      plantCode: 'HAM',
      orderNumber,
      good: pieces(99),
      bomRevision: 'Z',
      routingVersion: 'Z',
      workCenterCode: 'HAM-PAINT',
      endedAt: new Date(Date.now() + 3_600_000).toISOString(),
      consumption: [
        used('SEAL-22-NBR', 99, lot('ROT-2609-01', 99)),
        used('GP-20-HSG', 99, lot('NOBODY-KNOWS', 99)),
        used('GP-20-ROT', 99, lot('ROT-2610-01', 99)),
        used('OIL-HLP46', 1),
      ],
    });
    expect(command.status).toBe('REJECTED');
    const found = Object.fromEntries(
      command.problems.filter((p) => p.severity !== 'NOTE').map((p) => [p.code, [p.rule, p.path?.join('.')]]),
    );
    expect(found).toMatchObject({
      FUTURE_EVENT: ['C-06', 'endedAt'],
      BOM_REVISION_MISMATCH: ['PC-02', 'bomRevision'],
      ROUTING_VERSION_MISMATCH: ['PC-02', 'routingVersion'],
      WORK_CENTER_INVALID: ['PC-05', 'workCenterCode'],
      OVER_TOLERANCE: ['PC-06', 'good'],
      LOT_REQUIRED: ['PC-08', 'outputLots'],
      LOT_WRONG_ITEM: ['PC-11', 'consumption.0'],
      LOT_NOT_FOUND: ['PC-11', 'consumption.1'],
      COMPONENT_NOT_PLANNED: ['PC-10', 'consumption.3.itemNumber'],
    });
    expect((await readOrder(user, orderNumber)).produced.value).toBe('0');
  });

  test.each([
    ['PC-01, an order that is not there', 'HAM/RULE/NONE', 'ORDER_NOT_FOUND'],
    ['PC-01, one that is done', 'HAM/MO/10011', 'ORDER_NOT_OPEN'],
    ['PC-01, one that is cancelled', 'HAM/MO/10012', 'ORDER_NOT_OPEN'],
    ['PC-01, one that is not released', 'HAM/MO/10010', 'ORDER_NOT_OPEN'],
  ])('%s', async (_name, orderNumber, code) => {
    const command = await carryOut(await mes(), 'confirmProduction', bracket(orderNumber));
    expect(command.status).toBe('REJECTED');
    expect(stops(command.problems)).toEqual([code]);
  });

  test('PC-11: more than there is', async () => {
    const orderNumber = await openOrder(hub(), 'BRK-12', 9000);
    const command = await carryOut(await mes(), 'confirmProduction', bracket(orderNumber, { good: pieces(9000) }));
    expect(stops(command.problems)).toEqual(['STOCK_SHORT', 'STOCK_SHORT']);
  });

  test('PC-09: a tracked component without lots, named', async () => {
    const orderNumber = await openOrder(hub(), 'HPU-1500', 40);
    const serials = Array.from({ length: 30 }, (_, n) => ({ lotNumber: `HPU-M-${n}` }));
    const command = await carryOut(
      await mes(),
      'confirmProduction',
      bracket(orderNumber, { good: pieces(30), outputLots: serials }),
    );
    const missing = command.problems.filter((problem) => problem.code === 'CONSUMPTION_MISSING');
    expect(missing.map((problem) => (problem.detail as { itemNumber: string }).itemNumber)).toContain('MOT-0750');
  });

  test('PC-10: consumption that deviates is a warning where the bill of materials says so', async () => {
    const user = await mes();
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const report = bracket(orderNumber, { consumption: [used('BLT-M8X40', 41)] });
    const refused = await carryOut(user, 'confirmProduction', report);
    expect(refused.problems).toContainEqual(
      expect.objectContaining({
        code: 'CONSUMPTION_DEVIATES',
        severity: 'WARNING',
        path: ['consumption', '0', 'quantity'],
      }),
    );
    const override = { code: 'CONSUMPTION_DEVIATES', reason: 'one bolt was lost' };
    expect((await carryOut(user, 'confirmProduction', report, [override])).status).toBe('SUCCEEDED');
    expect(consumedOf(await readOrder(user, orderNumber))['BLT-M8X40']).toBe('41');
  });

  test.each([
    ['K2, another kind of unit', { good: pieces(1, 'KGM') }, 'UNIT_NOT_CONVERTIBLE'],
    ['K2, finer than the unit', { good: pieces('1.0001') }, 'QUANTITY_INVALID'],
    [
      'C-04, a component that rounds to nothing',
      { consumption: [{ itemNumber: 'STL-3', quantity: pieces('1', 'MGM') }] },
      'QUANTITY_ROUNDS_TO_ZERO',
    ],
    ['C-06, too old', { endedAt: '2020-01-01T00:00:00Z' }, 'TOO_OLD'],
    ['PC-05, a work centre of another operation', { workCenterCode: 'HAM-TEST-1' }, 'WORK_CENTER_INVALID'],
    ['PC-03, no such operation', { operationNumber: '99' }, 'OPERATION_NOT_FOUND'],
  ])('%s', async (_name, different, code) => {
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const command = await carryOut(await mes(), 'confirmProduction', bracket(orderNumber, different));
    expect(command.status).toBe('REJECTED');
    expect(stops(command.problems)).toEqual([code]);
  });
});
