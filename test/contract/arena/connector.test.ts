import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlmReader } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { buildChange, buildPump, connectorTo, gate, openWorkshop, type Pump, pick, type Workshop } from './workshop.ts';

let shop: Workshop;
let parts: Pump;
let plm: PlmReader;

beforeEach(async () => {
  shop = await openWorkshop();
  parts = await buildPump(shop);
  plm = shop.arena.plm.open();
});
afterEach(() => shop.close());

const approve = async (change: string) => {
  await shop.changeStatus(change, 'SUBMITTED');
  return shop.changeStatus(change, 'APPROVED');
};

describe('changes', () => {
  it('reads a change with what it affects', async () => {
    const change = await buildChange(shop, parts);
    expect(await plm.change(change.number)).toMatchObject({
      changeNumber: change.number,
      title: 'FKM seals',
      status: 'OPEN',
      effectivity: 'ON_APPROVAL',
      effectiveOn: null,
      expiresOn: null,
      affectedItems: [
        { itemNumber: 'GP-20', fromRevision: 'A', toRevision: 'B' },
        { itemNumber: 'SEAL-23', fromRevision: null, toRevision: 'A' },
      ],
      ref: { system: 'PLM', connection: 'arena', type: 'change', id: change.guid },
    });
    expect(await plm.change('ECO-999999')).toBeNull();
    expect(await plm.change('ECO-*')).toBeNull();
  });

  it.each([
    ['2031-07-01T06:30:00Z', '2031-06-30'],
    ['2031-07-01T07:00:00Z', '2031-07-01'],
    ['2031-12-01T07:30:00Z', '2031-11-30'],
  ])('takes the planned instant %s for the Pacific day %s', async (effectivityPlannedDateTime, day) => {
    const type = { effectivityType: 'PERMANENT_ON_DATE', effectivityPlannedDateTime };
    const change = await shop.createChange({ title: 'Dated', ...type });
    expect(await plm.change(change.number)).toMatchObject({ effectivity: 'ON_DATE', effectiveOn: day });
  });

  it('shows when a deviation ends', async () => {
    const type = { effectivityType: 'TEMPORARY', expirationDateTime: '2031-08-01T12:00:00Z' };
    const change = await shop.createChange({ title: 'Deviation', ...type });
    expect(await plm.change(change.number)).toMatchObject({ effectivity: 'TEMPORARY', expiresOn: '2031-08-01' });
  });

  it('lists changes by number and status, page by page', async () => {
    const guids = [];
    for (const title of ['one', 'two', 'three']) guids.push((await shop.createChange({ title })).guid);
    await approve(String(guids[1]));
    await shop.changeStatus(String(guids[2]), 'CANCELED');
    const first = await plm.changes(null, { first: 2 });
    expect(first.nodes.map((change) => [change.changeNumber, change.status])).toEqual([
      ['ECO-000001', 'OPEN'],
      ['ECO-000002', 'EFFECTIVE'],
    ]);
    expect(first.hasNextPage).toBe(true);
    const second = await plm.changes(null, { first: 2, after: first.endCursor });
    expect(second.nodes.map((change) => [change.changeNumber, change.status])).toEqual([['ECO-000003', 'CANCELLED']]);
    expect(second.hasNextPage).toBe(false);
    const open = await shop.arena.plm.open().changes(['OPEN', 'EFFECTIVE'], { first: 10 });
    expect(open.nodes.map((change) => change.title)).toEqual(['one', 'two']);
  });

  it('reads more changes than one page of Arena holds', async () => {
    const titles = Array.from({ length: 405 }, (_, index) => `Change ${index}`);
    await Promise.all(titles.map((title) => shop.createChange({ title, isRouted: false })));
    const first = await plm.changes(null, { first: 300 });
    const { nodes } = await plm.changes(null, { first: 200, after: first.endCursor });
    expect(nodes).toHaveLength(105);
    expect(nodes.at(-1)?.changeNumber).toBe('ECO-000405');
  });

  it('brings the content of the new revisions, and a hash that changes with it', async () => {
    const change = await buildChange(shop, parts);
    expect(await plm.changeContent(change.number)).toMatchObject([
      {
        itemNumber: 'GP-20',
        name: 'Gear pump',
        unit: 'C62',
        fromRevision: 'A',
        toRevision: 'B',
        bom: {
          revision: 'B',
          baseQuantity: { value: '1', unit: 'C62' },
          lines: [
            { itemNumber: 'WIRE-1', quantity: { value: '0.35', unit: 'MTR' } },
            { itemNumber: 'SEAL-23', quantity: { value: '2', unit: 'C62' } },
          ],
        },
      },
      { itemNumber: 'SEAL-23', fromRevision: null, toRevision: 'A', bom: null },
    ]);
    const before = await plm.contentHash(change.number);
    await approve(change.guid);
    expect(await shop.arena.plm.open().contentHash(change.number)).toBe(before);

    const other = await buildChange(shop, { ...parts, pump: await workingOf('GP-20'), newSeal: parts.seal });
    const otherBefore = await plm.contentHash(other.number);
    const line = pick<string>(
      (await shop.call('GET', `/items/${await workingOf('GP-20')}/bom`)).body,
      'results.0.guid',
    );
    await shop.call('PUT', `/items/${await workingOf('GP-20')}/bom/${line}`, { quantity: 7 });
    expect(await shop.arena.plm.open().contentHash(other.number)).not.toBe(otherBefore);
    expect(await plm.contentHash('ECO-999999')).toBeNull();
  });
});

