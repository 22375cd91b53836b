import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NeedsAttentionError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { sidePort } from '../../kit/side-port.ts';
import { addonTargets, unique, World } from './writes-world.ts';

/** What `post` takes of the hub's add-on (deploy/odoo-addon/README.md). */
interface Batch {
  calls: object[];
  before?: object[];
  after?: Record<string, unknown>[];
  reads?: object[];
}

type Receipt = { id: number; step_key: string; fence: number; result: { id: number; name: string }[][] | null };

describe.each(addonTargets)('the contract of the add-on on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });
  // A real server need not have it: then there is nothing to hold to.
  const contract = (name: string, run: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      if (!world.hasAddon) skip('the add-on is not installed');
      await run();
    });

  const ask = <Result>(method: string, args: object): Promise<Result> =>
    world.session.call<Result>({ model: 'hub.receipt', method, args: { ...args } }, { kind: 'write' });
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace('Z', '+00:00');
  const post = (stepKey: string, batch: Batch, more: object = {}) =>
    ask<Receipt & { is_replay: boolean }>('post', {
      ...{ step_key: stepKey, fence: 1, deadline: inSeconds(60), ...batch },
      ...more,
    });
  const refusal = async (kind: new (...args: never[]) => Error, code: string, answer: Promise<unknown>) => {
    const error = await answer.then(
      (result) => new Error(`answered ${JSON.stringify(result)}`),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(kind);
    const { problems = [], message } = error as { problems?: { code: string; message: string }[]; message: string };
    expect(problems[0]?.code ?? (error as RetryableError).code).toBe(code);
    return problems[0]?.message ?? message;
  };

  async function resin(quantity = 20) {
    const item = await world.item('resin');
    await world.putStock(item.id, quantity);
    const [product] = await world.find('product.product', [['id', '=', item.id]], ['uom_id']);
    const scrap = (much: string, name = unique('scrap')): Required<Pick<Batch, 'calls' | 'after' | 'reads'>> => {
      const cells = {
        id: `hub.${name}`,
        'company_id/.id': '1',
        'product_id/.id': String(item.id),
        'product_uom_id/.id': String(product!.uom_id),
        scrap_qty: much,
        'location_id/.id': String(world.stock),
      };
      const made = { $id: [0, 0] };
      return {
        calls: [
          { model: 'stock.scrap', method: 'load', args: { fields: Object.keys(cells), data: [Object.values(cells)] } },
          { model: 'stock.scrap', method: 'action_validate', ids: [made] },
        ],
        after: [
          {
            says: 'something else is scrapped',
            model: 'stock.move',
            domain: [
              ['scrap_id', '=', made],
              ['state', '=', 'done'],
            ],
            count: 1,
            sums: { quantity: much },
          },
        ],
        reads: [{ model: 'stock.scrap', domain: [['id', '=', made]], fields: ['name'] }],
      };
    };
    const scrapped = async () => (await world.find('stock.scrap', [['product_id', '=', item.id]], ['state'])).length;
    return { ...item, scrap, scrapped };
  }

  contract('tells what it is', async () => {
    const about = await ask<Record<string, unknown>>('about', {});
    expect(about).toMatchObject({ contract: 1, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(about.installation).toEqual(expect.any(String));
    expect(Math.abs(Date.parse(String(about.now)) - Date.now())).toBeLessThan(60_000);
    expect(about.calls).toContain('mrp.production/button_mark_done');
    expect(await world.session.fields('hub.receipt')).toHaveProperty('size', 7);
  });

  contract('posts a key once, also where two come at once', async () => {
    const { id, scrap } = await resin();
    const stepKey = unique('step');
    const [one, other] = await Promise.all([post(stepKey, scrap('3')), post(stepKey, scrap('3'))]);
    expect([one.is_replay, other.is_replay].sort()).toEqual([false, true]);
    expect({ ...one, is_replay: null }).toEqual({ ...other, is_replay: null });
    expect(one.result?.[0]?.[0]?.name).toMatch(/^SP\//);
    const later = await post(stepKey, scrap('5'), { deadline: inSeconds(-60), fence: 2 });
    expect(later).toEqual({ ...one, is_replay: true });
    expect(await world.onHand(id)).toBe(17);
    const [row] = await world.find('hub.receipt', [['step_key', '=', stepKey]], ['fence', 'result', 'posted_at']);
    expect(row).toMatchObject({ id: one.id, fence: 1, posted_at: expect.stringMatching(/^\d{4}-\d\d-\d\d /) });
    expect(JSON.parse(String(row!.result))).toEqual(one.result);
  });

  contract('refuses an older claim, and what comes too late', async () => {
    const { id, scrap } = await resin();
    const stepKey = unique('step');
    await post(stepKey, scrap('3'), { fence: 4 });
    const old = await refusal(RetryableError, 'ERP_FENCED', post(stepKey, scrap('3'), { fence: 3 }));
    expect(old).toContain('was claimed as 4, and this claim is 3');
    const late = unique('step');
    await refusal(RetryableError, 'ERP_TOO_LATE', post(late, scrap('3'), { deadline: inSeconds(-2) }));
    expect(await world.find('hub.receipt', [['step_key', '=', late]], ['fence'])).toEqual([]);
    await refusal(
      NeedsAttentionError,
      'ERP_CALL_MALFORMED',
      post(late, scrap('3'), { deadline: '2999-01-01T00:00:00' }),
    );
    expect(await world.onHand(id)).toBe(17);
  });

  contract('keeps older claims out once it was asked for the key', async () => {
    const { id, scrap } = await resin();
    const stepKey = unique('step');
    expect(await ask('receipt_of', { step_key: stepKey })).toMatchObject({ result: null });
    const closed = await ask<Receipt>('fence_off', { step_key: stepKey, fence: 2 });
    expect(closed).toMatchObject({ step_key: stepKey, fence: 2, result: null });
    await refusal(RetryableError, 'ERP_FENCED', post(stepKey, scrap('3'), { fence: 1 }));
    expect(await world.onHand(id)).toBe(20);
    const posted = await post(stepKey, scrap('3'), { fence: 2 });
    expect(posted).toMatchObject({ id: closed.id, is_replay: false });
    const found = await ask<Receipt>('fence_off', { step_key: stepKey, fence: 3 });
    expect(found).toMatchObject({ fence: 2, result: posted.result });
    expect(await ask('receipt_of', { step_key: stepKey })).toEqual(found);
    await refusal(RetryableError, 'ERP_FENCED', ask('fence_off', { step_key: stepKey, fence: 1 }));
    expect(await world.onHand(id)).toBe(17);
  });

  contract('does nothing where a check does not hold: before, or after all of it was done', async () => {
    const { id, scrap, scrapped } = await resin();
    const stock = { says: 'the stock has changed', model: 'stock.quant', sums: { quantity: '21' } };
    const domain = [
      ['product_id', '=', id],
      ['location_id', '=', world.stock],
    ];
    const stale = post(unique('step'), { ...scrap('3'), before: [{ ...stock, domain }] });
    expect(await refusal(RetryableError, 'ERP_CHANGED_MEANWHILE', stale)).toContain(
      'the stock has changed (stock.quant: quantity 20 instead of 21)',
    );
    const [stepKey, name] = [unique('step'), unique('scrap')];
    const batch = scrap('3', name);
    const wrong = { ...batch, after: [{ ...batch.after[0], sums: { quantity: '4' } }] };
    const said = await refusal(RejectedError, 'ERP_WOULD_POST_OTHERWISE', post(stepKey, wrong));
    expect(said).toContain('something else is scrapped (stock.move: quantity 3 instead of 4)');
    for (const after of [
      { ...batch.after[0], count: 2 },
      { ...batch.after[0], ids: [1] },
    ]) {
      await refusal(RejectedError, 'ERP_WOULD_POST_OTHERWISE', post(stepKey, { ...batch, after: [after] }));
    }
    expect(await world.onHand(id)).toBe(20);
    expect(await scrapped()).toBe(0);
    expect(await world.find('hub.receipt', [['step_key', '=', stepKey]], ['fence'])).toEqual([]);
    const near = { ...batch.after[0], sums: { quantity: '3.02' }, within: '0.02' };
    const posted = await post(stepKey, { ...batch, after: [near], before: [{ ...stock, domain, within: '1' }] });
    expect(posted.is_replay).toBe(false);
    expect(await world.onHand(id)).toBe(17);
  });

  contract('does nothing where Odoo asks, or refuses', async () => {
    const { id, scrap, scrapped } = await resin();
    const stepKey = unique('step');
    const asked = await refusal(RejectedError, 'ERP_NEEDS_DECISION', post(stepKey, scrap('21')));
    expect(asked).toMatch(/^Odoo asks before stock\.scrap\/action_validate: .*stock\.warn\.insufficient\.qty\.scrap/);
    await refusal(RejectedError, 'ERP_REFUSED', post(stepKey, scrap('0')));
    const rows = scrap('3');
    const [load, validate] = rows.calls as [{ args: { fields: string[]; data: string[][] } }, object];
    const noProduct = load.args.data.map((row) => row.map((cell, at) => (at === 2 ? '999999999' : cell)));
    const broken = { ...load, args: { ...load.args, data: noProduct } };
    const unread = post(stepKey, { ...rows, calls: [broken, validate] });
    expect(await refusal(RejectedError, 'ERP_VALIDATION_FAILED', unread)).toContain('stock.scrap: ');
    expect(await world.onHand(id)).toBe(20);
    expect(await scrapped()).toBe(0);
    expect(await ask('receipt_of', { step_key: stepKey })).toMatchObject({ result: null });
  });

  contract('makes only the calls that postings need', async () => {
    for (const [model, method] of [
      ['stock.quant', 'write'],
      ['res.users', 'write'],
      ['mrp.production', 'unlink'],
      ['hub.receipt', 'post'],
    ]) {
      const call = { model, method, ids: [1], args: { vals: {} } };
      const said = await refusal(NeedsAttentionError, 'ERP_CALL_MALFORMED', post(unique('step'), { calls: [call] }));
      expect(said).toContain(`${model}/${method} is none of the calls`);
    }
    for (const wrong of [{ fence: -1 }, { fence: '1' }, { step_key: 7 }, { step_key: '' }]) {
      await refusal(NeedsAttentionError, 'ERP_CALL_MALFORMED', post(unique('step'), { calls: [] }, wrong));
    }
  });

  contract('lets nobody change a receipt', async () => {
    const { id } = await post(unique('step'), { calls: [] });
    await refusal(
      RejectedError,
      'ERP_RIGHTS_MISSING',
      world.call('hub.receipt', 'write', [id], { vals: { fence: 9 } }),
    );
    await refusal(RejectedError, 'ERP_RIGHTS_MISSING', world.create('hub.receipt', { step_key: 'made up', fence: 1 }));
    await refusal(RejectedError, 'ERP_RIGHTS_MISSING', world.call('hub.receipt', 'unlink', [id]));
  });

  contract('leaves in the journal of a simulator what the same calls leave by themselves', async () => {
    const { sideUrl } = world.server;
    if (sideUrl === null) return;
    const { journal } = sidePort(sideUrl);
    const from = (await journal()).at(-1)?.n ?? 0;
    const { id, scrap } = await resin();
    const start = (await journal(from)).at(-1)?.n ?? from;
    const bad = { ...scrap('3'), after: [{ says: 'never', model: 'stock.scrap', domain: [], count: -1 }] };
    await refusal(RejectedError, 'ERP_WOULD_POST_OTHERWISE', post(unique('step'), bad));
    await post(unique('step'), scrap('3'));
    const rows = await journal(start);
    expect(rows.map(({ call, effect }) => `${call} ${effect}`)).toEqual([
      'stock.scrap.load record.loaded',
      'stock.scrap.action_validate stock.moved',
      'stock.scrap.action_validate scrap.done',
    ]);
    expect(await world.onHand(id)).toBe(17);
  });
});
