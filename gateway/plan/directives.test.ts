import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPlannerInProcess } from '../planner/planner.ts';
import { sdlForPlanner } from '../planner/supergraph-sdl.ts';
import { composeFixtures, type FixtureSubgraph, federate, plain, requestContext } from '../testing/federate.ts';
import { drawOverride } from './override-draw.ts';
import { requiresTwiceUnderOneName } from './required-twice.ts';

const owners: Record<string, { __typename: 'User' | 'Org'; id: string; name: string }> = {
  '1': { __typename: 'User', id: '1', name: 'ada' },
  '2': { __typename: 'Org', id: '2', name: 'acme' },
};
const ownerOf = ({ id }: { id: string }) => owners[id];

describe('@provides', () => {
  const provided = (fields: string): Record<string, FixtureSubgraph> => ({
    books: {
      sdl: `type Query { book: Book } type Book @key(fields: "id") { id: ID! author: Author @provides(fields: "${fields}") }
        type Author @key(fields: "id") { id: ID! name: String @external home: Home @external } type Home { city: String @external }`,
      resolvers: {
        Query: { book: () => ({ id: '1', author: { id: '2', name: 'provided', home: { city: 'provided' } } }) },
      },
    },
    authors: {
      sdl: `type Author @key(fields: "id") { id: ID! name: String age: Int home: Home } type Home { city: String }`,
      resolvers: {
        Author: {
          __resolveReference: ({ id }: { id: string }) => ({ id, name: 'asked', age: 5, home: { city: 'asked' } }),
        },
      },
    },
  });

  it.each(['__typename name home { city }', 'name __typename home { __typename city }'])(
    'names the type: %s',
    async (fields) => {
      const { run } = federate(provided(fields));
      expect(plain(await run('{ book { author { __typename name age home { city } } } }'))).toEqual({
        data: { book: { author: { __typename: 'Author', name: 'provided', age: 5, home: { city: 'provided' } } } },
        errorPaths: [],
      });
    },
  );

  it('is left out where it provides nothing but the type', () => {
    const sdl = (provides: string) =>
      `type Query { a: A @join__field(graph: X${provides}) b: Int @other(provides: "__typename") }`;
    const same = (text: string) => print(parse(text));
    expect(same(sdlForPlanner(sdl(', provides: "__typename"')))).toBe(same(sdl('')));
    expect(same(sdlForPlanner(sdl(', provides: "b { __typename } c"')))).toBe(same(sdl(', provides: "c"')));
    expect(sdlForPlanner(sdl(', provides: "c"'))).toContain('"c"');
  });
});

describe('@requires', () => {
  const things = (fields: string): Record<string, FixtureSubgraph> => ({
    things: {
      sdl: `type Query { things: [Thing] } type Thing @key(fields: "id") { id: ID! owner: Owner }
        interface Owner @key(fields: "id") { id: ID! name: String }
        type User implements Owner @key(fields: "id") { id: ID! name: String }
        type Org implements Owner @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Query: { things: () => ['1', '2'].map((id) => ({ id, owner: owners[id] })) },
        Thing: { __resolveReference: ({ id }: { id: string }) => ({ id, owner: owners[id] }) },
        Owner: { __resolveReference: ownerOf },
      },
    },
    labels: {
      sdl: `type Thing @key(fields: "id") { id: ID! owner: Owner @external label: String @requires(fields: "${fields}") }
        interface Owner @key(fields: "id") { id: ID! name: String @external }
        type User implements Owner @key(fields: "id") { id: ID! name: String @external }
        type Org implements Owner @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: {
        Thing: { label: ({ owner }: { owner?: (typeof owners)[string] }) => `${owner?.__typename} ${owner?.name}` },
        Owner: {
          __resolveReference: (owner: object) => owner,
          __resolveType: (owner: { __typename: string }) => owner.__typename,
        },
      },
    },
  });

  it.each(['owner { name }', 'owner { __typename name }', 'owner { ... on User { name } ... on Org { name } }'])(
    'of an interface says which type it is: %s',
    async (fields) => {
      const { run } = federate(things(fields));
      expect(plain(await run('{ things { label } }'))).toEqual({
        data: { things: [{ label: 'User ada' }, { label: 'Org acme' }] },
        errorPaths: [],
      });
    },
  );
});

