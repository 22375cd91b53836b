import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalTransport } from '../../gateway/index.ts';
import { FaultServer } from '../../gateway/testing/fault-server.ts';
import { federate, requestContext, subgraphSchema } from '../../gateway/testing/federate.ts';
import { startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { workshop } from '../../gateway/testing/workshop.ts';
import { createHttpTransport } from '../../gateway/transports/http-transport.ts';
import type { Transport } from '../../gateway/transports/transport.ts';

/** Subgraph jobs runs in this process; people is a server that answers as each test says. */
let people: FaultServer;
let gateway: TestGateway;
let url: string;
beforeEach(async () => {
  people = new FaultServer();
  url = await people.start();
  const { subgraphs } = workshop();
  gateway = await startGateway({
    subgraphs,
    mode: 'development',
    transports: {
      jobs: createLocalTransport({ schema: subgraphSchema(subgraphs.jobs), context: (request) => request }),
      people: createHttpTransport({ name: 'people', url }),
    },
  });
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});

const RATINGS = '{ jobs { id person { id rating } } }';
const GOOD = { _entities: [{ rating: 1 }, { rating: 2 }, { rating: 3 }] };
const jobs = (...ratings: (number | null)[]) => ({
  jobs: ratings.map((rating, index) => ({ id: `${index + 1}`, person: { id: `p${index + 1}`, rating } })),
});
const told = async () => {
  const { status, body } = await gateway.query(RATINGS);
  return {
    status,
    data: body.data,
    errors: (body.errors ?? []).map(({ message, path }) => [message, path?.join('.')]),
  };
};
const OK = { status: 200, data: jobs(1, 2, 3) };
const NOT_A_RESPONSE = 'people answered something that is no GraphQL response';
const lost = (message: string) => ({
  status: 200,
  data: jobs(null, null, null),
  errors: [0, 1, 2].map((index) => [message, `jobs.${index}.person.rating`]),
});

describe('G-04 errors in every shape cost the subgraph that answers them, and are told', () => {
  it.each<[string, unknown, unknown]>([
    ['null beside data', { errors: null, data: GOOD }, { ...OK, errors: [] }],
    ['an empty list beside data', { errors: [], data: GOOD }, { ...OK, errors: [] }],
    ['an object that is one', { errors: { message: 'no' }, data: GOOD }, { ...OK, errors: [['no', undefined]] }],
    [
      'an object',
      { errors: {}, data: GOOD },
      { ...OK, errors: [['people told an error that has no message', undefined]] },
    ],
    [
      'a text',
      { errors: 'no', data: GOOD },
      { ...OK, errors: [['people told an error that has no message', undefined]] },
    ],
    [
      'a list of null',
      { errors: [null], data: GOOD },
      { ...OK, errors: [['people told an error that has no message', undefined]] },
    ],
    [
      'a list of lists',
      { errors: [[]], data: GOOD },
      { ...OK, errors: [['people told an error that has no message', undefined]] },
    ],
    ['a message that is no text', { errors: [{ message: 1 }] }, lost('people told an error that has no message')],
    ['a list of null and no data', { errors: [null], data: null }, lost('people told an error that has no message')],
    ['an empty list and no data', { errors: [] }, lost(NOT_A_RESPONSE)],
    ['null and no data', { errors: null, data: null }, lost(NOT_A_RESPONSE)],
    [
      'extensions that are none',
      { errors: [{ message: 'no', extensions: 'x' }], data: GOOD },
      { ...OK, errors: [['no', undefined]] },
    ],
  ])('%s', async (_, answer, expected) => {
    people.say(answer);
    expect(await told()).toEqual(expected);
  });
});

describe('G-04 paths that lead nowhere are cut to what is there', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a text', 'x', undefined],
    ['an object', { a: 1 }, undefined],
    ['an empty one', [], undefined],
    ['a null in it', [null], undefined],
    ['an object in it', ['_entities', {}], undefined],
    ['a negative number', ['_entities', -1, 'rating'], undefined],
    ['half a number', ['_entities', 0.5, 'rating'], undefined],
    ['a field that was not asked for', ['nobody'], undefined],
    ['all entities', ['_entities'], undefined],
    ['an entity by name', ['_entities', 'x', 'rating'], undefined],
    ['an entity too many', ['_entities', 3, 'rating'], undefined],
    ['an entity', ['_entities', 1], 'jobs.1.person'],
    ['a field', ['_entities', 1, 'rating'], 'jobs.1.person.rating'],
    ['below a leaf', ['_entities', 1, 'rating', 'x', 7], 'jobs.1.person.rating'],
    ['a field of an entity that was not asked for', ['_entities', 1, 'nobody'], 'jobs.1.person'],
    ['the prototype', ['_entities', 1, '__proto__', 'x'], 'jobs.1.person'],
    ['what every object has', ['_entities', 1, 'constructor', 'name'], 'jobs.1.person'],
  ])('%s', async (_, path, expected) => {
    people.say({ errors: [{ message: 'no', path }], data: GOOD });
    expect(await told()).toEqual({ ...OK, errors: [['no', expected]] });
  });
});

