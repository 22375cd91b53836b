import { expect, test } from 'vitest';
import { federate } from '../testing/federate.ts';
import { caller, sharing, type TestClient } from '../testing/listen.ts';
import { cursorOf, type LogSource, logSource } from '../testing/log-source.ts';
import { LEFT_BEHIND } from './shared-subscriptions.ts';

const QUERY = 'subscription { log { n item { name } } }';
const BOUNDS = { events: 8, characters: 1_000_000, toldEvents: 4 };

function open(options: Parameters<typeof sharing>[1] = {}) {
  const source = logSource();
  return { source, ...sharing(federate(source.subgraphs), options) };
}

const numbers = (client: TestClient): unknown[] => client.told.map(({ data }) => (data?.log as { n?: number })?.n);
const upTo = (end: number, start = 0): number[] => Array.from({ length: end - start }, (_, i) => start + i);

/** Appends until all clients have been told as many. */
async function tell(source: LogSource, count: number, ...clients: TestClient[]): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const before = clients.map(({ told }) => told.length);
    source.append();
    await Promise.all(clients.map((client, i) => client.until((before[i] ?? 0) + 1)));
  }
}

test('fifty who ask the same are one reader and one join per event, each in the own words', async () => {
  const { source, listen, subscriptions } = open();
  const ways = [
    [QUERY],
    ['subscription Named { event: log { number: n item { name } } }'],
    ['subscription ($a: String) { log(after: $a) { item { title: name } n cursor } }', {}],
    ['subscription ($a: String) { log(after: $a) { ...E } } fragment E on LogEvent { n item { name n } }', { a: null }],
    ['subscription { ...R } fragment R on Subscription { log(after: null) { hubCursor: n item { name } } }'],
  ] as const;
  const clients = await Promise.all(
    upTo(50).map((i) => {
      const [query, variables] = ways[i % ways.length] as (typeof ways)[number];
      return listen(query, variables ? { variables } : {});
    }),
  );
  await source.untilReaders(2); // the fourth asks for one field more
  await tell(source, 3, ...clients);
  expect(subscriptions.streams).toBe(2);
  expect(source.joins.map(({ n }) => n)).toEqual([0, 0, 1, 1, 2, 2]);
  const last = clients.slice(0, 5).map(({ told }) => told.at(-1)?.data);
  expect(last).toEqual([
    { log: { n: 2, item: { name: 'item 2' } } },
    { event: { number: 2, item: { name: 'item 2' } } },
    { log: { item: { title: 'item 2' }, n: 2, cursor: 'c2' } },
    { log: { n: 2, item: { name: 'item 2', n: 2 } } },
    { log: { hubCursor: 2, item: { name: 'item 2' } } },
  ]);
  for (const client of clients) expect(client.told).toHaveLength(3);
  for (const client of clients.slice(1)) client.leave();
  await source.untilReaders(1);
  clients[0]?.leave();
  await source.untilReaders(0);
  expect(subscriptions.streams).toBe(0);
});

test('other arguments, plants, scopes, clients and people are other streams', async () => {
  const { source, listen, subscriptions } = open();
  await listen(QUERY);
  await listen('subscription { log(name: "a") { n item { name } } }');
  await listen('subscription { log { n } }');
  await listen(QUERY, { caller: caller({ plants: new Set(['HAM', 'PUE']) }) });
  await listen(QUERY, { caller: caller({ scopes: new Set(['secret:read']) }) });
  await listen(QUERY, { caller: caller({ clientId: 'other' }) });
  await listen(QUERY, { caller: caller({ sub: 'other' }) });
  expect(subscriptions.streams).toBe(7);
  await listen(QUERY, { caller: caller({ expiresAt: 1 }) });
  await listen(QUERY, { caller: caller({ plants: new Set(['HAM']), scopes: new Set() }) });
  expect(subscriptions.streams).toBe(7);
  await source.untilReaders(7);
});

test('a client that does not read is left behind beyond the bound, not before, and reads on without a gap', async () => {
  const { source, listen, counters, subscriptions } = open({ bounds: BOUNDS });
  const quick = await listen(QUERY);
  const slow = await listen(QUERY);
  await source.untilReaders(1);
  await tell(source, 2, quick, slow);
  slow.hasRoom = false;
  await tell(source, BOUNDS.events, quick);
  expect(counters.read(LEFT_BEHIND)).toBe(0);
  await tell(source, 1, quick);
  expect(counters.read(LEFT_BEHIND)).toBe(1);
  await tell(source, 40, quick);
  expect({ streams: subscriptions.streams, told: slow.told.length }).toEqual({ streams: 1, told: 2 });
  const joins = source.joins.length;
  slow.read();
  await slow.until(51);
  expect(numbers(slow)).toEqual(upTo(51));
  expect(source.joins.length - joins).toBeLessThan(51); // the last of them were still there
  await tell(source, 3, quick, slow);
  expect(numbers(slow)).toEqual(upTo(54));
  expect(numbers(quick)).toEqual(upTo(54));
  expect({ streams: subscriptions.streams, readers: source.readers }).toEqual({ streams: 1, readers: 1 });
});

