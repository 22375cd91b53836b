import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../gateway/testing/gate.ts';
import { mintToken, startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { hasBrowser, NO_BROWSER, ownBrowser } from '../kit/browser.ts';

/** Pages of two other origins, one of which may ask the hub. */
const pages = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>dashboard</title>');
});
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const { port } = pages.address() as AddressInfo;
const ALLOWED = `http://127.0.0.1:${port}`;
const FOREIGN = `http://localhost:${port}`;

const source = gate();
const posted: unknown[] = [];
let gateway: TestGateway;
beforeAll(async () => {
  const { events } = source.subgraphs;
  const withMutation = {
    sdl: `${events.sdl} type Mutation { post(n: Int!): Int }`,
    resolvers: { ...events.resolvers, Mutation: { post: (_: unknown, { n }: { n: number }) => posted.push(n) } },
  };
  gateway = await startGateway({ subgraphs: { events: withMutation }, allowedOrigins: [ALLOWED] });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  pages.close();
});

/** As a browser sends it: fetch() of Node takes no Origin from its caller. */
function send(method: string, path: string, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const outgoing = request(new URL(path, gateway.url), { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type,x-app-version',
};
const allowances = (headers: NodeJS.Dict<string | string[]>) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('the question of a browser before it calls', () => {
  it('is answered without a token, for an allowed origin, with the headers that the page wants to send', async () => {
    const { status, headers } = await send('OPTIONS', '/graphql', { origin: ALLOWED, ...PREFLIGHT });
    expect({ status, headers }).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': ALLOWED,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': PREFLIGHT['access-control-request-headers'],
        vary: 'Origin, Access-Control-Request-Headers',
      },
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    ['another port', FOREIGN],
    ['another scheme', ALLOWED.replace('http', 'https')],
    ['a longer name', `${ALLOWED}.evil.example`],
    ['a file', 'null'],
  ])('gets no allowance for %s', async (_, origin) => {
    const { status, headers } = await send('OPTIONS', '/graphql', { origin, ...PREFLIGHT });
    expect(status).toBe(204);
    expect(allowances(headers)).toEqual([]);
    expect(headers.vary).toBe('Origin');
  });

  it('is no way to other paths', async () => {
    const { headers } = await send('OPTIONS', '/health', { origin: ALLOWED, ...PREFLIGHT });
    expect(allowances(headers)).toEqual([]);
  });
});

describe('a call of a page', () => {
  const ask = async (origin: string, headers: Record<string, string> = {}) =>
    send('POST', '/graphql', { origin, 'content-type': 'application/json', ...headers }, '{"query":"{ pong }"}');

  it('of an allowed origin may be read, its correlation id too, also where it is refused', async () => {
    const authorization = `Bearer ${await mintToken()}`;
    for (const [headers, status] of [[{ authorization }, 200] as const, [{}, 401] as const]) {
      const answer = await ask(ALLOWED, headers);
      expect(answer).toMatchObject({
        status,
        headers: {
          'access-control-allow-origin': ALLOWED,
          'access-control-expose-headers': 'x-correlation-id',
          vary: 'Origin',
          'x-correlation-id': expect.any(String),
        },
      });
    }
  });

  it('of another origin may not, and a cache keeps the two apart', async () => {
    const { headers } = await ask(FOREIGN, { authorization: `Bearer ${await mintToken()}` });
    expect(allowances(headers)).toEqual([]);
    expect(headers.vary).toBe('Origin');
  });
});

describe('a query by GET that carries a token', () => {
  const authorized = async () => ({ authorization: `Bearer ${await mintToken()}` });
  const query = (text: string) => `/graphql?query=${encodeURIComponent(text)}`;

  // The defaults of urql ("within-url-limit") and of graphql-request with `method: "GET"`: neither sends a header that
  // Apollo Server knows as one of its own.
  it.each([
    [
      'of urql',
      query('{\n  pong\n  __typename\n}'),
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    ],
    ['of graphql-request', query('query { pong }'), 'application/graphql-response+json, application/json'],
    ['of a shell', query('{ pong }'), '*/*'],
  ])('%s is answered', async (_, path, accept) => {
    const answer = await send('GET', path, { accept, ...(await authorized()) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text).data).toMatchObject({ pong: 1 });
  });

  it('that is a mutation is refused, and a form without a token is not let in', async () => {
    const mutation = query('mutation { post(n: 1) }');
    expect((await send('GET', mutation, await authorized())).status).toBe(405);
    expect((await send('GET', query('{ pong }'), {})).status).toBe(401);
    expect(posted).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)(
  `a dashboard of another origin in a browser${hasBrowser ? '' : ` (${NO_BROWSER})`}`,
  () => {
    const browser = ownBrowser();
    const url = () => gateway.url.replace('localhost', '127.0.0.1');

    /** Runs in the page. */
    const query = async ([at = '', token = '']: string[]) => {
      try {
        const response = await fetch(at, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: '{"query":"{ pong }"}',
        });
        return [await response.json(), response.headers.get('x-correlation-id') !== null];
      } catch (error) {
        return (error as Error).name;
      }
    };
    /** Runs in the page: the first event's payload, or that the socket did not open. */
    const subscribe = ([at = '', token = '']: string[]) =>
      new Promise<unknown>((resolve) => {
        const socket = new WebSocket(at, 'graphql-transport-ws');
        socket.onerror = () => resolve('refused');
        socket.onopen = () =>
          socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data);
          if (message.type === 'next') resolve(message.payload);
          if (message.type !== 'connection_ack') return;
          const payload = { query: 'subscription { events(name: "seen elsewhere") { n } }' };
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
        };
      });
    const socketUrl = () => `${url().replace('http', 'ws')}graphql`;

    it('that is allowed asks and subscribes', async () => {
      const { page } = await browser.open(ALLOWED);
      const token = await mintToken();
      expect(await page.evaluate(query, [`${url()}graphql`, token])).toEqual([{ data: { pong: 1 } }, true]);
      const heard = page.evaluate(subscribe, [socketUrl(), token]);
      await source.untilReaders('seen elsewhere', 1);
      source.publish('seen elsewhere', 7);
      expect(await heard).toEqual({ data: { events: { n: 7 } } });
    });

    it('that is not allowed does neither', async () => {
      const { page } = await browser.open(FOREIGN);
      const token = await mintToken();
      expect(await page.evaluate(query, [`${url()}graphql`, token])).toBe('TypeError');
      expect(await page.evaluate(subscribe, [socketUrl(), token])).toBe('refused');
    });
  },
);