describe('G-05 what a subgraph says of HTTP', () => {
  it.each([404, 204, 100, 1000, 'x', null])('status %s does not reach the client', async (status) => {
    people.say({ data: GOOD, errors: [{ message: 'no', extensions: { http: { status, headers: { a: 'b' } } } }] });
    const answer = await gateway.query(RATINGS);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('a')).toBeNull();
    expect(answer.body.data).toEqual(OK.data);
    people.say({ errors: [{ message: 'no', extensions: { http: { status } } }] });
    expect(await told()).toEqual(lost('no'));
  });
});

describe('G-14 data that is none', () => {
  it.each<[string, unknown, unknown]>([
    [
      'an entity that is a text',
      { data: { _entities: ['x', { rating: 2 }, { rating: 3 }] } },
      'an entity that is no object',
    ],
    [
      'an entity that is a number',
      { data: { _entities: [3, { rating: 2 }, { rating: 3 }] } },
      'an entity that is no object',
    ],
    [
      'an entity that is a list',
      { data: { _entities: [[], { rating: 2 }, { rating: 3 }] } },
      'an entity that is no object',
    ],
  ])('%s', async (_, answer, message) => {
    people.say(answer);
    expect(await told()).toEqual({
      status: 200,
      data: jobs(null, 2, 3),
      errors: [[`people answered ${message}`, 'jobs.0.person.rating']],
    });
  });

  it.each([
    ['a text', 'x'],
    ['a list', []],
    ['a number', 3],
    ['false', false],
  ])('%s for all of it', async (_, data) => {
    people.say({ data });
    expect(await told()).toEqual(lost('people answered data that is no object'));
  });

  it('a byte order mark before it', async () => {
    people.say(`\uFEFF${JSON.stringify({ data: GOOD })}`);
    expect(await told()).toEqual({ ...OK, errors: [] });
  });

  it.each([{ w: null }, [], 'x', 7, { w: { x: 'y' } }, { w: { x: -1 } }, { w: [1] }, null])(
    'backendCalls %j beside it',
    async (backendCalls) => {
      people.say({ data: GOOD, extensions: { backendCalls } });
      const { body } = await gateway.query(RATINGS);
      expect(body).toEqual({ data: OK.data, extensions: { backendCalls: {} } });
    },
  );

  it('errors beyond count are not all told', async () => {
    people.say({ data: GOOD, errors: Array.from({ length: 5_000 }, (_, n) => ({ message: `no ${n}` })) });
    expect((await told()).errors).toHaveLength(1_000);
  });
});

describe('an event of a subscription', () => {
  it('that is none is an error of its own, and the next ones come', async () => {
    const { subgraphs } = workshop();
    const events: unknown[] = [
      'x',
      { data: { tick: { n: 1 } } },
      { errors: null, data: 7 },
      { data: { tick: { n: 2 } } },
    ];
    const source: Transport = {
      execute: async () => undefined,
      subscribe: async () => events[Symbol.iterator]() as unknown as AsyncIterator<unknown>,
      close: async () => {},
    };
    const { subscribe } = federate(subgraphs, { transports: { jobs: source } });
    expect((await subscribe('subscription { tick { n } }')).map(({ data, errors }) => [data, errors?.length])).toEqual([
      [{ tick: null }, 1],
      [{ tick: { n: 1 } }, undefined],
      [{ tick: null }, 1],
      [{ tick: { n: 2 } }, undefined],
    ]);
  });
});

