import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type FixtureSubgraph, federate, plain } from '../testing/federate.ts';

/** Products, of which one subgraph knows the types and others know nothing but the interface. */
interface Product {
  readonly __typename: 'Book' | 'Film';
  readonly id: string;
  readonly title: string;
  readonly pages?: number;
  readonly minutes?: number;
  readonly reviews: number;
  readonly by: { readonly name: string };
}
const products: readonly Product[] = [
  { __typename: 'Book', id: '1', title: 'Gears', pages: 10, reviews: 3, by: { name: 'ada' } },
  { __typename: 'Film', id: '2', title: 'Springs', minutes: 90, reviews: 5, by: { name: 'eve' } },
];
const productOf = ({ id }: { id: string }): Product | undefined => products.find((product) => product.id === id);
const ids = () => products.map(({ id }) => ({ id }));
const reviewed = ({ id }: { id: string }) => ({ id, reviews: productOf({ id })?.reviews, by: productOf({ id })?.by });

const catalog: FixtureSubgraph = {
  sdl: `type Query { products: [Product] product(id: ID!): Product }
    interface Product @key(fields: "id") { id: ID! title: String }
    type Book implements Product @key(fields: "id") { id: ID! title: String pages: Int }
    type Film implements Product @key(fields: "id") { id: ID! title: String minutes: Int }`,
  resolvers: {
    Query: { products: () => products, product: (_: unknown, args: { id: string }) => productOf(args) },
    Product: { __resolveReference: productOf },
    Book: { __resolveReference: productOf },
    Film: { __resolveReference: productOf },
  },
};
const search: FixtureSubgraph = {
  sdl: `type Query { search: [Product] top: Product } type Product @key(fields: "id") @interfaceObject { id: ID! }`,
  resolvers: {
    Query: { search: ids, top: () => ({ id: '2' }) },
    Product: { __resolveReference: ({ id }: Product) => ({ id }) },
  },
};
const reviews: FixtureSubgraph = {
  sdl: `type Product @key(fields: "id") @interfaceObject { id: ID! reviews: Int by: Person } type Person { name: String }`,
  resolvers: { Product: { __resolveReference: reviewed } },
};
const searchAndReviews: FixtureSubgraph = {
  sdl: `type Query { search: [Product] top: Product }
    type Product @key(fields: "id") @interfaceObject { id: ID! reviews: Int by: Person } type Person { name: String }`,
  resolvers: {
    Query: { search: () => ids().map(reviewed), top: () => reviewed({ id: '2' }) },
    Product: { __resolveReference: reviewed },
  },
};
const monolith = buildSchema(`
  type Query { products: [Product] product(id: ID!): Product search: [Product] top: Product }
  type Person { name: String }
  interface Product { id: ID! title: String reviews: Int by: Person }
  type Book implements Product { id: ID! title: String pages: Int reviews: Int by: Person }
  type Film implements Product { id: ID! title: String minutes: Int reviews: Int by: Person }`);
const rootValue = { products, product: productOf, search: products, top: products[1] };

describe.each<[string, Record<string, FixtureSubgraph>]>([
  ['two subgraphs', { catalog, searchAndReviews }],
  ['three subgraphs', { catalog, search, reviews }],
  ['three subgraphs, the catalog last', { reviews, search, catalog }],
])('G-10 an interface that is an object elsewhere, %s', (_, subgraphs) => {
  const { run } = federate(subgraphs);

  it.each([
    '{ search { title ... on Book { reviews } } }',
    '{ search { title } }',
    '{ search { __typename title } }',
    '{ search { __typename reviews } }',
    '{ search { t: __typename reviews } }',
    '{ search { t: __typename } }',
    '{ search { id ... on Book { pages } ... on Film { minutes } } }',
    '{ search { ... on Film { reviews minutes __typename } } }',
    '{ search { reviews title again: reviews ... on Book { by { name } } } }',
    '{ search { ... on Product { ... on Film { id reviews title } } by { name } } }',
    '{ search { ... on Book { by { name } t: __typename } } products { ... on Film { reviews } } }',
    '{ products { reviews } }',
    '{ products { __typename reviews ... on Book { pages reviews } } }',
    '{ products { t: __typename reviews by { name } } }',
    '{ products { ... on Book { title reviews } ... on Film { by { name } } } }',
    '{ product(id: "2") { ... on Film { reviews } } }',
    '{ top { __typename title reviews ... on Film { minutes } } }',
    '{ top { ... on Book { pages } ... on Film { t: __typename } } }',
  ])('%s is answered as by one schema', async (source) => {
    expect(plain(await run(source))).toEqual(plain(await graphql({ schema: monolith, source, rootValue })));
  });
});
