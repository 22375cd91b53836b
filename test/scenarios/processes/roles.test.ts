import { mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../../../demo/http/graph.ts';
import { HUB_ROLES } from '../../../lib/config/environment.ts';
import { isGone, type StartedHub, soon, spawnHub, startHubOn } from '../../kit/started-hub.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-roles-'));
const closers: (() => unknown)[] = [];
afterEach(() => closers.splice(0).forEach((close) => void close()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARTS = HUB_ROLES.filter((role) => role !== 'supervisor' && role !== 'all');

describe('beside a hub on the demo factory', () => {
  let hub: StartedHub;
  beforeAll(async () => {
    hub = await startHubOn(folder, { HUB_SHOP_FLOOR: 'off' });
  });
  afterAll(async () => {
    const family = hub?.family() ?? [];
    hub?.child.kill('SIGTERM');
    await soon(
      () => family.every(isGone),
      'nothing is left',
      () => '',
    );
  });

  test.each(PARTS)(
    '%s shares its database and simulators, tells its health and metrics, and ends with 0',
    async (role) => {
      const one = spawnHub(folder, { HUB_ROLE: role });
      closers.push(() => one.child.kill('SIGKILL'));
      const [, ready] = await soon(
        () => /^ready in \S+ s {2}(\S+)$/m.exec(one.output()) ?? undefined,
        `${role} is ready`,
        one.output,
      );
      const [, metricsUrl = ''] = /^ {2}metrics {2}(\S+)metrics$/m.exec(one.output()) ?? [];
      expect((await fetch(`${metricsUrl}health`)).status).toBe(200);
      expect(one.output()).toMatch(/s {2}database {2}of the hub that runs here$/m);
      expect(await (await fetch(`${metricsUrl}ready`)).json()).toEqual({ isReady: true });
      const text = await (await fetch(`${metricsUrl}metrics`)).text();
      expect(text).toMatch(new RegExp(`^process_start_time_seconds\\{process="${role}"\\} \\d`, 'm'));
      expect(text).toContain('# TYPE hub_commands_open gauge');
      if (role === 'gateway') {
        const viewer = await signIn({ url: ready ?? '', tokenSecret: hub.run.tokenSecret }, 'anna', 'viewer', ['HAM']);
        expect(await viewer.read('{ plants { code } }')).toEqual({ plants: [{ code: 'HAM' }] });
      } else if (ready?.startsWith('http')) {
        expect((await fetch(new URL('/health', ready))).status).toBe(200);
        expect((await fetch(ready, { method: 'POST', body: '{}' })).status).toBe(401);
      } else expect(ready).toBe(role);
      one.child.kill('SIGINT');
      expect(await one.exited).toBe(0);
    },
  );

  test('another whole hub on the same folder is refused, and says which one runs', async () => {
    for (const role of ['', 'all']) {
      const other = spawnHub(folder, { HUB_ROLE: role });
      expect(await other.exited).toBe(1);
      expect(other.output()).toContain(`The data folder cannot be used:\n  - a hub (process ${hub.run.pid}) runs on`);
    }
  });
});

describe('a port that is taken', () => {
  const taken = async (): Promise<number> => {
    const server = net.createServer().listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  };

  test.each(['', 'all', 'gateway', 'commands'])(
    'PORT is found out before anything starts: HUB_ROLE=%s',
    async (role) => {
      const port = await taken();
      const hub = spawnHub(path.join(folder, 'other'), {
        ...{ PORT: String(port), HUB_ROLE: role },
        ...(role === 'gateway' || role === 'commands' ? STANDS_ALONE : {}),
      });
      expect(await hub.exited).toBe(1);
      expect(hub.output()).toBe(
        `Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1} npm start (PORT=0 takes a free one).\n`,
      );
    },
  );

  test('so is HUB_METRICS_PORT', async () => {
    const port = await taken();
    const hub = spawnHub(path.join(folder, 'other'), { HUB_METRICS_PORT: String(port) });
    expect(await hub.exited).toBe(1);
    expect(hub.output()).toMatch(new RegExp(`^Port ${port} is taken\\. .* HUB_METRICS_PORT=`));
  });

  test('a role that listens on no PORT does not mind', async () => {
    const port = await taken();
    const hub = spawnHub(path.join(folder, 'other'), { ...STANDS_ALONE, PORT: String(port), HUB_ROLE: 'worker' });
    expect(await hub.exited).toBe(1); // there is no database
    expect(hub.output()).not.toContain('is taken');
  });
});

/** A factory whose systems are real ones, so that a role needs no hub beside it. */
const STANDS_ALONE = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  HUB_CONFIG: path.join(import.meta.dirname, 'real-factory.yaml'),
  HUB_TEST_SECRET: 'none',
};
