import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';

/** What strangers sent that nobody here had thought of. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ mode: 'development' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codes = (answer: { body: { errors?: { extensions?: Record<string, unknown> }[] } }) =>
  answer.body.errors?.map(({ extensions }) => extensions?.code);

describe('a schema without mutations', () => {
  it('refuses one with 400, over HTTP', async () => {
    await using small = await startGateway({
      subgraphs: { one: { sdl: 'type Query { x: Int }', resolvers: { Query: { x: () => 1 } } } },
    });
    for (const query of ['mutation { nope }', 'mutation { __typename }', 'subscription { nope }']) {
      const answer = await small.query(query);
      expect([query, answer.status, codes(answer)]).toEqual([query, 400, ['GRAPHQL_VALIDATION_FAILED']]);
    }
  });
});

describe('values that are nested too deep', () => {
  /** As text: JSON.stringify could not write them. */
  const asked = (depth: number) =>
    `{"query": "{ ping }", "variables": {"x": ${'['.repeat(depth)}${']'.repeat(depth)}}}`;
  it.each([100, 5_000, 50_000])('are a mistake of the client: %s levels', async (depth) => {
    const answer = await gateway.ask(asked(depth));
    expect([answer.status, codes(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(gateway.logged).toEqual([]);
  });

  it('over a socket too, which lives on', async () => {
    using socket = await gateway.socket().signIn();
    socket.say(`{"id": "1", "type": "subscribe", "payload": ${asked(5_000)}}`);
    const refused = await socket.hear(({ id }) => id === '1');
    expect(JSON.stringify(refused)).toContain('BAD_USER_INPUT');
    socket.subscribe('2', '{ ping }');
    expect(await socket.hear(({ id }) => id === '2')).toMatchObject({ payload: { data: { ping: 1 } } });
  });
});

describe('a long id that is in use', () => {
  it('closes with 4409 as a short one does, and is no fault of the hub', async () => {
    using socket = await gateway.socket().signIn();
    const id = 'é'.repeat(3_000);
    for (let n = 0; n < 2; n += 1) socket.subscribe(id, 'subscription { events(name: "long") { n } }');
    const { code } = await socket.closed;
    expect(code).toBe(4409);
    expect(gateway.logged.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});

describe('questions about the schema', () => {
  it('are answered as tools ask them', async () => {
    const answer = await gateway.query(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }));
    expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  });

  it('are refused where they would hold a multiple of it', async () => {
    const all = 'types { fields { name args { type { ...T } } type { ...T } } }';
    const query = `{ ${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: __schema { ${all} }`).join(' ')} }
      fragment T on __Type { name ofType { name ofType { name ofType { name fields { name type { name } } } } } }`;
    const answer = await gateway.query(query);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it('with a null where there must be none are the client’s mistake, at its place', async () => {
    const answer = await gateway.query('query ($n: String = "x") { a: __type(name: $n) { name } }', { n: null });
    expect(answer.body.errors?.map(({ path }) => path)).toEqual([['a']]);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });
});