async function workingOf(number: string): Promise<string> {
  const item = pick<string>((await shop.call('GET', `/items?number=${number}`)).body, 'results.0.guid');
  return pick<string>((await shop.call('GET', `/items/${item}/revisions`)).body, 'results.0.guid');
}

describe('items', () => {
  it('shows revisions and the one that counts', async () => {
    const change = await buildChange(shop, parts);
    await approve(change.guid);
    expect(await plm.revisions('GP-20')).toMatchObject([
      { revision: null, state: 'WORKING' },
      { revision: 'B', state: 'EFFECTIVE', name: 'Gear pump' },
      { revision: 'A', state: 'SUPERSEDED', effectiveFrom: expect.any(String) },
    ]);
    expect(await plm.releasedBy('GP-20', 'B')).toBe(change.number);
    expect(await plm.releasedBy('GP-20', 'A')).toBeNull();
    expect(await plm.currentRevision('GP-20')).toMatchObject({ revision: 'B', effectiveFrom: expect.any(String) });
    expect(await plm.revisionName('GP-20', 'A')).toBe('Gear pump');
    expect(await plm.revision('GP-20', 'Z')).toBeNull();
    expect(await plm.currentRevision('SEAL-99')).toBeNull();
    expect(await plm.revisions('SEAL-99')).toEqual([]);
  });

  it('shows the BOM of a revision, with substitutes by rank', async () => {
    const lines = await shop.call('GET', `/items/${parts.pump}/bom`);
    const path = `/items/${parts.pump}/bom/${pick(lines.body, 'results.0.guid')}/substitutes`;
    const third = (await shop.release(await shop.createItem('SEAL-24'), 'A')).effective;
    const released = (await shop.release(parts.newSeal, 'A')).effective;
    await shop.call('POST', path, { item: { guid: third }, quantity: 1 });
    await shop.call('POST', path, { item: { guid: released }, quantity: 2, rank: 1 });
    const { number } = await shop.createChange({ title: 'Substitutes' });
    await shop.addToChange((await plm.change(number))?.ref.id ?? '', parts.pump);
    const bom = (await shop.arena.plm.open().changeContent(number))[0]?.bom;
    expect(bom?.lines.map((line) => [line.lineNumber, line.itemNumber])).toEqual([
      [1, 'SEAL-22'],
      [2, 'WIRE-1'],
    ]);
    expect(await plm.substitutes(bom?.lines[0]?.lineRef ?? '')).toEqual([
      { rank: 1, itemNumber: 'SEAL-23', quantity: { value: '2', unit: 'C62' } },
      { rank: 2, itemNumber: 'SEAL-24', quantity: { value: '1', unit: 'C62' } },
    ]);
    expect(await plm.engineeringBom('SEAL-22', 'A')).toBeNull();
  });

  it('costs one call per kind of record and level, and none for a BOM that cannot change', async () => {
    await plm.currentRevision('GP-20');
    const calls = new CallCounter();
    const reader = shop.arena.plm.open({ calls });
    const numbers = ['GP-20', 'SEAL-22', 'WIRE-1', 'SEAL-23'];
    await Promise.all([...numbers, ...numbers].map((number) => reader.currentRevision(number)));
    await Promise.all([reader.engineeringBom('GP-20', 'A'), reader.engineeringBom('GP-20', 'A')]);
    expect(calls.toJSON()).toEqual({ arena: { items: 1, 'items/bom': 1 } });

    const again = new CallCounter();
    await shop.arena.plm.open({ calls: again }).engineeringBom('GP-20', 'A');
    expect(again.toJSON()).toEqual({ arena: { items: 2 } });
  });
});

