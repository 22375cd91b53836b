import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { SOMETIMES_PLANNABLE as subgraphs } from '../testing/reported-supergraphs.ts';
import { mintToken, startGateway, type TestGateway } from '../testing/start-gateway.ts';

/** Each of these kills the planner also in the form that the gateway gives it. */
const KILLING = ['{ t { req } }', '{ t { req id1 } }', '{ t { req req2: req(n: 2) } }'] as const;

let gateway: TestGateway;
afterEach(() => gateway[Symbol.asyncDispose]());

const deaths = (): number => Number(/hub_planner_deaths_total\{cause="PANIC"\} (\d+)/.exec(gateway.metrics())?.[1]);

describe('G-02 a document that kills the planner, over HTTP', () => {
  it('costs itself, with 500 PLAN_FAILED, and nothing else', async () => {
    gateway = await startGateway({ subgraphs });
    const others = [1, 2, 3, 4, 5, 6];
    const [guilty, ...answers] = await Promise.all([
      gateway.query(KILLING[0]),
      ...others.map((n) => gateway.query(`{ q${n}: ping(n: ${n}) }`)),
    ]);
    expect(answers.map(({ body }) => body)).toEqual(others.map((n) => ({ data: { [`q${n}`]: n } })));
    expectFailed(guilty);
    expect(deaths()).toBe(1);
    expect((await gateway.query('{ ping(n: 9) }')).body).toEqual({ data: { ping: 9 } });
  });

  it('was one on the graph of the hub, and is answered there now', async () => {
    const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    gateway = await startGateway({ supergraphSdl, transports: {} });
    const lot =
      '{ materialLot(itemNumber: "CST-GP20", lotNumber: "NG-44902") { disposition lotNumber: onHand { __typename } } }';
    const { status, body } = await gateway.query(lot);
    expect({ status, data: body.data, deaths: deaths() }).toEqual({
      status: 200,
      data: { materialLot: null },
      deaths: 0,
    });
    expect((await gateway.query('{ item(itemNumber: "a") { name } }')).body.data).toEqual({ item: null });
  });

  it('makes its caller wait for new plans after three, while cached ones still serve', async () => {
    gateway = await startGateway({ subgraphs });
    const cached = '{ ping(n: 3) }';
    await gateway.query(cached);
    for (const answer of await Promise.all(KILLING.map((document) => gateway.query(document)))) expectFailed(answer);
    expect(deaths()).toBe(3);
    const next = await gateway.query('{ ping }');
    expect({ status: next.status, code: next.body.errors?.[0]?.extensions?.code }).toEqual({
      status: 500,
      code: 'PLAN_FAILED',
    });
    expect((await gateway.query(cached)).body).toEqual({ data: { ping: 3 } });
    const authorization = `Bearer ${await mintToken({ sub: 'grace' })}`;
    expect((await gateway.ask({ query: '{ ping __typename }' }, { authorization })).status).toBe(200);
  });
});

function expectFailed(answer: Awaited<ReturnType<TestGateway['query']>>): void {
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
