import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import { patient } from '../../kit/patience.ts';
import { type SidePort, sidePort } from '../../kit/side-port.ts';
import { ChangesWorld } from './changes-world.ts';
import { readTargets } from './writes-world.ts';

const WATCHED = ['mrp.production', 'mrp.workorder', 'stock.move', 'stock.move.line'];
/** Enough orders that their moves are more than a page. */
const MANY = 520;

/** What polls cost, counted outside of the hub from the server's own log of calls, and what they tell in hard cases. */
describe.each(readTargets.filter(({ name }) => name.startsWith('simulator')))('calls of polls to $name', (target) => {
  let at: ChangesWorld;
  let side: SidePort;

  beforeAll(async () => {
    at = await ChangesWorld.open(target);
    side = sidePort(at.world.server.sideUrl!);
  });
  afterAll(() => at?.at.close());

  /** Calls by model and method that something makes. */
  async function callsOf(act: () => Promise<unknown>): Promise<Record<string, number>> {
    await fetch(`${at.world.server.sideUrl}/exchanges`, { method: 'DELETE' });
    await act();
    const calls = Map.groupBy(await side.calls(), ({ model, method }) => `${model} ${method}`);
    return Object.fromEntries([...calls].map(([call, own]) => [call, own.length]));
  }

  const looks = (count: number) => Object.fromEntries(WATCHED.map((model) => [`${model} search_read`, count]));

  async function orders(count: number): Promise<string[]> {
    const { gearbox, bomId } = at.gearbox!;
    const vals = { product_id: gearbox.id, product_qty: 1, bom_id: bomId };
    const ids = (await at.world.session.call(
      { model: 'mrp.production', method: 'create', args: { vals_list: Array.from({ length: count }, () => vals) } },
      { kind: 'write' },
    )) as number[];
    const rows = await at.world.find('mrp.production', [['id', 'in', ids]], ['name']);
    return rows.map((row) => row.name as string);
  }

  it('one call for each watched model while nothing happens', async () => {
    await at.order();
    await at.settle();
    expect(
      await callsOf(async () => {
        for (let n = 0; n < 5; n += 1) expect(await at.poll()).toEqual([]);
      }),
    ).toEqual(looks(5));
  });

  it('news cost one call more for each model and level of what an order consists of, however many orders', async () => {
    await orders(1);
    await at.poll(); // what is known of the connection is fresh
    await orders(30);
    const calls = await callsOf(async () => expect(await at.poll()).toHaveLength(30));
    const extra = Object.entries(calls).filter(([call, count]) => count > (looks(1)[call] ?? 0));
    expect(Object.fromEntries(extra)).toEqual({
      ...{ 'mrp.production search_read': 2, 'mrp.workorder search_read': 2, 'stock.move search_read': 2 },
      'stock.scrap search_read': 1,
    });
  });

  it('a row that shows late, with a stamp before what was read, is told when it shows', async () => {
    const { id, name } = await at.draft();
    await at.settle();
    await side.fault({ match: { method: 'action_confirm' }, kind: 'delay', ms: 3000 });
    const slow = at.world.call('mrp.production', 'action_confirm', [id]);
    await expect.poll(async () => JSON.stringify(await side.calls())).toContain('action_confirm');
    await new Promise((resolve) => setTimeout(resolve, 1100)); // the next write has a later second
    const { name: later } = await at.draft();
    expect((await at.settle()).has(later)).toBe(true);
    await slow;
    const [stamps] = await at.world.find('mrp.production', [['name', '=', name]], ['write_date']);
    const [newest] = await at.world.find('mrp.production', [['name', '=', later]], ['write_date']);
    expect(String(stamps!.write_date) < String(newest!.write_date), 'its stamp is the older one').toBe(true);
    expect((await at.poll()).map((order) => [order.orderNumber, order.state])).toEqual([[name, 'RELEASED']]);
  });

  it('more than a page: every order is told, by page, also to one who comes new to the cursor', async () => {
    const { cursor } = at;
    const names = await orders(MANY);
    const told = await at.settle();
    expect(names.filter((name) => !told.has(name))).toEqual([]);
    expect(await callsOf(() => at.poll()), 'and then a look costs what it did').toEqual(looks(1));

    const { url, database, login, secret } = at.world.server;
    const heard = new Set<string>();
    let place = cursor;
    let answers = 0;
    for (let hasMore = true; hasMore; answers += 1) {
      const limits = {
        concurrency: 8,
        requestsPerSecond: null,
        readTimeoutMs: patient(30_000),
        rpcMaxMs: patient(30_000),
      };
      const successor = createOdooConnector({
        ...{ connection: 'erp', url, database, login, secret: () => secret },
        limits: { ...limits, quiescenceMs: patient(1_000), leaseMs: patient(40_000) },
        plants: [...at.at.port.plants],
      });
      const changes = await successor.pollChanges(place);
      await successor.close();
      for (const order of changes.orders) heard.add(order.orderNumber);
      ({ cursor: place, hasMore } = changes);
    }
    expect(answers).toBeGreaterThan(2);
    expect(names.filter((name) => !heard.has(name))).toEqual([]);
  });
});
