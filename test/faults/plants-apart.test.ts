import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, SubgraphUnderTest } from '../contract/erp/reads-graph.ts';
import { ReadWorld } from '../contract/erp/reads-world.ts';
import { targets } from '../contract/erp/writes-world.ts';
import { type SidePort, sidePort } from '../kit/side-port.ts';

/** B19: two plants in one Odoo, and whatever is asked for one of them hangs. */
describe('one plant whose reads hang', () => {
  let at: ReadWorld;
  let graph: SubgraphUnderTest;
  let side: SidePort;
  const items: string[] = [];

  beforeAll(async () => {
    at = await ReadWorld.open(targets.find(({ name }) => name === 'simulator 19')!);
    graph = new SubgraphUnderTest([at.port]);
    side = sidePort(at.world.server.sideUrl!);
    for (let i = 0; i < 40; i += 1) items.push((await at.world.item(`HANGS-${i}`)).itemNumber);
    const warm = `{ item(itemNumber: "${items[0]}") { name stock { onHand { value } } billOfMaterials(plantCode: "PUE") { revision } } }`;
    await graph.data(warm);
  });
  afterAll(() => at?.close());

  it('does not keep another from being answered, nor those who ask for both from it', async () => {
    await side.fault({ kind: 'delay', ms: 120_000, times: 1_000, match: { model: 'stock.quant' } });
    await side.forgetCalls();
    const gone = new AbortController();
    let answered = 0;
    const hanging = items.map(async (itemNumber) => {
      const query = 'query ($item: ID!) { item(itemNumber: $item) { stock(plantCode: "HAM") { onHand { value } } } }';
      await graph.run(query, { item: itemNumber }, { caller: callerOf(['HAM']), signal: gone.signal });
      answered += 1;
    });
    const waiting = async () => (await side.calls()).filter(({ model }) => model === 'stock.quant').length;
    // Of the connection's eight places one is kept for who asked before, and one for who has not asked yet.
    await expect.poll(waiting).toBe(6);
    const query = `query ($item: ID!) {
      item(itemNumber: $item) { name billOfMaterials(plantCode: "PUE") { revision } openProductionOrders { orderNumber } }
      productionOrders(plantCode: "PUE") { nodes { orderNumber } }
    }`;
    for (const item of items.slice(0, 10)) {
      const { data, errors } = await graph.run(query, { item }, { caller: callerOf(['PUE']) });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ item: { name: expect.any(String) }, productionOrders: { nodes: [] } });
    }
    expect(answered).toBe(0);
    gone.abort();
    await Promise.all(hanging);
    await expect
      .poll(async () => (await side.calls()).filter(({ model, isAbandoned }) => model === 'stock.quant' && isAbandoned))
      .toHaveLength(6);
  });
});
