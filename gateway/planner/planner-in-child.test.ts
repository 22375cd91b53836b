import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { readSupergraph } from '../../schema/subgraphs.ts';
import { composeFixtures } from '../testing/federate.ts';
import { createPlannerInProcess } from './planner.ts';
import { type PlannerInChild, type PlannerInChildOptions, startPlannerInChild } from './planner-in-child.ts';

const GATEWAY = path.join(import.meta.dirname, '../main.ts');

/** Inputs that made the planner panic; what of the hub reaches the planner now is no reason to drop them. */
const LOT =
  '{ materialLot(itemNumber: "CST-GP20", lotNumber: "NG-44902") { disposition lotNumber: onHand { __typename } } }';
const UNION = '{ xs { ... on X { p { f(a: 1) g { n(a: 1) } } } ... on Y { p { f(a: 2) g { n(a: 2) list(a: 5) } } } } }';
const unionSupergraph = composeFixtures({
  a: {
    sdl: `type Query { xs: [U] } union U = X | Y type X { p: P } type Y { p: P }
      type P @key(fields: "id") { id: ID! }`,
    resolvers: {},
  },
  b: {
    sdl: `type P @key(fields: "id") { id: ID! f(a: Int): Int g: G } type G { n(a: Int): Int list(a: Int): [Int] }`,
    resolvers: {},
  },
});
const GOOD = [
  '{ materialLot(itemNumber: "a", lotNumber: "b") { disposition } }',
  '{ item(itemNumber: "a") { name } }',
] as const;

let planner: PlannerInChild;
let logged: string[];
afterEach(() => planner.close());

async function start(options: Partial<PlannerInChildOptions> = {}): Promise<PlannerInChild> {
  logged = [];
  const log = createLog('info', (line) => logged.push(line));
  planner = await startPlannerInChild({ supergraphSdl: readSupergraph(), log, ...options });
  return planner;
}

const soon = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 60_000, interval: 50 });
const twoStandReady = () => soon(() => expect(planner.pids).toHaveLength(2));
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

const killing = (n: number): string => LOT.replace('NG-44902', `NG-${n}`);
const failed = (documents: readonly string[], caller?: string) =>
  Promise.all(
    documents.map((document) =>
      planner.plan(document, { caller }).then(
        () => '',
        ({ code }) => code,
      ),
    ),
  );

