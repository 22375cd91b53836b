import type { DocumentNode } from 'graphql';
import { CallCounter } from './call-counter.ts';
import type { Caller } from './identity/caller.ts';

/**
 * What every part of one request shares. One object per query or mutation, and a new one per event of a
 * subscription.
 */
export interface RequestContext {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly calls: CallCounter;
  /** Aborted when nobody waits for the answer any more; reads stop, accepted commands go on. */
  readonly signal: AbortSignal;
  /** Everything that the request asks of a subgraph: a plan knows it before it runs. */
  readonly operations?: (subgraph: string) => readonly DocumentNode[];
  /** What subgraphs keep for the length of the request, for example data loaders. */
  readonly shared: Map<string, unknown>;
}

/** The context of one event of a subscription: the same caller, nothing shared with the event before it. */
export const eventContext = (context: RequestContext): RequestContext => ({
  ...context,
  calls: new CallCounter(),
  shared: new Map(),
});