describe('@requires of one field with different arguments', () => {
  const shop: Record<string, FixtureSubgraph> = {
    shipping: {
      sdl: `type Product @key(fields: "id") { id: ID! price(currency: String): Int @external weight: Int @external
          category: Category @external
          usd: Int @requires(fields: "price(currency: \\"USD\\") weight")
          eur: Int @requires(fields: "price(currency: \\"EUR\\") weight")
          dear: Boolean @requires(fields: "category { average(currency: \\"USD\\") }") }
        type Category { average(currency: String): Int @external }`,
      resolvers: {
        Product: {
          usd: ({ price }: { price: number }) => price,
          eur: ({ price }: { price: number }) => price,
          dear: ({ category }: { category: { average: number } }) => category.average > 10,
        },
      },
    },
    catalog: {
      sdl: `type Query { product: Product }
        type Product @key(fields: "id") { id: ID! price(currency: String): Int weight: Int category: Category name: String }
        type Category { average(currency: String): Int }`,
      resolvers: {
        Query: { product: () => ({ id: '1', weight: 1, name: 'a', category: {} }) },
        Product: { price: (_: unknown, { currency }: { currency: string }) => (currency === 'USD' ? 11 : 22) },
        Category: { average: () => 11 },
      },
    },
  };
  const orders = (fields: readonly string[]): string[][] =>
    fields.length < 2
      ? [[...fields]]
      : fields.flatMap((field) => orders(fields.filter((other) => other !== field)).map((rest) => [field, ...rest]));

  it('gives each its own value, in whatever order they are asked for', async () => {
    const supergraphSdl = composeFixtures(shop);
    const { run } = federate(shop);
    const planner = createPlannerInProcess(supergraphSdl);
    let wrong = 0;
    for (const order of orders(['usd', 'eur', 'dear', 'name'])) {
      const source = `{ product { ${order.join(' ')} } }`;
      if (requiresTwiceUnderOneName(await planner.plan(source))) wrong += 1;
      expect((await run(source)).data).toEqual({ product: { usd: 11, eur: 22, dear: true, name: 'a' } });
    }
    expect(wrong).toBeGreaterThan(0);
  });
});

describe('@key', () => {
  it('of nothing but the type finds the one object that there is', async () => {
    const { run } = federate({
      stock: {
        sdl: `type Query { shop: Shop } type Shop @key(fields: "__typename") { sku: String! }`,
        resolvers: { Query: { shop: () => ({ sku: 'a' }) } },
      },
      reviews: {
        sdl: `type Shop @key(fields: "__typename") { stars: Int! }`,
        resolvers: { Shop: { __resolveReference: () => ({ stars: 4 }) } },
      },
    });
    expect(plain(await run('{ shop { sku stars } }'))).toEqual({
      data: { shop: { sku: 'a', stars: 4 } },
      errorPaths: [],
    });
  });
});

