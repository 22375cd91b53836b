import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { createTestDatabase, ownDatabase, type TestDatabase } from '../test/kit/postgres.ts';
import { adoptEventLog, appendEvents, eventCursor, pruneEvents } from './log.ts';
import { createEventStream } from './stream.ts';
import { append, openTransaction, orders, progress, take } from './testing/events.ts';

const database = ownDatabase();
const filter = { stream: 'productionStatus', visiblePlants: new Set(['HAM']) } as const;

/** The events after a cursor, as a subscriber gets them. */
async function read({ db, url }: TestDatabase, after: string, count: number): Promise<string[]> {
  const stream = createEventStream({ db, url, log: silentLog });
  try {
    return orders(await take(await stream.subscribe(filter, after), count));
  } finally {
    await stream.close();
  }
}

test('an event stands or falls with the transaction that makes it true', async () => {
  const head = await eventCursor(database.db);
  const failed = database.db.transaction().execute(async (tx) => {
    await sql`SELECT 1`.execute(tx);
    await appendEvents(tx, [progress('never')]);
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  await append(database.db, progress('always'));
  expect(await read(database, head, 1)).toEqual(['always']);
});

test('what a source tells twice is stored once', async () => {
  const source = (key: string) => ({ ...progress(key), source: { name: 'mes-ham', key } });
  const head = await eventCursor(database.db);
  expect(await append(database.db, source('S1'), source('S2'))).toBe(2);
  expect(await append(database.db, source('S2'), source('S3'), source('S3'))).toBe(1);
  expect(await append(database.db)).toBe(0);
  expect(await read(database, head, 3)).toEqual(['S1', 'S2', 'S3']);
});

test('the head lies before every transaction that is open', async () => {
  const open = await openTransaction(database.db, progress('open'));
  await append(database.db, progress('done'));
  const head = await eventCursor(database.db);
  await open.commit();
  expect(await read(database, head, 2)).toEqual(['open', 'done']);
});

test('what is no cursor is refused; one of another log needs a resync', async () => {
  const stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  const head = await eventCursor(database.db);
  const plain = Buffer.from(head, 'base64url').toString();
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const future = encode(plain.replace(/\.\d+\./, '.99999999999.'));
  for (const wrong of ['', 'x', 'MTIz', `${head}=`, ` ${head}`, encode(`${plain}.1`), encode('0000.1.1'), future]) {
    await expect(stream.subscribe(filter, wrong)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  }
  const strange = encode(plain.replace(/^[0-9a-f]{8}/, plain.startsWith('00000000') ? '11111111' : '00000000'));
  await expect(stream.subscribe(filter, strange)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
  await stream.close();
});

test('pruning takes the oldest without holes; a cursor of before needs a resync, one at the edge does not', async () => {
  const own = await createTestDatabase();
  try {
    const head = await eventCursor(own.db);
    for (const number of ['P1', 'P2', 'P3', 'P4']) await append(own.db, progress(number));
    const stream = createEventStream({ db: own.db, url: own.url, log: silentLog });
    const [p1, p2] = await take(await stream.subscribe(filter, head), 2);
    await sql`UPDATE hub.event SET recorded_at = now() - interval '40 days' WHERE payload ->> 'orderNumber' IN ('P1', 'P2', 'P4')`.execute(
      own.db,
    );
    expect(await pruneEvents(own.db, new Date(Date.now() - 30 * 86_400_000))).toBe(2);
    await expect(stream.subscribe(filter, head)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    await expect(stream.subscribe(filter, p1?.cursor)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    expect(orders(await take(await stream.subscribe(filter, p2?.cursor), 2))).toEqual(['P3', 'P4']);
    expect(await pruneEvents(own.db, new Date(Date.now() - 30 * 86_400_000))).toBe(0);
    await expect(stream.subscribe(filter, p1?.cursor)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    await stream.close();
  } finally {
    await own.drop();
  }
});

test('a log that was restored into another database is adopted: its events can be read, its cursors not', async () => {
  const own = await createTestDatabase();
  try {
    const old = await eventCursor(own.db);
    await append(own.db, progress('R1'), progress('R2'));
    await sql`UPDATE hub.event SET xid = '99999999999'`.execute(own.db);
    expect(await adoptEventLog(own.db)).toEqual({ wasRestored: true });
    expect(await adoptEventLog(own.db)).toEqual({ wasRestored: false });
    const stream = createEventStream({ db: own.db, url: own.url, log: silentLog });
    await expect(stream.subscribe(filter, old)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    await stream.close();
    const { rows } = await sql<{
      n: string;
    }>`SELECT count(*) AS n FROM hub.event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())`.execute(own.db);
    expect(rows[0]?.n).toBe('2');
    const head = await eventCursor(own.db);
    await append(own.db, progress('R3'));
    expect(await read(own, head, 1)).toEqual(['R3']);
  } finally {
    await own.drop();
  }
});

test('every change of a command’s status is an event of the stream, with the command’s plants', async () => {
  const head = await eventCursor(database.db);
  const { rows } = await sql<{ command_id: string }>`
    SELECT command_id FROM hub.accept('client', 'key-of-16-letters', ${'a'.repeat(64)}, 'confirmProduction', 1,
      '{HAM,PUE}', '{}', '[]', '{mo:HAM:WH/MO/1}', 'NORMAL', 'anna', 'c-1', NULL, NULL, NULL)`.execute(database.db);
  const id = rows[0]?.command_id as string;
  await sql`SELECT hub.cancel(${id}, 'anna', NULL)`.execute(database.db);
  const stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  const both = { stream: 'commandStatus', visiblePlants: new Set(['HAM', 'PUE']), keys: { commandId: id } } as const;
  const told = await take(await stream.subscribe(both, head), 2);
  await stream.close();
  expect(told.map(({ plantCodes, payload }) => ({ plantCodes, payload }))).toEqual(
    ['QUEUED', 'CANCELLED'].map((status) => ({
      plantCodes: ['HAM', 'PUE'],
      payload: { commandId: id, status, type: 'confirmProduction' },
    })),
  );
});