describe('a connection that the subgraph closed while it was idle', () => {
  /** Closes a connection when it is used for the second time, as a server does whose time-out has just run out. */
  const closeUsed = () => {
    const used = new WeakSet<object>();
    people.answer = (request, response) => {
      if (used.has(request.socket)) {
        request.socket.destroy();
        return;
      }
      used.add(request.socket);
      response.end(JSON.stringify({ data: { ...GOOD, three: 3 } }));
    };
  };

  it('is no failed read: a query is asked once more', async () => {
    closeUsed();
    for (let n = 0; n < 5; n += 1) expect(await told()).toEqual({ ...OK, errors: [] });
    // every second time; what is asked once more has a connection of its own, so the next one is new again
    expect(people.asked).toHaveLength(5 + 2);
  });

  it('loses a mutation, which is never sent again', async () => {
    closeUsed();
    expect((await gateway.query('mutation { three }')).body.data).toEqual({ three: 3 });
    const { body } = await gateway.query('mutation { three }');
    expect(body).toMatchObject({ data: { three: null }, errors: [{ message: 'people cannot be reached' }] });
    expect(people.asked).toHaveLength(2);
  });

  it('asks once more only: a server that is gone is unreachable', async () => {
    closeUsed();
    await told();
    people.answer = (request) => request.socket.destroy();
    expect(await told()).toEqual(lost('people cannot be reached'));
    expect(people.asked).toHaveLength(3);
  });
});

describe('any answer at all', () => {
  const QUERY = '{ jobs { id person { id rating status boom } } }';
  const honest = {
    data: {
      _entities: ['ACTIVE', 'RETIRED', null].map((status, n) => ({ rating: n, boom: n, status, __typename: 'Person' })),
    },
    errors: [{ message: 'no', path: ['_entities', 0, 'boom'], extensions: { code: 'X' } }],
    extensions: { backendCalls: { w: { x: 1 } } },
  };
  const names = fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'then',
    'length',
    'rating',
    '_entities',
    '__typename',
    'x',
  );
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(names, fc.jsonValue()),
    fc.constantFrom(null, [], {}, [null], [[]], '', '\u0000', -1, 1e308, 2 ** 53, { toString: null }),
  );
  /** Somewhere in the answer, something else. */
  const change = fc.record({ at: fc.array(fc.nat(20), { maxLength: 5 }), value: strange, key: fc.option(names) });

  function changed(answer: unknown, { at, value, key }: { at: number[]; value: unknown; key: string | null }): unknown {
    const [step, ...rest] = at;
    if (step === undefined || typeof answer !== 'object' || answer === null) return value;
    const keys = Object.keys(answer);
    const isKey = rest.length === 0 && key !== null && !Array.isArray(answer);
    const chosen = isKey ? key : keys[step % Math.max(1, keys.length)];
    if (chosen === undefined) return value;
    const copy = Array.isArray(answer) ? [...answer] : { ...answer };
    const below = changed(Reflect.get(copy, chosen), { at: rest, value, key });
    Object.defineProperty(copy, chosen, { value: below, enumerable: true, configurable: true, writable: true });
    return copy;
  }

  it('keeps the data of the others, fits the schema, and never throws or pollutes', async () => {
    const seed = Number(process.env.ANSWERS_SEED ?? Date.now() % 2 ** 31);
    console.log(`ANSWERS_SEED=${seed}`);
    const { subgraphs } = workshop();
    const local = createLocalTransport({ schema: subgraphSchema(subgraphs.jobs), context: (request) => request });
    let answer: unknown;
    const transports = { jobs: local, people: { ...local, execute: async () => structuredClone(answer) } };
    const { run } = federate(subgraphs, { transports });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        answer = changes.reduce<unknown>(changed, honest);
        const result = await run(QUERY, {}, { context: requestContext() });
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as { x?: unknown }).x).toBeUndefined();
        const { data } = JSON.parse(JSON.stringify(result)) as { data: Answered };
        expect(data.jobs.map(({ id, person }) => [id, person.id])).toEqual([1, 2, 3].map((n) => [`${n}`, `p${n}`]));
        for (const { person } of data.jobs) {
          expect(person.rating === null || Number.isInteger(person.rating)).toBe(true);
          expect(['ACTIVE', 'RETIRED', null]).toContain(person.status);
        }
        const honestly = (answer as typeof honest | null)?.data?._entities;
        const isWhole = Array.isArray(honestly) && honestly.length === 3 && honestly.every(isEntityOrNull);
        if (!isWhole) expect(result.errors?.length).toBeGreaterThan(0);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

interface Answered {
  readonly jobs: readonly {
    readonly id: string;
    readonly person: { readonly id: string; readonly rating: unknown; readonly status: unknown };
  }[];
}

const isEntityOrNull = (entity: unknown): boolean =>
  entity === null || (typeof entity === 'object' && !Array.isArray(entity));
