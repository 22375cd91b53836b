import type { DocumentNode } from 'graphql';
import type { RequestContext } from '../../lib/request-context.ts';

/** How the gateway reaches one subgraph, in this process or by URL. */
export interface Transport {
  /**
   * What the subgraph said, unread: `readAnswer` makes an answer of it.
   * Errors: GraphError BACKEND_UNAVAILABLE or BACKEND_TIMEOUT when there is no answer to use.
   */
  execute(fetch: SubgraphFetch): Promise<unknown>;
  /** One answer per event, unread; a plain answer, with errors, when the subgraph refuses the subscription. */
  subscribe(fetch: SubgraphFetch): Promise<AsyncIterator<unknown> | SubgraphAnswer>;
  close(): Promise<void>;
}

/** One operation of a plan on its way to a subgraph; `document` and `query` say the same. */
export interface SubgraphFetch {
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly operationName: string | undefined;
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  readonly context: RequestContext;
  /** Aborted at the subgraph's deadline, or when the answer is not wanted any more. */
  readonly signal: AbortSignal;
}

/** What a subgraph says, read; the gateway owns `data` and changes it. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly SubgraphError[] | undefined;
}

export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  /** Its path leads to a value of the same answer, as it should not. */
  readonly isBesideValue?: boolean | undefined;
  /** What was thrown, where the subgraph runs in this process. */
  readonly originalError?: Error | null | undefined;
}

export const isEventStream = (answer: AsyncIterator<unknown> | SubgraphAnswer): answer is AsyncIterator<unknown> =>
  'next' in answer;
