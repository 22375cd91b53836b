import type { FixtureSubgraph } from './federate.ts';

type Subgraphs = Readonly<Record<string, FixtureSubgraph>>;

const of = (sdl: Readonly<Record<string, string>>): Subgraphs =>
  Object.fromEntries(Object.entries(sdl).map(([name, text]) => [name, { sdl: text, resolvers: {} }]));

/** Two implementations of an interface, each with its key and the fields named. */
const animals = (fields: string): string =>
  ['interface Animal', 'type Dog implements Animal', 'type Cat implements Animal']
    .map((head) => `${head} @key(fields: "id") { id: ID! ${fields} }`)
    .join(' ');

/** Graphs of public bug reports, of any gateway, in which a field's @requires has no plan, and the field. */
export const UNPLANNABLE: Readonly<Record<string, { readonly field: string; readonly subgraphs: Subgraphs }>> = {
  'through an entity interface (graphql-hive/router 1308)': {
    field: 'Visit.summary',
    subgraphs: of({
      zoo: `type Query { visit: Visit }
        type Visit @key(fields: "id") {
          id: ID! animal: Animal @external summary: String @requires(fields: "animal { name age }")
        }
        ${animals('name: String @external age: Int @external')}`,
      vet: `type Visit @key(fields: "id") { id: ID! animal: Animal } ${animals('name: String')}`,
      ages: animals('age: Int'),
    }),
  },
  'through the types of an interface (graphql-hive/router 1308)': {
    field: 'Visit.summary',
    subgraphs: of({
      zoo: `type Query { visit: Visit }
        type Visit @key(fields: "id") {
          id: ID! animal: Animal @external
          summary: String @requires(fields: "animal { ... on Dog { name age } ... on Cat { name age } }")
        }
        ${animals('name: String @external age: Int @external')}`,
      vet: `type Visit @key(fields: "id") { id: ID! animal: Animal } ${animals('name: String')}`,
      ages: animals('age: Int'),
    }),
  },
  'below another @requires of two subgraphs (graphql-hive/router 1310)': {
    field: 'Checkup.grade',
    subgraphs: of({
      clinic: `type Query { pet: Pet }
        type Pet @key(fields: "id") {
          id: ID! weight: Int @external age: Int @external checkup: Checkup @requires(fields: "weight age")
        }
        type Checkup @key(fields: "id") { id: ID! fee: Int @external grade: Int @requires(fields: "fee") }`,
      records: `type Pet @key(fields: "id") { id: ID! weight: Int }
        type Checkup @key(fields: "id") { id: ID! fee: Int }`,
      ages: 'type Pet @key(fields: "id") { id: ID! age: Int }',
    }),
  },
  'behind a nested key (apollographql/router 9926)': {
    field: 'E.needy',
    subgraphs: of({
      a: `type Query { us: [U] } union U = E
        type E @key(fields: "sub { id1 }") { sub: Sub } type Sub @key(fields: "id1") { id1: ID! }`,
      b: 'type Sub @key(fields: "id1") { id1: ID! id2: ID! @shareable }',
      c: `type E @key(fields: "sub { id2 }") { sub: Sub x: Int @external needy: Int @requires(fields: "x") }
        type Sub { id2: ID! @shareable }`,
      d: 'type E @key(fields: "sub { id2 }") { sub: Sub x: Int } type Sub { id2: ID! @shareable }',
    }),
  },
  'by a key that its way does not have (apollographql/federation 3113)': {
    field: 'T.req',
    subgraphs: of({
      a: 'type Query { t: T } type T @key(fields: "id1") { id1: ID! }',
      b: `type T @key(fields: "id1") @key(fields: "id2") {
          id1: ID! id2: ID! x: Int @external req: Int @requires(fields: "x")
        }`,
      c: 'type T @key(fields: "id2") { id2: ID! x: Int }',
    }),
  },
};

/** The last of them with a second way that has a plan; `{ t { req } }` kills the planner. */
export const SOMETIMES_PLANNABLE: Subgraphs = {
  a: {
    sdl: 'type Query { t: T ping(n: Int): Int } type T @key(fields: "id1") { id1: ID! }',
    resolvers: { Query: { t: () => ({ id1: '1' }), ping: (_: unknown, { n }: { n: number }) => n } },
  },
  b: {
    sdl: `type T @key(fields: "id1") @key(fields: "id2") {
        id1: ID! id2: ID! x: Int @external req(n: Int): Int @requires(fields: "x")
      }`,
    resolvers: {
      T: {
        __resolveReference: (given: object) => ({ id1: '1', id2: '2', ...given }),
        req: ({ x }: { x: number }, { n }: { n: number }) => x + (n ?? 0),
      },
    },
  },
  c: {
    sdl: 'type Query { direct: T } type T @key(fields: "id2") { id2: ID! x: Int }',
    resolvers: { Query: { direct: () => ({ id2: '2', x: 7 }) }, T: { __resolveReference: () => ({ id2: '2', x: 7 }) } },
  },
};
