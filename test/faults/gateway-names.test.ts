import { OperationTypeNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federate, plain } from '../../gateway/testing/federate.ts';
import { startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { leavesOf, waysFrom } from '../differential/entity-paths.ts';
import { World } from '../differential/world.ts';

const thing = { id: 't1', name: 'Press', size: 7, bad: 'abc', nodes: [{ a: 1, b: 2 }] };
const echo = (_: unknown, args: object) => JSON.stringify(args);
/** Things of two subgraphs, and what takes every kind of argument and says it again. */
const subgraphs = {
  one: {
    sdl: `type Query { thing: Thing things: [Thing!]
        echo(text: String id: ID must: Int! = 5 list: [Int!] wish: Wish any: Any): String }
      scalar Any input Wish { amount: Float! unit: String = "C62" }
      type Subscription { tick(text: String): Int }
      type Thing @key(fields: "id") { id: ID! name: String! size: Int nodes: [Node!] }
      type Node { a: Int b: Int }`,
    resolvers: {
      Query: { thing: () => thing, things: () => [thing], echo },
      Subscription: {
        tick: {
          subscribe: async function* () {
            yield { tick: 1 };
          },
        },
      },
    },
  },
  two: {
    sdl: 'type Query { two: Int } type Thing @key(fields: "id") { id: ID! told: String }',
    resolvers: {
      Thing: { __resolveReference: ({ id }: { id: string }) => ({ id }), told: ({ id }: { id: string }) => `of ${id}` },
    },
  },
};

describe('G-01 a name of the client is a key like any other', () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'then',
    'hasOwnProperty',
    'valueOf',
    'toJSON',
    '__defineGetter__',
  ];
  it.each(names)('%s at the root, below it, in lists and of objects', async (name) => {
    const { run } = federate(subgraphs);
    const result = await run(
      `{ ${name}: thing { ${name}: name told } things { ${name}: nodes { ${name}: a } id: told } }`,
    );
    expect(result.errors).toBeUndefined();
    expect(JSON.stringify(result.data)).toBe(
      `{"${name}":{"${name}":"Press","told":"of t1"},"things":[{"${name}":[{"${name}":1}],"id":"of t1"}]}`,
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each(names)('%s as a variable, given and left out', async (name) => {
    const { run } = federate(subgraphs);
    const source = `query ($${name}: String) { echo(text: $${name}) }`;
    expect((await run(source, JSON.parse(`{"${name}":"x"}`))).data?.echo).toBe('{"text":"x","must":5}');
    expect((await run(source, {})).data?.echo).toBe('{"must":5}');
  });
});

describe('G-03 an alias is never taken for a key', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.hub();
  });
  afterAll(() => world.close());

  it("in any entity of the hub's graph: every other leaf under every key's name", async () => {
    const wrong: string[] = [];
    let compared = 0;
    const ways = waysFrom(world.schema);
    for (const [name, keys] of world.facts.keys) {
      const [type, way] = [world.schema.getType(name), ways.get(name)];
      if (!type || !('getInterfaces' in type) || !('isTypeOf' in type) || !way) continue;
      const values = Array.from({ length: 40 }, (_, n) => `x-${n}`);
      let there: string | undefined;
      for (const value of values) {
        const { data } = await world.answer(parse(`{ ${way('__typename', value)} }`), {});
        if (JSON.stringify(data).includes(`"__typename":"${name}"`)) there ??= value;
      }
      if (there === undefined) throw new Error(`No ${name} is to be found`);
      const leaves = leavesOf(type);
      for (const key of keys) {
        const others = leaves.filter((leaf) => leaf !== key);
        for (const leaf of others) {
          const source = `query { ${way(`${key}: ${leaf} ${others.join(' ')}`, there)} }`;
          const verdict = await world.compare({ source, variables: {}, kind: OperationTypeNode.QUERY });
          compared += 1;
          if (verdict !== 'EQUAL') wrong.push(typeof verdict === 'string' ? source : verdict.difference);
        }
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThan(80);
  });
});

describe('G-09, G-14 literals arrive as they were written', () => {
  it.each([
    ['"a\\bc"', 'a\bc'],
    ['"\\f\\n\\r\\t\\u0007 \\" \\\\ \\/"', '\f\n\r\t\u0007 " \\ /'],
    ['"""\n  a\n    b\\n\n  """', 'a\n  b\\n'],
    ['"\\u{1F600}"', '😀'],
  ])('the text %s', async (literal, text) => {
    const { run } = federate(subgraphs);
    expect(JSON.parse(String((await run(`{ echo(text: ${literal}) }`)).data?.echo)).text).toBe(text);
  });

  it.each([
    ['id: 18446744073709551616', '{"id":"18446744073709551616","must":5}'],
    ['list: 3', '{"must":5,"list":[3]}'],
    ['wish: { amount: 1 }', '{"must":5,"wish":{"amount":1,"unit":"C62"}}'],
    ['any: 9007199254740993', '{"must":5,"any":"9007199254740993"}'],
    ['any: { a: [1.5, null, YES] }', '{"must":5,"any":{"a":[1.5,null,"YES"]}}'],
  ])('%s', async (argument, said) => {
    const { run } = federate(subgraphs);
    expect((await run(`{ echo(${argument}) }`)).data?.echo).toBe(said);
  });

  it('variables within them too, under names that are the planner’s own', async () => {
    const { run } = federate(subgraphs);
    const source = `query ($representations: Float!, $__batch_reps_0: Int!, $a0: String) {
      echo(wish: { amount: $representations, unit: $a0 } list: [$__batch_reps_0]) thing { told } }`;
    const { data } = await run(source, { representations: 2.5, __batch_reps_0: 7 });
    expect(data?.echo).toBe('{"must":5,"list":[7],"wish":{"amount":2.5,"unit":"C62"}}');
    expect(data?.thing).toEqual({ told: 'of t1' });
  });

  it('a null where none may be is an error of that field', async () => {
    const { run } = federate(subgraphs);
    const result = await run('query ($n: Int) { a: echo(must: $n) b: echo(must: 1) }', { n: null });
    expect(plain(result)).toEqual({ data: { a: null, b: '{"must":1}' }, errorPaths: ['a'] });
    expect(result.errors?.[0]?.message).toBe('Argument "must" of non-null type "Int!" must not be null.');
    expect(result.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('G-11, G-12 what is left out and what is asked twice', () => {
  it.each([
    ['{ thing @include(if: false) { name } }', {}],
    ['{ thing { name @skip(if: true) } }', { thing: {} }],
    ['{ ... @skip(if: true) { thing { told } } two @include(if: false) }', {}],
    ['{ thing { nodes: nodes { a } nodes { b } } }', { thing: { nodes: [{ a: 1, b: 2 }] } }],
    ['{ thing { name: name told: told name } }', { thing: { name: 'Press', told: 'of t1' } }],
  ])('%s', async (source, data) => {
    const { run } = federate(subgraphs);
    expect(plain(await run(source))).toEqual({ data, errorPaths: [] });
  });

  it('nothing is planned or fetched for nothing', async () => {
    const { run, fetches } = federate(subgraphs);
    await run('{ thing @include(if: false) { name } __typename }');
    expect(fetches).toEqual([]);
  });
});

describe('values that a subgraph should not have answered', () => {
  const misfits = (value: unknown) =>
    federate(
      {
        s: {
          sdl: 'scalar Raw type Query { int: Int float: Float text: String yes: Boolean mood: Mood object: O list: [Int] } enum Mood { GOOD } type O { a: Int }',
          resolvers: {},
        },
      },
      {
        transports: {
          s: {
            execute: async ({ query }) => ({
              data: { [/int|float|text|yes|mood|object|list/.exec(query)?.[0] ?? '']: value },
            }),
            subscribe: async () => ({}),
            close: async () => {},
          },
        },
      },
    );
  it.each([
    ['int', 'abc'],
    ['int', 1.5],
    ['int', 2 ** 40],
    ['float', 'abc'],
    ['text', { a: 1 }],
    ['text', ['a']],
    ['yes', 'true'],
    ['mood', 'BAD'],
    ['mood', { a: 1 }],
    ['list', 1],
    ['object { a }', 'abc'],
    ['object { a }', [{ a: 1 }]],
  ])('%s: %j is null with an error', async (field, value) => {
    const { run } = misfits(value);
    const [key = ''] = field.split(' ');
    const result = await run(`{ ${field} }`);
    expect(plain(result)).toEqual({ data: { [key]: null }, errorPaths: [key] });
    expect(result.errors?.[0]?.extensions.code).toBe('INTERNAL');
  });

  it.each([
    ['text', 7, '7'],
    ['text', true, 'true'],
    ['int', true, 1],
    ['float', 3, 3],
  ])('%s: %j goes out as graphql-js would give it', async (field, value, shown) => {
    expect(plain(await misfits(value).run(`{ ${field} }`))).toEqual({ data: { [field]: shown }, errorPaths: [] });
  });
});

describe('mistakes of the client', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ subgraphs });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  const MISTAKES: readonly (readonly [string, object | undefined])[] = [
    ['query ($n: Int!) { echo(must: $n) }', undefined],
    ['query ($n: Int!) { echo(must: $n) }', { n: null }],
    ['query ($n: Int!) { echo(must: $n) }', { n: 'seven' }],
    ['query ($x: Boolean = true) { two @include(if: $x) }', { x: null }],
  ];

  it.each(MISTAKES)('G-13 %s with %j is BAD_USER_INPUT over HTTP', async (query, variables) => {
    const { status, body } = await gateway.ask({ query, variables });
    expect({ status, code: body.errors?.[0]?.extensions?.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it.each(MISTAKES)('G-13 %s with %j is BAD_USER_INPUT over WebSocket', async (query, variables) => {
    using socket = await gateway.socket().signIn();
    socket.say({ id: '1', type: 'subscribe', payload: { query, variables } });
    const heard = await socket.hear(({ id }) => id === '1');
    expect(JSON.stringify(heard)).toContain('"code":"BAD_USER_INPUT"');
  });

  it.each([
    'subscription ($s: Boolean!) { tick @skip(if: $s) }',
    'subscription { tick @skip(if: true) }',
    'subscription ($s: Boolean!) { ... @include(if: $s) { tick } }',
  ])('G-08 %s costs itself, not the socket', async (query) => {
    using socket = await gateway.socket().signIn();
    socket.say({ id: '1', type: 'subscribe', payload: { query, variables: { s: true } } });
    expect(JSON.stringify(await socket.hear(({ id }) => id === '1'))).toMatch(
      /"code":"(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)"|"tick":1/,
    );
    socket.say({ id: '2', type: 'subscribe', payload: { query: '{ thing { name } }' } });
    expect(await socket.hear(({ id }) => id === '2')).toMatchObject({
      payload: { data: { thing: { name: 'Press' } } },
    });
    expect((await gateway.query(query, { s: true })).status).toBe(400);
  });

  it('an operation that is not there has a code on a socket', async () => {
    using socket = await gateway.socket().signIn();
    socket.say({ id: '1', type: 'subscribe', payload: { query: 'query A { two } query B { two }' } });
    expect(JSON.stringify(await socket.hear(({ id }) => id === '1'))).toContain('"code":"BAD_REQUEST"');
  });

  it.each([
    ['in one selection', `{ thing { ${'name '.repeat(900)} } }`],
    ['under one parent that is repeated', `{ thing { ${'nodes { a a a a a } '.repeat(90)} } }`],
    ['by a fragment that is not used', `{ two } fragment F on Thing { ${'name '.repeat(900)} }`],
    ['by fragments', `{ ${'...F '.repeat(8)} } fragment F on Query { thing { ${'name '.repeat(30)} } }`],
  ])('one place that is asked for very often, %s, is refused before its fields are compared', async (_, query) => {
    const { status, body } = await gateway.query(query);
    expect({ status, messages: body.errors?.map(({ message }) => message) }).toEqual({
      status: 400,
      messages: [expect.stringMatching(/^The document asks for one place \d+ times, at most 100/)],
    });
  });
});

describe('one response key, its input fields in another order', () => {
  it('is one field: it is carried out once, and answers both selections', async () => {
    let made = 0;
    const { run } = federate({
      one: {
        sdl: 'type Query { x: Int } input In { a: Int b: [In] } type Made { a: Int b: Int } type Mutation { make(in: In): Made }',
        resolvers: {
          Mutation: {
            make: () => {
              made += 1;
              return { a: 1, b: 2 };
            },
          },
        },
      },
    });
    const result = await run(
      'mutation { m: make(in: { a: 1, b: [{ a: 2, b: [] }] }) { a } m: make(in: { b: [{ b: [], a: 2 }], a: 1 }) { b } }',
    );
    expect(plain(result)).toEqual({ data: { m: { a: 1, b: 2 } }, errorPaths: [] });
    expect(made).toBe(1);
  });
});
