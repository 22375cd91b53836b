import { GraphError } from '../../lib/errors.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import { readAnswer } from '../transports/read-answer.ts';
import type { SubgraphAnswer, SubgraphError, SubgraphFetch, Transport } from '../transports/transport.ts';
import type { SubgraphOperation } from './steps.ts';

/**
 * Asks a subgraph once. Never throws: whatever goes wrong is an answer
 * with errors and no data. After the deadline, or when `signal` is aborted, the answer is not waited for.
 */
export async function callSubgraph(
  transport: Transport,
  operation: SubgraphOperation,
  variables: Record<string, unknown>,
  options: { readonly context: RequestContext; readonly signal: AbortSignal; readonly deadlineMs: number },
): Promise<SubgraphAnswer> {
  const { context, signal, deadlineMs } = options;
  if (signal.aborted) return { errors: [asSubgraphError(givenUp())] };
  const deadline = new Deadline(operation.serviceName, signal, deadlineMs);
  try {
    const answer = transport.execute({ ...subgraphFetch(operation, variables, context), signal: deadline.signal });
    return readAnswer(operation.serviceName, await Promise.race([answer, deadline.passed]));
  } catch (error) {
    return { errors: [asSubgraphError(error)] };
  } finally {
    deadline.clear();
  }
}

export function subgraphFetch(
  operation: SubgraphOperation,
  variables: Record<string, unknown>,
  context: RequestContext,
): Omit<SubgraphFetch, 'signal'> {
  return {
    operation: operation.operation,
    operationName: operation.operationName,
    query: operation.query,
    document: operation.document,
    variables,
    context,
  };
}

export function asSubgraphError(error: unknown): SubgraphError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return {
    message: originalError.message,
    originalError,
    ...(error instanceof GraphError ? { extensions: error.extensions } : {}),
  };
}

class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #parent: AbortSignal;
  readonly #onAbort = () => this.#end(givenUp());
  readonly passed: Promise<never>;
  #reject: (error: Error) => void = () => {};

  constructor(serviceName: string, parent: AbortSignal, ms: number) {
    this.#parent = parent;
    this.passed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => {
      this.#end(new GraphError('BACKEND_TIMEOUT', `${serviceName} gave no answer within ${ms} ms`, RETRYABLE));
    }, ms);
    parent.addEventListener('abort', this.#onAbort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#onAbort);
  }

  #end(error: GraphError): void {
    this.#reject(error);
    this.#controller.abort(error);
  }
}

const RETRYABLE = { isRetryable: true };

const givenUp = (): GraphError =>
  new GraphError('BACKEND_TIMEOUT', 'The request took too long, or nobody waits for it', RETRYABLE);
