import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, parse, validate } from 'graphql';
import { CallCounter } from '../../lib/call-counter.ts';
import { ANONYMOUS } from '../../lib/identity/caller.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import {
  createPlanExecutor,
  type Operation,
  type PlanExecutor,
  type PlanExecutorOptions,
} from '../plan/plan-executor.ts';
import { PlannedSubscription } from '../plan/planned-subscription.ts';
import { createPlannerInProcess } from '../planner/planner.ts';
import { createLocalTransport } from '../transports/local-transport.ts';
import { isEventStream, type SubgraphFetch, type Transport } from '../transports/transport.ts';

type Input = Extract<Parameters<typeof buildSubgraphSchema>[0], unknown[]>[number];
type Module = Exclude<Input, DocumentNode>;

/** A subgraph of a test: its SDL without the link line, and its resolvers. */
export interface FixtureSubgraph {
  readonly sdl: string;
  readonly resolvers: object;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@requires", "@external", "@provides", "@interfaceObject", "@inaccessible", "@override"])\n`;

export function subgraphSchema({ sdl, resolvers }: FixtureSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(LINK + sdl), resolvers } as Module]);
}

export function composeFixtures(
  subgraphs: Readonly<Record<string, FixtureSubgraph>>,
  urlOf = (name: string): string => `http://${name}.invalid/graphql`,
): string {
  const composed = composeServices(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, url: urlOf(name), typeDefs: parse(LINK + sdl) })),
  );
  if (composed.errors) throw new AggregateError(composed.errors, composed.errors.map((e) => e.message).join('\n'));
  return composed.supergraphSdl;
}

/** An executor over subgraphs in this process, which writes down what it fetches. */
export interface Federated {
  readonly executor: PlanExecutor;
  readonly fetches: { readonly service: string; readonly fetch: SubgraphFetch }[];
  /** Subgraphs that throw instead of answering. */
  readonly down: Set<string>;
  run(source: string, variables?: Record<string, unknown>, options?: RunOptions): Promise<ExecutionResult>;
  subscribe(source: string, options?: RunOptions): Promise<ExecutionResult[]>;
}

export interface RunOptions {
  readonly operationName?: string;
  readonly signal?: AbortSignal;
  readonly context?: RequestContext;
}

export function federate(
  subgraphs: Readonly<Record<string, FixtureSubgraph>>,
  options: Partial<PlanExecutorOptions> & { readonly overrideLabels?: readonly string[] } = {},
): Federated {
  const fetches: Federated['fetches'] = [];
  const down = new Set<string>();
  const transports = Object.entries(subgraphs).map(([service, fixture]): [string, Transport] => {
    const context = (request: RequestContext) => {
      if (down.has(service)) throw new Error(`${service} is down`);
      return request;
    };
    const local = createLocalTransport({ schema: subgraphSchema(fixture), context });
    const noted = (fetch: SubgraphFetch): SubgraphFetch => {
      fetches.push({ service, fetch });
      return fetch;
    };
    return [
      service,
      {
        execute: (fetch) => local.execute(noted(fetch)),
        subscribe: (fetch) => local.subscribe(noted(fetch)),
        close: () => local.close(),
      },
    ];
  });
  const supergraphSdl = composeFixtures(subgraphs);
  const executor = createPlanExecutor({
    supergraphSdl,
    planner: options.planner ?? createPlannerInProcess(options.supergraphSdl ?? supergraphSdl, options.overrideLabels),
    transports: Object.fromEntries(transports),
    ...options,
  });
  const operation = (source: string, variables: Record<string, unknown> | undefined, run: RunOptions) => {
    const document = parse(source);
    const [invalid] = validate(executor.schema, document);
    if (invalid) throw invalid;
    const signal = run.signal ?? new AbortController().signal;
    const context = run.context ?? requestContext(signal);
    return { document, variables, operationName: run.operationName, context, signal };
  };
  return {
    executor,
    fetches,
    down,
    run: (source, variables, run = {}) => executor.execute(operation(source, variables, run)),
    async subscribe(source, run = {}) {
      const results: ExecutionResult[] = [];
      for await (const result of follow(executor, operation(source, undefined, run))) results.push(result);
      return results;
    },
  };
}

/** A subscription as one client alone hears it, shared with nobody. */
export async function* follow(executor: PlanExecutor, operation: Operation): AsyncGenerator<ExecutionResult> {
  const subscription = await executor.prepareSubscription(operation);
  if (!(subscription instanceof PlannedSubscription)) return yield subscription;
  const context = subscription.contextOf(operation.context);
  const show = async (answer: unknown): Promise<ExecutionResult> => {
    const event = subscription.start(answer, context, operation.context.correlationId);
    await event.complete();
    return event.show(subscription.view);
  };
  const source = await subscription.open(context, subscription.after);
  if (!isEventStream(source)) return yield await show(source);
  try {
    for (let step = await source.next(); !step.done; step = await source.next()) yield await show(step.value);
  } finally {
    await source.return?.();
  }
}

export const requestContext = (signal: AbortSignal = new AbortController().signal): RequestContext => ({
  caller: ANONYMOUS,
  correlationId: 'test',
  calls: new CallCounter(),
  signal,
  shared: new Map(),
});

/** Data and the paths of errors, plain, for comparisons. */
export function plain(result: ExecutionResult): { data: unknown; errorPaths: string[] } {
  const errorPaths = (result.errors ?? []).map((error) => (error.path ?? []).join('.')).sort();
  return { data: JSON.parse(JSON.stringify(result.data ?? null)), errorPaths };
}
