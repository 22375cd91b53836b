import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql } from 'graphql';
import { CallCounter } from '../../lib/call-counter.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { Subgraph } from '../../subgraphs/types.ts';

export interface Asked {
  data: Record<string, unknown> | null;
  errors: { path: string; code: unknown; system: unknown; connection: unknown; isRetryable: unknown }[];
  calls: Record<string, Record<string, number>>;
}

/** One request to a subgraph on its own, as the gateway would send it. */
export async function askSubgraph<Context>(
  subgraph: Subgraph<Context>,
  source: string,
  options: { variables?: Record<string, unknown>; caller?: Partial<Caller> } = {},
): Promise<Asked> {
  const schema = buildSubgraphSchema([{ typeDefs: subgraph.typeDefs, resolvers: subgraph.resolvers as never }]);
  const calls = new CallCounter();
  const contextValue = subgraph.context({
    caller: { ...EVERYBODY, ...options.caller },
    correlationId: 'test',
    calls,
    shared: new Map(),
  });
  const result = await graphql({ schema, source, contextValue, variableValues: options.variables ?? {} });
  return {
    data: result.data === undefined || result.data === null ? null : JSON.parse(JSON.stringify(result.data)),
    errors: (result.errors ?? []).map((error) => ({
      path: error.path?.join('.') ?? error.message,
      code: error.extensions.code,
      system: error.extensions.system,
      connection: error.extensions.connection,
      isRetryable: error.extensions.isRetryable,
    })),
    calls: calls.toJSON(),
  };
}

const EVERYBODY: Caller = {
  sub: 'test',
  clientId: 'test',
  scopes: new Set(['engineering:read', 'production:read', 'quality:read']),
  plants: new Set(['HAM', 'PUE']),
  expiresAt: Number.POSITIVE_INFINITY,
};

/** Entities by their keys, as the gateway asks for them. */
export const entities = (type: string, fields: string): string =>
  `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { ${fields} } } }`;
