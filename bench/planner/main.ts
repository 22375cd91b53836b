import { parse, validate } from 'graphql';
import { readSupergraph as readGraphs } from '../../gateway/plan/supergraph.ts';
import { startPlannerInChild } from '../../gateway/planner/planner-in-child.ts';
import { GraphError } from '../../lib/errors.ts';
import { silentLog } from '../../lib/log.ts';
import { readSupergraph } from '../../schema/subgraphs.ts';
import { RandomDocuments, randomOf } from './random-document.ts';

/**
 * Throws valid random documents at the planner of the hub's own supergraph, as they are, without the canonical form that
 * the gateway gives them: node bench/planner/main.ts [documents] [seed]. Counts how often it dies; this process must not.
 */
const wanted = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`${wanted} documents, seed ${seed}`);

const supergraphSdl = readSupergraph();
const planner = await startPlannerInChild({ supergraphSdl, log: silentLog });
const { apiSchema } = readGraphs(supergraphSdl, planner.consumerSchema, {});
const documents = new RandomDocuments(apiSchema, randomOf(seed));
const count = { planned: 0, failed: 0, invalid: 0 };
const started = performance.now();
while (count.planned + count.failed < wanted) {
  const source = documents.next();
  if (validate(apiSchema, parse(source)).length > 0) {
    count.invalid += 1;
    continue;
  }
  try {
    await planner.plan(source);
    count.planned += 1;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    count.failed += 1;
  }
}
const { deaths, plans, seconds } = planner.tally;
console.log({
  ...count,
  deaths,
  msPerPlan: Number(((seconds / plans) * 1000).toFixed(2)),
  seconds: Math.round((performance.now() - started) / 1000),
});
await planner.close();
