import type { DocumentNode } from 'graphql';
import type { Caller } from '../lib/identity/caller.ts';

/** What the gateway hands to a subgraph with every request. */
export interface SubgraphRequest {
  caller: Caller;
  correlationId: string;
  /** Calls to back ends of this request, by connection and kind. */
  calls: { count(connection: string, kind: string): void };
  signal?: AbortSignal;
  /** Everything that the request asks of a subgraph, where that is known before it begins. */
  operations?: (subgraph: string) => readonly DocumentNode[];
  /** The same object for every fetch that one client request causes: what a subgraph shares within it hangs here. */
  shared: Map<string, unknown>;
}

/** A subgraph as the hub composes it: an SDL, its resolvers, and a context per request. */
export interface Subgraph<Context = unknown> {
  name: string;
  typeDefs: DocumentNode;
  resolvers: Record<string, unknown>;
  context(request: SubgraphRequest): Context;
}
