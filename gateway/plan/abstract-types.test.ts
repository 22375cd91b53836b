import { describe, expect, it } from 'vitest';
import { federate, plain } from '../testing/federate.ts';

/** Assets of a plant are known by their interface in one subgraph, by their types in another. */
function assets(answers: { readonly machines?: unknown; readonly found?: unknown } = {}) {
  const byId: Record<string, { __typename: string; id: string; name: string }> = {
    m1: { __typename: 'Machine', id: 'm1', name: 'Press' },
    t1: { __typename: 'Tool', id: 't1', name: 'Die' },
  };
  return federate({
    register: {
      sdl: `
        type Query { assets: [Asset!] found: [Found] }
        interface Asset @key(fields: "id") { id: ID! name: String! }
        type Machine implements Asset @key(fields: "id") { id: ID! name: String! power: Int }
        type Tool implements Asset @key(fields: "id") { id: ID! name: String! }
        type Note { text: String! }
        union Found = Machine | Note`,
      resolvers: {
        Query: {
          assets: () => answers.machines ?? [byId.m1, byId.t1],
          found: () => answers.found ?? [{ __typename: 'Note', text: 'oil' }, null, byId.m1],
        },
        Asset: { __resolveReference: ({ id }: { id: string }) => byId[id] },
        Machine: { __resolveReference: ({ id }: { id: string }) => byId[id], power: () => 7 },
        Tool: { __resolveReference: ({ id }: { id: string }) => byId[id] },
      },
    },
    upkeep: {
      sdl: `
        type Query { worn: [Asset!] }
        type Asset @key(fields: "id") @interfaceObject { id: ID! hours: Int! }`,
      resolvers: {
        Query: { worn: () => [{ id: 'm1' }, { id: 't1' }] },
        Asset: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          hours: ({ id }: { id: string }) => id.charCodeAt(0),
        },
      },
    },
    shop: {
      sdl: `
        type Query { nothing: Int }
        type Machine @key(fields: "id") { id: ID! price: Int }`,
      resolvers: { Machine: { __resolveReference: ({ id }: { id: string }) => ({ id }), price: () => 900 } },
    },
  });
}

describe('interfaces and unions over several subgraphs', () => {
  it('take fields by type from where they are known', async () => {
    const { run } = assets();
    const source = '{ assets { __typename name hours ... on Machine { power price } } }';
    expect(plain(await run(source))).toEqual({
      data: {
        assets: [
          { __typename: 'Machine', name: 'Press', hours: 109, power: 7, price: 900 },
          { __typename: 'Tool', name: 'Die', hours: 116 },
        ],
      },
      errorPaths: [],
    });
  });

  it('find the type of objects that a subgraph knows by their interface only', async () => {
    const { run } = assets();
    expect(plain(await run('{ worn { __typename hours name ... on Machine { price } } }')).data).toEqual({
      worn: [
        { __typename: 'Machine', hours: 109, name: 'Press', price: 900 },
        { __typename: 'Tool', hours: 116, name: 'Die' },
      ],
    });
    expect(plain(await run('{ worn { hours } }')).data).toEqual({ worn: [{ hours: 109 }, { hours: 116 }] });
  });

  it('show what fits the fragments of a union, and nulls in its list', async () => {
    const { run } = assets();
    expect(plain(await run('{ found { ... on Note { text } ... on Machine { name price } } }')).data).toEqual({
      found: [{ text: 'oil' }, null, { name: 'Press', price: 900 }],
    });
  });

  it('give errors their place in the list, whatever is between', async () => {
    const { run, down } = assets();
    down.add('shop');
    const { data, errorPaths } = plain(await run('{ found { ... on Machine { name price } } }'));
    expect(data).toEqual({ found: [{}, null, { name: 'Press', price: null }] });
    expect(errorPaths).toEqual(['found.2.price']);
  });
});
