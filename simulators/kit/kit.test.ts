import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;

/** A back end with one number in its state: POST /count/add raises it. */
beforeEach(async () => {
  simulator = await startSimulator({
    port: 0,
    sidePort: 0,
    data: ':memory:',
    createBackend(store, journal) {
      let count = 0;
      return {
        describe: (request) => ({
          model: request.path.split('/')[1] ?? null,
          method: request.httpMethod,
          path: request.path,
          argumentNames: ['b', 'a'],
          ids: [7],
          fields: ['count'],
        }),
        answer(request, call) {
          if (request.httpMethod !== 'POST') return json(200, { count });
          store.transaction(() => {
            count += 1;
            journal.append({
              at: new Date().toISOString(),
              call: `${call.method} ${call.path}`,
              model: 'count',
              id: count,
              effect: 'count.raised',
              quantity: 1,
              lots: ['L1'],
            });
          });
          return json(200, { count });
        },
        reset() {
          count = 0;
          journal.clear();
        },
      };
    },
  });
});
afterEach(() => simulator.close());

const add = () => fetch(`${simulator.url}/count/add`, { method: 'POST' });
const put = (faults: unknown) => fetch(`${simulator.sideUrl}/faults`, { method: 'PUT', body: JSON.stringify(faults) });
const journal = async () => {
  const text = await (await fetch(`${simulator.sideUrl}/journal?after=0`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { n: number; lots: string[] });
};

describe('faults', () => {
  it('cut-before loses the call, cut-after commits it and loses the answer', async () => {
    await put({ kind: 'cut-before', match: { model: 'count', method: 'POST' } });
    await expect(add()).rejects.toThrow();
    expect(await journal()).toHaveLength(0);
    await put({ kind: 'cut-after', match: { path: '/count/*' } });
    await expect(add()).rejects.toThrow();
    expect(await journal()).toMatchObject([{ n: 1, lots: ['L1'] }]);
    expect((await add()).status).toBe(200);
  });

  it('answers with a status, with HTML, or with half a body', async () => {
    await put([
      { kind: 'status', status: 429, match: { nth: 2 } },
      { kind: 'html', match: { nth: 3 }, commit: true },
      { kind: 'truncate', match: { nth: 4 } },
    ]);
    expect((await add()).status).toBe(200);
    expect((await add()).status).toBe(429);
    const html = await add();
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    await expect(add().then((response) => response.json())).rejects.toThrow();
    expect(await journal()).toHaveLength(3);
  });

  it('fires by a seeded chance, the same each time', async () => {
    const run = async () => {
      await put({ kind: 'status', probability: 0.5, seed: 42 });
      const statuses: number[] = [];
      for (let i = 0; i < 12; i += 1) statuses.push((await add()).status);
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run()).toEqual(first);
  });

  it('holds a call until it is let go, before its work or after it, and lets others by', async () => {
    const held = async () => (await (await fetch(`${simulator.sideUrl}/held`)).json()) as { n: number }[];
    const release = (query = '') => fetch(`${simulator.sideUrl}/release${query}`, { method: 'POST' });
    await put([
      { kind: 'hold', match: { nth: 1 } },
      { kind: 'hold', match: { nth: 3 }, commit: true },
    ]);
    const first = add();
    await expect.poll(held).toMatchObject([{ n: 1, model: 'count', method: 'POST', ids: [7] }]);
    expect(await (await add()).json()).toEqual({ count: 1 });
    const third = add();
    await expect.poll(journal).toHaveLength(2);
    await expect.poll(held).toMatchObject([{ n: 1 }, { n: 3 }]);
    await release('?n=3');
    expect(await (await third).json()).toEqual({ count: 2 });
    expect(await journal()).toHaveLength(2);
    await release();
    expect(await (await first).json()).toEqual({ count: 3 });
    expect(await held()).toEqual([]);
  });

  it('lets a held call go with its end, and by a reset', async () => {
    await put({ kind: 'hold', match: { nth: 1 } });
    const waiting = add();
    const held = async () => (await (await fetch(`${simulator.sideUrl}/held`)).json()) as unknown[];
    await expect.poll(held).toHaveLength(1);
    await fetch(`${simulator.sideUrl}/reset`, { method: 'POST' });
    expect((await waiting).status).toBe(200);
  });

  it('meets the calls of one client only, where it is named', async () => {
    await put({ kind: 'status', status: 429, match: { client: 'hub*' }, times: 9 });
    const as = (client: string) =>
      fetch(`${simulator.url}/count/add`, { method: 'POST', headers: { 'user-agent': client } });
    expect((await as('hub/1')).status).toBe(429);
    expect((await as('person')).status).toBe(200);
  });

  it('a delayed call does its work although the caller has hung up', async () => {
    await put({ kind: 'delay', ms: 150 });
    await expect(
      fetch(`${simulator.url}/count/add`, { method: 'POST', signal: AbortSignal.timeout(30) }),
    ).rejects.toThrow();
    expect(await journal()).toHaveLength(0);
    await expect.poll(journal).toHaveLength(1);
  });

  it('refuses a kind that it does not know', async () => {
    const response = await put({ kind: 'explode' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('kind is one of') });
  });
});

describe('side port', () => {
  it('notes who hung up before the answer, and not whom it cut off itself', async () => {
    await put([
      { kind: 'delay', ms: 200, match: { nth: 1 } },
      { kind: 'cut-before', match: { nth: 2 } },
    ]);
    const gone = new AbortController();
    const left = fetch(`${simulator.url}/count`, { signal: gone.signal });
    const seen = async () =>
      (await (await fetch(`${simulator.sideUrl}/exchanges?all=1`)).json()) as { isAbandoned?: boolean }[];
    await expect.poll(seen).toHaveLength(1);
    gone.abort();
    await expect(left).rejects.toThrow();
    await expect.poll(async () => (await seen())[0]?.isAbandoned).toBe(true);
    await expect(add()).rejects.toThrow();
    expect((await seen())[1]).not.toHaveProperty('isAbandoned');
  });

  it('lists kinds of exchanges and each call, and resets', async () => {
    await add();
    await add();
    const kinds = await (await fetch(`${simulator.sideUrl}/exchanges`)).json();
    expect(kinds).toEqual([{ model: 'count', method: 'POST', arguments: ['a', 'b'], count: 2 }]);
    const calls = await (await fetch(`${simulator.sideUrl}/exchanges?all=1`)).json();
    expect(calls).toMatchObject([{ n: 1, ids: [7], fields: ['count'] }, { n: 2 }]);
    await fetch(`${simulator.sideUrl}/reset`, { method: 'POST' });
    expect(await journal()).toEqual([]);
    expect(await (await fetch(`${simulator.url}/count`)).json()).toEqual({ count: 0 });
  });
});
