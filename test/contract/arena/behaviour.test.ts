import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChange, buildPump, openWorkshop, pick, type Workshop } from './workshop.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

describe('sessions and budget', () => {
  it('lets a second login end the first session, and an idle one end by itself', async () => {
    const idle = await openWorkshop({ idleMs: 0 });
    const first = await shop.logIn();
    const second = await shop.logIn();
    const ask = (session: string) => shop.call('GET', '/items', undefined, { arena_session_id: session });
    expect((await ask(first)).status).toBe(401);
    expect((await ask(second)).status).toBe(200);
    const session = await idle.logIn();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await idle.call('GET', '/items', undefined, { arena_session_id: session })).status).toBe(401);
    await idle.close();
  });

  it('refuses a wrong password with code 4001', async () => {
    const reply = await shop.call('POST', '/login', { email: 'hub@example.com', password: 'wrong' });
    expect([reply.status, pick(reply.body, 'errors.0.code')]).toEqual([400, 4001]);
  });

  it('counts calls down in a header and answers 429 at the end of the budget', async () => {
    const small = await openWorkshop({ requestsPerDay: 2 });
    await small.logIn();
    expect((await small.call('GET', '/items')).headers.get('x-arena-requests-remaining')).toBe('1');
    await small.call('GET', '/items');
    expect((await small.call('GET', '/items')).status).toBe(429);
    await small.close();
  });

  it('pages by offset and limit, 20 unless told', async () => {
    const many = await openWorkshop();
    for (let index = 0; index < 23; index += 1) await many.createItem(`P-${String(index).padStart(2, '0')}`);
    expect(pick((await many.call('GET', '/items')).body, 'count')).toBe(20);
    const rest = await many.call('GET', '/items?offset=20&limit=400');
    expect(pick<{ number: string }[]>(rest.body, 'results').map((row) => row.number)).toEqual(['P-20', 'P-21', 'P-22']);
    await many.close();
  });
});

describe('the life of a change', () => {
  it('becomes effective on approval, and its working revisions with it', async () => {
    const plant = await openWorkshop();
    const pump = await buildPump(plant);
    const change = await buildChange(plant, pump);
    await plant.changeStatus(change.guid, 'SUBMITTED');
    expect(pick((await plant.changeStatus(change.guid, 'APPROVED')).body, 'status')).toBe('EFFECTIVE');
    const revisions = await plant.call('GET', `/items/${pump.pump}/revisions`);
    const rows = pick<{ guid: string; number: string | null; status: number; change: { number?: string } }[]>(
      revisions.body,
      'results',
    );
    expect(rows.map(({ number, status }) => [number, status])).toEqual([
      [null, 0],
      ['B', 1],
      ['A', 2],
    ]);
    expect(rows[1]).toMatchObject({ guid: pump.pump, change: { number: change.number } });
    await plant.close();
  });

  it('waits for its date where it has one, and for nobody where it has no routing', async () => {
    const dated = await shop.createChange({
      title: 'Dated',
      effectivityType: 'PERMANENT_ON_DATE',
      effectivityPlannedDateTime: '2032-01-15T12:00:00Z',
    });
    await shop.changeStatus(dated.guid, 'SUBMITTED');
    expect(pick((await shop.changeStatus(dated.guid, 'APPROVED')).body, 'status')).toBe('APPROVED');
    expect(pick((await shop.call('GET', `/changes/${dated.guid}`)).body, 'effectivityPlannedDateTime')).toBe(
      '2032-01-15T08:00:00Z',
    );
    const free = await shop.createChange({ title: 'Free', isRouted: false });
    expect(pick((await shop.changeStatus(free.guid, 'SUBMITTED')).body, 'status')).toBe('EFFECTIVE');
  });

  it('locks the BOM that a submitted change brings, and refuses a step out of order', async () => {
    const plant = await openWorkshop();
    const pump = await buildPump(plant);
    const change = await buildChange(plant, pump);
    expect((await plant.changeStatus(change.guid, 'APPROVED')).status).toBe(400);
    await plant.changeStatus(change.guid, 'SUBMITTED');
    const edit = await plant.call('POST', `/items/${pump.pump}/bom`, { item: { guid: pump.seal }, quantity: 1 });
    expect(pick(edit.body, 'errors.0.code')).toBe(3034);
    await plant.close();
  });
});
