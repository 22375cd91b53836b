import { type ExecutionArgs, execute, type GraphQLSchema } from 'graphql';
import { eventContext, type RequestContext } from '../../lib/request-context.ts';
import { subscribePerEvent } from './subscribe-per-event.ts';
import type { SubgraphFetch, Transport } from './transport.ts';

/** Made so far: each keeps its contexts under a name of its own. */
let transports = 0;

/** A subgraph in this process: the plan's parsed documents go straight to graphql-js. */
export function createLocalTransport<Context>(options: {
  readonly schema: GraphQLSchema;
  /** Called once per request, or per event, however many fetches it takes. */
  readonly context: (request: RequestContext) => Context;
}): Transport {
  transports += 1;
  const name = `local transport ${transports}`;
  const contextOf = (request: RequestContext): Context => {
    const known = request.shared.get(name) as Context | undefined;
    if (known !== undefined) return known;
    const created = options.context(request);
    request.shared.set(name, created);
    return created;
  };
  const argumentsOf = ({ document, variables, operationName, context }: SubgraphFetch): ExecutionArgs => ({
    schema: options.schema,
    document,
    variableValues: variables,
    operationName: operationName ?? null,
    contextValue: contextOf(context),
  });
  return {
    execute: async (fetch) => execute(argumentsOf(fetch)),
    subscribe: (fetch) => subscribePerEvent(argumentsOf(fetch), (run) => run(contextOf(eventContext(fetch.context)))),
    async close() {},
  };
}
