import { afterEach, beforeAll, expect, test } from 'vitest';
import { eventCursor } from '../../../events/log.ts';
import { append, progress } from '../../../events/testing/events.ts';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { Dashboard } from './dashboards.ts';

/** Back ends that nobody looks at but what the events are joined with. */
const hub = ownHub({
  factory: ({ connections }) => {
    for (const { polling } of Object.values(connections))
      Object.assign(polling, { minMs: 3_600_000, maxMs: 3_600_000 });
  },
});
const ORDER = 'HAM/MO/10001';
const LAST = 'HAM/MO/10007';
const FIELDS = 'cursor orderNumber order { state planned { value } item { itemNumber } execution { state } }';
const JOINED = `subscription { productionStatusChanged(plantCode: "HAM") { ${FIELDS} } }`;
const PLAIN = 'subscription { productionStatusChanged(plantCode: "HAM") { cursor orderNumber } }';
const SYSTEMS = ['odoo-ham', 'odoo-pue', 'arena', 'mes-ham', 'mes-pue'];
const open: Dashboard[] = [];

/** Until the look that every back end gets at the start is over. */
beforeAll(async () => {
  let before = '';
  for (let now = JSON.stringify(await calls()); now !== before; now = JSON.stringify(await calls())) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((dashboard) => dashboard.leave()));
});

async function listen(query: string, as?: Parameters<typeof Dashboard.open>[2]): Promise<Dashboard> {
  const dashboard = await Dashboard.open(hub().run, query, as);
  open.push(dashboard);
  return dashboard;
}

