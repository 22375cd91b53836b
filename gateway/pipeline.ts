import { type DocumentNode, type ExecutionResult, GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import { CallCounter } from '../lib/call-counter.ts';
import { Counters } from '../lib/counters.ts';
import type { Caller } from '../lib/identity/caller.ts';
import type { RequestContext } from '../lib/request-context.ts';
import { checkTexts } from './document/check-text.ts';
import { checkCost } from './document/cost.ts';
import { checkIntrospection } from './document/introspection-cost.ts';
import type { Limits } from './limits.ts';
import type { PlanExecutor } from './plan/plan-executor.ts';
import { PlannedSubscription } from './plan/planned-subscription.ts';
import type { PublicError } from './public-error.ts';
import type { Outlet } from './subscriptions/listener.ts';
import { SharedSubscriptions, wholeCaller } from './subscriptions/shared-subscriptions.ts';

/** One operation of a known caller; the document has passed the rules. */
export interface GatewayRequest {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly caller: Caller;
  readonly correlationId: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What HTTP and WebSocket have in common: cost, deadline, execution, and what of errors leaves the hub. */
export interface Pipeline {
  execute(request: GatewayRequest): Promise<ExecutionResult>;
  /** What the client is told goes through the outlet, until the iterator ends; or one answer that refuses. */
  subscribe(request: GatewayRequest, outlet: Outlet): Promise<AsyncIterableIterator<never> | ExecutionResult>;
}

export function createPipeline(options: {
  readonly executor: PlanExecutor;
  readonly limits: Limits;
  readonly publicError: PublicError;
  /** Adds `extensions.backendCalls` to answers. */
  readonly showsBackendCalls: boolean;
  /** See SharedSubscriptions. */
  readonly sharedCaller?: ((caller: Caller) => Caller) | undefined;
  readonly counters?: Counters;
}): Pipeline {
  const { executor, limits, publicError, showsBackendCalls, sharedCaller = wholeCaller } = options;

  const refusal = ({ document, operationName, variables }: GatewayRequest): ExecutionResult | undefined => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [noSuchOperation(operationName)] };
    const errors = [
      ...checkTexts(document, variables ?? {}),
      ...checkCost(executor.schema, document, operation, variables ?? {}, limits),
      ...checkIntrospection(executor.schema, document),
    ];
    return errors.length > 0 ? { errors } : undefined;
  };
  const finish = (result: ExecutionResult, correlationId: string, calls?: CallCounter): ExecutionResult => ({
    ...(result.errors ? { errors: result.errors.map((error) => publicError(error, correlationId)) } : {}),
    ...('data' in result ? { data: result.data } : {}),
    ...(showsBackendCalls && calls ? { extensions: { backendCalls: calls.toJSON() } } : {}),
  });
  const failed = (error: unknown, correlationId: string): ExecutionResult => {
    const original = error instanceof Error ? error : new Error(String(error));
    return finish({ errors: [new GraphQLError(original.message, { originalError: original })] }, correlationId);
  };

  /** A fault of the checks is an answer to this request, never the end of a socket. */
  const refusalOf = (request: GatewayRequest): ExecutionResult | undefined => {
    try {
      const refused = refusal(request);
      return refused && finish(refused, request.correlationId);
    } catch (error) {
      return failed(error, request.correlationId);
    }
  };

  const subscriptions = new SharedSubscriptions({
    textOf(show, correlationId) {
      try {
        return textOf(finish(show(), correlationId));
      } catch (error) {
        return textOf(failed(error, correlationId));
      }
    },
    sharedCaller,
    counters: options.counters ?? new Counters(),
  });

  return {
    async execute(request) {
      const { document, operationName, caller, correlationId } = request;
      const refused = refusalOf(request);
      if (refused) return refused;
      const operation = getOperationAST(document, operationName)?.operation;
      if (operation === OperationTypeNode.SUBSCRIPTION) {
        return finish({ errors: [badRequest('Subscriptions are served over WebSocket only')] }, correlationId);
      }
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), limits.readMs);
      // A mutation that has arrived is carried out, whether or not its client still waits.
      const isMutation = operation === OperationTypeNode.MUTATION;
      const giveUp = () => deadline.abort();
      if (!isMutation) request.signal.addEventListener('abort', giveUp, { once: true });
      const calls = new CallCounter();
      const context: RequestContext = { caller, correlationId, calls, signal: deadline.signal, shared: new Map() };
      try {
        return finish(await executor.execute({ ...request, context, signal: deadline.signal }), correlationId, calls);
      } catch (error) {
        return failed(error, correlationId);
      } finally {
        clearTimeout(timer);
        request.signal.removeEventListener('abort', giveUp);
      }
    },

    async subscribe(request, outlet) {
      const { caller, correlationId, signal } = request;
      const refused = refusalOf(request);
      if (refused) return refused;
      const context: RequestContext = { caller, correlationId, calls: new CallCounter(), signal, shared: new Map() };
      try {
        const subscription = await executor.prepareSubscription({ ...request, context });
        if (!(subscription instanceof PlannedSubscription)) return finish(subscription, correlationId);
        return subscriptions.listen(subscription, caller, outlet, signal);
      } catch (error) {
        return failed(error, correlationId);
      }
    },
  };
}

export const noSuchOperation = (name: string | undefined): GraphQLError =>
  badRequest(
    name ? `The document has no operation ${name}` : 'The document has no operation, or several and none is named',
  );

/** As graphql-ws writes an answer. */
const textOf = ({ errors, ...rest }: ExecutionResult): string =>
  JSON.stringify({ ...rest, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) });

const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', isRetryable: false } });
