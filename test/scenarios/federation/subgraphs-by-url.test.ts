import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphUser, signIn } from '../../../demo/http/graph.ts';
import { FOUR_SYSTEMS } from '../../../demo/story/step-1-one-query.ts';
import { CONFIRM, settled } from '../../../demo/story/wait.ts';
import { DEMO_FACTORY_FILE } from '../../../hub/demo-file.ts';
import { createProgress } from '../../../hub/progress.ts';
import { type RunningHub, startHub } from '../../../hub/start.ts';
import { SUBGRAPHS } from '../../../hub/subgraphs.ts';
import type { HubRole } from '../../../lib/config/environment.ts';
import type { FactoryConfig } from '../../../lib/config/factory.ts';
import { loadFactory } from '../../../lib/config/load.ts';
import { createLog } from '../../../lib/log.ts';
import { startTestHub, type TestHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { makeEvents } from '../../kit/ready-operations.ts';

/** Beside a hub with all roles: five subgraphs, each on a server of its own, and a gateway that reaches them by URL. */
let main: TestHub;
let gateway: RunningHub;
const servers: RunningHub[] = [];
let startGatewayWith: (subgraphs: FactoryConfig['subgraphs']) => Promise<RunningHub>;
const folder = mkdtempSync(path.join(tmpdir(), 'hub-by-url-'));

beforeAll(async () => {
  main = await startTestHub();
  const factory = loadFactory(DEMO_FACTORY_FILE);
  const start = (role: HubRole, changed: FactoryConfig = factory) =>
    startHub({
      environment: {
        ...{ port: 0, host: '127.0.0.1', metricsPort: 0, metricsHost: '127.0.0.1' },
        ...{ databaseUrl: main.database.url, redisUrl: null, configFile: null, role },
        ...{ logLevel: 'error', dataFolder: folder, kill: null, hasShopFloor: false },
      },
      factory: changed,
      log: createLog('error'),
      progress: createProgress(() => {}),
      simulators: main.hub.simulators,
    });
  for (const name of SUBGRAPHS) {
    const server = await start(name);
    servers.push(server);
    factory.subgraphs[name] = { url: server.url };
  }
  gateway = await start('gateway');
  startGatewayWith = (subgraphs) => start('gateway', { ...factory, subgraphs });
});
afterAll(async () => {
  await gateway?.stop();
  for (const server of servers) await server.stop();
  await main?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const signInBoth = async (role: string): Promise<GraphUser[]> =>
  Promise.all([main.hub, gateway].map((at) => signIn(at, 'anna', role, ['HAM', 'PUE'])));

test('the four-system query answers the same as with subgraphs in process', async () => {
  const variables = { plant: 'HAM', order: 'HAM/MO/10001' };
  const [inProcess, byUrl] = await Promise.all(
    (await signInBoth('viewer')).map((user) => user.ask(FOUR_SYSTEMS, variables)),
  );
  expect(byUrl?.errors).toBeUndefined();
  expect(byUrl?.data).toEqual(inProcess?.data);
});

test('a mutation goes through, and a subscription over the socket between gateway and subgraph tells of it', async () => {
  const [, user] = await signInBoth('mes');
  if (!user) throw new Error('no user');
  const events: { orderNumber: string; kind: string }[] = [];
  const { eventCursor } = await user.read<{ eventCursor: string }>('{ eventCursor }');
  const stop = user.listen<{ productionStatusChanged: { orderNumber: string; kind: string } }>(
    'subscription ($after: String) { productionStatusChanged(plantCode: "HAM", after: $after) { orderNumber kind order { produced { value } } } }',
    { after: eventCursor },
    (event) => events.push(event.productionStatusChanged),
  );
  const input = { plantCode: 'HAM', orderNumber: 'HAM/MO/10007', good: { value: '2', unit: 'C62' } };
  const { confirmProduction } = await user.read<{ confirmProduction: { command: { id: string } } }>(CONFIRM, {
    input,
    key: randomUUID(),
  });
  expect((await settled(user, confirmProduction.command.id)).status).toBe('SUCCEEDED');
  await expect
    .poll(() => events.find((event) => event.kind === 'CONFIRMED'), { timeout: patient(30_000) })
    .toMatchObject({ orderNumber: 'HAM/MO/10007', order: { produced: { value: '2' } } });
  stop();
});

test.each(SUBGRAPHS.map((name, n) => [name, n] as const))('%s alone may be elsewhere', async (name, n) => {
  const alone = await startGatewayWith({ [name]: { url: servers[n]?.url ?? '' } });
  try {
    const user = await signIn(alone, 'anna', 'administrator', ['HAM', 'PUE']);
    const inProcess = await signIn(main.hub, 'anna', 'administrator', ['HAM', 'PUE']);
    const variables = { plant: 'HAM', order: 'HAM/MO/10001' };
    const answer = await user.ask(FOUR_SYSTEMS, variables);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual((await inProcess.ask(FOUR_SYSTEMS, variables)).data);
    const told = new Promise<{ productionStatusChanged: { order: object } }>((resolve, reject) => {
      const fields = 'kind order { orderNumber planned { value } execution { state } }';
      user.listen(`subscription { productionStatusChanged(plantCode: "HAM") { ${fields} } }`, {}, resolve, reject);
    });
    const causes = setInterval(() => void makeEvents((role) => signIn(main.hub, role, role, ['HAM'])), 2000);
    const { productionStatusChanged } = await told.finally(() => clearInterval(causes));
    expect(productionStatusChanged).toMatchObject({ order: { orderNumber: 'HAM/MO/10007', planned: { value: '15' } } });
  } finally {
    await alone.stop();
  }
});

test('J8: a subgraph answers nobody who has not been sent by the gateway', async () => {
  for (const server of servers) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-identity': 'e30' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(response.status).toBe(401);
  }
});
