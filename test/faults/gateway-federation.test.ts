import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalTransport } from '../../gateway/index.ts';
import { FaultServer } from '../../gateway/testing/fault-server.ts';
import { subgraphSchema } from '../../gateway/testing/federate.ts';
import { mintToken, startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { workshop } from '../../gateway/testing/workshop.ts';
import { createHttpTransport } from '../../gateway/transports/http-transport.ts';
import { patient } from '../kit/patience.ts';

/** Subgraph jobs runs in this process; people is a server that each test gives its faults. */
let people: FaultServer;
let gateway: TestGateway;
let order: number[];
beforeEach(async () => {
  people = new FaultServer();
  const url = await people.start();
  const fixture = workshop();
  order = fixture.order;
  gateway = await startGateway({
    subgraphs: fixture.subgraphs,
    transports: {
      jobs: createLocalTransport({ schema: subgraphSchema(fixture.subgraphs.jobs), context: (request) => request }),
      people: createHttpTransport({ name: 'people', url }),
    },
    limits: { subgraphMs: patient(1_500), readMs: patient(20_000) },
  });
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});

const RATINGS = '{ jobs { id person { id rating } } }';
const partial = { jobs: ['1', '2', '3'].map((id) => ({ id, person: { id: `p${id}`, rating: null } })) };
const paths = [0, 1, 2].map((n) => ['jobs', n, 'person', 'rating']);

const expectPartial = async (code: string, message: RegExp, isRetryable = true) => {
  const { status, body } = await gateway.query(RATINGS);
  expect({ status, data: body.data }).toEqual({ status: 200, data: partial });
  expect(body.errors?.map((error) => error.path)).toEqual(paths);
  for (const error of body.errors ?? []) {
    expect(error.message).toMatch(message);
    expect(error.extensions).toMatchObject({ code, isRetryable, serviceName: 'people' });
  }
};

describe('L1 a subgraph that is down', () => {
  it('costs its own fields, with errors that say so', async () => {
    await people[Symbol.asyncDispose]();
    await expectPartial('BACKEND_UNAVAILABLE', /^people cannot be reached$/);
  });
});

describe('L2 a non-null field of it', () => {
  it('takes away the nearest nullable place, with one error at the field', async () => {
    people.say({ data: { _entities: [{ email: 'a' }, null, { email: 'c' }] } });
    const { body } = await gateway.query('{ maybe { id person { email } } }');
    expect(body.data).toEqual({
      maybe: [{ id: '1', person: { email: 'a' } }, null, { id: '3', person: { email: 'c' } }],
    });
    expect(body.errors?.map((error) => error.path)).toEqual([['maybe', 1, 'person', 'email']]);
  });
});

describe('L3 a subgraph that hangs', () => {
  it('is not waited for beyond its deadline', async () => {
    people.answer = () => {};
    await expectPartial('BACKEND_TIMEOUT', /^people gave no answer within \d+ ms$/);
  });
});

describe('L4 an answer that is none', () => {
  it.each<[string, () => void, RegExp, boolean]>([
    ['too few entities', () => people.say({ data: { _entities: [{ rating: 1 }] } }), /1 entities where 3/, false],
    [
      'too many',
      () => people.say({ data: { _entities: [1, 2, 3, 4].map((rating) => ({ rating })) } }),
      /4 entities where 3/,
      false,
    ],
    ['no list', () => people.say({ data: { _entities: { rating: 1 } } }), /no list of entities/, false],
    ['a page with status 200', () => people.say('<html>Gateway</html>'), /no GraphQL response/, true],
    ['a 500 with a page', () => people.say('<html>Oops</html>', 500), /no GraphQL response/, true],
    ['JSON that is no response', () => people.say({ message: 'no route' }, 404), /no GraphQL response/, true],
    ['null', () => people.say('null'), /no GraphQL response/, true],
    ['more than 5 MB', () => people.say({ data: { filler: 'x'.repeat(6_000_000) } }), /too large/, true],
    [
      'half an answer',
      () => {
        people.answer = (_, response) => {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('{"data":');
          response.socket?.destroy();
        };
      },
      /people (broke off|cannot be reached)/,
      true,
    ],
  ])('%s costs that fetch only', async (_, break_, message, isRetryable) => {
    break_();
    await expectPartial('BACKEND_UNAVAILABLE', message, isRetryable);
  });

  it('a 500 with a GraphQL error keeps its words', async () => {
    people.say(
      { errors: [{ message: 'No database', extensions: { code: 'BACKEND_UNAVAILABLE', isRetryable: true } }] },
      500,
    );
    await expectPartial('BACKEND_UNAVAILABLE', /^No database$/);
  });
});

describe('L6 many entities', () => {
  it('take one call, and one that is met twice is asked for once', async () => {
    const schema = subgraphSchema(workshop().subgraphs.people);
    people.answer = async (_, response) => {
      const { query, variables } = JSON.parse(people.asked.at(-1)?.body ?? '{}');
      response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables })));
    };
    const { body } = await gateway.query('{ a: jobs { person { rating } } b: jobs { person { rating } } }');
    expect(body.errors).toBeUndefined();
    expect(body.data?.a).toEqual(body.data?.b);
    expect(people.asked).toHaveLength(1);
    expect(people.asked[0]?.body.match(/"id":"p1"/g)).toHaveLength(1);
  });
});

describe('L8 a mutation whose answer is lost', () => {
  it('is sent once, and what comes after it still runs', async () => {
    people.answer = (_, response) => response.socket?.destroy();
    const { body } = await gateway.query('mutation { one three two }');
    expect(people.asked).toHaveLength(1);
    expect(body.data).toEqual({ one: 1, three: null, two: 2 });
    expect(body.errors?.map((error) => error.path)).toEqual([['three']]);
    expect(order).toEqual([1, 2]);
  });
});

describe('H16 a client that gives up', () => {
  it('ends the calls of its query', async () => {
    let isCut: () => void = () => {};
    const cut = new Promise<void>((resolve) => {
      isCut = resolve;
    });
    const client = new AbortController();
    people.answer = (_, response) => {
      response.once('close', isCut);
      client.abort();
    };
    const gaveUp = fetch(`${gateway.url}graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await mintToken()}` },
      body: JSON.stringify({ query: RATINGS }),
      signal: client.signal,
    });
    await expect(gaveUp).rejects.toThrow();
    await cut;
  });
});

describe('J14 what a client says about itself', () => {
  it('does not reach a subgraph', async () => {
    people.say({ data: { ping: 1 } });
    await gateway.ask(
      { query: '{ ping }', extensions: { hub: { 'x-hub-identity': 'forged' }, jwt: 'forged' } },
      { 'x-hub-identity': 'forged', 'x-hub-user': 'forged', 'x-plant': 'PUE' },
    );
    expect(people.asked).toHaveLength(1);
    expect(JSON.stringify(people.asked)).not.toContain('forged');
    expect(Object.keys(people.asked[0]?.headers ?? {})).not.toContain('x-plant');
  });
});
