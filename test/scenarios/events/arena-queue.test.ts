import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Ingest, startIngest } from '../../../events/ingest/index.ts';
import { eventCursor } from '../../../events/log.ts';
import { createEventStream, type EventStream } from '../../../events/stream.ts';
import { take } from '../../../events/testing/events.ts';
import { silentLog } from '../../../lib/log.ts';
import { buildChange, buildPump, connectorTo, openWorkshop, type Workshop } from '../../contract/arena/workshop.ts';
import { patient } from '../../kit/patience.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
const PLANTS = ['HAM', 'PUE'];
let shop: Workshop;
let stream: EventStream;
let change: { guid: string; number: string };
const running: Ingest[] = [];

beforeAll(async () => {
  shop = await openWorkshop();
  stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  change = await buildChange(shop, await buildPump(shop));
});
afterEach(async () => {
  for (const ingest of running.splice(0)) await ingest.close();
});
afterAll(async () => {
  await stream.close();
  await shop.close();
});

function start(): void {
  const { db, url } = database;
  const plm = connectorTo(shop.url).plm;
  const pace = () => ({ minMs: 20, maxMs: 50, sweepMs: 600_000 });
  running.push(startIngest({ db, url, stream, log: silentLog, erps: [], mess: [], plm, plantCodes: PLANTS, pace }));
}

const until = (isTrue: () => Promise<boolean>) => vi.waitUntil(isTrue, { timeout: patient(30_000), interval: 20 });

const rollout = (plant: string, state: 'SCHEDULED' | 'ACTIVE') =>
  database.db
    .insertInto('rollout')
    .values({
      release_command: '00000000-0000-4000-8000-000000000001',
      plant,
      change_number: change.number,
      state,
    } as never)
    .onConflict((conflict) => conflict.columns(['release_command', 'plant']).doUpdateSet({ state }))
    .execute();

/** Kinds of the events that the PLM still has in its queue, by the change that they are of. */
async function queued(): Promise<{ ofChange: number; others: number }> {
  const events = await shop.arena.plm.pendingEvents();
  const ofChange = events.filter((event) => event.changeNumber === change.number).length;
  return { ofChange, others: events.length - ofChange };
}

const engineering = { stream: 'engineeringChange', visiblePlants: new Set(PLANTS) } as const;

test('the PLM’s events are stored once each; a change’s stay in its queue until it is active in every plant', async () => {
  const head = await eventCursor(database.db);
  await shop.changeStatus(change.guid, 'SUBMITTED');
  await shop.changeStatus(change.guid, 'APPROVED');
  const before = await queued();
  expect(before.ofChange).toBeGreaterThan(1);
  expect(before.others).toBeGreaterThan(0);
  start();
  start();
  await until(async () => (await queued()).others === 0);
  expect((await queued()).ofChange).toBe(before.ofChange);
  await rollout('HAM', 'ACTIVE');
  await rollout('PUE', 'SCHEDULED');
  const filter = { ...engineering, keys: { changeNumber: change.number } };
  const told = await take(await stream.subscribe(filter, head), before.ofChange);
  expect(told.map(({ payload }) => payload.kind)).toContain('CHANGE_WORKFLOW');
  expect((await queued()).ofChange).toBe(before.ofChange);
  await rollout('PUE', 'ACTIVE');
  await until(async () => (await queued()).ofChange === 0);
  const { n } = await database.db
    .selectFrom('event')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('stream', '=', 'engineeringChange')
    .executeTakeFirstOrThrow();
  expect(Number(n)).toBe(before.ofChange + before.others);
});

test('an answer that is lost while an event is reconciled costs nothing', async () => {
  const head = await eventCursor(database.db);
  await shop.fault({ match: { path: '/v1/outboundevents/*', method: 'PUT' }, kind: 'cut-after', times: 2 });
  const guid = await shop.createItem('SEAL-99', 'Spare seal');
  await shop.release(guid, 'A');
  const waiting = (await queued()).others;
  expect(waiting).toBeGreaterThan(0);
  start();
  await until(async () => (await queued()).others === 0);
  expect(await take(await stream.subscribe(engineering, head), waiting)).toHaveLength(waiting);
  const system = { stream: 'system', visiblePlants: new Set(PLANTS) } as const;
  const states = await take(await stream.subscribe(system, head), 2);
  expect(states.map(({ payload }) => payload.kind)).toEqual(['CONNECTION_DOWN', 'CONNECTION_UP']);
});
