import type { KyselyPlugin } from 'kysely';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { ownDatabase } from '../test/kit/postgres.ts';
import { eventCursor } from './log.ts';
import { createEventStream, type EventStream, type EventStreamOptions } from './stream.ts';
import { append, openTransaction, orders, progress, take } from './testing/events.ts';
import type { HubEvent } from './types.ts';

const database = ownDatabase();
const streams: EventStream[] = [];
const filter = { stream: 'productionStatus', visiblePlants: new Set(['HAM']) } as const;

afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
});

function open(options: Partial<EventStreamOptions> = {}): EventStream {
  const stream = createEventStream({ db: database.db, url: database.url, log: silentLog, ...options });
  streams.push(stream);
  return stream;
}

const afterEachQuery = (look: () => Promise<void>): KyselyPlugin => ({
  transformQuery: ({ node }) => node,
  async transformResult({ result }) {
    await look();
    return result;
  },
});

const isOfTheSame = (one: HubEvent<'productionStatus'>, other: HubEvent<'productionStatus'>): boolean =>
  one.payload.orderNumber === other.payload.orderNumber && one.plantCodes[0] === other.plantCodes[0];

const numbers = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

test('without a cursor it tells what happens from now on, with one first what was missed', async () => {
  const stream = open();
  const head = await eventCursor(database.db);
  await append(database.db, progress('A1'), progress('A2'));
  const missed = await stream.subscribe(filter, head);
  expect(orders(await take(missed, 2))).toEqual(['A1', 'A2']);
  const live = await stream.subscribe(filter);
  await append(database.db, progress('A3'));
  expect(orders(await take(missed, 1))).toEqual(['A3']);
  expect(orders(await take(live, 1))).toEqual(['A3']);
});

test('an event carries what happened, when, and a cursor after which the next one comes', async () => {
  const stream = open();
  const head = await eventCursor(database.db);
  const occurredAt = new Date('2026-01-05T06:07:08.000Z');
  await append(database.db, { ...progress('B1'), occurredAt } as never, progress('B2'));
  const [first] = await take(await stream.subscribe(filter, head), 1);
  expect(first).toMatchObject({
    stream: 'productionStatus',
    occurredAt: occurredAt.toISOString(),
    plantCodes: ['HAM'],
    payload: { kind: 'PROGRESS', orderNumber: 'B1', state: 'RUNNING' },
  });
  expect(orders(await take(await stream.subscribe(filter, first?.cursor), 1))).toEqual(['B2']);
});

test('an event that commits late is neither lost nor overtaken', async () => {
  const stream = open();
  const head = await eventCursor(database.db);
  const events = await stream.subscribe(filter, head);
  const late = await openTransaction(database.db, progress('late'));
  await append(database.db, progress('early'));
  const first = take(events, 2);
  const other = await stream.subscribe(filter, await eventCursor(database.db));
  await late.commit();
  expect(orders(await first)).toEqual(['late', 'early']);
  expect(orders(await take(other, 2))).toEqual(['late', 'early']);
});

test('only events of plants that may all be seen are told, live and from the log', async () => {
  const stream = open();
  const head = await eventCursor(database.db);
  const live = await stream.subscribe(filter);
  await append(database.db, progress('C1', 'PUE'), progress('C2', 'HAM', 'PUE'), progress('C3', 'HAM'));
  expect(orders(await take(live, 1))).toEqual(['C3']);
  expect(orders(await take(await stream.subscribe(filter, head), 1))).toEqual(['C3']);
  const both = { ...filter, visiblePlants: new Set(['HAM', 'PUE']) };
  expect(orders(await take(await stream.subscribe(both, head), 3))).toEqual(['C1', 'C2', 'C3']);
  expect(orders(await take(await stream.subscribe({ ...both, plantCode: 'PUE' }, head), 2))).toEqual(['C1', 'C2']);
});

test('a subscription may ask for one order', async () => {
  const stream = open();
  const head = await eventCursor(database.db);
  const one = { ...filter, keys: { orderNumber: 'D2', itemNumber: undefined } };
  const live = await stream.subscribe(one);
  await append(database.db, progress('D1'), progress('D2'), progress('D22'));
  await append(database.db, progress('D2'));
  expect(orders(await take(live, 2))).toEqual(['D2', 'D2']);
  expect(orders(await take(await stream.subscribe(one, head), 2))).toEqual(['D2', 'D2']);
});

test('a subscriber that falls behind loses nothing, and keeps no more than its queue', async () => {
  const stream = open({ queueLimit: 10, batchSize: 8 });
  const slow = await stream.subscribe(filter);
  const quick = await stream.subscribe(filter);
  const wanted = numbers('E', 120);
  const taken = take(quick, wanted.length);
  for (const number of wanted) await append(database.db, progress(number));
  expect(orders(await taken)).toEqual(wanted); // so all were told to the slow one too
  expect(orders(await take(slow, wanted.length))).toEqual(wanted);
  await append(database.db, progress('E-last'));
  expect(orders(await take(slow, 1))).toEqual(['E-last']);
});

test('what waits for a subscriber is bounded: the rest is read from the log, a queue at a time', async () => {
  let queries = 0;
  const db = database.db.withPlugin(
    afterEachQuery(async () => {
      queries += 1;
    }),
  );
  const stream = open({ db, queueLimit: 10, pollMs: 600_000 });
  const slow = await stream.subscribe(filter);
  const quick = await stream.subscribe(filter);
  const wanted = numbers('Q', 120);
  const told = take(quick, wanted.length);
  for (const number of wanted) await append(database.db, progress(number));
  expect(orders(await told)).toEqual(wanted);
  const before = queries;
  expect(orders(await take(slow, 10))).toEqual(wanted.slice(0, 10));
  expect(queries).toBe(before); // so many had waited
  expect(orders(await take(slow, 110))).toEqual(wanted.slice(10));
  expect(queries - before).toBeGreaterThanOrEqual(11); // and not one more
});

