import { OdooSession } from '../../connectors/odoo/transport/session.ts';
import { type Level, type SentCall, startLevelsProxy } from '../../test/contract/erp/levels-proxy.ts';
import { SubgraphUnderTest } from '../../test/contract/erp/reads-graph.ts';
import { ReadWorld } from '../../test/contract/erp/reads-world.ts';
import { targets } from '../../test/contract/erp/writes-world.ts';
import { BareClient } from './bare-client.ts';
import { prepareMaterial } from './material.ts';
import { type HeavyQuery, heavyQueries } from './queries.ts';
import { startSlowProxy } from './slow-proxy.ts';

/**
 * The graph's ten heaviest queries on an Odoo 19 that takes 15 ms longer for every call, next to a naive client that
 * reads the same records one by one, in the same run. Medians of rounds that take turns.
 *
 * levels: the longest chain of calls that depend on each other. floor: a bare client that makes this chain (of each
 * level its slowest call) and does nothing with the answers. ratio: the hub's time to the floor; the goal is below 2.
 * calls at once: a bare client that makes all of the hub's calls, level by level; what it takes more than the floor is
 * the server's own time for the calls of a level.
 * NODE_ENV=production node bench/odoo-reads/main.ts [--ms 15] [--rounds 15]
 */
const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const rounds = argument('rounds', 15);

const at = await ReadWorld.open(targets.find(({ name }) => name === 'simulator 19')!);
const slow = await startSlowProxy(at.world.server.url, argument('ms', 15));
const holding = await startLevelsProxy(at.world.server.url);
const [port, heldPort] = [at.portTo(slow.url), at.portTo(holding.url)];
const { database, login, secret } = at.world.server;
const naive = new OdooSession({ connection: 'erp', url: slow.url, database, login, secret: () => secret });
const bare = new BareClient(slow.url);
try {
  const graph = new SubgraphUnderTest([port]);
  const heldGraph = new SubgraphUnderTest([heldPort]);
  console.log(
    'query | calls | levels | ms | floor ms | ratio | calls at once ms | naive calls | naive ms | times faster',
  );
  for (const query of heavyQueries(await prepareMaterial(at))) {
    const { levels, chain } = await measureOut(query, heldGraph);
    const run = () => graph.data(query.source, query.variables);
    await run();
    const times: { hub: number[]; floor: number[]; atOnce: number[] } = { hub: [], floor: [], atOnce: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.hub.push(await timeOf(run));
      times.floor.push(await bare.time(chain.map((call) => [call])));
      times.atOnce.push(await bare.time(levels));
    }
    slow.calls.length = 0;
    await run();
    const one = await readOneByOne(slow.calls.flatMap(({ model, ids }) => ids.map((id) => ({ model, id }))));
    const [hub, floor, atOnce] = [median(times.hub), median(times.floor), median(times.atOnce)];
    const figures = [levels.flat().length, levels.length, ...[hub, floor].map(Math.round), (hub / floor).toFixed(2)];
    const peer = [Math.round(atOnce), one.calls, Math.round(one.ms), (one.ms / hub).toFixed(1)];
    console.log([query.name, ...figures, ...peer].join(' | '));
  }
} finally {
  naive.close();
  bare.close();
  await Promise.all([port.close(), heldPort.close()]);
  await Promise.all([slow.close(), holding.close()]);
  await at.close();
}

/** The query's calls by level, and of each level the one that takes longest by itself. */
async function measureOut(
  query: HeavyQuery,
  graph: SubgraphUnderTest,
): Promise<{ levels: Level[]; chain: SentCall[] }> {
  const run = () => graph.data(query.source, query.variables);
  // The first time learns the structure of the connection.
  await run();
  const levels = await holding.levelsOf(run);
  const chain: SentCall[] = [];
  for (const level of levels) {
    const timed: { call: SentCall; ms: number }[] = [];
    for (const call of level) timed.push({ call, ms: await timeOf(() => bare.send(call)) });
    chain.push(timed.reduce((most, one) => (one.ms > most.ms ? one : most)).call);
  }
  return { levels, chain };
}

/** Each record by a call of its own, one after the other, as a client does that follows ids in loops. */
async function readOneByOne(records: readonly { model: string; id: number }[]): Promise<{ calls: number; ms: number }> {
  const ms = await timeOf(async () => {
    for (const { model, id } of records) {
      await naive.call({ model, method: 'read', ids: [id], args: { fields: ['display_name'] } }, { kind: 'read' });
    }
  });
  return { calls: records.length, ms };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
