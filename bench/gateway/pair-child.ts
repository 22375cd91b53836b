import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'graphql';
import { coldText, queries, subgraphs } from './factory.ts';

/** The plan executor of one tree, in a process of its own: tells the CPU ms of an operation when it is asked. */
const [tree = ''] = process.argv.slice(2);
const from = async (file: string) => import(pathToFileURL(path.join(tree, file)).href).catch(() => ({}));
const { createPlanExecutor } = await from('gateway/plan/plan-executor.ts');
const { composeFixtures, requestContext, subgraphSchema } = await from('gateway/testing/federate.ts');
const { createLocalTransport } = await from('gateway/transports/local-transport.ts');
const { createPlannerInProcess } = await from('gateway/planner/planner.ts');

const supergraphSdl = composeFixtures(subgraphs);
const transports = Object.entries(subgraphs).map(([name, fixture]) => [
  name,
  createLocalTransport({ schema: subgraphSchema(fixture), context: (request: unknown) => request }),
]);
const executor = createPlanExecutor({
  supergraphSdl,
  planner: createPlannerInProcess?.(supergraphSdl), // trees of before 0.1.0 made their own
  transports: Object.fromEntries(transports),
});
const warm = Object.fromEntries(Object.entries(queries).map(([kind, text]) => [kind, parse(text)]));
let number = 0;

async function ask(kind: string): Promise<void> {
  number += 1;
  const document = warm[kind] ?? parse(coldText(number));
  const { signal } = new AbortController();
  const request = { document, operationName: undefined, variables: undefined, signal };
  const { errors } = await executor.execute({ ...request, context: requestContext(signal) });
  if (errors) throw errors[0];
}

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ kind, count }: { kind: string; count: number }) => {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n += 1) await ask(kind);
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1000 / count);
});
process.send?.('ready');