describe('a workspace that tells few items in full at a time', () => {
  it('is asked until all are there', async () => {
    const small = await openWorkshop({ fullItemsMax: 20 });
    const numbers = Array.from({ length: 43 }, (_, index) => `P-${index}`);
    for (const number of numbers) await small.release(await small.createItem(number), 'A');
    await small.arena.plm.report();
    const calls = new CallCounter();
    const reader = small.arena.plm.open({ calls });
    const found = await Promise.all([...numbers, 'P-99'].map((number) => reader.currentRevision(number)));
    expect(found.filter((revision) => revision?.revision === 'A')).toHaveLength(43);
    expect(found.at(-1)).toBeNull();
    expect(calls.toJSON()).toEqual({ arena: { items: 3 } });
    await small.close();
  });
});

describe('the implementation status', () => {
  const read = { stepKey: 'step-1' };
  const statusOf = async (guid: string) =>
    pick((await shop.call('GET', `/changes/${guid}`)).body, 'implementationStatus');

  it('is set once and read back', async () => {
    const change = await buildChange(shop, parts);
    const { setImplementationStatus: posting } = shop.arena.plm.postings;
    const input = { changeNumber: change.number, status: 'IN_PROGRESS' as const };
    const before = await posting.prepare(input, read);
    expect(await posting.probe(input, before, read)).toEqual({ outcome: 'absent' });
    await posting.apply(input, before, gate());
    await posting.apply(input, before, gate());
    expect(await statusOf(change.guid)).toBe('IN_PROGRESS');
    expect(await posting.probe(input, before, read)).toEqual({ outcome: 'found', result: { status: 'IN_PROGRESS' } });
    const effects = (await shop.journal()).filter((row) => row.effect.startsWith('change.implementation'));
    expect(effects.map((row) => row.effect)).toEqual(['change.implementation.in_progress']);
    const attention = { changeNumber: change.number, status: 'NEEDS_ATTENTION' as const };
    await posting.apply(attention, before, gate());
    expect(await statusOf(change.guid)).toBe('NEEDS_ATTENTION');
  });

  it('is looked up after a lost answer', async () => {
    const change = await buildChange(shop, parts);
    const { setImplementationStatus: posting } = shop.arena.plm.postings;
    const input = { changeNumber: change.number, status: 'DONE' as const };
    const before = await posting.prepare(input, read);
    await shop.fault({ match: { model: 'changes', method: 'PUT' }, kind: 'cut-after' });
    await expect(posting.apply(input, before, gate())).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await posting.probe(input, before, read)).toMatchObject({ outcome: 'found' });
  });

  it('is refused for a change that is not there', async () => {
    const input = { changeNumber: 'ECO-999999', status: 'DONE' as const };
    const prepared = shop.arena.plm.postings.setImplementationStatus.prepare(input, read);
    await expect(prepared).rejects.toBeInstanceOf(RejectedError);
  });
});

