import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'graphql-ws';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventCursor } from '../../../events/log.ts';
import { append, openTransaction, progress } from '../../../events/testing/events.ts';
import { childEnvironment } from '../../../lib/config/environment.ts';
import { patient } from '../../kit/patience.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
const EVENTS = 240;
const KILL_EVERY = 60;
const PATIENCE_MS = patient(90_000);
let folder: string;
let gateway: ChildProcess | undefined;

/** A gateway alone: nothing listens where its back ends should be. */
const FACTORY = `
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: odoo, warehouse: WH } }
connections:
  odoo: { kind: odoo, url: "http://127.0.0.1:9", database: none, login: hub, secret: { env: HUB_TEST_SECRET } }
security: { mode: development }
`;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-killed-gateway-'));
  fs.writeFileSync(path.join(folder, 'factory.yaml'), FACTORY);
});
afterEach(() => void gateway?.kill('SIGKILL'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Gateway {
  readonly url: string;
  /** Where a token is got, with the secret that the start printed. */
  readonly tokens: string;
}

async function startGateway(): Promise<Gateway> {
  const settings = {
    PORT: '0',
    HUB_ROLE: 'gateway',
    HUB_DATA: folder,
    HUB_CONFIG: path.join(folder, 'factory.yaml'),
    HUB_TEST_SECRET: 'none',
    DATABASE_URL: database.url,
  };
  const main = path.join(import.meta.dirname, '..', '..', '..', 'hub', 'main.ts');
  const stdio = ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [main], { stdio, env: childEnvironment(settings) });
  gateway = child;
  let tokens = '';
  for await (const line of createInterface(child.stdout)) {
    tokens ||= /(http\S+\/dev\/token\?secret=\S+)/.exec(line)?.[1] ?? '';
    const url = /^ready in .* (http\S+)$/.exec(line)?.[1];
    if (url) return { url, tokens };
  }
  throw new Error('the gateway ended before it was ready');
}

interface Told {
  readonly cursor: string;
  readonly eventId: string;
  readonly orderNumber: string;
}

const SUBSCRIPTION = `subscription ($after: String) {
  productionStatusChanged(plantCode: "HAM", after: $after) { cursor eventId orderNumber kind }
}`;

/** Subscribes after a cursor, kills the gateway once so many events were told, and gives back what came until then. */
async function followAndKill({ url, tokens }: Gateway, after: string, enough: number): Promise<Told[]> {
  const answer = await fetch(`${tokens}&role=viewer&plants=HAM`);
  const { token } = (await answer.json()) as { token: string };
  const client = createClient({
    url: new URL('/graphql', url.replace(/^http/, 'ws')).href,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const told: Told[] = [];
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`only ${told.length} of ${enough} events came`)), PATIENCE_MS);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    client.subscribe<{ productionStatusChanged: Told }>(
      { query: SUBSCRIPTION, variables: { after } },
      {
        next: ({ data, errors }) => {
          if (errors || !data) return reject(new Error(JSON.stringify(errors)));
          told.push(data.productionStatusChanged);
          if (told.length === enough) gateway?.kill('SIGKILL');
        },
        error: end,
        complete: end,
      },
    );
  });
  await client.dispose();
  return told;
}

async function write(): Promise<void> {
  for (let n = 0; n < EVENTS; n += 2) {
    const late = await openTransaction(database.db, progress(`late-${n}`));
    await append(database.db, progress(`early-${n}`), progress(`elsewhere-${n}`, 'PUE'));
    await late.commit();
  }
}

test('a dashboard whose gateway is killed in mid-stream resumes after its cursor and has the table, row by row', async () => {
  let cursor = await eventCursor(database.db);
  const told = new Map<string, Told>();
  const order: string[] = [];
  let writing: Promise<void> | undefined;
  let kills = 0;
  while (order.length < EVENTS) {
    const started = await startGateway();
    writing ??= write();
    for (const event of await followAndKill(started, cursor, Math.min(KILL_EVERY, EVENTS - order.length))) {
      if (!told.has(event.eventId)) order.push(event.eventId); // at least once: the same id when it comes twice
      told.set(event.eventId, event);
      cursor = event.cursor;
    }
    kills += 1;
  }
  await writing;
  const rows = await database.db
    .selectFrom('event')
    .select(['event_id', 'payload'])
    .where('stream', '=', 'productionStatus')
    .where(sql<boolean>`plants = '{HAM}'`)
    .orderBy('xid')
    .orderBy('seq')
    .execute();
  expect(kills).toBeGreaterThanOrEqual(EVENTS / KILL_EVERY - 1);
  expect(order).toEqual(rows.map((row) => row.event_id));
  expect([...told.values()].map((event) => event.orderNumber).sort()).toEqual(
    rows.map((row) => (row.payload as { orderNumber: string }).orderNumber).sort(),
  );
});
