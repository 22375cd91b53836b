import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { FixtureSubgraph } from '../testing/federate.ts';
import { mintToken, startGateway, type TestGateway } from '../testing/start-gateway.ts';

/** Two subgraphs over which the planner panics where members of a union ask one field with other arguments. */
const subgraphs: Readonly<Record<string, FixtureSubgraph>> = {
  a: {
    sdl: `type Query { xs: [U] ping(n: Int): Int } union U = X | Y type X { p: P } type Y { p: P }
      type P @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        ping: (_: unknown, { n }: { n: number }) => n,
        xs: () => [
          { __typename: 'X', p: { id: '1' } },
          { __typename: 'Y', p: { id: '2' } },
        ],
      },
    },
  },
  b: {
    sdl: 'type P @key(fields: "id") { id: ID! f(a: Int): Int g: G } type G { n(a: Int): Int list(a: Int): [Int] }',
    resolvers: {
      P: {
        __resolveReference: ({ id }: { id: string }) => ({ id, g: {} }),
        f: (_: unknown, { a }: { a: number }) => a,
      },
      G: { n: (_: unknown, { a }: { a: number }) => a * 10, list: (_: unknown, { a }: { a: number }) => [a] },
    },
  },
};
const killing = (n: number) =>
  `{ xs { ... on X { p { f(a: 1) g { n(a: ${n}) } } } ... on Y { p { f(a: 2) g { n(a: 2) list(a: 5) } } } } }`;
const answered = (n: number) => ({
  data: { xs: [{ p: { f: 1, g: { n: n * 10 } } }, { p: { f: 2, g: { n: 20, list: [5] } } }] },
});

let gateway: TestGateway;
afterEach(() => gateway[Symbol.asyncDispose]());

const deaths = (): number => Number(/hub_planner_deaths_total\{cause="PANIC"\} (\d+)/.exec(gateway.metrics())?.[1]);

describe('G-02 a document that kills the planner, over HTTP', () => {
  it('costs itself, with 500 PLAN_FAILED where there is no plan, and nothing else', async () => {
    gateway = await startGateway({ subgraphs });
    const others = [1, 2, 3, 4, 5, 6];
    const [guilty, ...answers] = await Promise.all([
      gateway.query(killing(1)),
      ...others.map((n) => gateway.query(`{ q${n}: ping(n: ${n}) }`)),
    ]);
    expect(answers.map(({ body }) => body)).toEqual(others.map((n) => ({ data: { [`q${n}`]: n } })));
    expectFailedOrRight(guilty, 1, deaths());
    expect((await gateway.query('{ ping(n: 9) }')).body).toEqual({ data: { ping: 9 } });
  });

  it('on the graph of the hub', async () => {
    const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    gateway = await startGateway({ supergraphSdl, transports: {} });
    const lot =
      '{ materialLot(itemNumber: "CST-GP20", lotNumber: "NG-44902") { disposition lotNumber: onHand { __typename } } }';
    const { status, body } = await gateway.query(lot);
    if (deaths() > 0)
      expect({ status, code: body.errors?.[0]?.extensions?.code }).toEqual({ status: 500, code: 'PLAN_FAILED' });
    else expect({ status, data: body.data }).toEqual({ status: 200, data: { materialLot: null } });
    expect((await gateway.query('{ item(itemNumber: "a") { name } }')).body.data).toEqual({ item: null });
  });

  it('makes its caller wait for new plans after three, while cached ones still serve', async () => {
    gateway = await startGateway({ subgraphs });
    const cached = '{ ping(n: 3) }';
    await gateway.query(cached);
    const asked = await Promise.all([1, 2, 3].map((n) => gateway.query(killing(n))));
    const dead = deaths();
    for (const [index, answer] of asked.entries()) expectFailedOrRight(answer, index + 1, dead);
    const next = await gateway.query('{ ping }');
    expect({ status: next.status, data: next.body.data }).toEqual(
      dead === 3 ? { status: 500, data: undefined } : { status: 200, data: { ping: null } },
    );
    expect((await gateway.query(cached)).body).toEqual({ data: { ping: 3 } });
    const authorization = `Bearer ${await mintToken({ sub: 'grace' })}`;
    expect((await gateway.ask({ query: '{ ping __typename }' }, { authorization })).status).toBe(200);
  });
});

/** Documents reach the planner rewritten: whether it still dies over one is its affair; what the client gets is not. */
function expectFailedOrRight(answer: Awaited<ReturnType<TestGateway['query']>>, n: number, dead: number): void {
  if (dead === 0) {
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: answered(n) });
    return;
  }
  expect(answer.status).toBe(500);
  expect(answer.body).toEqual({
    errors: [
      {
        message: expect.any(String),
        extensions: { code: 'PLAN_FAILED', isRetryable: false, correlationId: answer.headers.get('x-correlation-id') },
      },
    ],
  });
}
