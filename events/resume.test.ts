import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ownDatabase } from '../test/kit/postgres.ts';
import { eventCursor } from './log.ts';
import { append, openTransaction, progress } from './testing/events.ts';

const database = ownDatabase();
const WRITERS = 4;
const EACH = 100;
const KILL_EVERY = 37;

interface Line {
  readonly cursor: string;
  readonly eventId: string;
}

/** Starts a reader after a cursor and takes its lines until `enough`, then kills it with SIGKILL. */
async function followUntil(cursor: string, enough: (lines: readonly Line[]) => boolean): Promise<readonly Line[]> {
  const file = path.join(import.meta.dirname, 'testing', 'follow.ts');
  const child = spawn(process.execPath, [file, database.url, 'HAM', cursor], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  try {
    for await (const text of createInterface(child.stdout)) {
      lines.push(JSON.parse(text) as Line);
      if (enough(lines)) break;
    }
  } finally {
    child.kill('SIGKILL');
  }
  return lines;
}

/** Writes events of two plants, some of them in transactions that commit after later ones. */
async function write(writer: number): Promise<void> {
  for (let n = 0; n < EACH; n += 1) {
    const number = `${writer}-${n}`;
    if (n % 5 === 0) {
      const late = await openTransaction(database.db, progress(number, 'HAM'));
      await append(database.db, progress(`${number}-pue`, 'PUE'));
      await late.commit();
    } else {
      await append(database.db, progress(number, 'HAM'));
    }
  }
}

test('a reader that is killed again and again and resumes after its last cursor gets the table, row by row', async () => {
  const first = await eventCursor(database.db);
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  const told: Line[] = [];
  let kills = 0;
  while (told.length < WRITERS * EACH) {
    const left = WRITERS * EACH - told.length;
    told.push(
      ...(await followUntil(told.at(-1)?.cursor ?? first, (lines) => lines.length >= Math.min(KILL_EVERY, left))),
    );
    kills += 1;
  }
  await writing;
  const { rows } = await sql<{ event_id: string }>`
    SELECT event_id FROM hub.event WHERE stream = 'productionStatus' AND plants = '{HAM}' ORDER BY xid, seq`.execute(
    database.db,
  );
  expect(kills).toBeGreaterThan(10);
  expect(told.map((line) => line.eventId)).toEqual(rows.map((row) => row.event_id));
  expect(told).toHaveLength(WRITERS * EACH);
});
