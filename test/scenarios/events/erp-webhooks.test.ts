import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONFIRM } from '../../../demo/story/wait.ts';
import { DEMO_FACTORY_FILE } from '../../../hub/demo-file.ts';
import { createProgress } from '../../../hub/progress.ts';
import { type RunningHub, startHub } from '../../../hub/start.ts';
import type { FactoryConfig } from '../../../lib/config/factory.ts';
import { loadFactory } from '../../../lib/config/load.ts';
import { createLog } from '../../../lib/log.ts';
import { startTestHub, type TestHub } from '../../kit/hub.ts';
import { ErpDashboard } from './erp-dashboard.ts';

/** A hub whose polls are ten minutes apart, and beside it a gateway as a process of its own would be. */
let hub: TestHub;
let gateway: RunningHub;
let dashboard: ErpDashboard;
const folder = mkdtempSync(path.join(tmpdir(), 'hub-webhooks-'));
const secretFile = path.join(folder, 'secret');
const SECRET = 'a-long-enough-secret-0001';
const MODEL = { _model: 'mrp.production', _id: 7, _action: 'hub webhook(#566)' };

function configure({ connections }: FactoryConfig): void {
  for (const { polling } of Object.values(connections)) Object.assign(polling, { minMs: 600_000, maxMs: 600_000 });
  connections['odoo-ham']!.webhook = { file: secretFile };
}

beforeAll(async () => {
  writeFileSync(secretFile, SECRET);
  hub = await startTestHub({ factory: configure });
  const factory = loadFactory(DEMO_FACTORY_FILE);
  configure(factory);
  gateway = await startHub({
    environment: {
      ...{ port: 0, host: '127.0.0.1', metricsPort: 0, metricsHost: '127.0.0.1' },
      ...{ databaseUrl: hub.database.url, redisUrl: null, configFile: null },
      ...{ role: 'gateway', logLevel: 'error', dataFolder: folder, kill: null, hasShopFloor: false },
    },
    factory,
    log: createLog('error'),
    progress: createProgress(() => {}),
    simulators: hub.hub.simulators,
  });
  dashboard = await ErpDashboard.open(hub);
});
afterAll(async () => {
  dashboard?.close();
  await gateway?.stop();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const post = (url: string, place: string, init: RequestInit = {}) =>
  fetch(new URL(place, url), { method: 'POST', body: JSON.stringify(MODEL), ...init });
const hint = (url: string) => post(url, `/hooks/erp/odoo-ham/${SECRET}`);

test('a command that was posted has its ERP looked at', async () => {
  const user = await hub.user('mes', ['HAM']);
  const input = { plantCode: 'HAM', orderNumber: 'HAM/MO/10007', good: { value: '1', unit: 'C62' } };
  await user.read(CONFIRM, { input, key: 'webhook-scenario-0001' });
  await dashboard.hears('HAM/MO/10007', { kind: 'CONFIRMED' });
  await dashboard.hears('HAM/MO/10007', { kind: 'STATE_CHANGED', state: 'RUNNING' });
});

test('a webhook is answered at once with nothing, and what happened in the ERP is heard, not ten minutes later', async () => {
  const { number } = await dashboard.draft();
  const answer = await hint(hub.hub.url);
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  await dashboard.hears(number, { state: 'FORECAST' });
});

test('a webhook that comes before what it tells of is there: the ERP is looked at again a little later', async () => {
  await hint(hub.hub.url);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { number } = await dashboard.draft();
  await dashboard.hears(number, { state: 'FORECAST' });
});

test('a webhook that another process takes is heard by the one that polls', async () => {
  await new Promise((resolve) => setTimeout(resolve, 12_000)); // the looks after the hint before are over
  const { number } = await dashboard.draft();
  expect((await hint(gateway.url)).status).toBe(204);
  await dashboard.hears(number, { state: 'FORECAST' });
});

test('however many webhooks arrive, polls are a second apart', async () => {
  const side = hub.side('odoo-ham');
  const polls = async () => (await side.calls()).filter(({ model }) => model === 'mrp.workorder').length;
  await hint(hub.hub.url);
  const before = await polls();
  const startedAt = performance.now();
  for (let n = 0; n < 300; n += 1) expect((await hint(n % 2 ? hub.hub.url : gateway.url)).status).toBe(204);
  const seconds = (performance.now() - startedAt) / 1000;
  expect((await polls()) - before).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
});

test('what is not a webhook is not there: no secret, a wrong one, another connection, another method', async () => {
  const url = hub.hub.url;
  for (const place of [
    '/hooks/erp/odoo-ham',
    '/hooks/erp/odoo-ham/',
    `/hooks/erp/odoo-pue/${SECRET}`,
    `/hooks/erp/nobody/${SECRET}`,
    `/hooks/erp/odoo-ham/${SECRET}0`,
    `/hooks/erp/odoo-ham/${SECRET.slice(1)}`,
  ]) {
    expect((await post(url, place)).status, place).toBe(404);
  }
  expect((await fetch(new URL(`/hooks/erp/odoo-ham/${SECRET}`, url))).status).toBe(404);
});

test('a secret is changed while the hub runs; a body that is no hint does no harm', async () => {
  writeFileSync(secretFile, 'another-long-secret-0002');
  const place = '/hooks/erp/odoo-ham/another-long-secret-0002';
  expect((await post(hub.hub.url, place, { body: 'no JSON' })).status).toBe(204);
  const big = 'x'.repeat(10_000_000);
  await post(hub.hub.url, place, { body: big }).then(
    ({ status }) => expect(status).toBe(204),
    (error: Error) => expect(error.message).toBe('fetch failed'), // cut off while it was sending
  );
  expect((await post(hub.hub.url, place)).status).toBe(204);
  writeFileSync(secretFile, SECRET);
  expect((await hint(hub.hub.url)).status).toBe(204);
});

test('who guesses is not heard for a while', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1)
    statuses.push((await post(gateway.url, `/hooks/erp/odoo-ham/guess-number-${n}-0000`)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429, 429]);
  expect((await hint(gateway.url)).status).toBe(429);
});

test('/metrics says how long ago each back end was last looked at', async () => {
  const text = await (await fetch(new URL('/metrics', gateway.metricsUrl))).text();
  for (const name of ['odoo-ham', 'odoo-pue', 'mes-ham', 'mes-pue', 'arena']) {
    expect(text).toMatch(new RegExp(`^hub_poll_age_seconds\\{connection="${name}"\\} \\d+(\\.\\d)?$`, 'm'));
  }
});
