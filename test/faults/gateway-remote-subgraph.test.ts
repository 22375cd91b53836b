import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalTransport } from '../../gateway/index.ts';
import { type SubgraphServer, serveSubgraph } from '../../gateway/subgraph-server/index.ts';
import { FaultServer } from '../../gateway/testing/fault-server.ts';
import { type FixtureSubgraph, requestContext, subgraphSchema } from '../../gateway/testing/federate.ts';
import { type Gate, gate } from '../../gateway/testing/gate.ts';
import { startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { workshop } from '../../gateway/testing/workshop.ts';
import { createHttpTransport } from '../../gateway/transports/http-transport.ts';
import { createRequestSigner, createRequestVerifier } from '../../gateway/transports/signature.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import { silentLog } from '../../lib/log.ts';
import type { RequestContext } from '../../lib/request-context.ts';

/** Subgraph jobs runs in this process, people and events each on a server of its own. */
const KEY = 'a key that gateway and subgraph share';
let now: number;
let callers: Caller[];
let source: Gate;
let people: SubgraphServer;
let events: SubgraphServer;
let isEventsClosed: boolean;
let gateway: TestGateway;

beforeEach(async () => {
  now = Date.now();
  callers = [];
  isEventsClosed = false;
  source = gate();
  const subgraphs = { ...workshop().subgraphs, ...source.subgraphs };
  const serve = (fixture: FixtureSubgraph) =>
    serveSubgraph({
      schema: subgraphSchema(fixture),
      context: (request: RequestContext) => {
        callers.push(request.caller);
        request.calls.count('directory', 'person');
        return request;
      },
      verifier: createRequestVerifier([KEY, 'the key before'], () => now),
      port: 0,
      log: silentLog,
    });
  people = await serve(subgraphs.people);
  events = await serve(subgraphs.events);
  const signer = createRequestSigner(KEY, () => now);
  gateway = await startGateway({
    subgraphs,
    mode: 'development',
    transports: {
      jobs: createLocalTransport({ schema: subgraphSchema(subgraphs.jobs), context: (request) => request }),
      people: createHttpTransport({ name: 'people', url: people.url, signer }),
      events: createHttpTransport({ name: 'events', url: events.url, signer }),
    },
  });
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await people.close();
  if (!isEventsClosed) await events.close();
});

const ENTITIES = {
  query:
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { email } } }',
  variables: { representations: [{ __typename: 'Person', id: 'p1' }] },
};
const post = (body: string, headers: object = {}) =>
  fetch(people.url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const sign = (body: string, { key = KEY, at = now, path = '/graphql' } = {}) =>
  createRequestSigner(key, () => at).sign({ method: 'POST', path, body }, requestContext());

describe('subgraphs behind URLs', () => {
  it('answer as they do in process, know who asks, and tell how many calls it took', async () => {
    const { body } = await gateway.query('{ job(id: "1") { person { email rating } } }');
    expect(body).toEqual({
      data: { job: { person: { email: 'ada@workshop', rating: 1 } } },
      extensions: { backendCalls: { directory: { person: 1 } } },
    });
    expect(callers).toEqual([
      {
        sub: 'ada',
        clientId: 'mes',
        scopes: new Set(['production:read', 'production:write']),
        plants: new Set(['HAM']),
        expiresAt: expect.any(Number),
      },
    ]);
  });

  it('stream their events, with a context for each', async () => {
    using socket = await gateway.socket().signIn();
    socket.subscribe('1', 'subscription { events(name: "a") { n } }');
    await source.untilReaders('a', 1);
    source.publish('a', 1);
    source.publish('a', 2);
    await socket.hear((message) => JSON.stringify(message).includes('"n":2'));
    expect(socket.heard.filter(({ type }) => type === 'next').map(({ payload }) => payload)).toEqual([
      { data: { events: { n: 1 } } },
      { data: { events: { n: 2 } } },
    ]);
    socket.say({ id: '1', type: 'complete' });
    await source.untilReaders('a', 0);
  });
});

describe('J8 a subgraph asked directly', () => {
  it.each([
    ['unsigned', () => ({})],
    ['with an identity but no signature', () => ({ 'x-hub-identity': sign('x')['x-hub-identity'] })],
    ['signed with another key', () => sign(JSON.stringify(ENTITIES), { key: 'guessed' })],
  ])('%s answers nothing', async (_, headers) => {
    const response = await post(JSON.stringify(ENTITIES), headers());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(callers).toEqual([]);
  });

  it('nor over WebSocket', async () => {
    const direct = createHttpTransport({ name: 'events', url: events.url });
    await using outside = await startGateway({ subgraphs: source.subgraphs, transports: { events: direct } });
    using socket = await outside.socket().signIn();
    socket.subscribe('1', 'subscription { events(name: "a") { n } }');
    const refused = await socket.hear((message) => message.id === '1');
    expect(JSON.stringify(refused.payload)).toContain('UNAUTHENTICATED');
    expect(callers).toEqual([]);
  });
});

describe('J13 a signed request', () => {
  const body = JSON.stringify(ENTITIES);
  it('is answered once', async () => {
    const headers = sign(body);
    expect((await post(body, headers)).status).toBe(200);
    expect((await post(body, headers)).status).toBe(401);
  });
  it('signed with the key before is answered while keys are changed', async () => {
    expect((await post(body, sign(body, { key: 'the key before' }))).status).toBe(200);
  });
  it.each([
    ['two minutes old', body, () => sign(body, { at: now - 120_000 })],
    ['from the future', body, () => sign(body, { at: now + 120_000 })],
    ['with another body', body.replace('p1', 'p3'), () => sign(body)],
    ['for another path', body, () => sign(body, { path: '/admin' })],
    [
      'with another caller',
      body,
      () => ({ ...sign(body), 'x-hub-identity': Buffer.from('{"sub":"eve"}').toString('base64url') }),
    ],
  ])('%s is refused', async (_, sent, headers) => {
    expect((await post(sent, headers())).status).toBe(401);
    expect(callers).toEqual([]);
  });
});

describe('I15w a stream between gateway and subgraph that breaks', () => {
  it('ends the subscription with an error that says to resume', async () => {
    using socket = await gateway.socket().signIn();
    socket.subscribe('1', 'subscription { events(name: "b") { n } }');
    await source.untilReaders('b', 1);
    await events.close();
    isEventsClosed = true;
    const last = await socket.hear((message) => message.type === 'next');
    expect(last.payload).toMatchObject({
      data: { events: null },
      errors: [
        {
          message: expect.stringContaining('subscribe again with the cursor'),
          path: ['events'],
          extensions: { code: 'BACKEND_UNAVAILABLE', isRetryable: true, serviceName: 'events' },
        },
      ],
    });
    await socket.hear((message) => message.type === 'complete');
  });

  it('more events than a slow reader can take end it the same way, after those that wait', async () => {
    const flood = new FaultServer();
    const url = await flood.start();
    flood.speak((upstream, id) => {
      for (let n = 0; n < 3_000; n += 1) {
        upstream.send(JSON.stringify({ id, type: 'next', payload: { data: { events: { n } } } }));
      }
    });
    const { subscribe, close } = createHttpTransport({ name: 'events', url });
    const stream = await subscribe({
      operation: 'subscription',
      operationName: undefined,
      query: 'subscription { events(name: "c") { n } }',
      document: { kind: 'Document', definitions: [] } as never,
      variables: {},
      context: requestContext(),
      signal: new AbortController().signal,
    });
    if (!('next' in stream)) throw new Error('no stream');
    const first = await stream.next();
    expect(first.value).toEqual({ data: { events: { n: 0 } } });
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if ([...flood.sockets].some((socket) => socket.bufferedAmount > 0)) return;
        clearInterval(look);
        setTimeout(resolve, 300);
      }, 20);
    });
    let count = 1;
    const drain = async () => {
      for (;;) {
        const step = await stream.next();
        if (step.done) return;
        count += 1;
      }
    };
    await expect(drain()).rejects.toMatchObject({ code: 'RESYNC_REQUIRED', isRetryable: true });
    expect(count).toBeGreaterThan(999);
    expect(count).toBeLessThan(3_000);
    await close();
    await flood[Symbol.asyncDispose]();
  });
});