test('who wants the latest only is told the newest of what waits, from the log and from what it was told', async () => {
  const stream = open({ queueLimit: 10, batchSize: 8 });
  const latest = { ...filter, visiblePlants: new Set(['HAM', 'PUE']), isLatestOnly: true };
  const head = await eventCursor(database.db);
  const live = await stream.subscribe(latest);
  const every = await stream.subscribe({ ...latest, isLatestOnly: false });
  const all = Array.from({ length: 60 }, (_, i) => `L${(i * i) % 7}`); // the squares modulo 7: 0, 1, 2 and 4
  const telling = take(every, 61);
  for (const number of all) await append(database.db, progress(number));
  await append(database.db, progress('L4', 'PUE')); // another plant's order of the same number
  const told = await telling;
  const newest = told.filter((event, i) => !told.slice(i + 1).some((later) => isOfTheSame(later, event)));
  expect(newest).toHaveLength(5);
  const wanted = newest.map(({ cursor }) => cursor);
  expect((await take(live, 5)).map(({ cursor }) => cursor)).toEqual(wanted);
  const resumed = await take(await stream.subscribe(latest, head), 5);
  expect(resumed.map(({ cursor }) => cursor)).toEqual(wanted);
  const rest = await stream.subscribe(latest, resumed[1]?.cursor);
  expect((await take(rest, 3)).map(({ cursor }) => cursor)).toEqual(wanted.slice(2));
  await append(database.db, progress('L0'), progress('L1'));
  for (const events of [live, rest]) expect(orders(await take(events, 2))).toEqual(['L0', 'L1']);
});

test('one that goes away while it takes its place among those who listen is not told anything any more', async () => {
  let asked = 0;
  class AskedPlants extends Set<string> {
    override has(plant: string): boolean {
      asked += 1;
      return super.has(plant);
    }
  }
  let onQuery = async (): Promise<void> => {};
  const stream = open({ db: database.db.withPlugin(afterEachQuery(() => onQuery())) });
  const visiblePlants = new AskedPlants(['HAM']);
  const events = await stream.subscribe({ ...filter, visiblePlants }, await eventCursor(database.db));
  let answers = 0;
  onQuery = async () => {
    answers += 1;
    if (answers === 2) await events.return?.(); // the first is of the log, the second of the reader that starts
  };
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(answers).toBe(2);
  const others = await stream.subscribe(filter);
  await append(database.db, progress('R1'));
  expect(orders(await take(others, 1))).toEqual(['R1']);
  expect(asked).toBe(0);
});

test('backfill, cutover and live meet without a gap while events keep coming', async () => {
  const stream = open({ queueLimit: 6, batchSize: 5 });
  const head = await eventCursor(database.db);
  const wanted = numbers('F', 300);
  const writing = (async () => {
    for (const number of wanted) await append(database.db, progress(number));
  })();
  const followers = await Promise.all(
    Array.from({ length: 8 }, async () => take(await stream.subscribe(filter, head), wanted.length)),
  );
  await writing;
  for (const told of followers) expect(orders(told)).toEqual(wanted);
});

test('a subscriber that goes away while it waits is released at once', async () => {
  const stream = open();
  const returned = await stream.subscribe(filter);
  const waiting = returned.next();
  await returned.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  const controller = new AbortController();
  const aborted = await stream.subscribe(filter, null, controller.signal);
  const pending = aborted.next();
  controller.abort();
  expect(await pending).toEqual({ done: true, value: undefined });
  expect(await aborted.next()).toEqual({ done: true, value: undefined });
  const never = await stream.subscribe(filter, null, AbortSignal.abort());
  expect(await never.next()).toEqual({ done: true, value: undefined });
});

test('closing the stream ends its subscribers', async () => {
  const stream = open();
  const events = await stream.subscribe(filter);
  const waiting = events.next();
  await stream.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await expect(stream.subscribe(filter)).rejects.toThrow(/closed/);
});

test('one reader serves all subscribers: queries do not grow with them', async () => {
  let queries = 0;
  const db = database.db.withPlugin(
    afterEachQuery(async () => {
      queries += 1;
    }),
  );
  const stream = open({ db, pollMs: 600_000 });
  const subscribers = await Promise.all(Array.from({ length: 200 }, () => stream.subscribe(filter)));
  const told = Promise.all(subscribers.map((events) => take(events, 5)));
  for (const number of numbers('G', 5)) await append(database.db, progress(number));
  for (const events of await told) expect(orders(events)).toEqual(numbers('G', 5));
  expect(queries).toBeLessThan(200);
});

test('it goes on after the database has cut its connections', async () => {
  const stream = open({ pollMs: 100 });
  const events = await stream.subscribe(filter);
  await append(database.db, progress('H1'));
  expect(orders(await take(events, 1))).toEqual(['H1']);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const cut = await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await admin.end();
  expect(cut.rowCount).toBeGreaterThan(0);
  const waiting = take(events, 1);
  while (!(await append(database.db, progress('H2')).catch(() => 0))); // each connection of the pool fails once
  expect(orders(await waiting)).toEqual(['H2']);
});
