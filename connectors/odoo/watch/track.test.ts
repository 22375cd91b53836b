import { expect, test } from 'vitest';
import type { Domain } from '../model/domain.ts';
import { advance, forgetBefore, lookOf, PAGE, type Question, stampOf, startTrack, type Track } from './track.ts';

const BEGIN = Date.parse('2026-11-23T08:00:00Z');
const KILLED_AFTER_MS = 120_000;

interface Row {
  id: number;
  /** As in the column: with microseconds. */
  stamp: string;
  version: number;
}

/** A table of an Odoo whose transactions stamp at their start and show at their end. */
class Table {
  clock = 0;
  readonly #comparesSeconds: boolean;
  readonly #rows = new Map<number, Row>();
  #open: { endsAt: number; rows: Row[] }[] = [];
  #version = 0;

  constructor(major: 17 | 19) {
    this.#comparesSeconds = major === 19;
  }

  /** A transaction that begins now and writes these rows when it ends. */
  write(ids: readonly number[], lastsMs = 0): void {
    this.#version += 1;
    const micros = String((this.#version * 7919) % 1000).padStart(3, '0');
    const at = new Date(BEGIN + this.clock).toISOString().replace('T', ' ').slice(0, 23) + micros;
    const rows = ids.map((id) => ({ id, stamp: at, version: this.#version }));
    this.#open.push({ endsAt: this.clock + lastsMs, rows });
    this.pass(0);
  }

  pass(milliseconds: number): void {
    this.clock += milliseconds;
    const ended = this.#open.filter(({ endsAt }) => endsAt <= this.clock).sort((a, b) => a.endsAt - b.endsAt);
    this.#open = this.#open.filter((transaction) => !ended.includes(transaction));
    for (const { rows } of ended) for (const row of rows) this.#rows.set(row.id, row);
  }

  get visible(): readonly Row[] {
    return [...this.#rows.values()];
  }

  search({ domain, order }: Question): { id: number; write_date: string; version: number }[] {
    const key = (row: Row) => (order.startsWith('id') ? '' : row.stamp);
    const sign = order.includes('desc') ? -1 : 1;
    return this.visible
      .filter((row) => this.#holds(domain, row))
      .sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id))
      .slice(0, PAGE)
      .map(({ id, stamp, version }) => ({ id, write_date: stamp.slice(0, 19), version }));
  }

  #holds(domain: Domain, row: Row): boolean {
    const tokens = [...domain];
    const stamp = this.#comparesSeconds ? row.stamp.slice(0, 19) : row.stamp;
    const one = (): boolean => {
      const token = tokens.shift()!;
      if (token === '|') return [one(), one()].includes(true);
      if (token === '&') return ![one(), one()].includes(false);
      const [field, operator, value] = token as readonly [string, string, string | number];
      const own = field === 'id' ? row.id : stamp;
      return operator === '>=' ? own >= value : operator === '<' ? own < value : own > value;
    };
    let holds = true;
    while (tokens.length > 0) holds = one() && holds;
    return holds;
  }
}

/** Reads a table look by look, as a poller does. */
class Reader {
  track: Track;
  calls = 0;
  readonly told: { id: number; version: number; at: number }[] = [];
  readonly #table: Table;
  readonly #seen = new Map<number, { stamp: string; version: number }>();

  constructor(table: Table, from = '2026-11-23 07:57:30') {
    this.#table = table;
    this.track = startTrack(from, table.clock);
  }

  look(): number {
    const before = this.calls;
    for (const [id, { stamp }] of this.#seen) if (stamp < forgetBefore(this.track)) this.#seen.delete(id);
    const known = new Map<string, number>();
    for (const { stamp } of this.#seen.values()) known.set(stamp, (known.get(stamp) ?? 0) + 1);
    const look = lookOf(this.track, known, this.#table.clock);
    const [head, page] = [look.head, look.page].map((question) => {
      if (question !== null) this.calls += 1;
      return question === null ? [] : this.#table.search(question);
    }) as [ReturnType<Table['search']>, ReturnType<Table['search']>];
    this.track = advance(this.track, look, head, page, this.#table.clock);
    for (const row of [...head, ...page]) {
      if (this.#seen.get(row.id)?.version === row.version) continue;
      this.#seen.set(row.id, { stamp: stampOf(row), version: row.version });
      this.told.push({ id: row.id, version: row.version, at: this.#table.clock });
    }
    return this.calls - before;
  }

  catchUp(): number {
    let looks = 0;
    do {
      this.look();
      looks += 1;
    } while (this.track.behind !== null);
    return looks;
  }

  get remembered(): number {
    return this.#seen.size;
  }

  knows(rows: readonly Row[]): boolean {
    const last = new Map(this.told.map(({ id, version }) => [id, version]));
    return rows.every(({ id, version }) => last.get(id) === version);
  }
}

const ids = (count: number, from = 1): number[] => Array.from({ length: count }, (_, n) => from + n);

test.each([17, 19] as const)('Odoo %i: few rows are told by the first look after they show, however late', (major) => {
  const table = new Table(major);
  const reader = new Reader(table);
  table.write([1, 2]);
  reader.look();
  table.write([3], 119_000); // stamped now, shows in two minutes
  for (let second = 0; second < 119; second += 1) {
    table.pass(1000);
    table.write([10 + (second % 5)]);
    expect(reader.look()).toBe(1);
  }
  expect(reader.told.some(({ id }) => id === 3)).toBe(true);
  expect(reader.knows(table.visible)).toBe(true);
});

test.each([17, 19] as const)('Odoo %i: a row written twice within a second is told twice, also when late', (major) => {
  const table = new Table(major);
  const reader = new Reader(table);
  table.pass(100);
  table.write([1]);
  reader.look();
  table.pass(200);
  table.write([1], 30_000);
  table.pass(40_000);
  expect(reader.look()).toBe(1);
  expect(reader.told.map(({ id, version }) => [id, version])).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test('what is read again does not grow calls: one a look, also with 5,000 rows in the overlap', () => {
  const table = new Table(17);
  const reader = new Reader(table);
  for (let second = 0; second < 400; second += 1) {
    table.write(ids(30, (second % 180) * 30));
    if (second % 7 === 0) table.write([100_000 + second], second % 119_000);
    expect(reader.look()).toBe(1);
    table.pass(1000);
  }
  expect(reader.remembered).toBeGreaterThan(4_000);
});

test('an idle table costs one call a look, and nothing is read again once it is final', () => {
  const table = new Table(17);
  const reader = new Reader(table);
  table.write(ids(900));
  reader.look();
  table.pass(151_000);
  reader.look();
  const told = reader.told.length;
  for (let look = 0; look < 20; look += 1) {
    table.pass(60_000);
    expect(reader.look()).toBe(1);
  }
  expect([reader.told.length, reader.remembered]).toEqual([told, 0]);
});

test.each([17, 19] as const)('Odoo %i: a bulk write of one second is read in pages of ids', (major) => {
  const table = new Table(major);
  const reader = new Reader(table);
  table.write(ids(20, 100_000));
  table.pass(250);
  table.write(ids(9_500)); // the same second
  table.pass(250);
  table.write(ids(20, 50)); // and again some of it
  expect(reader.catchUp()).toBeLessThan(10);
  expect(reader.knows(table.visible)).toBe(true);
  for (let second = 0; second < 200; second += 1) {
    table.pass(1000);
    table.write([7]);
    reader.look();
  }
  expect(reader.remembered).toBeLessThan(200);
});

test('after a long outage the newest rows are told first, then all others, and little is remembered', () => {
  const table = new Table(17);
  for (let n = 0; n < 60; n += 1) {
    table.write(ids(1_000, n * 1_000));
    table.pass(60_000);
  }
  const reader = new Reader(table);
  reader.look();
  expect(reader.told.slice(0, 1000).every(({ id }) => id >= 59_000)).toBe(true);
  let most = 0;
  while (reader.track.behind !== null) {
    table.pass(300);
    table.write([5]);
    reader.look();
    expect(reader.told.at(-1)?.id === 5 || reader.told.some(({ id, at }) => id === 5 && at === table.clock)).toBe(true);
    most = Math.max(most, reader.remembered);
  }
  expect(reader.knows(table.visible)).toBe(true);
  expect(most).toBeLessThan(12_000);
});

test('a reader that is replaced in the middle goes on where the other stood', () => {
  const table = new Table(19);
  for (let n = 0; n < 20; n += 1) {
    table.write(ids(1_500, n * 1_500));
    table.pass(1000);
  }
  const told = new Set<number>();
  let track = startTrack('2026-11-23 07:57:30', 0);
  do {
    const reader = new Reader(table);
    reader.track = { ...startTrack(track.settled, table.clock), behind: track.behind };
    reader.look();
    for (const { id } of reader.told) told.add(id);
    track = reader.track;
  } while (track.behind !== null);
  expect(told.size).toBe(30_000);
});

/** A small generator of random numbers that begins with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

test.each([1, 8])('nothing is lost, whatever transactions do (seed %i)', (seed) => {
  const chance = random(seed);
  const table = new Table(chance() < 0.5 ? 17 : 19);
  const reader = new Reader(table);
  for (let step = 0; step < 500; step += 1) {
    const kind = chance();
    const lasts = chance() < 0.2 ? chance() * KILLED_AFTER_MS : chance() * 3_000;
    if (kind < 0.9) table.write(ids(1 + Math.floor(chance() * 15), Math.floor(chance() * 3_000)), lasts);
    else if (kind < 0.94) table.write(ids(Math.floor(chance() * 5_000), Math.floor(chance() * 3_000)), lasts);
    if (chance() < 0.02) table.pass(chance() * 400_000);
    table.pass(chance() * 1_500);
    if (chance() < 0.7) reader.look();
    if (chance() < 0.02) {
      const { settled, behind } = reader.track;
      reader.track = { ...startTrack(settled, table.clock), behind }; // a restart
    }
  }
  for (let second = 0; second < 400; second += 1) {
    table.pass(1_000);
    reader.look();
  }
  expect(reader.track.behind).toBeNull();
  expect(reader.knows(table.visible)).toBe(true);
});
