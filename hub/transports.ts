import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLocalTransport, type Transport } from '../gateway/index.ts';
import type { Subgraph } from '../subgraphs/types.ts';

/** A subgraph in this process. */
export function localTransport<Context>(subgraph: Subgraph<Context>): Transport {
  const schema = buildSubgraphSchema([{ typeDefs: subgraph.typeDefs, resolvers: subgraph.resolvers as never }]);
  return createLocalTransport({ schema, context: (request) => subgraph.context(request) });
}
