import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { append, progress } from '../../../events/testing/events.ts';
import { DEMO_FACTORY_FILE } from '../../../hub/demo-file.ts';
import { createProgress } from '../../../hub/progress.ts';
import { type RunningHub, startHub } from '../../../hub/start.ts';
import type { HubRole } from '../../../lib/config/environment.ts';
import { loadFactory } from '../../../lib/config/load.ts';
import { createLog } from '../../../lib/log.ts';
import { type CountProxy, startCountProxy } from '../../kit/count-proxy.ts';
import { startTestHub, type TestHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { Dashboard } from './dashboards.ts';

const NAMES = ['commands', 'odoo', 'mes'] as const;
const ORDER = 'HAM/MO/10001';
const folder = mkdtempSync(path.join(tmpdir(), 'hub-shared-by-url-'));
let main: TestHub;
let gateway: RunningHub;
const servers: RunningHub[] = [];
const proxies = {} as Record<(typeof NAMES)[number], CountProxy>;

beforeAll(async () => {
  const quiet = { minMs: 3_600_000, maxMs: 3_600_000 };
  main = await startTestHub({
    factory: ({ connections }) => {
      for (const { polling } of Object.values(connections)) Object.assign(polling, quiet);
    },
  });
  const factory = loadFactory(DEMO_FACTORY_FILE);
  const start = (role: HubRole) =>
    startHub({
      environment: {
        ...{ port: 0, host: '127.0.0.1', metricsPort: 0, metricsHost: '127.0.0.1' },
        ...{ databaseUrl: main.database.url, redisUrl: null, configFile: null, role },
        ...{ logLevel: 'error', dataFolder: folder, kill: null, hasShopFloor: false },
      },
      factory,
      log: createLog('error'),
      progress: createProgress(() => {}),
      simulators: main.hub.simulators,
    });
  for (const name of NAMES) {
    const server = await start(name);
    servers.push(server);
    proxies[name] = await startCountProxy(server.url);
  }
  for (const name of NAMES) factory.subgraphs[name] = { url: proxies[name].url };
  gateway = await start('gateway');
});
afterAll(async () => {
  await gateway?.stop();
  for (const proxy of Object.values(proxies)) await proxy.close();
  for (const server of servers) await server.stop();
  await main?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('by URL too, those who ask the same are one subscription of the subgraph, and one join of each event', async () => {
  const query = (name: string) =>
    `subscription { ${name}: productionStatusChanged(plantCode: "HAM") { orderNumber order { state execution { state } } } }`;
  const dashboards = await Promise.all(
    Array.from({ length: 30 }, (_, i) => Dashboard.open(gateway, query(i % 2 ? 'one' : 'other'), { name: `n${i}` })),
  );
  const { db } = main.database;
  for (const dashboard of dashboards) {
    while (!dashboard.orders.includes(ORDER)) {
      await append(db, progress(ORDER, 'HAM'));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  await append(db, progress('HAM/MO/10007', 'HAM'));
  for (const dashboard of dashboards) {
    await expect.poll(() => dashboard.orders.at(-1), { timeout: patient(60_000) }).toBe('HAM/MO/10007');
  }
  expect(proxies.commands).toMatchObject({ subscriptions: 1, open: 1 });
  const before = [proxies.odoo.requests, proxies.mes.requests];
  const heard = dashboards.map(({ answers }) => answers.length);
  for (let n = 0; n < 3; n += 1) await append(db, progress(ORDER, 'HAM'));
  await Promise.all(dashboards.map((dashboard, i) => dashboard.until((heard[i] ?? 0) + 3)));
  expect([proxies.odoo.requests, proxies.mes.requests]).toEqual(before.map((count) => count + 3));
  await dashboards[0]?.leave();
  const other = await Dashboard.open(gateway, query('one'), { role: 'mes' });
  await expect.poll(() => proxies.commands.open, { timeout: patient(60_000) }).toBe(2);
  for (const dashboard of [other, ...dashboards]) await dashboard.leave();
  await expect.poll(() => proxies.commands.open, { timeout: patient(60_000) }).toBe(0);
  expect(proxies.commands.subscriptions).toBe(2);
});