/** How often each back end was called, where it was. */
async function calls(): Promise<Record<string, number>> {
  const counts = await Promise.all(
    SYSTEMS.map(async (name) => [name, (await hub().side(name).calls()).length] as const),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

async function callsOf(work: () => Promise<void>): Promise<Record<string, number>> {
  await Promise.all(SYSTEMS.map((name) => hub().side(name).forgetCalls()));
  await work();
  return calls();
}

/** An event of its own kind until every one hears it, since a subscription takes a while; what was heard is forgotten. */
async function untilAllListen(dashboards: readonly Dashboard[]): Promise<void> {
  for (const dashboard of dashboards) {
    while (!dashboard.orders.includes(ORDER)) {
      await append(hub().database.db, progress(ORDER, 'HAM'));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  await settle(dashboards);
}

/** What was under way has come: one last event, and nobody has heard anything after it. */
async function settle(dashboards: readonly Dashboard[]): Promise<void> {
  await append(hub().database.db, progress(LAST, 'HAM'));
  for (const dashboard of dashboards) {
    await expect.poll(() => dashboard.orders.at(-1), { timeout: patient(60_000) }).toBe(LAST);
    dashboard.answers.splice(0);
  }
}

async function leftBehind(): Promise<number> {
  const text = await (await fetch(new URL('/metrics', hub().hub.metricsUrl))).text();
  return Number(/^hub_subscribers_left_behind_total\S* (\d+)$/m.exec(text)?.[1] ?? 0);
}

test('fifty who ask the same are one join of each event, whatever they call it and whoever they are', async () => {
  const tell = async (dashboards: readonly Dashboard[]) => {
    const before = dashboards[0]?.answers.length ?? 0;
    await append(hub().database.db, progress(ORDER, 'HAM'));
    await Promise.all(dashboards.map((dashboard) => dashboard.until(before + 1)));
  };
  const renamed = `subscription Other { mine: productionStatusChanged(plantCode: "HAM") {
    c: cursor orderNumber order { item { itemNumber } ...Rest } } }
    fragment Rest on ProductionOrder { is: state planned { amount: value } execution { state } }`;
  const withVariable = `subscription ($plant: ID) { productionStatusChanged(plantCode: $plant) { ${FIELDS} } }`;
  const ways = [
    { query: JOINED },
    { query: renamed },
    { query: withVariable, as: { variables: { plant: 'HAM' }, name: 'somebody else' } },
  ] as const;
  const dashboards = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      const { query, ...rest } = ways[i % ways.length] as { query: string; as?: object };
      return listen(query, 'as' in rest ? rest.as : { name: `dashboard ${i}` });
    }),
  );
  await untilAllListen(dashboards);
  const first = await callsOf(() => tell(dashboards));
  expect(first).toEqual({ 'odoo-ham': first['odoo-ham'], 'mes-ham': 1 });
  const second = await callsOf(() => tell(dashboards));
  expect(second).toEqual(first);
  const order = { state: 'RELEASED', planned: { value: '100' }, item: { itemNumber: 'GP-20' } };
  const shown = { orderNumber: ORDER, order: { ...order, execution: expect.anything() } };
  expect(dashboards[0]?.events[1]).toMatchObject(shown);
  expect(dashboards[1]?.events[1]).toMatchObject({ order: { is: 'RELEASED', planned: { amount: '100' } } });
  expect(dashboards[2]?.events).toEqual(dashboards[0]?.events);
  const [only, ...others] = dashboards;
  await Promise.all(others.map((dashboard) => dashboard.leave()));
  expect(await callsOf(() => tell([only as Dashboard]))).toEqual(first);
  await only?.leave();
  const quiet = await listen(PLAIN);
  await untilAllListen([quiet]);
  expect(await callsOf(() => tell([quiet]))).toEqual({});
});

test('those of other plants and scopes share nothing, and hear nothing of each other', async () => {
  const all = 'subscription { productionStatusChanged { plantCode orderNumber order { state } } }';
  const ham = await listen(all, { plants: ['HAM'] });
  const both = await listen(all, { plants: ['HAM', 'PUE'] });
  const asMes = await listen(all, { plants: ['HAM'], role: 'mes' });
  await untilAllListen([ham, both, asMes]);
  const { db } = hub().database;
  const counted = await callsOf(async () => {
    await append(db, progress('PUE/MO/10001', 'PUE'), progress(ORDER, 'HAM'));
    await Promise.all([ham.until(1), both.until(2), asMes.until(1)]);
  });
  expect(ham.orders).toEqual([ORDER]);
  expect(both.orders).toEqual(['PUE/MO/10001', ORDER]);
  expect(asMes.orders).toEqual([ORDER]);
  const alone = await callsOf(async () => {
    await Promise.all([both.leave(), asMes.leave()]);
    await append(db, progress(ORDER, 'HAM'));
    await ham.until(2);
  });
  expect(counted['odoo-ham']).toBe(3 * (alone['odoo-ham'] ?? 0)); // three callers, of three kinds
  const unsigned = await listen('subscription { productionStatusChanged(plantCode: "PUE") { orderNumber } }');
  await unsigned.until(1);
  expect(unsigned.answers[0]?.errors?.[0]?.message).toContain('There is no plant PUE');
});

test('a client that stops reading keeps nobody waiting, and misses nothing once it reads on', async () => {
  const long = Array.from({ length: 14 }, (_, i) => `${'a'.repeat(2_500)}${i}: orderNumber`).join(' ');
  const slow = await listen(PLAIN.replace('cursor', `cursor ${long}`));
  const quick = await Promise.all([listen(PLAIN), listen(PLAIN), listen(PLAIN)]);
  await untilAllListen([slow, ...quick]);
  const before = await leftBehind();
  slow.stopReading();
  const { db } = hub().database;
  const wanted: string[] = [];
  while ((await leftBehind()) === before || wanted.length < 600) {
    const more = Array.from({ length: 20 }, (_, i) => `HAM/${wanted.length + i}`);
    wanted.push(...more);
    await append(db, ...more.map((number) => progress(number, 'HAM')));
    await Promise.all(quick.map((dashboard) => dashboard.until(wanted.length)));
  }
  for (const dashboard of quick) expect(dashboard.orders).toEqual(wanted);
  expect(slow.answers.length).toBeLessThan(wanted.length);
  slow.readOn();
  await slow.until(wanted.length);
  expect(slow.orders).toEqual(wanted);
  await append(db, progress('HAM/after', 'HAM'));
  await Promise.all([slow, ...quick].map((dashboard) => dashboard.until(wanted.length + 1)));
  for (const dashboard of [slow, ...quick]) expect(dashboard.orders).toEqual([...wanted, 'HAM/after']);
  expect((await leftBehind()) - before).toBeGreaterThanOrEqual(1);
});

test('who resumes by cursor reads what was missed, in order, and is then one with the others', async () => {
  const { db } = hub().database;
  const live = await listen(JOINED);
  await untilAllListen([live]);
  const start = await eventCursor(db);
  const numbers = ['HAM/MO/10002', 'HAM/MO/10003', ORDER, LAST, ORDER];
  for (const number of numbers) await append(db, progress(number, 'HAM'));
  await live.until(numbers.length);
  const third = String(live.events[2]?.cursor);
  const after = JOINED.replace('subscription', 'subscription ($after: String)').replace(
    '"HAM"',
    '"HAM", after: $after',
  );
  const resumed = await Promise.all([
    listen(after, { variables: { after: start } }),
    listen(after, { variables: { after: third }, name: 'another' }),
    listen(JOINED.replace('"HAM"', `"HAM", after: "${start}"`)),
  ]);
  await Promise.all(resumed.map((dashboard, i) => dashboard.until(i === 1 ? 2 : numbers.length)));
  expect(resumed.map(({ orders }) => orders)).toEqual([numbers, numbers.slice(3), numbers]);
  const once = await callsOf(async () => {
    await append(db, progress(ORDER, 'HAM'));
    await Promise.all([live, ...resumed].map((dashboard, i) => dashboard.until(i === 2 ? 3 : numbers.length + 1)));
  });
  expect(once['mes-ham']).toBe(1);
  const cursors = [live, ...resumed].map(({ events }) => events.at(-1)?.cursor);
  expect(new Set(cursors).size).toBe(1);
});
