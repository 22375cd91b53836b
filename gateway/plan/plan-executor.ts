import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql';
import { ANONYMOUS, type Caller } from '../../lib/identity/caller.ts';
import { eventContext, type RequestContext } from '../../lib/request-context.ts';
import type { Planner } from '../planner/planner.ts';
import { reworded } from '../public-error.ts';
import { isEventStream, type SubgraphAnswer, type Transport } from '../transports/transport.ts';
import { asSubgraphError, subgraphFetch } from './call-subgraph.ts';
import { ErrorNotes } from './error-notes.ts';
import { EventStream } from './event-stream.ts';
import { answerIntrospection } from './introspection.ts';
import { PlanCache, type PlannedOperation } from './plan-cache.ts';
import { pickVariables, type Run, runStep, takeRootAnswer } from './run-steps.ts';
import { SelectionShape } from './selection-shape.ts';
import { shapeResponse } from './shape-response.ts';
import type { SubscriptionPlan } from './steps.ts';
import { readSupergraph } from './supergraph.ts';

export interface Operation {
  /** Valid against `schema`: the executor does not check it. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: RequestContext;
  /** Aborted: no further subgraph is asked, and what is missing is null with an error. */
  readonly signal: AbortSignal;
}

/** Runs operations over the subgraphs of one supergraph. */
export interface PlanExecutor {
  /** The graph that clients see. */
  readonly schema: GraphQLSchema;
  /** Queries and mutations. Never throws for what a subgraph does. */
  execute(operation: Operation): Promise<ExecutionResult>;
  /** Subscriptions: one result per event, or one result with errors when there is no stream. */
  subscribe(operation: Operation): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

export interface PlanExecutorOptions {
  readonly supergraphSdl: string;
  /** Of the same supergraph. Whoever made it closes it. */
  readonly planner: Planner;
  /** By subgraph name; those that are missing cost their fields. */
  readonly transports: Readonly<Record<string, Transport>>;
  /** Custom scalars by name: literals and variables are checked with them before anything is asked. */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  readonly subgraphDeadlineMs?: number;
  readonly planCacheCapacity?: number;
}

export function createPlanExecutor(options: PlanExecutorOptions): PlanExecutor {
  const { planner } = options;
  const supergraph = readSupergraph(options.supergraphSdl, planner.consumerSchema, options.scalars ?? {});
  const executor = new Executor(options, supergraph, new PlanCache(planner, options.planCacheCapacity ?? 500));
  return {
    schema: supergraph.apiSchema,
    execute: (operation) => executor.execute(operation),
    subscribe: (operation) => executor.subscribe(operation),
  };
}

/** As one word; whoever is nobody in particular answers for nothing. */
const nameOf = (caller: Caller): string | undefined =>
  caller === ANONYMOUS ? undefined : JSON.stringify([caller.clientId, caller.sub]);

type Variables = Readonly<Record<string, unknown>>;

class Executor {
  readonly #options: PlanExecutorOptions;
  readonly #schema: GraphQLSchema;
  readonly #isSubtype: Run['isSubtype'];
  readonly #plans: PlanCache;
  /** Shapes that no variable can change, kept as long as their plan. */
  readonly #shapes = new WeakMap<PlannedOperation, SelectionShape>();

  constructor(options: PlanExecutorOptions, supergraph: ReturnType<typeof readSupergraph>, plans: PlanCache) {
    this.#options = options;
    this.#schema = supergraph.apiSchema;
    this.#isSubtype = supergraph.isSubtype;
    this.#plans = plans;
  }

