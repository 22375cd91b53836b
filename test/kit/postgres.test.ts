import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase, ownDatabase } from './postgres.ts';

const database = ownDatabase();

test('a test file has a database of its own with the hub schema in it', async () => {
  const { rows } = await sql<{ name: string; found: boolean }>`
    SELECT current_database() AS name, EXISTS (SELECT FROM pg_namespace WHERE nspname = 'hub') AS found`.execute(
    database.db,
  );
  expect(rows[0]?.found).toBe(true);
  expect(database.url.endsWith(`/${rows[0]?.name}`)).toBe(true);
});

test('an empty database has nothing of the hub, and is gone after its drop', async () => {
  const own = await createTestDatabase({ isEmpty: true });
  const { rows } = await sql<{ n: string }>`SELECT count(*) AS n FROM pg_namespace WHERE nspname = 'hub'`.execute(
    own.db,
  );
  expect(rows[0]?.n).toBe('0');
  await own.drop();
  const left = await sql<{ datname: string }>`
    SELECT datname FROM pg_database WHERE datname = ${new URL(own.url).pathname.slice(1)}`.execute(database.db);
  expect(left.rows).toEqual([]);
});
