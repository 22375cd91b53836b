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
    const answer = transport.execute(new TimedFetch(operation, variables, context, deadline));
    return readAnswer(operation.serviceName, await deadline.wait(answer));
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

/** Has a signal only if the transport asks for it: a subgraph in this process does not. */
class TimedFetch implements SubgraphFetch {
  readonly operation: SubgraphFetch['operation'];
  readonly operationName: string | undefined;
  readonly query: string;
  readonly document: SubgraphFetch['document'];
  readonly variables: Record<string, unknown>;
  readonly context: RequestContext;
  readonly #deadline: Deadline;

  constructor(
    operation: SubgraphOperation,
    variables: Record<string, unknown>,
    context: RequestContext,
    deadline: Deadline,
  ) {
    this.operation = operation.operation;
    this.operationName = operation.operationName;
    this.query = operation.query;
    this.document = operation.document;
    this.variables = variables;
    this.context = context;
    this.#deadline = deadline;
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }
}

class Deadline {
  #controller: AbortController | undefined;
  #ended: GraphError | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #parent: AbortSignal;
  readonly #onAbort = () => this.#end(givenUp());
  #reject: (error: Error) => void = () => {};

  constructor(serviceName: string, parent: AbortSignal, ms: number) {
    this.#parent = parent;
    this.#timer = setTimeout(() => {
      this.#end(new GraphError('BACKEND_TIMEOUT', `${serviceName} gave no answer within ${ms} ms`, RETRYABLE));
    }, ms);
    parent.addEventListener('abort', this.#onAbort);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#ended) this.#controller.abort(this.#ended);
    return this.#controller.signal;
  }

  /** The answer, or the error with which the time ended before it; an answer that is there already is taken. */
  wait<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      answer.then(resolve, reject);
      if (this.#ended) Promise.reject(this.#ended).catch(reject);
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#onAbort);
  }

  #end(error: GraphError): void {
    this.#ended = error;
    this.#reject(error);
    this.#controller?.abort(error);
  }
}

const RETRYABLE = { isRetryable: true };

const givenUp = (): GraphError =>
  new GraphError('BACKEND_TIMEOUT', 'The request took too long, or nobody waits for it', RETRYABLE);
