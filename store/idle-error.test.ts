import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { currentTrace, inTrace, ownTrace } from '../lib/trace.ts';
import { createTestDatabase } from '../test/kit/postgres.ts';
import { createDatabase } from './db.ts';

test('a connection that breaks while idle is told beside the request that opened it', async () => {
  const database = await createTestDatabase();
  const seen = Promise.withResolvers<unknown>();
  const db = createDatabase(database.url, { onIdleError: () => seen.resolve(currentTrace()) });
  const other = new pg.Client(database.url); // the role of the pool may end no connection
  await other.connect();
  try {
    const { rows } = await inTrace(ownTrace('of-a-request'), () =>
      sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db),
    );
    await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    expect(await seen.promise).toBeUndefined();
  } finally {
    await db.destroy();
    await other.end();
  }
});
