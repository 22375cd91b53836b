import { buildSchema, type ExecutionResult, type GraphQLSchema, graphql, isObjectType } from 'graphql';
import type { FixtureSubgraph } from './federate.ts';

/**
 * Jobs of a workshop in one subgraph, the people who do them in another; person p2 is missing there. The same data as
 * one schema says what graphql-js itself would answer.
 */
const people: Record<string, Person> = {
  p1: { id: 'p1', email: 'ada@workshop', rating: 1, status: 'ACTIVE' },
  p3: { id: 'p3', email: 'eve@workshop', rating: null, status: 'RETIRED' },
};
interface Person {
  readonly id: string;
  readonly email: string;
  readonly rating: number | null;
  readonly status: 'ACTIVE' | 'RETIRED';
}
const jobs = [
  { id: '1', person: { id: 'p1' } },
  { id: '2', person: { id: 'p2' } },
  { id: '3', person: { id: 'p3' } },
];
const boom = ({ id }: { id: string }): number => {
  if (id === 'p3') throw new Error('boom');
  return 7;
};

async function* ticks(field: string, odd: string): AsyncGenerator<Record<string, unknown>> {
  for (let n = 0; n < 4; n += 1) yield { [field]: { n, person: { id: n === 1 ? odd : 'p1' } } };
}

export interface Workshop {
  readonly subgraphs: Readonly<Record<'jobs' | 'people', FixtureSubgraph>>;
  /** The order in which mutation fields did their work. */
  readonly order: number[];
}

export function workshop(): Workshop {
  const order: number[] = [];
  const step = (n: number) => () => {
    order.push(n);
    return n;
  };
  return {
    order,
    subgraphs: {
      jobs: {
        sdl: `
        type Query { jobs: [Job!]! maybe: [Job] job(id: ID!): Job }
        type Mutation { one: Int two: Int }
        type Subscription { tick: Tick tock: Tick }
        type Tick { n: Int! person: Person }
        type Job @key(fields: "id") { id: ID! person: Person! }
        type Person @key(fields: "id", resolvable: false) { id: ID! }`,
        resolvers: {
          Query: {
            jobs: () => jobs,
            maybe: () => jobs,
            job: (_: unknown, { id }: { id: string }) => jobs.find((job) => job.id === id),
          },
          Mutation: { one: step(1), two: async () => step(2)() },
          Subscription: {
            tick: { subscribe: () => ticks('tick', 'p2') },
            tock: { subscribe: () => ticks('tock', 'p3') },
          },
        },
      },
      people: {
        sdl: `
        type Query { ping: Int }
        type Mutation { three: Int }
        type Person @key(fields: "id") { id: ID! email: String! rating: Int boom: Int status: Status }
        enum Status { ACTIVE RETIRED }`,
        resolvers: {
          Query: { ping: () => 1 },
          Mutation: {
            three: async () => {
              await new Promise(setImmediate);
              return step(3)();
            },
          },
          Person: { __resolveReference: ({ id }: { id: string }) => people[id] ?? null, boom },
        },
      },
    },
  };
}

/** The answer of graphql-js to the same question over the same data in one schema. */
export function askMonolith(source: string, variableValues: Record<string, unknown> = {}): Promise<ExecutionResult> {
  return graphql({ schema: monolith(), source, variableValues });
}

function monolith(): GraphQLSchema {
  const schema = buildSchema(`
    type Query { jobs: [Job!]! maybe: [Job] job(id: ID!): Job ping: Int }
    type Mutation { one: Int two: Int three: Int }
    type Job { id: ID! person: Person! }
    type Person { id: ID! email: String! rating: Int boom: Int status: Status }
    enum Status { ACTIVE RETIRED }`);
  const ofPerson = (field: keyof Person) => (person: { id: string }) => people[person.id]?.[field] ?? null;
  const resolvers: Record<string, Record<string, unknown>> = {
    Query: {
      jobs: () => jobs,
      maybe: () => jobs,
      job: (_: unknown, { id }: { id: string }) => jobs.find((job) => job.id === id),
      ping: () => 1,
    },
    Mutation: { one: () => 1, two: () => 2, three: () => 3 },
    Person: {
      email: ofPerson('email'),
      rating: ofPerson('rating'),
      status: ofPerson('status'),
      boom: (person: { id: string }) => (people[person.id] ? boom(person) : null),
    },
  };
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
    for (const [field, resolve] of Object.entries(fields)) Object.assign(type.getFields()[field] ?? {}, { resolve });
  }
  return schema;
}
