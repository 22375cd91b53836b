import { parseArgs } from 'node:util';
import { ApolloServer } from '@apollo/server';
import { buildSchema, execute, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { createPreparer } from '../../gateway/document/prepare.ts';
import { createApollo, type HttpContext } from '../../gateway/http/apollo.ts';
import { DEFAULT_LIMITS } from '../../gateway/limits.ts';
import { createPipeline } from '../../gateway/pipeline.ts';
import { createPlanExecutor } from '../../gateway/plan/plan-executor.ts';
import { createPlannerInProcess } from '../../gateway/planner/planner.ts';
import { createPublicError } from '../../gateway/public-error.ts';
import { composeFixtures, requestContext, subgraphSchema } from '../../gateway/testing/federate.ts';
import { createLocalTransport } from '../../gateway/transports/local-transport.ts';
import { ANONYMOUS } from '../../lib/identity/caller.ts';
import { silentLog } from '../../lib/log.ts';
import { coldText, oneSchema, queries, subgraphs } from './factory.ts';

const HELP = `CPU per operation: the gateway over three subgraphs in this process, against graphql-js and Apollo Server over the
same data in one schema (the floor: no gateway can cost less than nothing to plan or join).

  node bench/gateway/main.ts [--rounds N] [--seconds N]

Contestants take turns; medians of the rounds (3) of so many seconds (3). small and deep are asked again and again, cold
is another text each time: it differs from the others in names, literals and order. Whole gateways of others over HTTP:
node bench/gateway/peers/main.ts --help`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];

type Ask = (query: string) => Promise<unknown>;
const contestants: Readonly<Record<string, Ask>> = {
  'graphql-js alone, one schema': graphqlJs(),
  'Apollo Server alone, one schema': await apolloAlone(),
  'plan executor, three subgraphs': planExecutor(),
  'gateway (Apollo Server + executor)': await gateway(),
};

await agree();
const results: Record<string, Record<string, string>> = {};
const { small, deep } = queries;
const kinds = { small: () => small, deep: () => deep, cold: coldText };
for (const [kind, textOf] of Object.entries(kinds)) {
  const cpu: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, ask] of Object.entries(contestants)) {
      cpu[name] = [...(cpu[name] ?? []), await cpuMsPerOperation(ask, textOf, round)];
    }
  }
  console.log(`${kind} is measured`);
  for (const [name, all] of Object.entries(cpu)) {
    results[name] = { ...results[name], [`${kind}, CPU ms`]: median(all).toFixed(3) };
  }
}
console.log(
  `node ${process.version}, NODE_ENV=${globalThis.process.env.NODE_ENV ?? ''}, median of ${rounds} rounds of ${seconds} s`,
);
console.table(results);

async function cpuMsPerOperation(ask: Ask, textOf: (n: number) => string, round: number): Promise<number> {
  const first = round * 10_000_000; // no number comes twice
  for (let n = 0; n < 50; n += 1) await ask(textOf(first + n));
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  for (; performance.now() < end; count += 1) await ask(textOf(first + 50 + count));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

/** A race between answers that differ would mean nothing. */
async function agree(): Promise<void> {
  for (const query of [...Object.values(queries), coldText(1)]) {
    const answers = await Promise.all(Object.values(contestants).map(async (ask) => JSON.stringify(await ask(query))));
    if (new Set(answers).size !== 1) throw new Error(`The answers differ: ${answers.join('\n')}`);
  }
}

function graphqlJs(): Ask {
  const schema = monolith();
  const documents = new Map(Object.values(queries).map((query) => [query, parse(query)]));
  return async (query) => dataOf(await execute({ schema, document: documents.get(query) ?? parse(query) }));
}

async function apolloAlone(): Promise<Ask> {
  const server = new ApolloServer({ schema: monolith() });
  await server.start();
  return async (query) => {
    const { body } = await server.executeOperation({ query });
    return body.kind === 'single' ? dataOf(body.singleResult) : undefined;
  };
}

function createExecutor() {
  const supergraphSdl = composeFixtures(subgraphs);
  return createPlanExecutor({
    supergraphSdl,
    planner: createPlannerInProcess(supergraphSdl),
    transports: Object.fromEntries(
      Object.entries(subgraphs).map(([name, fixture]) => [
        name,
        createLocalTransport({ schema: subgraphSchema(fixture), context: (request) => request }),
      ]),
    ),
  });
}

function planExecutor(): Ask {
  const executor = createExecutor();
  const documents = new Map(Object.values(queries).map((query) => [query, parse(query)]));
  return async (query) => {
    const { signal } = new AbortController();
    const document = documents.get(query) ?? parse(query);
    const context = requestContext(signal);
    return dataOf(
      await executor.execute({ document, operationName: undefined, variables: undefined, context, signal }),
    );
  };
}

async function gateway(): Promise<Ask> {
  const executor = createExecutor();
  const publicError = createPublicError({ log: silentLog, hidesSuggestions: true });
  const limits = DEFAULT_LIMITS;
  const pipeline = createPipeline({ executor, limits, publicError, showsBackendCalls: false });
  const apollo = createApollo({
    schema: executor.schema,
    supergraphSdl: composeFixtures(subgraphs),
    prepare: createPreparer(executor.schema, limits, false),
    pipeline,
    publicError,
    limits,
    isIntrospectionAllowed: false,
  });
  await apollo.start();
  const contextValue: HttpContext = { caller: ANONYMOUS, correlationId: 'bench', signal: new AbortController().signal };
  return async (query) => {
    const { body } = await apollo.executeOperation({ query }, { contextValue });
    return body.kind === 'single' ? dataOf(body.singleResult) : undefined;
  };
}

function monolith(): GraphQLSchema {
  const schema = buildSchema(oneSchema.sdl);
  for (const [typeName, fields] of Object.entries(oneSchema.resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`There is no type ${typeName}`);
    for (const [name, resolve] of Object.entries(fields)) Object.assign(type.getFields()[name] ?? {}, { resolve });
  }
  return schema;
}

function dataOf(result: { readonly data?: unknown; readonly errors?: unknown }): unknown {
  if (result.errors) throw new Error(JSON.stringify(result.errors));
  return result.data;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
