import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErpPort } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { type SidePort, sidePort } from '../../kit/side-port.ts';
import { type LevelsProxy, startLevelsProxy } from './levels-proxy.ts';
import { SubgraphUnderTest } from './reads-graph.ts';
import { ReadWorld } from './reads-world.ts';
import { targets } from './writes-world.ts';

/** Warehouses, units and locations are the connection's: no request but the first waits for them. */
describe('the structure of a connection', () => {
  let at: ReadWorld;
  let proxy: LevelsProxy;
  let port: ErpPort;
  let side: SidePort;
  let query: string;

  beforeAll(async () => {
    at = await ReadWorld.open(targets.find(({ name }) => name === 'simulator 19')!);
    proxy = await startLevelsProxy(at.world.server.url);
    side = sidePort(at.world.server.sideUrl!);
    const item = await at.world.item('LAID-OUT');
    await at.world.putStock(item.id, 5);
    query = `{ item(itemNumber: "${item.itemNumber}") { stock(plantCode: "HAM") { onHand { value } } } }`;
  });
  beforeEach(() => {
    port = at.portTo(proxy.url);
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await side.clearFaults();
    await port.close();
  });
  afterAll(async () => {
    await proxy?.close();
    await at?.close();
  });

  const ask = async () => {
    const data = await new SubgraphUnderTest([port]).data<{ item: { stock: { onHand: { value: string } }[] } }>(query);
    expect(data.item.stock[0]?.onHand.value).toBe('5');
  };
  const levels = async () => (await proxy.levelsOf(ask)).map((level) => level.map(({ model }) => model).join(' '));
  const STRUCTURE = 'res.company stock.picking.type stock.warehouse uom.uom';

  it('is kept for a minute, and serves on while it is read anew', async () => {
    await ask();
    expect(await levels()).toEqual(['product.product', 'stock.quant']);
    vi.advanceTimersByTime(61_000);
    // Neither the structure nor the location of the stock is waited for.
    const [first, second, ...more] = await levels();
    expect([first, second?.split(' ').toSorted(), more]).toEqual([
      'product.product',
      [...STRUCTURE.split(' '), 'stock.quant'].toSorted(),
      [],
    ]);
    await ask();
    expect(await levels()).toEqual(['product.product', 'stock.quant']);
  });

  it('is waited for when it is much older', async () => {
    await ask();
    vi.advanceTimersByTime(601_000);
    expect(await levels()).toEqual(['product.product', STRUCTURE, 'stock.quant', 'stock.location']);
  });

  it.each([
    ['after a minute', 61_000],
    ['after ten', 601_000],
  ])('is counted with the request that it is read for, %s', async (_name, later) => {
    await ask();
    vi.advanceTimersByTime(later);
    await side.forgetCalls();
    const calls = new CallCounter();
    expect((await new SubgraphUnderTest([port]).run(query, {}, { calls })).errors).toBeUndefined();
    const counted = calls.toJSON().erp;
    expect(Object.keys(counted ?? {})).toEqual(expect.arrayContaining(STRUCTURE.split(' ')));
    // What nobody waits for may still be on its way.
    const seen = async () => {
      const byModel = Map.groupBy(await side.calls(), ({ model }) => model ?? '');
      return Object.fromEntries([...byModel].map(([model, all]) => [model, all.length]));
    };
    await expect.poll(seen).toEqual(counted);
  });

  it('is not lost by a failure of its reading', async () => {
    await ask();
    await side.fault({ kind: 'html', times: 1, match: { model: 'stock.warehouse' } });
    vi.advanceTimersByTime(61_000);
    await ask();
    await ask();
  });

  it('is read again after a first failure', async () => {
    await side.fault({ kind: 'html', times: 1, match: { model: 'stock.warehouse', method: 'search_read' } });
    await expect(ask()).rejects.toThrow();
    await ask();
  });
});
