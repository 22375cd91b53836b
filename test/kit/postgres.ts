import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { migrateToLatest, migrationsFolder } from '../../store/migrate.ts';

export interface TestDatabase {
  readonly url: string;
  readonly db: HubDatabase;
}

/**
 * A database of this test file's own with the hub's tables in it, made before its tests and dropped after them:
 * `const database = ownDatabase();` at the top of a file or a describe, `database.db` and `database.url` in the tests.
 */
export function ownDatabase(): TestDatabase {
  let made: (TestDatabase & { drop(): Promise<void> }) | undefined;
  beforeAll(async () => {
    made = await createTestDatabase();
  });
  afterAll(async () => {
    await made?.drop();
  });
  const get = () => {
    if (!made) throw new Error('the database is there once the tests run');
    return made;
  };
  return {
    get url() {
      return get().url;
    },
    get db() {
      return get().db;
    },
  };
}

/** The same for a test that makes and drops its databases itself. `isEmpty`: without the hub's tables. */
export async function createTestDatabase(
  options: { isEmpty?: boolean } = {},
): Promise<TestDatabase & { drop(): Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  const template = options.isEmpty ? 'template0' : await migratedTemplate(server);
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = withDatabase(server, name);
  const db = createDatabase(url, { name: 'test' });
  return {
    url,
    db,
    drop: async () => {
      await db.destroy();
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** One database with all migrations run, made by the first who asks; a copy of it takes milliseconds. */
async function migratedTemplate(server: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of fs.readdirSync(migrationsFolder).sort()) {
    hash.update(file).update(fs.readFileSync(path.join(migrationsFolder, file)));
  }
  const name = `hub_template_${hash.digest('hex').slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(7246)');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}_new TEMPLATE template0`);
    const db = createDatabase(withDatabase(server, `${name}_new`), { maxConnections: 1 });
    try {
      await migrateToLatest(db);
    } finally {
      await db.destroy();
    }
    await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
  });
  return name;
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
