import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { ErpOrderChange, MesCompletion, PlmEvent } from '../../connectors/ports.ts';
import { silentLog } from '../../lib/log.ts';
import { ownDatabase } from '../../test/kit/postgres.ts';
import { type EventFilter, eventCursor, type HubEvent, type Stream } from '../log.ts';
import { createEventStream } from '../stream.ts';
import { take } from '../testing/events.ts';
import { pollErp } from './erp.ts';
import { pollMes } from './mes.ts';
import { pollPlm } from './plm.ts';

const database = ownDatabase();
const visiblePlants = new Set(['HAM', 'PUE']);

async function told<S extends Stream>(filter: EventFilter<S>, after: string, count: number): Promise<HubEvent<S>[]> {
  const stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  try {
    return await take(await stream.subscribe(filter, after), count);
  } finally {
    await stream.close();
  }
}

const pieces = (value: string) => ({ value, unit: 'H87' });

function order(state: string, good: string, scrap: string | null = null): ErpOrderChange {
  return {
    plantCode: 'HAM',
    orderNumber: 'WH/MO/00012',
    state,
    planned: pieces('100'),
    good: pieces(good),
    scrap: scrap === null ? null : pieces(scrap),
    operations: [],
    at: '2026-01-05T06:07:08.000Z',
    recordIds: ['12'],
    fingerprint: `${state}:${good}:${scrap}`,
  };
}

test('an ERP’s orders are told when state or totals have changed, however often they are seen', async () => {
  const head = await eventCursor(database.db);
  const asked: (string | null)[] = [];
  const looks: ErpOrderChange[][] = [
    [order('RELEASED', '0')],
    [order('RELEASED', '0')],
    [order('RUNNING', '0'), order('RUNNING', '40')],
    [order('RUNNING', '40', '2')],
    [order('RUNNING', '40', '2'), order('RUNNING', '60', '3')],
  ];
  const port = {
    connection: 'odoo-main',
    pollChanges: async (cursor: string | null) => {
      const orders = looks[asked.length] ?? [];
      asked.push(cursor);
      return { cursor: `after ${asked.length}`, orders, hasMore: false };
    },
  };
  const appended: number[] = [];
  for (const _ of looks) appended.push((await pollErp(database.db, port)).appended);
  expect(appended).toEqual([1, 0, 2, 1, 1]);
  expect(asked).toEqual([null, 'after 1', 'after 2', 'after 3', 'after 4']);
  const events = await told({ stream: 'productionStatus', visiblePlants, plantCode: 'HAM' }, head, 5);
  expect(events.map(({ payload }) => [payload.kind, payload.state, payload.good?.value, payload.scrap?.value])).toEqual(
    [
      ['STATE_CHANGED', 'RELEASED', '0', undefined],
      ['STATE_CHANGED', 'RUNNING', '0', undefined],
      ['PROGRESS', 'RUNNING', '40', undefined],
      ['SCRAPPED', 'RUNNING', '40', '2'],
      ['PROGRESS', 'RUNNING', '60', '3'],
    ],
  );
  expect(events[0]).toMatchObject({ occurredAt: '2026-01-05T06:07:08.000Z', plantCodes: ['HAM'] });
});

