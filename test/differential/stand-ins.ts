import { createSourceEventStream, type DocumentNode, execute, type GraphQLSchema, validate } from 'graphql';
import type { SubgraphAnswer, SubgraphFetch, Transport } from '../../gateway/transports/transport.ts';
import type { GeneratedData } from './generated-data.ts';

export interface StandIns {
  readonly transports: Readonly<Record<string, Transport>>;
  /** Fetches since the start. */
  readonly fetches: number;
}

/** Subgraphs that answer from the generated world, as they would by URL: documents are checked, answers are JSON. */
export function standIns(schemas: Readonly<Record<string, GraphQLSchema>>, data: GeneratedData): StandIns {
  let fetches = 0;
  const checked = new WeakMap<DocumentNode, readonly Error[]>();
  const transportOf = (name: string, schema: GraphQLSchema): Transport => {
    const resolvers = {
      fieldResolver: data.resolveField,
      typeResolver: data.resolveType,
      subscribeFieldResolver: eventSource,
    };
    const argumentsOf = ({ document, variables }: SubgraphFetch) => ({
      schema,
      document,
      variableValues: JSON.parse(JSON.stringify(variables)) as Record<string, unknown>,
      ...resolvers,
    });
    const refusal = ({ document, query }: SubgraphFetch): SubgraphAnswer | undefined => {
      fetches += 1;
      const errors = checked.get(document) ?? validate(schema, document);
      checked.set(document, errors);
      const [first] = errors;
      return first && { errors: [{ message: `${name} refuses ${query}: ${first.message}` }] };
    };
    return {
      async execute(fetch) {
        return refusal(fetch) ?? asJson(await execute(argumentsOf(fetch)));
      },
      async subscribe(fetch) {
        const refused = refusal(fetch);
        if (refused) return refused;
        const args = argumentsOf(fetch);
        const events = await createSourceEventStream(args);
        if (!(Symbol.asyncIterator in events)) return asJson(events);
        return eachAnswered(events, async (rootValue) => asJson(await execute({ ...args, rootValue })));
      },
      async close() {},
    };
  };
  const transports = Object.entries(schemas).map(([name, schema]) => [name, transportOf(name, schema)] as const);
  return {
    transports: Object.fromEntries(transports),
    get fetches() {
      return fetches;
    },
  };
}

/** Two events of whatever subscription. */
export async function* eventSource(): AsyncGenerator<unknown> {
  yield {};
  yield {};
}

async function* eachAnswered<T>(
  events: AsyncIterable<unknown>,
  answer: (event: unknown) => Promise<T>,
): AsyncGenerator<T> {
  for await (const event of events) yield answer(event);
}

const asJson = (answer: unknown): SubgraphAnswer => JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