describe('the outbound queue', () => {
  it('is read oldest first, the same until it is reconciled', async () => {
    const change = await buildChange(shop, parts);
    await approve(change.guid);
    const events = await shop.arena.plm.pendingEvents();
    const ofChange = events.filter((event) => event.changeNumber === change.number);
    expect(ofChange.map((event) => event.kind)).toEqual(['CHANGE_CREATE', 'CHANGE_WORKFLOW', 'CHANGE_WORKFLOW']);
    expect(events.filter((event) => event.kind === 'ITEM_WORKFLOW').length).toBeGreaterThan(3);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect((await connectorTo(shop.url).plm.pendingEvents()).map((event) => event.id)).toEqual(
      events.map((event) => event.id),
    );
    const asked = async () =>
      (await shop.exchanges())
        .filter(({ model, method }) => method === 'GET' && model.startsWith('outboundevents/events/'))
        .reduce((sum, { count }) => sum + count, 0);
    const before = await asked();
    expect(await shop.arena.plm.pendingEvents()).toEqual(events);
    expect(await asked()).toBe(before);
    for (const event of events.slice(1)) await shop.arena.plm.reconcile(event.id);
    await shop.arena.plm.reconcile(String(events[1]?.id));
    expect(await shop.arena.plm.pendingEvents()).toEqual([events[0]]);
    const reconciled = (await shop.journal()).filter((row) => row.effect === 'event.reconciled');
    expect(reconciled).toHaveLength(events.length - 1);
  });
});

describe('sessions and failures', () => {
  const logins = async () =>
    (await shop.exchanges()).filter((kind) => kind.model === 'login').reduce((sum, kind) => sum + kind.count, 0);

  it('logs in once for many calls at a time, and again when another login has ended the session', async () => {
    const before = await logins();
    const connector = connectorTo(shop.url);
    await Promise.all(['GP-20', 'SEAL-22', 'X'].map((number) => connector.plm.open().currentRevision(number)));
    expect((await logins()) - before).toBe(1);
    await shop.logIn();
    await Promise.all(['GP-20', 'SEAL-22', 'X'].map((number) => connector.plm.open().currentRevision(number)));
    expect((await logins()) - before).toBe(3);
  });

  it('sends a write again in a new session: an ended session proves that nothing was done', async () => {
    const change = await buildChange(shop, parts);
    const { setImplementationStatus: posting } = shop.arena.plm.postings;
    const input = { changeNumber: change.number, status: 'IN_PROGRESS' as const };
    const before = await posting.prepare(input, { stepKey: 's' });
    await shop.logIn();
    expect(await posting.apply(input, before, gate())).toEqual({ status: 'IN_PROGRESS' });
  });

  it.each([
    ['an error status', { match: { model: 'items' }, kind: 'status', status: 503 }, 'UNAVAILABLE'],
    ['a page of a proxy', { match: { model: 'items' }, kind: 'html' }, 'UNAVAILABLE'],
    ['the end of the budget', { match: { model: 'items' }, kind: 'status', status: 429 }, 'THROTTLED'],
  ])('reports %s as retryable', async (_name, fault, why) => {
    await shop.fault(fault);
    const error = await plm.currentRevision('GP-20').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ why, system: 'PLM', connection: 'arena' });
  });

  it('reports a wrong password as such', async () => {
    const wrong = connectorTo(shop.url, { secret: () => 'wrong' });
    await expect(wrong.plm.open().currentRevision('GP-20')).rejects.toMatchObject({ why: 'AUTH' });
    expect(await wrong.plm.report()).toMatchObject({ isReachable: false, findings: [{ level: 'error' }] });
    expect(await shop.arena.plm.report()).toMatchObject({ isReachable: true, kind: 'arena' });
  });
});