test('where a client wants the latest only, what is superseded while it waits is not told, and others hear all', async () => {
  const { source, listen, subscriptions } = open({ bounds: BOUNDS });
  const as = { caller: caller({ plants: new Set(['HAM', 'PUE']) }) };
  const latest = 'subscription ($only: Boolean) { log(latestPerPlant: $only) { n item { name } } }';
  const quick = await listen(latest, { ...as, variables: { only: true } });
  const slow = await listen('subscription { log(latestPerPlant: true) { n item { name } } }', as);
  const every = await listen(latest, { ...as, variables: { only: false } });
  await source.untilReaders(2);
  await tell(source, 2, quick, slow, every);
  slow.hasRoom = false;
  for (const plant of ['HAM', 'PUE', 'HAM', 'HAM', 'PUE', 'HAM', 'PUE', 'PUE']) {
    source.append(plant);
    await Promise.all([quick, every].map((client) => client.until(source.appended)));
  }
  slow.read();
  await slow.until(4);
  expect(numbers(slow)).toEqual([0, 1, 7, 9]);
  await tell(source, 3, quick, slow, every);
  expect(numbers(slow)).toEqual([0, 1, 7, 9, 10, 11, 12]);
  for (const client of [quick, every]) expect(numbers(client)).toEqual(upTo(13));
  expect({ streams: subscriptions.streams, readers: source.readers }).toEqual({ streams: 2, readers: 2 });
  slow.hasRoom = false;
  await tell(source, 2, quick, every);
  const resumed = await listen(`subscription { log(latestPerPlant: true, after: "c12") { n item { name } } }`, as);
  await resumed.until(1);
  expect(numbers(resumed)).toEqual([14]);
});

test('one that stops in the middle of reading on holds up nobody, and asks for nothing meanwhile', async () => {
  const { source, listen } = open({ bounds: BOUNDS });
  const quick = await listen(QUERY);
  const slow = await listen(QUERY);
  await source.untilReaders(1);
  await tell(source, 1, quick, slow);
  slow.hasRoom = false;
  await tell(source, 60, quick);
  const send = slow.send.bind(slow);
  slow.send = (text) => {
    send(text);
    if (slow.told.length === 20) slow.hasRoom = false;
  };
  slow.read();
  await slow.until(20);
  const joins = source.joins.length;
  await tell(source, 5, quick);
  expect(source.joins.length).toBeLessThanOrEqual(joins + 5 + 1);
  slow.read();
  await slow.until(66);
  expect(numbers(slow)).toEqual(upTo(66));
});

test('where nobody reads nothing is asked for, and what happened meanwhile is no news for who comes', async () => {
  const { source, listen, subscriptions } = open({ bounds: BOUNDS });
  const slow = await listen(QUERY);
  await source.untilReaders(1);
  await tell(source, 1, slow);
  slow.hasRoom = false;
  for (let n = 0; n < 30; n += 1) source.append();
  await expect.poll(() => source.joins.length).toBe(2);
  const fresh = await listen(QUERY);
  await source.untilReaders(2);
  expect(source.joins.length).toBe(2);
  await tell(source, 1, fresh);
  expect(numbers(fresh)).toEqual([31]);
  slow.read();
  await slow.until(32);
  await tell(source, 1, fresh, slow);
  expect(numbers(slow)).toEqual(upTo(33));
  expect(subscriptions.streams).toBe(1);
});

test('who resumes reads what was missed and then joins; many with cursors of their own are one after the next event', async () => {
  const { source, listen, subscriptions } = open();
  const live = await listen(QUERY);
  await source.untilReaders(1);
  await tell(source, 40, live);
  const resumed = await Promise.all(
    [0, 5, 5, 20, 38].map((n) =>
      listen('subscription ($c: String) { log(after: $c) { n item { name } } }', { variables: { c: cursorOf(n) } }),
    ),
  );
  await Promise.all(resumed.map((client, i) => client.until([39, 34, 34, 19, 1][i] ?? 0)));
  expect(resumed.map(numbers)).toEqual([1, 6, 6, 21, 39].map((start) => upTo(40, start)));
  const joins = source.joins.length;
  await tell(source, 1, live, ...resumed);
  expect({ joins: source.joins.length - joins, streams: subscriptions.streams }).toEqual({ joins: 1, streams: 1 });
  await source.untilReaders(1);
});

test('many that come with cursors where nobody listens meet at the first event that they share', async () => {
  const { source, listen, subscriptions } = open();
  for (let n = 0; n < 10; n += 1) source.append();
  const clients = await Promise.all(
    upTo(9).map((n) => listen(`subscription { log(after: "${cursorOf(n)}") { n item { name } } }`)),
  );
  await Promise.all(clients.map((client, n) => client.until(9 - n)));
  await tell(source, 1, ...clients);
  clients.forEach((client, n) => {
    expect(numbers(client)).toEqual(upTo(11, n + 1));
  });
  await tell(source, 1, ...clients);
  expect(subscriptions.streams).toBe(1);
});

test('events keep their order however long their joins take, and newcomers hear nothing of what is under way', async () => {
  const { source, listen } = open();
  const first = await listen(QUERY);
  await source.untilReaders(1);
  source.holdJoins(true);
  source.append();
  await expect.poll(() => source.joins.length).toBe(1);
  source.append();
  const second = await listen(QUERY);
  source.holdJoins(false);
  await first.until(2);
  await tell(source, 1, first, second);
  expect(numbers(first)).toEqual([0, 1, 2]);
  expect(numbers(second).at(-1)).toBe(2);
  expect(numbers(second)).not.toContain(0);
});

test('an error of an event is told to all who share it, under one correlation id of that event', async () => {
  const { source, listen } = open();
  const query = 'subscription { log { n secret } }';
  const clients = await Promise.all([listen(query), listen('subscription { log { n hidden: secret } }')]);
  await source.untilReaders(1);
  await tell(source, 2, ...clients);
  const [one, other] = clients.map(({ told }) => told.map(({ errors }) => errors?.[0]?.extensions));
  expect(one).toEqual(other);
  const ids = (one ?? []).map((extensions) => (extensions as { correlationId: string }).correlationId);
  expect(new Set(ids).size).toBe(2);
});
