import { describe, expect, it } from 'vitest';
import { type FixtureSubgraph, federate, plain } from '../testing/federate.ts';

/** A part in a box of a part: every way from one entity to another leads through objects that are none. */
const subgraphs: Record<string, FixtureSubgraph> = {
  parts: {
    sdl: 'type Query { part(id: ID!): Part } type Part @key(fields: "id") { id: ID! }',
    resolvers: { Query: { part: (_: unknown, { id }: { id: string }) => ({ id }) } },
  },
  boxes: {
    sdl: `type Part @key(fields: "id") { id: ID! box: Box boxes: [Box] }
      type Box { label: String inner: Box lots: [Lot] part: Part } type Lot @key(fields: "number") { number: ID! }`,
    resolvers: {
      Part: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        box: ({ id }: { id: string }) => box(id),
        boxes: ({ id }: { id: string }) => [box(id), box(`${id}2`)],
      },
    },
  },
  stock: {
    sdl: `type Part @key(fields: "id") { id: ID! stock(plant: ID!): Stock need(plant: ID!): Int! } type Stock { plant: ID! onHand: Int }
      type Lot @key(fields: "number") { number: ID! holds(state: String!): [String] }`,
    resolvers: {
      Part: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        stock: (_: unknown, { plant }: { plant: string }) => ({ plant, onHand: plant.length }),
        need: (_: unknown, { plant }: { plant: string }) => {
          if (plant === 'NONE') throw new Error('nothing is needed there');
          return plant.length;
        },
      },
      Lot: {
        __resolveReference: ({ number }: { number: string }) => ({ number }),
        holds: ({ number }: { number: string }, { state }: { state: string }) => [`${number} ${state}`],
      },
    },
  },
};
const box = (id: string) => ({
  label: id,
  inner: { label: `${id}i`, part: { id: `${id}-c` } },
  lots: [{ number: `${id}-l1` }, { number: `${id}-l2` }],
  part: { id: `${id}-p` },
});

describe('one entity in several places of the answer', () => {
  /** A question with other values at each place: together it must answer what the questions answer alone. */
  const questions: [string, (value: string) => string][] = [
    ['below an object', (value) => `{ box { part { id stock(plant: "${value}") { plant onHand } } } }`],
    ['below objects in objects', (value) => `{ box { inner { part { stock(plant: "${value}") { plant } } } } }`],
    [
      'below lists',
      (value) => `{ boxes { lots { number holds(state: "${value}") } part { need(plant: "${value}") } } }`,
    ],
    ['with an error at one place', (value) => `{ box { part { id need(plant: "${value}") } label } }`],
  ];
  it.each(questions)('%s, asked with other arguments', async (_, question) => {
    const { run } = federate(subgraphs);
    const values = ['HAM', 'PUEBLA', 'NONE', 'X'];
    const together = await run(`{ ${values.map((value, n) => `p${n}: part(id: "1") ${question(value)}`).join(' ')} }`);
    const all = plain(together);
    for (const [n, value] of values.entries()) {
      const alone = plain(await run(`{ p${n}: part(id: "1") ${question(value)} }`));
      expect((all.data as Record<string, unknown>)[`p${n}`]).toEqual((alone.data as Record<string, unknown>)[`p${n}`]);
      expect(all.errorPaths.filter((at) => at.startsWith(`p${n}.`))).toEqual(alone.errorPaths);
    }
  });
});

describe('a subgraph that nulls its whole answer', () => {
  const answers: Record<string, FixtureSubgraph> = {
    one: {
      sdl: 'type Query { x: Int! y: Int } type Mutation { inc: Int! fail: Int! }',
      resolvers: {
        Query: {
          x: () => {
            throw new Error('x is broken');
          },
          y: () => 1,
        },
        Mutation: {
          inc: () => 1,
          fail: () => {
            throw new Error('fail is broken');
          },
        },
      },
    },
  };
  it.each([
    ['{ y x }', ['x']],
    ['mutation { a: inc fail c: inc }', ['fail']],
  ])('%s: its error is told, and no other', async (source, errorPaths) => {
    expect(plain(await federate(answers).run(source))).toEqual({ data: null, errorPaths });
  });
});
