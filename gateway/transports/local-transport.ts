import { type ExecutionResult, execute, type GraphQLSchema, subscribe } from 'graphql';
import type { RequestContext } from '../../lib/request-context.ts';
import type { SubgraphAnswer, SubgraphFetch, Transport } from './transport.ts';

/** A subgraph in this process: the plan's parsed documents go straight to graphql-js. */
export function createLocalTransport<Context>(options: {
  readonly schema: GraphQLSchema;
  /** Called once per request, or per event, however many fetches it takes. */
  readonly context: (request: RequestContext) => Context;
}): Transport {
  const contexts = new WeakMap<RequestContext, Context>();
  const contextOf = (request: RequestContext): Context => {
    const known = contexts.get(request);
    if (known !== undefined) return known;
    const created = options.context(request);
    contexts.set(request, created);
    return created;
  };
  const argumentsOf = ({ document, variables, operationName, context }: SubgraphFetch) => ({
    schema: options.schema,
    document,
    variableValues: variables,
    operationName: operationName ?? null,
    contextValue: contextOf(context),
  });
  return {
    execute: async (fetch) => answerOf(await execute(argumentsOf(fetch))),
    async subscribe(fetch) {
      const result = await subscribe(argumentsOf(fetch));
      return Symbol.asyncIterator in result ? eachAnswer(result[Symbol.asyncIterator]()) : answerOf(result);
    },
    async close() {},
  };
}

const answerOf = (result: ExecutionResult): SubgraphAnswer => result;

function eachAnswer(results: AsyncIterator<ExecutionResult>): AsyncIterator<SubgraphAnswer> {
  return {
    next: () => results.next() as Promise<IteratorResult<SubgraphAnswer>>,
    return: async () => (await results.return?.()) ?? { value: undefined, done: true },
  };
}
