import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../simulators/kit/index.ts';
import { sidePort } from '../side-port.ts';
import {
  CONFIGURATIONS,
  crossed,
  lateCommit,
  NO_PROXIES,
  PASSING_ON,
  type Proxies,
  seenThrough,
  startProxies,
} from './index.ts';

const CLOSING = CONFIGURATIONS.filter(({ passesOn }) => !passesOn);
const REFUSALS_BY_CLIENT = 20_000;

describe.skipIf(NO_PROXIES)(`proxies before a back end${NO_PROXIES ? ` (no ${NO_PROXIES} here)` : ''}`, () => {
  let simulator: Simulator;
  let proxies: Proxies;
  beforeAll(async () => {
    simulator = await startSimulator({
      ...{ port: 0, sidePort: 0, data: ':memory:' },
      createBackend: (_store, journal) => ({
        describe: (request) => ({
          ...{ model: 'posting', method: request.httpMethod, path: request.path, argumentNames: [] },
          ids: [request.body.toString()],
        }),
        answer(request) {
          const id = request.body.toString();
          if (request.httpMethod === 'POST')
            journal.append({
              ...{ at: new Date().toISOString(), call: 'POST', model: 'posting', id, effect: 'posted' },
              ...{ quantity: 1, lots: null },
            });
          return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
        },
        reset: () => journal.clear(),
      }),
    });
    proxies = await startProxies(simulator.url, CONFIGURATIONS);
  });
  afterAll(async () => {
    await proxies.close();
    await simulator.close();
  });
  beforeEach(async () => {
    await fetch(`${simulator.sideUrl}/reset`, { method: 'POST' });
    await proxies.reopen();
  });

  const side = () => sidePort(simulator.sideUrl);
  const post = (proxy: string, text: string) =>
    fetch(`${proxies.url(proxy)}/post`, {
      ...{ method: 'POST', body: text, redirect: 'manual' as const },
      signal: AbortSignal.timeout(REFUSALS_BY_CLIENT),
    });
  const posted = async () => (await side().journal()).map(({ id }) => id).sort();

  it('lets by what the back end answers in time, through every configuration', async () => {
    for (const { name } of CONFIGURATIONS) expect([name, (await post(name, name)).status]).toEqual([name, 200]);
    expect(await posted()).toEqual(CONFIGURATIONS.map(({ name }) => name).sort());
  });

  it('answers as promised although the back end has the call, which it carries out once and later', async () => {
    await side().fault({ ...lateCommit({ method: 'POST' }), times: 100 });
    const seen = await Promise.all(PASSING_ON.map(({ name }) => seenThrough(post(name, name))));
    // All proxies have answered, and nothing is done yet.
    expect(await posted()).toEqual([]);
    expect(PASSING_ON.map(({ name }, index) => [name, seen[index]])).toEqual(
      PASSING_ON.map(({ name, answers }) => [name, answers]),
    );
    await expect.poll(posted, { timeout: 20_000 }).toHaveLength(PASSING_ON.length);
    expect(await posted()).toEqual(PASSING_ON.map(({ name }) => name).sort());
    expect((await side().calls()).filter(({ ids }) => ids[0] !== '')).toHaveLength(PASSING_ON.length);
  });

  it('answers as promised once it is closed, and the back end sees nothing', async () => {
    await proxies.shut();
    await side().forgetCalls();
    for (const { name, answers } of CLOSING)
      expect([name, await seenThrough(post(name, name))]).toEqual([name, answers]);
    expect(await side().calls()).toEqual([]);
    await proxies.reopen();
    for (const { name } of CLOSING) expect((await post(name, name)).status).toBe(200);
  });
});

it('thins a table out so that each configuration and each case stays in it', () => {
  const cases = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const all = crossed(PASSING_ON, cases);
  expect(new Set(all.map(({ name }) => name)).size).toBe(PASSING_ON.length * cases.length);
  const some = crossed(PASSING_ON, cases, PASSING_ON.length);
  expect(new Set(some.map(({ proxy }) => proxy.name)).size).toBe(PASSING_ON.length);
  expect(new Set(some.map((cell) => cell.case.name)).size).toBe(cases.length);
});
