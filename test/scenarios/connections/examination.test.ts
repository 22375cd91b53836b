import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { FactoryConfig } from '../../../lib/config/factory.ts';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';
import { startTestHub, type TestHub, type TestHubOptions } from '../../kit/hub.ts';
import { createTestDatabase } from '../../kit/postgres.ts';

const DAY_MS = 86_400_000;
/** Half a day in front of a round number of days, as Odoo writes it. */
const daysAhead = (days: number) =>
  new Date(Date.now() + (days - 0.5) * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function odoo(options: Parameters<typeof startOdooSimulator>[0]): Promise<Simulator> {
  const simulator = await startOdooSimulator(options);
  closers.push(() => simulator.close());
  return simulator;
}

/** One plant with its ERP and nothing else. */
const onlyErp = (factory: FactoryConfig) => {
  factory.plants = factory.plants.filter(({ code }) => code === 'HAM').map((plant) => ({ ...plant, mes: null }));
  factory.connections = { 'odoo-ham': factory.connections['odoo-ham'] as FactoryConfig['connections'][string] };
  Object.assign(factory, { plm: null, qms: null });
};

async function start(simulator: { url: string; sideUrl: string }, options: TestHubOptions = {}) {
  const lines: string[] = [];
  const hub = await startTestHub({
    ...{ factory: onlyErp, isSeeded: false, examines: true, print: (line) => lines.push(line.trim()) },
    simulators: [{ connection: 'odoo-ham', ...simulator }],
    ...options,
    environment: { logLevel: 'silent', ...options.environment },
  });
  closers.push(() => hub.stop());
  return { hub, lines };
}

async function metrics({ hub }: TestHub): Promise<Record<string, string>> {
  const text = await (await fetch(new URL('/metrics', hub.metricsUrl))).text();
  const lines = text.split('\n').filter((line) => line.startsWith('hub_connection_'));
  return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
}

async function warnings({ database }: TestHub) {
  const rows = await database.db.selectFrom('event').select('payload').where('stream', '=', 'system').execute();
  type Payload = {
    kind: string;
    connection: string;
    keyName: string;
    expiresAt: string;
    days: number;
    message: string;
  };
  return rows.map(({ payload }) => payload as Payload).filter(({ kind }) => kind === 'CONNECTION_KEY_EXPIRES');
}

async function until<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    await sleep(20);
  }
}

test('a key that ends soon is told once for 14, 7 and 1 days, in events and as a metric, whoever starts how often', async () => {
  const ends = daysAhead(14);
  const simulator = await odoo({ version: 19, accounts: [{ ...DEMO_HUB, keyExpires: ends }] });
  const database = await createTestDatabase();
  closers.push(() => database.drop());
  const { hub, lines } = await start(simulator, { database });
  const told = await until(
    () => warnings(hub),
    (found) => found.length > 0,
  );
  const expiresAt = new Date(`${ends.replace(' ', 'T')}Z`);
  expect(told).toMatchObject([
    { connection: 'odoo-ham', keyName: 'integration', expiresAt: expiresAt.toISOString(), days: 14 },
  ]);
  expect(JSON.stringify(told)).not.toContain(DEMO_HUB.apiKey);
  expect(lines.find((line) => line.includes('API key'))).toMatch(
    /^odoo-ham {2}WARNING {2}The API key .* in 13 days\. Make a new one/,
  );
  const figures = await metrics(hub);
  expect(figures).toMatchObject({
    'hub_connection_up{connection="odoo-ham"}': '1',
    'hub_connection_findings{connection="odoo-ham",level="error"}': '0',
    'hub_connection_key_expiry_timestamp_seconds{connection="odoo-ham"}': String(expiresAt.getTime() / 1000),
  });
  for (const name of ['examined', 'last_good']) {
    expect(Number(figures[`hub_connection_${name}_timestamp_seconds{connection="odoo-ham"}`])).toBeCloseTo(
      Date.now() / 1000,
      -3,
    );
  }

  // Another process of the same hub, and another start.
  for (const role of ['ingest', 'all'] as const) {
    const examinedAt = (await metrics(hub))['hub_connection_examined_timestamp_seconds{connection="odoo-ham"}'];
    await sleep(1100);
    await start(simulator, { database, environment: { role } });
    await until(
      () => metrics(hub),
      (seen) => seen['hub_connection_examined_timestamp_seconds{connection="odoo-ham"}'] !== examinedAt,
    );
    expect(await warnings(hub)).toHaveLength(1);
  }

  // A second key, which ends sooner: nobody can tell which of the two is in use.
  const second = { login: 'hub', name: 'second', secret: 'x'.repeat(40), expires: daysAhead(7) };
  await fetch(`${simulator.sideUrl}/keys`, { method: 'POST', body: JSON.stringify(second) });
  await start(simulator, { database });
  await until(
    () => warnings(hub),
    (found) => found.length > 1,
  );
  expect((await warnings(hub)).map(({ keyName, days }) => [keyName, days])).toEqual([
    ['integration', 14],
    ['second', 7],
  ]);
});

test('an ERP that is away stops no start, is told of, and found again', async () => {
  const gone = await startOdooSimulator({ version: 18 });
  await gone.close();
  const { hub, lines } = await start({ url: gone.url, sideUrl: gone.sideUrl });
  expect((await fetch(new URL('/ready', hub.hub.url))).status).toBe(200);
  await until(
    () => metrics(hub),
    (seen) => seen['hub_connection_up{connection="odoo-ham"}'] === '0',
  );
  expect(lines.find((line) => line.startsWith('odoo-ham'))).toMatch(/PROBLEM.*is not reached/);
  await odoo({ version: 18, port: Number(new URL(gone.url).port) });
  // Polling finds out, and the connection is examined at once.
  await until(
    () => metrics(hub),
    (seen) => seen['hub_connection_up{connection="odoo-ham"}'] === '1',
  );
  expect(lines.find((line) => line.includes('no longer'))).toMatch(/is not reached/);
});

test('a user without rights is told of by name, and the key and the metrics of a role that calls no ERP are not its own', async () => {
  const simulator = await odoo({ version: 17, accounts: [{ ...DEMO_HUB, role: 'user' }] });
  const { hub, lines } = await start(simulator);
  await until(
    () => metrics(hub),
    (seen) => seen['hub_connection_up{connection="odoo-ham"}'] === '1',
  );
  const problems = lines.filter((line) => line.startsWith('odoo-ham  WARNING'));
  expect(problems.some((line) => /may not create mrp\.bom.*refused will be mrp\.bom\/create-bom/.test(line))).toBe(
    true,
  );
  const gateway = await start(simulator, { database: hub.database as never, environment: { role: 'gateway' } });
  expect(gateway.lines.filter((line) => line.startsWith('odoo-ham'))).toEqual([]);
  expect((await metrics(gateway.hub))['hub_connection_up{connection="odoo-ham"}']).toBe('1');
});