  async execute(operation: Operation): Promise<ExecutionResult> {
    const planned = await this.#plans.get(
      operation.document,
      operation.operationName,
      nameOf(operation.context.caller),
    );
    const variables = this.#coerce(planned, operation.variables);
    if (Array.isArray(variables)) return { errors: variables };
    const context = { ...operation.context, operations: planned.operations };
    const run = this.#startRun(variables as Variables, context, operation.signal);
    if (planned.local) {
      takeRootAnswer(LOCAL, await answerIntrospection(this.#schema, planned.local, operation), run);
    }
    if (planned.step) await runStep(planned.step, run);
    return this.#finish(planned, run);
  }

  async subscribe(operation: Operation): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const planned = await this.#plans.get(
      operation.document,
      operation.operationName,
      nameOf(operation.context.caller),
    );
    const variables = this.#coerce(planned, operation.variables);
    if (Array.isArray(variables)) return { errors: variables };
    if (!planned.subscription) throw new Error('The operation is no subscription');
    return this.#stream(planned, planned.subscription, variables as Variables, operation);
  }

  async #stream(
    planned: PlannedOperation,
    { source, perEvent }: SubscriptionPlan,
    variables: Variables,
    operation: Operation,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const ended = new AbortController();
    const signal = AbortSignal.any([operation.signal, ended.signal]);
    const context = { ...operation.context, signal, operations: planned.operations };
    const failed = (error: unknown): ExecutionResult => {
      const run = this.#startRun(variables, context, signal);
      takeRootAnswer(source, { errors: [asSubgraphError(error)] }, run);
      return this.#finish(planned, run);
    };
    const respond = async (answer: SubgraphAnswer): Promise<ExecutionResult> => {
      const run = this.#startRun(variables, eventContext(context), signal);
      takeRootAnswer(source, answer, run);
      if (answer.data && perEvent) await runStep(perEvent, run);
      return this.#finish(planned, run);
    };
    const transport = this.#options.transports[source.serviceName];
    if (!transport) return failed(new Error(`No way to reach the subgraph ${source.serviceName} is configured`));
    try {
      const picked = pickVariables(source, { variables });
      const events = await transport.subscribe({ ...subgraphFetch(source, picked, context), signal });
      if (!isEventStream(events)) return await respond(events);
      const stream = new EventStream(events, { respond, onFailure: failed, onEnd: () => ended.abort() });
      signal.addEventListener('abort', () => void stream.return(), { once: true });
      return stream;
    } catch (error) {
      return failed(error);
    }
  }

  #coerce(planned: PlannedOperation, variables: Variables | undefined): Variables | readonly GraphQLError[] {
    const definitions = planned.operation.variableDefinitions;
    if (!definitions?.length) return {};
    const { coerced, errors } = getVariableValues(this.#schema, definitions, variables ?? {}, { maxErrors: 20 });
    if (!errors) return coerced;
    return errors.map((error) => reworded(error, error.message, { code: 'BAD_USER_INPUT', isRetryable: false }));
  }

  #startRun(variables: Variables, context: RequestContext, signal: AbortSignal): Run {
    return {
      transports: this.#options.transports,
      isSubtype: this.#isSubtype,
      subgraphDeadlineMs: this.#options.subgraphDeadlineMs ?? 9_000,
      variables,
      context,
      signal,
      data: {},
      notes: new ErrorNotes(),
    };
  }

  #finish(planned: PlannedOperation, run: Run): ExecutionResult {
    const rootType = this.#schema.getRootType(planned.operation.operation) as GraphQLObjectType;
    return shapeResponse(this.#schema, rootType, this.#shapeOf(planned, run.variables), run.data, run.notes);
  }

  #shapeOf(planned: PlannedOperation, variables: Variables): SelectionShape {
    const known = this.#shapes.get(planned);
    if (known) return known;
    const context = { schema: this.#schema, fragments: planned.fragments, variables };
    const shape = new SelectionShape(context, [planned.operation.selectionSet]);
    if (!planned.isConditional) this.#shapes.set(planned, shape);
    return shape;
  }
}

/** The schema's own answer to introspection, taken like a subgraph's. */
const LOCAL = { serviceName: 'gateway', rewrites: [] } as const;