describe('@override', () => {
  const overridden = (label: string): Record<string, FixtureSubgraph> => ({
    old: {
      sdl: 'type Query { book: Book } type Book @key(fields: "id") { id: ID! from: String }',
      resolvers: { Query: { book: () => ({ id: '1', from: 'old' }) } },
    },
    next: {
      sdl: `type Book @key(fields: "id") { id: ID! from: String @override(from: "old", label: "${label}") }`,
      resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, from: 'next' }) } },
    },
  });
  const REQUESTS = 400;
  const shareOfNext = async (label: string, labels?: readonly string[]): Promise<number> => {
    const { run } = federate(overridden(label), labels && { overrideLabels: labels });
    let next = 0;
    for (let n = 0; n < REQUESTS; n += 1) {
      const context = { ...requestContext(), correlationId: `request-${n}` };
      const { data } = await run('{ book { from } }', {}, { context });
      if ((data as { book: { from: string } }).book.from === 'next') next += 1;
    }
    return (next / REQUESTS) * 100;
  };

  it.each([
    [0, 0, 0],
    [1, 0.1, 3],
    [30, 25, 35],
    [70.5, 65, 75],
    [100, 100, 100],
  ])('by %d percent of the requests', async (percentage, least, most) => {
    const share = await shareOfNext(`percent(${percentage})`);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it('by a label that is switched on, or not', async () => {
    expect(await shareOfNext('moving')).toBe(0);
    expect(await shareOfNext('moving', ['moving'])).toBe(100);
    expect(() => federate(overridden('moving'), { overrideLabels: ['movign'] })).toThrow(
      'No @override of the supergraph has the label movign; it has moving',
    );
  });

  it('a request goes the same way again, and fields of one request go the way of one draw', () => {
    const percentages = [70, 30];
    for (let n = 0; n < 50; n += 1) {
      const drawn = drawOverride(percentages, `r${n}`);
      expect([0, 30, 70]).toContain(drawn);
      expect(drawOverride(percentages, `r${n}`)).toBe(drawn);
    }
    expect(drawOverride([], 'r')).toBe(0);
  });
});

describe('what the supergraph is made of', () => {
  it('is not in the schema of clients', async () => {
    const { executor, run } = federate({ a: { sdl: 'type Query { a: Int }', resolvers: {} } });
    expect(Object.keys(executor.schema.getTypeMap()).filter((name) => /^(join|link)__/.test(name))).toEqual([]);
    const { data } = await run('{ __schema { types { name } directives { name } } }');
    expect(JSON.stringify(data)).not.toMatch(/join__|link__/);
  });
});

describe('what no subgraph was asked for', () => {
  it('is an error and no silent null: here the planner leaves out fields of types behind @interfaceObject', async () => {
    const animals = [{ id: 'd' }];
    const dog = { __typename: 'Dog', id: 'd', name: 'rex', tricks: 3 };
    const { run } = federate({
      catalog: {
        sdl: `type Query { cage: Cage } type Cage @key(fields: "id") { id: ID! }
          interface Animal @key(fields: "id") { id: ID! name: String }
          type Dog implements Animal @key(fields: "id") { id: ID! name: String tricks: Int }`,
        resolvers: {
          Query: { cage: () => ({ id: '1' }) },
          Animal: { __resolveReference: () => dog },
          Dog: { __resolveReference: () => dog },
        },
      },
      zoo: {
        sdl: `type Cage @key(fields: "id") { id: ID! animals: [Animal] } type Animal @key(fields: "id") @interfaceObject { id: ID! }`,
        resolvers: { Cage: { __resolveReference: ({ id }: { id: string }) => ({ id, animals }) } },
      },
      labels: {
        sdl: `interface Animal @key(fields: "id") { id: ID! label: String }
          type Dog implements Animal @key(fields: "id") { id: ID! tricks: Int @external label: String @requires(fields: "tricks") }`,
        resolvers: {
          Dog: { label: ({ tricks }: { tricks: number }) => `tricks: ${tricks}` },
          Animal: { __resolveReference: (animal: object) => animal },
        },
      },
    });
    const { data, errors } = await run('{ cage { animals { label } } }');
    const { label } = (data as { cage: { animals: [{ label: string | null }] } }).cage.animals[0];
    if (label === null) expect(errors?.map(({ path }) => path)).toEqual([['cage', 'animals', 0, 'label']]);
    else expect({ label, errors }).toEqual({ label: 'tricks: 3', errors: undefined });
  });
});
