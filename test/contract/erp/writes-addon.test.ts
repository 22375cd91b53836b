import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, ErpPostings, Json, Posting } from '../../../connectors/ports.ts';
import { OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { DEMO_ADMIN } from '../../../simulators/odoo/start.ts';
import { addonTargets, context, partOf, post, type Target, targets, unique, World } from './writes-world.ts';

const READS =
  /\/(search_read|read|check_object_reference|fields_get|receipt_of|about|context_get)$|^(authenticate|\/web\/)/;

/** Twelve plates of one sheet each, with lots on both sides. */
async function plates(world: World) {
  const plate = await world.item('plate', 'lot');
  const sheet = await world.item('sheet', 'lot');
  const lotNumber = unique('SHEET');
  await world.putStock(sheet.id, 100, await world.lot(sheet.id, lotNumber));
  const order = await world.order(plate.id, 12, await world.bom(plate.id, [[sheet.id, 1]]));
  const confirm = (produced: string, more: Partial<ConfirmPartInput> = {}): ConfirmPartInput => ({
    plantCode: world.plant,
    ...partOf(order),
    produced,
    outputLots: [{ lotNumber: unique('PLATE'), quantity: produced }],
    consumption: [{ itemNumber: sheet.itemNumber, quantity: produced, lots: [{ lotNumber, quantity: produced }] }],
    remainder: 'KEEP_OPEN',
    endedAt: null,
    ...more,
  });
  return { plate, sheet, lotNumber, order, confirm };
}

const worldOf = (target: Target) => {
  const held = {} as { world: World };
  beforeAll(async () => {
    held.world = await World.open(target);
  });
  afterAll(async () => {
    await held.world?.close();
  });
  return held;
};

describe.each(addonTargets)('postings through the add-on on $name', (target) => {
  const at = worldOf(target);
  // A real server need not have it.
  const through = (name: string, run: (world: World) => Promise<void>) =>
    test(name, async ({ skip }) => {
      if (!at.world.hasAddon) skip('the add-on is not installed');
      await run(at.world);
    });

  through('costs one write each, and what Odoo itself would refuse a second time costs what it did', async (world) => {
    const writesOf = async <Input extends Json>(posting: Posting<Input, Json, Json>, input: Input) => {
      const from = world.proxy.calls.length;
      const posted = await post(posting, input);
      return { ...posted, writes: world.proxy.calls.slice(from).filter((call) => !READS.test(call)) };
    };
    const one = ['hub.receipt/post'];
    const { confirmPart, consume, scrap, moveToHold, moveFromHold, unbuild, reportWorkOrder, createItem } =
      world.postings;
    const made = await plates(world);
    const outputLots = [{ lotNumber: unique('PLATE'), quantity: '5' }];
    const lot = { plantCode: world.plant, itemNumber: made.plate.itemNumber, lotNumber: outputLots[0]!.lotNumber };
    const { plantCode, consumption } = made.confirm('2');
    const declared = { plantCode, ...partOf(made.order), on: 'PART' as const, consumption };
    expect((await writesOf(consume, declared)).writes).toEqual(one);
    const confirmed = await writesOf(confirmPart, made.confirm('5', { outputLots }));
    expect(confirmed.writes).toEqual(one);
    const partId = (confirmed.result as { partId: string }).partId;
    expect(
      (await writesOf(unbuild, { plantCode: world.plant, partId, quantity: '1', lotNumber: lot.lotNumber })).writes,
    ).toEqual(one);
    const held = { ...lot, holdId: unique('QH'), quantity: '3' };
    expect((await writesOf(moveToHold, held)).writes).toEqual(one);
    expect((await writesOf(moveFromHold, { ...held, quantity: '2' })).writes).toEqual(one);
    const scrapped = {
      ...lot,
      order: partOf(made.order),
      quantity: '1',
      reasonCode: 'DENT',
      from: 'STOCK' as const,
    };
    expect((await writesOf(scrap, scrapped)).writes).toEqual(one);
    expect(await world.onHand(made.plate.id)).toBe(5 - 1 - 3 + 2 - 1);
    const nothing = { ...held, itemNumber: (await world.item('none')).itemNumber, lotNumber: null, quantity: null };
    expect((await writesOf(moveToHold, nothing)).writes).toEqual([]);
    const item = { itemNumber: unique('NEW'), name: 'New', unit: 'C62', tracking: 'LOT' as const };
    expect((await writesOf(createItem, item)).writes).toEqual(['product.product/load']);
    for (const posting of [confirmPart, consume, scrap, moveToHold, moveFromHold, unbuild, reportWorkOrder]) {
      expect(posting.guarantee).toBe('DETECTABLE');
      expect(await posting.guaranteeNow?.()).toBe('RECEIPT');
    }
    expect(await createItem.guaranteeNow?.()).toBeUndefined();
  });

  through(
    'a probe of a later claim is final: what was under way is refused, and the step posts once',
    async (world) => {
      const { confirmPart } = world.postings;
      const made = await plates(world);
      const input = made.confirm('5');
      const stepKey = unique('step');
      const before = await confirmPart.prepare(input, { stepKey });
      // The request is lost on its way, and arrives only when the step is tried again.
      world.cut('mrp.production', 'button_mark_done', { lateBefore: 'mrp.production/write' });
      await expect(confirmPart.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
      expect(await confirmPart.probe(input, before, { stepKey })).toEqual({ outcome: 'absent' });
      const final = { outcome: 'absent', isFinal: true };
      expect(await confirmPart.probe(input, before, { stepKey, fence: 2 })).toEqual(final);
      const again = await confirmPart.prepare(input, { stepKey });
      const result = await confirmPart.apply(input, again, context(stepKey, { fence: 2 }));
      expect(await world.onHand(made.plate.id)).toBe(5);
      expect(await confirmPart.probe(input, again, { stepKey, fence: 3 })).toEqual({ outcome: 'found', result });
      await expect(confirmPart.apply(input, before, context(stepKey))).rejects.toMatchObject({ code: 'ERP_FENCED' });
    },
  );

  through('a worker that comes back late posts nothing, and two that post at once post once', async (world) => {
    const { scrap } = world.postings;
    const item = await world.item('resin');
    await world.putStock(item.id, 20);
    const input = {
      ...{ plantCode: world.plant, order: null, itemNumber: item.itemNumber, quantity: '3', lotNumber: null },
      ...{ reasonCode: 'CRACK', from: 'STOCK' as const },
    };
    const stepKey = unique('step');
    const before = await scrap.prepare(input, { stepKey });
    const [one, other] = await Promise.all([
      scrap.apply(input, before, context(stepKey, { fence: 2 })),
      scrap.apply(input, before, context(stepKey, { fence: 2 })),
    ]);
    expect(one).toEqual(other);
    await expect(scrap.apply(input, before, context(stepKey))).rejects.toMatchObject({ code: 'ERP_FENCED' });
    expect(await world.onHand(item.id)).toBe(17);
  });

  through(
    'an order that changed since it was read, and one that Odoo would post otherwise, are left alone',
    async (world) => {
      const { confirmPart } = world.postings;
      const made = await plates(world);
      const input = made.confirm('5');
      const before = await confirmPart.prepare(input, { stepKey: 'read only' });
      await post(confirmPart, made.confirm('2'));
      const changed = await confirmPart
        .apply(input, before, context(unique('step')))
        .catch((error: unknown) => error as RetryableError);
      expect(changed).toBeInstanceOf(RetryableError);
      expect(changed).toMatchObject({ why: 'ROLLED_BACK', code: 'ERP_CHANGED_MEANWHILE' });
      const rest = { ...made.confirm('10'), ...(await world.openPart(made.order.name)) };
      const whole = await confirmPart.prepare(rest, { stepKey: 'read only' });
      // As if the hub had misunderstood Odoo: the order's own part counts as a backorder that Odoo made.
      const wrong = { ...(whole as object), chainIds: [] } as Json;
      const refused = confirmPart.apply(rest, wrong, context(unique('step')));
      await expect(refused).rejects.toThrow(RejectedError);
      await expect(refused).rejects.toThrow(/ERP_WOULD_POST_OTHERWISE.*A backorder is made that was not asked for/);
      expect(await world.onHand(made.plate.id)).toBe(2);
      expect(await world.onHand(made.sheet.id)).toBe(98);
      const parts = await world.find(
        'mrp.production',
        [['name', '=like', `${made.order.name}%`]],
        ['state', 'qty_producing'],
      );
      expect(parts).toMatchObject([{ state: 'done' }, { state: 'confirmed', qty_producing: 0 }]);
      expect(await world.find('stock.lot', [['name', '=', rest.outputLots[0]!.lotNumber]], ['name'])).toEqual([]);
      await confirmPart.apply(rest, whole, context(unique('step')));
      expect(await world.onHand(made.plate.id)).toBe(12);
    },
  );
});

/** Installing takes an administrator, and a while: a real server is left as it is. */
const simulators = targets.filter(({ name }) => /^simulator \d+ with/.test(name));

describe.each(simulators)('an add-on that comes and goes on $name', (target) => {
  const at = worldOf(target);
  let alert: ErpPostings;
  beforeAll(() => {
    // Asks about the add-on before every posting.
    alert = at.world.postingsWith({ recheckAddonMs: 0 });
  });

  /** As a person does, in the page of the modules; no part of the hub. */
  const press = async (button: 'install' | 'uninstall') => {
    const { url, database } = at.world.server;
    const call = async (method: string, ...params: unknown[]): Promise<unknown> => {
      const args = [database, 2, DEMO_ADMIN.password, 'ir.module.module', method, ...params];
      const body = { jsonrpc: '2.0', method: 'call', params: { service: 'object', method: 'execute_kw', args } };
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/jsonrpc`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { result, error } = (await answer.json()) as { result?: unknown; error?: unknown };
      expect(error).toBeUndefined();
      return result;
    };
    const ids = await call('search', [[['name', '=', 'manufacturing_hub']]]);
    await call(`button_immediate_${button}`, [ids]);
  };

  test('what was intended through it is looked up in the records once it is gone, or has come back', async () => {
    const made = await plates(at.world);
    const { confirmPart } = alert;
    const input = made.confirm('5');
    const posted = { stepKey: unique('step') };
    const before = await confirmPart.prepare(input, posted);
    const result = await confirmPart.apply(input, before, context(posted.stepKey));
    const found = { outcome: 'found', result };
    for (const button of ['uninstall', 'install'] as const) {
      await press(button);
      expect(await confirmPart.guaranteeNow?.()).toBe(button === 'install' ? 'RECEIPT' : 'DETECTABLE');
      expect(await confirmPart.probe(input, before, { ...posted, fence: 2 })).toEqual(found);
    }
    const open = await plates(at.world);
    const other = { input: open.confirm('3'), stepKey: unique('step') };
    const intended = await confirmPart.prepare(other.input, other);
    await press('uninstall');
    // Nothing keeps an older claim out any more: it is believed only when all is quiet.
    expect(await confirmPart.probe(other.input, intended, { ...other, fence: 2 })).toEqual({ outcome: 'absent' });
    await expect(confirmPart.apply(other.input, intended, context(other.stepKey))).rejects.toMatchObject({
      why: 'UNAVAILABLE',
    });
    const direct = await confirmPart.prepare(other.input, other);
    await confirmPart.apply(other.input, direct, context(other.stepKey, { fence: 2 }));
    await press('install');
    expect(await confirmPart.probe(other.input, direct, { ...other, fence: 3 })).toMatchObject({ outcome: 'found' });
    expect(await at.world.onHand(open.plate.id)).toBe(3);
  });

  test('what was intended without it is looked up in the records, whatever is installed by then', async () => {
    await press('uninstall');
    const made = await plates(at.world);
    const { confirmPart } = alert;
    const input = made.confirm('5');
    const stepKey = unique('step');
    const before = await confirmPart.prepare(input, { stepKey });
    at.world.proxy.cut({ model: 'mrp.production', method: 'button_mark_done', when: 'after' });
    await expect(confirmPart.apply(input, before, context(stepKey))).rejects.toThrow(OutcomeUnknownError);
    await press('install');
    expect(await confirmPart.probe(input, before, { stepKey, fence: 2 })).toMatchObject({ outcome: 'found' });
    expect(await at.world.onHand(made.plate.id)).toBe(5);
  });
});
