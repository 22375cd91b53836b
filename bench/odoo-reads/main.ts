import { setTimeout as sleep } from 'node:timers/promises';
import { createOdooConnector } from '../../connectors/odoo/index.ts';
import { OdooSession } from '../../connectors/odoo/session.ts';
import { SubgraphUnderTest } from '../../test/contract/erp/reads-graph.ts';
import { ReadWorld } from '../../test/contract/erp/reads-world.ts';
import { targets } from '../../test/contract/erp/writes-world.ts';
import { prepareMaterial } from './material.ts';
import { heavyQueries } from './queries.ts';
import { type SeenCall, startSlowProxy } from './slow-proxy.ts';

/**
 * The graph's ten heaviest queries on an Odoo 19 that takes 15 ms longer for every call, next to a naive client that
 * reads the same records one by one, in the same run. The floor is the longest chain of calls that depend on each other.
 * node bench/odoo-reads/main.ts [--ms 15] [--rounds 5]
 */
const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

const LIMITS = {
  concurrency: 16,
  requestsPerSecond: null,
  readTimeoutMs: 60_000,
  rpcMaxMs: 60_000,
  quiescenceMs: 1_000,
  leaseMs: 70_000,
};
const rounds = argument('rounds', 5);

const at = await ReadWorld.open(targets.find(({ name }) => name === 'simulator 19')!);
const proxy = await startSlowProxy(at.world.server.url, argument('ms', 15));
const { database, login, secret } = at.world.server;
const access = { connection: 'erp', url: proxy.url, database, login, secret: () => secret };
const plants = [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' }];
const port = createOdooConnector({ ...access, plants, limits: LIMITS });
const naive = new OdooSession(access);
try {
  const material = await prepareMaterial(at);
  const graph = new SubgraphUnderTest([port]);
  console.log('query | calls | chain | ms | floor ms | naive calls | naive ms | times fewer | times faster');
  for (const { name, source, variables } of heavyQueries(material)) {
    const runs = [];
    // The first round learns fields and structure.
    for (let round = 0; round <= rounds; round += 1) {
      proxy.calls.length = 0;
      const startedAt = performance.now();
      await graph.data(source, variables);
      runs.push({ ms: performance.now() - startedAt, calls: [...proxy.calls] });
      await sleep(5);
    }
    const best = runs.slice(1).sort((a, b) => a.ms - b.ms)[Math.floor((rounds - 1) / 2)]!;
    const chain = longestChain(best.calls);
    const floor = chain.reduce((total, call) => total + call.to - call.from, 0);
    const one = await readOneByOne(best.calls);
    const figures = [
      best.calls.length,
      chain.length,
      Math.round(best.ms),
      Math.round(floor),
      one.calls,
      Math.round(one.ms),
    ];
    const ratios = [one.calls / best.calls.length, one.ms / best.ms].map((ratio) => ratio.toFixed(1));
    console.log([name, ...figures, ...ratios].join(' | '));
  }
} finally {
  naive.close();
  await port.close();
  await proxy.close();
  await at.close();
}

/** Each record by a call of its own, one after the other, as a client does that follows ids in loops. */
async function readOneByOne(calls: readonly SeenCall[]): Promise<{ calls: number; ms: number }> {
  const startedAt = performance.now();
  let count = 0;
  for (const { model, ids } of calls) {
    for (const id of ids) {
      await naive.call({ model, method: 'read', ids: [id], args: { fields: ['display_name'] } }, { kind: 'read' });
      count += 1;
    }
  }
  return { calls: count, ms: performance.now() - startedAt };
}

/** Calls that began only once the one before had ended: of such chains the one that took longest. */
function longestChain(calls: readonly SeenCall[]): SeenCall[] {
  const best: { chain: SeenCall[]; ms: number }[] = [];
  for (const call of calls.toSorted((a, b) => a.to - b.to)) {
    const before = best
      .filter(({ chain }) => chain.at(-1)!.to <= call.from)
      .reduce((most, one) => (one.ms > most.ms ? one : most), { chain: [] as SeenCall[], ms: 0 });
    best.push({ chain: [...before.chain, call], ms: before.ms + call.to - call.from });
  }
  return best.reduce((most, one) => (one.ms > most.ms ? one : most), { chain: [] as SeenCall[], ms: 0 }).chain;
}