describe('a planner in a process of its own', () => {
  it('makes the plans that it makes in this process', async () => {
    await start();
    const inProcess = createPlannerInProcess(readSupergraph());
    expect(planner.consumerSchema).toBe(inProcess.consumerSchema);
    for (const document of GOOD) expect(await planner.plan(document)).toEqual(await inProcess.plan(document));
    expect(planner.tally).toMatchObject({ plans: GOOD.length, deaths: { PANIC: 0, HANG: 0, IDLE: 0 } });
    expect(logged).toEqual([]);
  });

  it.each([
    ['G-02 an alias that takes the place of a key', LOT, readSupergraph(), GOOD],
    ['G-02 other arguments in two members of a union', UNION, unionSupergraph, ['{ xs { __typename } }']],
  ])('dies over %s, and what waited is planned by the next', async (_, document, supergraphSdl, good) => {
    await start({ supergraphSdl });
    const others = [...good, ...good, ...good];
    const [guilty, ...plans] = await Promise.all([
      planner.plan(document).catch((error: unknown) => error),
      ...others.map((other) => planner.plan(other)),
    ]);
    expect(guilty).toMatchObject({ name: 'GraphError', code: 'PLAN_FAILED', isRetryable: false });
    expect(plans.map(({ node }) => node?.kind)).not.toContain(undefined);
    expect(planner.tally.deaths).toEqual({ PANIC: 1, HANG: 0, IDLE: 0 });
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      level: 'error',
      cause: 'PANIC',
      signal: 'SIGABRT',
      said: expect.stringContaining('panicked at'),
      document,
    });
  });

  it('remembers a guilty document for a while, and no planner dies over it again', async () => {
    await start({ guilt: { documentMs: 1_500 } });
    expect(await failed([LOT, LOT, LOT])).toEqual(['PLAN_FAILED', 'PLAN_FAILED', 'PLAN_FAILED']);
    expect(planner.tally).toMatchObject({ deaths: { PANIC: 1 }, turnedAway: 2 });
    await soon(async () => {
      await failed([LOT]);
      expect(planner.tally.deaths.PANIC).toBe(2);
    });
  });

  it('plans nothing for a while for a caller who killed three, and goes on for all others', async () => {
    await start({ guilt: { pauseMs: 2_000 } });
    expect(await failed([killing(1), killing(2), killing(3)], 'mallory')).toEqual(Array(3).fill('PLAN_FAILED'));
    await expect(planner.plan(GOOD[0], { caller: 'mallory' })).rejects.toMatchObject({
      code: 'PLAN_FAILED',
      isRetryable: true,
    });
    expect(await planner.plan(GOOD[0], { caller: 'ada' })).toHaveProperty('node');
    expect(planner.tally.deaths.PANIC).toBe(3);
    await soon(() => planner.plan(GOOD[0], { caller: 'mallory' }));
  });

  it('turns away what a paused caller has in the queue already', async () => {
    await start();
    await failed([1, 2, 3, 4, 5, 6, 7, 8].map(killing), 'mallory');
    expect(planner.tally).toMatchObject({ deaths: { PANIC: 3 }, turnedAway: 5 });
  });

  it('ends a planner that hangs, and takes its document for guilty', async () => {
    await start({ planMs: 300 });
    await twoStandReady();
    for (const pid of planner.pids.slice(0, 1)) process.kill(pid, 'SIGSTOP');
    const [hanging, other] = GOOD;
    const [error, plan] = await Promise.all([planner.plan(hanging).catch((e: unknown) => e), planner.plan(other)]);
    expect(error).toMatchObject({ code: 'PLAN_FAILED' });
    expect(plan).toHaveProperty('node');
    expect(planner.tally.deaths).toEqual({ PANIC: 0, HANG: 1, IDLE: 0 });
    expect(await failed([hanging])).toEqual(['PLAN_FAILED']);
  });

  it('lets so many wait, for so long', async () => {
    await start({ waitingMax: 2, waitMs: 300 });
    await twoStandReady();
    for (const pid of planner.pids) process.kill(pid, 'SIGSTOP');
    const documents = ['a', 'b', 'c', 'd'].map((name) => `{ item(itemNumber: "${name}") { name } }`);
    const [atWork, ...waiting] = documents.map((document) => planner.plan(document).catch((e: unknown) => e));
    for (const error of await Promise.all(waiting)) {
      expect(error).toMatchObject({ code: 'PLANNER_BUSY', isRetryable: true });
    }
    for (const pid of planner.pids) process.kill(pid, 'SIGCONT');
    expect(await atWork).toHaveProperty('node');
  });

  it('goes on when its processes are killed while they have nothing to do', async () => {
    await start();
    await twoStandReady();
    for (const pid of planner.pids) process.kill(pid, 'SIGKILL');
    await soon(() => expect(planner.tally.deaths.IDLE).toBe(2));
    expect(await planner.plan(GOOD[0])).toHaveProperty('node');
  });

  it('shuts its processes off: no core file, no other environment, no __proto__, and few MB', async () => {
    process.env.HUB_TEST_SECRET = 'not for a planner';
    await start();
    const [pid] = planner.pids;
    const proc = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    expect(proc('limits')).toMatch(/Max core file size +0 +0/);
    expect(proc('environ')).not.toContain('HUB_TEST_SECRET');
    expect(proc('cmdline')).toContain('--disable-proto=delete');
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(proc('status'))?.[1])).toBeLessThan(100_000);
  });

  it("refuses a supergraph with the planner's words", async () => {
    await expect(start({ supergraphSdl: 'type Query { a: [Nothing }' })).rejects.toThrow(
      /^The query planner cannot read the supergraph: .*Parse error/is,
    );
    await expect(start({ overrideLabels: ['nowhere'] })).rejects.toThrow('has the label nowhere; it has none');
    await start();
  });

  it('leaves no process behind when it closes, nor when its parent is killed', async () => {
    await start();
    await twoStandReady();
    const { pids } = planner;
    await planner.close();
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('leaves no process behind when the gateway is killed', async () => {
    const supergraph = path.join(import.meta.dirname, '../../schema/supergraph.graphql');
    const gateway = spawn(process.execPath, [GATEWAY, '--supergraph', supergraph, '--port', '0']);
    await new Promise((resolve) => gateway.stdout.once('data', resolve));
    const children = (await soon(() => {
      const found = readFileSync(`/proc/${gateway.pid}/task/${gateway.pid}/children`, 'utf8').trim().split(' ');
      expect(found).toHaveLength(2);
      return found;
    })) as string[];
    gateway.kill('SIGKILL');
    await soon(() => expect(children.map(Number).filter(isAlive)).toEqual([]));
    await start();
  });
});
