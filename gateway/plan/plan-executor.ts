import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from 'graphql';
import { ANONYMOUS, type Caller } from '../../lib/identity/caller.ts';
import { emptyRecord } from '../../lib/record.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import type { Planner } from '../planner/planner.ts';
import type { Transport } from '../transports/transport.ts';
import { ClientDocuments, type ClientForm, type ClientRequest } from './client-document.ts';
import { ErrorNotes } from './error-notes.ts';
import { answerIntrospection } from './introspection.ts';
import { drawOverride } from './override-draw.ts';
import { type Plan, PlanCache } from './plan-cache.ts';
import { PlannedSubscription } from './planned-subscription.ts';
import { type Run, runStep } from './run-steps.ts';
import { localKey } from './selection-shape.ts';
import { shapeResponse } from './shape-response.ts';
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
  /** Subscriptions; a result with errors when there is nothing to follow. Nothing is asked yet. */
  prepareSubscription(operation: Operation): Promise<PlannedSubscription | ExecutionResult>;
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
  /** So many documents of clients are kept in their canonical form. */
  readonly documentCacheCapacity?: number;
}

export function createPlanExecutor(options: PlanExecutorOptions): PlanExecutor {
  const { planner } = options;
  const supergraph = readSupergraph(options.supergraphSdl, planner.consumerSchema, options.scalars ?? {});
  const executor = new Executor(options, supergraph, new PlanCache(planner, options.planCacheCapacity ?? 500));
  return {
    schema: supergraph.apiSchema,
    execute: (operation) => executor.execute(operation),
    prepareSubscription: (operation) => executor.prepareSubscription(operation),
  };
}

/** As one word; whoever is nobody in particular answers for nothing. */
const nameOf = (caller: Caller): string | undefined =>
  caller === ANONYMOUS ? undefined : JSON.stringify([caller.clientId, caller.sub]);

/** A request's operation with its plan. */
export interface PlannedOperation extends ClientRequest {
  readonly plan: Plan;
}

class Executor {
  readonly #options: PlanExecutorOptions;
  readonly #schema: GraphQLSchema;
  readonly #isSubtype: Run['isSubtype'];
  readonly #documents: ClientDocuments;
  readonly #plans: PlanCache;

  constructor(options: PlanExecutorOptions, supergraph: ReturnType<typeof readSupergraph>, plans: PlanCache) {
    this.#options = options;
    this.#schema = supergraph.apiSchema;
    this.#isSubtype = supergraph.isSubtype;
    this.#documents = new ClientDocuments(supergraph.apiSchema, options.documentCacheCapacity ?? 500);
    this.#plans = plans;
  }

  async execute(operation: Operation): Promise<ExecutionResult> {
    const planned = await this.#prepare(operation);
    if ('errors' in planned) return planned;
    const { form, plan } = planned;
    const context = { ...operation.context, operations: plan.operations };
    const run = this.#startRun(planned, context, operation.signal);
    if (form.local) await this.#takeIntrospection(form.local, operation, run);
    if (plan.step) await runStep(plan.step, run);
    return this.#finish(form, run);
  }

  async prepareSubscription(operation: Operation): Promise<PlannedSubscription | ExecutionResult> {
    const planned = await this.#prepare(operation);
    if ('errors' in planned) return planned;
    const { plan } = planned;
    if (!plan.subscription) return { errors: [nothingToFollow()] };
    return new PlannedSubscription(planned, plan, plan.subscription, {
      transports: this.#options.transports,
      startRun: (context) => this.#startRun(planned, context, context.signal),
      show: (view, run) => this.#finish(view, run),
    });
  }

  async #prepare(operation: Operation): Promise<PlannedOperation | { readonly errors: readonly GraphQLError[] }> {
    const document = this.#documents.get(operation.document, operation.operationName);
    const request = document.request(operation.variables);
    if (!('form' in request)) return { errors: request };
    const { caller, correlationId } = operation.context;
    const percentage = drawOverride(this.#options.planner.overridePercentages, correlationId);
    const plan = await this.#plans.get(request.form.canonical, nameOf(caller), percentage);
    return { ...request, plan };
  }

  async #takeIntrospection(document: DocumentNode, operation: Operation, run: Run): Promise<void> {
    const { data, errors } = await answerIntrospection(this.#schema, document, operation.variables);
    for (const [key, value] of Object.entries(data ?? {})) run.data[localKey(key)] = value;
    for (const { message, path } of errors ?? []) {
      const error = { message, extensions: { code: 'BAD_USER_INPUT', isRetryable: false } };
      const [key, ...rest] = path ?? [];
      if (key === undefined) run.notes.placeless.push({ error, serviceName: 'gateway' });
      else run.notes.addAt(run.data, [localKey(String(key)), ...rest], 'gateway', error);
    }
  }

  #startRun({ values }: ClientRequest, context: RequestContext, signal: AbortSignal): Run {
    return {
      transports: this.#options.transports,
      isSubtype: this.#isSubtype,
      subgraphDeadlineMs: this.#options.subgraphDeadlineMs ?? 9_000,
      variables: values,
      context,
      signal,
      data: emptyRecord(),
      notes: new ErrorNotes(),
    };
  }

  #finish({ canonical, shape }: ClientForm, run: Run): ExecutionResult {
    const rootType = this.#schema.getRootType(canonical.operation) as GraphQLObjectType;
    return shapeResponse(this.#schema, rootType, shape, run.data, run.notes, this.#isSubtype);
  }
}

const nothingToFollow = (): GraphQLError =>
  new GraphQLError('Nothing is left of the subscription to follow', {
    extensions: { code: 'BAD_USER_INPUT', isRetryable: false },
  });
