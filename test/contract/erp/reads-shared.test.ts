import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SidePort, sidePort } from '../../kit/side-port.ts';
import { callerOf, SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets } from './writes-world.ts';

const QUERY = `query ($item: ID!) {
  productionOrders(plantCode: "HAM", itemNumber: $item, first: 20) {
    nodes { orderNumber state produced { value } components { item { itemNumber name stock { available { value } } } } }
  }
}`;

describe.each(readTargets.filter(({ name }) => /simulator 1[79]/.test(name)))('reads that meet at $name', (target) => {
  let at: ReadWorld;
  let graph: SubgraphUnderTest;
  let side: SidePort;
  let item: string;

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    graph = new SubgraphUnderTest([at.port]);
    side = sidePort(at.world.server.sideUrl!);
    const made = await at.gearbox();
    for (let i = 0; i < 3; i += 1) await at.world.order(made.gearbox.id, 5, made.bomId);
    item = made.gearbox.itemNumber;
    await graph.data(QUERY, { item });
  });
  beforeEach(() => side.clearFaults());
  afterAll(() => at?.close());

  async function callsOf(ask: () => Promise<unknown>): Promise<string[]> {
    await side.forgetCalls();
    await ask();
    return (await side.calls()).map(({ model }) => model ?? '').toSorted();
  }
  const open = (plants: string[], scopes?: string[]) =>
    graph.run(QUERY, { item }, { caller: callerOf(plants, scopes) });

  it('costs fifty dashboards that open at once what it costs one', async () => {
    const one = await callsOf(() => open(['HAM']));
    expect(one.length).toBeGreaterThan(3);
    const fifty = await callsOf(async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => open(['HAM'])));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]?.errors).toBeUndefined();
    });
    expect(fifty).toEqual(one);
    expect(await callsOf(() => open(['HAM']))).toEqual(one);
  });

  it('shares nothing between callers of different rights', async () => {
    const one = await callsOf(() => open(['HAM']));
    const scopes = ['production:read', 'inventory:read'];
    const three = await callsOf(() => Promise.all([open(['HAM']), open(['HAM', 'PUE']), open(['HAM'], scopes)]));
    expect(three).toHaveLength(3 * one.length);
  });

  it('fails for all who wait, and for nobody afterwards', async () => {
    await side.fault({ kind: 'html', match: { model: 'stock.move', method: 'search_read' } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => open(['HAM'])));
    for (const { errors } of answers) {
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BACKEND_UNAVAILABLE', isRetryable: true });
    }
    expect((await open(['HAM'])).errors).toBeUndefined();
  });

  it('goes on for who stays, and is given up when nobody waits any more', async () => {
    const ordersUnderWay = async () =>
      (await side.calls()).filter(({ model }) => model === 'mrp.production').map(({ isAbandoned }) => isAbandoned);
    await side.fault({ kind: 'delay', ms: 400, times: 1, match: { model: 'mrp.production', method: 'search_read' } });
    await side.forgetCalls();
    const gone = new AbortController();
    const left = graph.run(QUERY, { item }, { caller: callerOf(['HAM']), signal: gone.signal });
    const stays = open(['HAM']);
    await expect.poll(ordersUnderWay).toEqual([undefined]);
    gone.abort();
    expect((await left).errors?.[0]?.extensions).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect((await stays).errors).toBeUndefined();
    expect(await ordersUnderWay()).toEqual([undefined]);

    await side.fault({ kind: 'delay', ms: 30_000, times: 1, match: { model: 'mrp.production' } });
    await side.forgetCalls();
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [first, second].map(({ signal }) => graph.run(QUERY, { item }, { caller: callerOf(['HAM']), signal }));
    await expect.poll(ordersUnderWay).toEqual([undefined]);
    first.abort();
    await both[0];
    expect(await ordersUnderWay()).toEqual([undefined]);
    second.abort();
    await both[1];
    await expect.poll(ordersUnderWay).toEqual([true]);
  });
});
