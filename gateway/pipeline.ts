import { type DocumentNode, type ExecutionResult, GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import { CallCounter } from '../lib/call-counter.ts';
import type { Caller } from '../lib/identity/caller.ts';
import type { RequestContext } from '../lib/request-context.ts';
import { checkTexts } from './document/check-text.ts';
import { checkCost } from './document/cost.ts';
import type { Limits } from './limits.ts';
import type { PlanExecutor } from './plan/plan-executor.ts';
import type { PublicError } from './public-error.ts';

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
  subscribe(request: GatewayRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

export function createPipeline(options: {
  readonly executor: PlanExecutor;
  readonly limits: Limits;
  readonly publicError: PublicError;
  /** Adds `extensions.backendCalls` to answers. */
  readonly showsBackendCalls: boolean;
}): Pipeline {
  const { executor, limits, publicError, showsBackendCalls } = options;

  const refusal = ({ document, operationName, variables }: GatewayRequest): ExecutionResult | undefined => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [noSuchOperation(operationName)] };
    const errors = [
      ...checkTexts(document, variables ?? {}),
      ...checkCost(executor.schema, document, operation, variables ?? {}, limits),
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

  return {
    async execute(request) {
      const { document, operationName, caller, correlationId } = request;
      const refused = refusal(request);
      if (refused) return finish(refused, correlationId);
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

    async subscribe(request) {
      const { caller, correlationId, signal } = request;
      const refused = refusal(request);
      if (refused) return finish(refused, correlationId);
      const context: RequestContext = { caller, correlationId, calls: new CallCounter(), signal, shared: new Map() };
      try {
        const stream = await executor.subscribe({ ...request, context });
        if (!(Symbol.asyncIterator in stream)) return finish(stream, correlationId);
        return mapEach(stream, (result) => finish(result, correlationId));
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

const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', isRetryable: false } });

function mapEach<In, Out>(source: AsyncIterableIterator<In>, map: (value: In) => Out): AsyncIterableIterator<Out> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const step = await source.next();
      return step.done ? step : { value: map(step.value), done: false };
    },
    async return() {
      await source.return?.();
      return { value: undefined, done: true };
    },
  };
}
