import { beforeEach, expect, test } from 'vitest';
import type { ErpOrderChange, ErpOrderKey } from '../../connectors/ports.ts';
import { silentLog } from '../../lib/log.ts';
import { ownDatabase } from '../../test/kit/postgres.ts';
import { pollErp } from './erp.ts';
import { createSweep, SWEEP_START, type SweepPlace, sweepErp } from './sweep.ts';

const database = ownDatabase();
const pieces = (value: string) => ({ value, unit: 'H87' });
const PLANT = { code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' };

/** An ERP that has these orders, and pages open ones two by two. */
class Erp {
  connection = 'odoo-main';
  plants = [PLANT];
  readonly orders = new Map<string, ErpOrderChange>();
  readonly unreadable = new Set<string>();
  asked: string[][] = [];

  put(id: number, different: Partial<ErpOrderChange> = {}): ErpOrderChange {
    const order: ErpOrderChange = {
      ...{ plantCode: 'HAM', orderNumber: `WH/MO/${id}`, state: 'RELEASED', planned: pieces('10') },
      ...{ good: pieces('0'), scrap: null, operations: [], at: '2026-01-05T06:07:08.000Z', recordIds: [String(id)] },
      ...{ fingerprint: '', ...different },
    };
    order.fingerprint = JSON.stringify({ ...order, at: '', fingerprint: '' });
    this.orders.set(String(id), order);
    return order;
  }

  async ordersNow(ids: readonly string[]) {
    this.asked.push([...ids]);
    const there = ids.flatMap((id) => this.orders.get(id) ?? []);
    const isReadable = (order: ErpOrderKey) => !this.unreadable.has(order.orderNumber);
    return { orders: there.filter(isReadable), unreadable: there.filter((order) => !isReadable(order)) };
  }

  async openOrders(after: string | null) {
    const open = [...this.orders]
      .filter(([id, order]) => Number(id) > Number(after ?? 0) && order.state !== 'COMPLETED')
      .sort(([a], [b]) => Number(a) - Number(b))
      .slice(0, 2);
    return { orders: open.map(([, order]) => order), next: open.length < 2 ? null : (open.at(-1)?.[0] ?? null) };
  }

  changed: ErpOrderChange[] = [];
  hasMore = false;
  polls = 0;

  async pollChanges() {
    this.polls += 1;
    return { cursor: String(this.polls), orders: this.changed.splice(0), hasMore: this.hasMore };
  }
}

let erp: Erp;

beforeEach(async () => {
  erp = new Erp();
  for (const table of ['ingest_seen', 'ingest_cursor', 'event'] as const) await database.db.deleteFrom(table).execute();
});

/** What the hub has told of it since the last time, and forgets. */
async function told(): Promise<unknown[][]> {
  const rows = await database.db.deleteFrom('event').returning(['payload', 'seq']).execute();
  return rows
    .sort((a, b) => Number(a.seq) - Number(b.seq))
    .map(({ payload }) => {
      const { orderNumber, kind, state } = payload as Record<string, unknown>;
      return [orderNumber, kind, state];
    });
}

/** A poll that tells all orders. */
async function see(): Promise<void> {
  erp.changed = [...erp.orders.values()];
  await pollErp(database.db, erp);
  await told();
}

async function sweep(): Promise<number> {
  let place: SweepPlace | null = SWEEP_START;
  let steps = 0;
  while (place !== null) {
    const step: { next: SweepPlace | null } = await sweepErp(database.db, erp, place);
    place = step.next;
    steps += 1;
  }
  return steps;
}

test('an order that is gone is told once, and as new where it comes back', async () => {
  erp.put(1);
  erp.put(2);
  await see();
  await sweep();
  expect(await told()).toEqual([]);
  erp.orders.delete('1');
  await sweep();
  expect(await told()).toEqual([['WH/MO/1', 'STATE_CHANGED', null]]);
  await sweep();
  expect(await told()).toEqual([]);
  erp.changed = [erp.put(1)];
  await pollErp(database.db, erp);
  expect(await told()).toEqual([['WH/MO/1', 'STATE_CHANGED', 'RELEASED']]);
});

test('what a poll has missed is told: a state, the total of a chain that lost a part', async () => {
  erp.put(1);
  erp.put(2, { recordIds: ['2', '3'] });
  await see();
  erp.put(1, { state: 'CANCELLED' });
  erp.put(2, { planned: pieces('4') });
  await sweep();
  expect(await told()).toEqual([
    ['WH/MO/1', 'STATE_CHANGED', 'CANCELLED'],
    ['WH/MO/2', 'PROGRESS', 'RELEASED'],
  ]);
});

test('an order that was renamed is told under its new number and as gone under the old one', async () => {
  erp.put(1);
  await see();
  erp.put(1, { orderNumber: 'SPECIAL:1' });
  await sweep();
  expect(await told()).toEqual([
    ['SPECIAL:1', 'STATE_CHANGED', 'RELEASED'],
    ['WH/MO/1', 'STATE_CHANGED', null],
  ]);
  erp.orders.clear();
  await sweep();
  expect(await told()).toEqual([['SPECIAL:1', 'STATE_CHANGED', null]]);
});

test('one that cannot be read is there, completed ones and other plants are left alone', async () => {
  erp.put(1);
  erp.put(2, { state: 'COMPLETED' });
  erp.put(3, { plantCode: 'OLD' });
  await see();
  erp.unreadable.add('WH/MO/1');
  erp.orders.delete('2');
  erp.orders.delete('3');
  await sweep();
  expect(await told()).toEqual([]);
  expect(erp.asked).toEqual([['1']]);
});

test('orders that were never seen are remembered without a word, page by page, and missed when they go', async () => {
  for (let id = 1; id <= 5; id += 1) erp.put(id);
  erp.put(6, { state: 'COMPLETED' });
  expect(await sweep()).toBe(4);
  expect(await told()).toEqual([]);
  erp.orders.delete('4');
  erp.orders.delete('6');
  await sweep();
  expect(await told()).toEqual([['WH/MO/4', 'STATE_CHANGED', null]]);
});

test('an order that changes while it is remembered is told all the same', async () => {
  const [old, after] = [erp.put(1), erp.put(3)];
  erp.put(2);
  const { ordersNow } = Erp.prototype;
  erp.ordersNow = async (ids) => {
    const now = await ordersNow.call(erp, ids);
    erp.changed = [erp.put(2, { state: 'RUNNING' })]; // right after it was read
    return now;
  };
  await sweepErp(database.db, erp, { openAfter: null });
  expect(await told()).toEqual([['WH/MO/2', 'STATE_CHANGED', 'RUNNING']]);
  erp.ordersNow = ordersNow.bind(erp);
  await sweepErp(database.db, erp, { openAfter: '2' });
  erp.changed = [old, erp.put(3, { state: 'RUNNING' })];
  expect(after.state).toBe('RELEASED');
  await pollErp(database.db, erp);
  expect(await told()).toEqual([['WH/MO/3', 'STATE_CHANGED', 'RUNNING']]);
});

test('nothing is remembered while polls have a backlog', async () => {
  erp.put(1);
  erp.hasMore = true;
  const place = { openAfter: null };
  expect((await sweepErp(database.db, erp, place)).next).toBe(place);
  const rows = await database.db.selectFrom('ingest_seen').select('record').execute();
  expect(rows).toEqual([]);
});

test('many orders are compared in steps of 200', async () => {
  for (let id = 1; id <= 450; id += 1) erp.put(id);
  await see();
  erp.asked = [];
  erp.orders.delete('77');
  await sweep();
  expect(erp.asked.map((ids) => ids.length)).toEqual([200, 200, 50]);
  expect(await told()).toEqual([['WH/MO/77', 'STATE_CHANGED', null]]);
});

test('a sweep begins when it is time, more seldom while all is idle, and again later when it was given up', async () => {
  let clock = 0;
  const slow = createSweep({ db: database.db, port: erp, everyMs: 1000, log: silentLog, now: () => clock });
  erp.put(1);
  await see();
  const goes = async (isActive: boolean) => {
    erp.asked = [];
    await slow.goOn(isActive);
    return erp.asked.length > 0;
  };
  expect(await goes(true)).toBe(false);
  clock = 1000;
  expect(await goes(false)).toBe(false);
  expect(await goes(true)).toBe(true);
  expect(await goes(true)).toBe(false);
  clock = 6999;
  expect(await goes(false)).toBe(false);
  clock = 7000;
  expect(await goes(false)).toBe(true);
  clock = 8000;
  erp.ordersNow = () => Promise.reject(new Error('no right'));
  expect(await slow.goOn(true)).toBe(0);
  delete (erp as Partial<Erp>).ordersNow;
  expect(await goes(true)).toBe(false);
  clock = 9000;
  expect(await goes(true)).toBe(true);
});
