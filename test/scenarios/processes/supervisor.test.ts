import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphUser, signIn } from '../../../demo/http/graph.ts';
import { openPumpOrder, PLANT, pumpReport } from '../../../demo/story/material.ts';
import { countPostings, journalEnd } from '../../../demo/story/read-back.ts';
import { oneQuery } from '../../../demo/story/step-1-one-query.ts';
import { openStory } from '../../../demo/story/story.ts';
import { CONFIRM, commandOf, send, settled } from '../../../demo/story/wait.ts';
import { patient } from '../../kit/patience.ts';
import { sidePort } from '../../kit/side-port.ts';
import { isGone, type StartedHub, soon, startHubOn } from '../../kit/started-hub.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-supervised-'));
let hub: StartedHub;

beforeAll(async () => {
  hub = await startHubOn(folder);
});
afterAll(async () => {
  hub?.child.kill('SIGKILL');
  await soon(
    () => hub.family().every(isGone),
    'all is gone',
    () => '',
  );
  rmSync(folder, { recursive: true, force: true });
});

const kill = async (name: string): Promise<void> => {
  const { pid } = await hub.kept(name);
  process.kill(pid as number, 'SIGKILL');
};

interface Told {
  cursor: string;
  eventId: string;
}

const SUBSCRIPTION = `subscription ($after: String) {
  productionStatusChanged(plantCode: "${PLANT}", after: $after) { cursor eventId }
}`;

/** A dashboard: whenever its socket breaks it comes back after the last cursor that it has seen. */
function follow(user: () => Promise<GraphUser>, after: string): { told: Told[]; close(): void } {
  const told: Told[] = [];
  let isClosed = false;
  let close = () => {};
  const connect = async (): Promise<void> => {
    while (!isClosed) {
      const one = await user().catch(() => undefined);
      await new Promise<void>((resolve) => {
        if (!one || isClosed) return void setTimeout(resolve, 100);
        const variables = { after: told.at(-1)?.cursor ?? after };
        close = one.listen<{ productionStatusChanged: Told }>(
          SUBSCRIPTION,
          variables,
          (event) => told.push(event.productionStatusChanged),
          undefined,
          resolve,
        );
      });
    }
  };
  void connect();
  return {
    told,
    close() {
      isClosed = true;
      close();
    },
  };
}