test('two processes that read the same page tell it once', async () => {
  const head = await eventCursor(database.db);
  let arrived = 0;
  let release = () => {};
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  const port = {
    connection: 'odoo-twice',
    pollChanges: async () => {
      arrived += 1;
      if (arrived === 2) release();
      await both;
      return { cursor: 'one', orders: [order('RUNNING', '1')], hasMore: false };
    },
  };
  const results = await Promise.all([pollErp(database.db, port), pollErp(database.db, port)]);
  expect(results.map((result) => result.appended).sort()).toEqual([0, 1]);
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM hub.ingest_seen WHERE connection = 'odoo-twice'`.execute(database.db);
  expect(rows[0]?.n).toBe('1');
  expect(await told({ stream: 'productionStatus', visiblePlants }, head, 1)).toHaveLength(1);
});

test('the cursor moves with its events or not at all', async () => {
  const bad = { ...order('RUNNING', '7'), at: 'no instant' };
  const pollChanges = async () => ({ cursor: 'moved', orders: [bad], hasMore: false });
  const port = { connection: 'odoo-bad', pollChanges };
  await expect(pollErp(database.db, port)).rejects.toThrow();
  const { rows } = await sql`SELECT FROM hub.ingest_cursor WHERE connection = 'odoo-bad'`.execute(database.db);
  expect(rows).toEqual([]);
});

test('what an MES completes is told with its totals; a correction back is told too', async () => {
  const head = await eventCursor(database.db);
  const at = '2026-01-05T06:07:08.000Z';
  const done = (good: string, scrap: string | null = null): MesCompletion => ({
    id: `${good}/${scrap}`,
    plantCode: 'PUE',
    orderNumber: 'WH/MO/00034',
    operationNumber: null,
    good: pieces(good),
    scrap: scrap === null ? null : pieces(scrap),
    at,
    payload: {},
  });
  const pages = [[done('5'), done('5')], [done('4')], [done('5')], [done('5', '1')]];
  let page = 0;
  const port = {
    connection: 'mes-pue',
    completions: async () => {
      page += 1;
      return { cursor: String(page), completions: pages[page - 1] ?? [], hasMore: page < pages.length };
    },
  };
  let result = { appended: 0, hasMore: true };
  while (result.hasMore) result = await pollMes(database.db, port);
  const events = await told({ stream: 'productionStatus', visiblePlants, plantCode: 'PUE' }, head, 4);
  expect(events.map(({ payload }) => [payload.kind, payload.good?.value, payload.state])).toEqual([
    ['PROGRESS', '5', null],
    ['PROGRESS', '4', null],
    ['PROGRESS', '5', null],
    ['SCRAPPED', '5', null],
  ]);
});

test('an event of the PLM is stored once, and reconciled when its change is active in every plant', async () => {
  const head = await eventCursor(database.db);
  const event = (id: string, changeNumber: string | null): PlmEvent => ({
    id,
    kind: changeNumber === null ? 'ITEM_RELEASED' : 'CHANGE_APPROVED',
    changeNumber,
    at: '2026-01-05T06:07:08.000Z',
    payload: {},
  });
  const queue = new Map([event('g-1', 'ECO-1'), event('g-2', null), event('g-3', 'ECO-2')].map((e) => [e.id, e]));
  const port = {
    connection: 'arena',
    pendingEvents: async () => [...queue.values()],
    reconcile: async (id: string) => {
      queue.delete(id);
    },
  };
  const look = async () => {
    const { appended } = await pollPlm(database.db, port, ['HAM', 'PUE']);
    return { appended, left: [...queue.keys()] };
  };
  const release = 'b3a1c1de-0000-4000-8000-000000000001';
  const rollout = (plant: string, state: string, id = release) =>
    sql`INSERT INTO hub.rollout (release_command, plant, change_number, state) VALUES (${id}, ${plant}, 'ECO-1', ${state})
      ON CONFLICT (release_command, plant) DO UPDATE SET state = excluded.state`.execute(database.db);
  expect(await look()).toEqual({ appended: 3, left: ['g-1', 'g-3'] });
  await rollout('HAM', 'ACTIVE');
  await rollout('PUE', 'SCHEDULED');
  expect(await look()).toEqual({ appended: 0, left: ['g-1', 'g-3'] });
  await rollout('PUE', 'BLOCKED');
  expect(await look()).toEqual({ appended: 0, left: ['g-1', 'g-3'] });
  await rollout('PUE', 'ACTIVE', 'b3a1c1de-0000-4000-8000-000000000002'); // a second release, for that plant alone
  expect(await look()).toEqual({ appended: 0, left: ['g-3'] });
  const events = await told({ stream: 'engineeringChange', visiblePlants }, head, 3);
  expect(events.map(({ payload }) => payload.changeNumber)).toEqual(['ECO-1', null, 'ECO-2']);
});

test('one event that the PLM will not reconcile does not hold up the others', async () => {
  const reconciled: string[] = [];
  const event = (id: string) => ({ id, kind: 'X', changeNumber: null, at: '2026-01-05T06:07:08.000Z', payload: {} });
  const port = {
    connection: 'arena-2',
    pendingEvents: async () => [event('a'), event('b'), event('c')],
    reconcile: async (id: string) => {
      if (id === 'b') throw new Error('not today');
      reconciled.push(id);
    },
  };
  await expect(pollPlm(database.db, port, ['HAM'])).rejects.toThrow('not today');
  expect(reconciled).toEqual(['a', 'c']);
});