test('what runs is the gateway and the rest of the hub, each in a process of its own, and /metrics tells of all', async () => {
  const [gateway, background] = [await hub.kept('gateway'), await hub.kept('background')];
  expect(gateway.pid).not.toBe(background.pid);
  expect(hub.run.pid).not.toBe(gateway.pid);
  expect((await fetch(new URL('/ready', hub.run.metricsUrl))).status).toBe(200);
  const text = await soon(
    async () => {
      const told = await (await fetch(new URL('/metrics', hub.run.metricsUrl))).text();
      return told.includes('hub_poll_age_seconds{connection="odoo-ham"}') && told;
    },
    'the ERP was polled',
    hub.output,
  );
  for (const name of ['supervisor', 'gateway', 'background'])
    expect(text).toMatch(new RegExp(`^process_resident_memory_bytes\\{process="${name}"\\} \\d+$`, 'm'));
  expect(text).toMatch(/^hub_planner_deaths_total\{cause="PANIC",process="gateway"\} 0$/m);
  expect(text).toMatch(/^hub_poll_age_seconds\{connection="odoo-ham"\} \d/m);
  expect(text.match(/^# TYPE hub_commands_open /gm)).toHaveLength(1);
  expect((await fetch(new URL('/metrics', hub.run.url))).status).toBe(404);
});

test('the one query of the story is verified before a gateway that nobody has asked yet', async () => {
  const { story, findings } = openStory(hub.run, () => {});
  await oneQuery(story);
  expect(findings.failed).toEqual([]);
  expect(findings.verified).toBeGreaterThan(5);
});

test('the gateway dies: it answers again at the same address, and a dashboard resumes by its cursor without a gap', async () => {
  const viewer = () => signIn(hub.run, 'anna', 'viewer', [PLANT]);
  const anna = await viewer();
  const { eventCursor } = await anna.read<{ eventCursor: string }>('{ eventCursor }');
  const dashboard = follow(viewer, eventCursor);
  await soon(() => dashboard.told.length >= 2, 'the shop floor reports', hub.output);
  await kill('gateway');
  const answer = await anna.ask('{ plants { code } }', {}, patient(120_000));
  expect(answer).toMatchObject({ data: { plants: [{ code: PLANT }] } });
  await hub.backAgain('gateway', 1);
  const before = dashboard.told.length;
  await soon(() => dashboard.told.length >= before + 2, 'the dashboard goes on', hub.output);
  dashboard.close();

  const wanted = dashboard.told.length;
  const replay = follow(viewer, eventCursor);
  await soon(() => replay.told.length >= wanted, 'the log is told again', hub.output);
  replay.close();
  expect(dashboard.told.map(({ eventId }) => eventId)).toEqual(
    replay.told.slice(0, wanted).map(({ eventId }) => eventId),
  );
  expect(hub.output()).toMatch(/^ {2}gateway {2}ended \(SIGKILL\); it is started again in 0\.2 s$/m);
  expect(hub.output()).toMatch(/^ {2}gateway {2}is back after \d+\.\d s$/m);
});

test('the worker dies with a posting under way: the command is finished by the next one, and posted once', async () => {
  const { story } = openStory(hub.run, () => {});
  const { number, id } = await openPumpOrder(story, '-WORKER', 5);
  const start = await journalEnd(story);
  const side = sidePort(story.connectionOf(PLANT, 'erp').sideUrl ?? '');
  await side.fault({ kind: 'hold', commit: true, match: { method: 'button_mark_done', ids: [id] } });
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const payload = await send(mes, CONFIRM, { input: pumpReport(story, number, 5), key: randomUUID() });
  await side.untilHeld();
  await kill('background');
  await side.release();
  await side.clearFaults();
  await hub.backAgain('background', 1);
  const command = await settled(mes, commandOf(payload), [], patient(120_000));
  expect(command).toMatchObject({ status: 'SUCCEEDED', certainty: 'PROBED' });
  expect(await countPostings(story, [id], start)).toBe(1);
});

test('a simulator dies: it is back at its address with its data, and the hub reads from it', async () => {
  const anna = await signIn(hub.run, 'anna', 'viewer', [PLANT]);
  const QUERY = `{ productionOrder(plantCode: "${PLANT}", orderNumber: "HAM/MO/10001") { orderNumber } }`;
  await kill('simulator odoo-ham');
  await hub.backAgain('simulator odoo-ham', 1);
  await soon(
    async () => (await anna.ask<{ productionOrder: object | null }>(QUERY)).data?.productionOrder,
    'the order is read',
    hub.output,
  );
});

test('Ctrl-C ends all with 0 and leaves nothing behind, and a second start finds its data', async () => {
  const family = hub.family();
  expect(family.filter(({ words }) => words.includes('role-main.ts'))).toHaveLength(2);
  expect(family.filter(({ words }) => words.includes('/simulators/'))).toHaveLength(5);
  expect(family.some(({ words }) => words.includes('postgres'))).toBe(true);
  hub.child.kill('SIGINT');
  expect(await hub.exited).toBe(0);
  expect(hub.output()).toMatch(/^stopping \.\.\.$[\s\S]*^stopped\n$/m);
  await soon(() => family.every(isGone), 'nothing is left', hub.output);

  hub = await startHubOn(folder);
  const operator = await signIn(hub.run, 'olga', 'operator', [PLANT]);
  const { commands } = await operator.read<{ commands: { nodes: object[] } }>(
    '{ commands(first: 5) { nodes { id } } }',
  );
  expect(commands.nodes).toHaveLength(5);
});

test('kill -9 of the supervisor leaves nothing behind, not even a process that is stopped', async () => {
  const family = hub.family();
  const { pid } = await hub.kept('gateway');
  process.kill(pid as number, 'SIGSTOP');
  process.kill(hub.run.pid, 'SIGKILL');
  expect(await hub.exited).not.toBe(0);
  await soon(() => family.every(isGone), 'nothing is left', hub.output);
});

test('what dies five times within a minute ends the hub, which says why', async () => {
  hub = await startHubOn(folder, { HUB_SHOP_FLOOR: 'off' });
  const family = hub.family();
  const killed = new Set<number>();
  while (killed.size < 5) {
    const gateway = await soon(
      () => hub.family().find(({ pid, words }) => words.includes('role-main.ts gateway') && !killed.has(pid)),
      'the gateway is started again',
      hub.output,
    );
    killed.add(gateway.pid);
    process.kill(gateway.pid, 'SIGKILL');
  }
  expect(await hub.exited).toBe(1);
  expect(hub.output()).toMatch(/^The hub stops: gateway ended 5 times within 60 s \(SIGKILL\)\. It said /m);
  await soon(() => family.every(isGone), 'nothing is left', hub.output);
});

test('the embedded database is killed: the hub ends, and the last that it says is why', async () => {
  hub = await startHubOn(folder);
  const family = hub.family();
  // The server itself, and not the processes that it has for each connection.
  const server = family.find(({ words }) => /bin\/postgres -D /.test(words));
  process.kill(server?.pid as number, 'SIGKILL');
  expect(await hub.exited).toBe(1);
  expect(hub.output().trimEnd().split('\n').at(-1)).toBe(
    'The hub stops: The embedded database has ended. Start the hub again: nothing accepted is lost.',
  );
  await soon(() => family.every(isGone), 'nothing is left', hub.output);
});
