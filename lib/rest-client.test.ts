import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { patient } from '../test/kit/patience.ts';
import { CallCounter } from './call-counter.ts';
import { OutcomeUnknownError, RetryableError } from './errors.ts';
import { createRestClient, type RestClientOptions, type WriteGate } from './rest-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that gives these answers one after the other, the last one for ever. */
async function serverWith(...answers: Answer[]): Promise<{ url: string; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    const answer = answers[Math.min(hits, answers.length - 1)];
    hits += 1;
    request.resume().on('end', () => answer?.(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits: () => hits };
}

/** Where a server has been a moment ago. */
async function closedUrl(): Promise<string> {
  const { url } = await serverWith(ok);
  const close = closers.pop();
  close?.();
  return url;
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
const ok = answer(200, '{"fine":true}');
const cut: Answer = (_request, response) => response.destroy();
const half: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"fi', () => response.destroy());
};
const never: Answer = () => {};

const clientOf = (baseUrl: string, more: Partial<RestClientOptions> = {}) =>
  createRestClient({
    connection: 'c',
    system: 'MES',
    baseUrl,
    concurrency: 4,
    readTimeoutMs: patient(5000),
    rpcMaxMs: patient(5000),
    isOwnRefusal: (status, body) => (status === 422 || status === 429) && 'message' in Object(body),
    ...more,
  });
const gateOf = (more: Partial<WriteGate> = {}): WriteGate => ({
  deadline: new Date(Date.now() + patient(60_000)),
  beforeSend: () => {},
  ...more,
});
const read = { path: '/things', kind: 'things' };
const write = { method: 'POST', path: '/things', body: { a: 1 }, kind: 'things' };
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('reads', () => {
  it('answer with status and JSON, also below 500, and are counted', async () => {
    const server = await serverWith(ok, answer(404, '{"message":"no"}'), answer(204, ''));
    const client = clientOf(server.url);
    const calls = new CallCounter();
    expect(await client.read(read, { calls })).toMatchObject({ status: 200, body: { fine: true } });
    expect(await client.read(read, { calls })).toMatchObject({ status: 404, body: { message: 'no' } });
    expect(await client.read(read, { calls })).toMatchObject({ status: 204, body: null });
    expect(calls.toJSON()).toEqual({ c: { things: 3 } });
  });

  it('are tried once more where the connection broke, and not where the server answered', async () => {
    const broken = await serverWith(cut, ok);
    expect(await clientOf(broken.url).read(read)).toMatchObject({ status: 200 });
    const failing = await serverWith(answer(500, '{}'), ok);
    expect(await failureOf(clientOf(failing.url).read(read))).toMatchObject({ why: 'UNAVAILABLE', system: 'MES' });
    expect([broken.hits(), failing.hits()]).toEqual([2, 1]);
  });

  it.each([
    ['half an answer', half, 'UNAVAILABLE'],
    ['a page', answer(200, '<html>'), 'UNAVAILABLE'],
    ['nothing in time', never, 'TIMEOUT'],
    ['a limit', answer(429, '{}', { 'retry-after': '7' }), 'THROTTLED'],
  ])('fail as retryable on %s', async (_name, given, why) => {
    const server = await serverWith(given);
    const readTimeoutMs = given === never ? 150 : 30_000;
    const error = await failureOf(clientOf(server.url, { readTimeoutMs }).read(read));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ why, connection: 'c', retryAfterMs: why === 'THROTTLED' ? 7000 : undefined });
  });

  it('are not sent any more after five failures in a row', async () => {
    const server = await serverWith(answer(503, '{}'));
    const client = clientOf(server.url);
    for (let index = 0; index < 9; index += 1) {
      expect(await failureOf(client.read(read))).toMatchObject({ why: 'UNAVAILABLE' });
    }
    expect(server.hits()).toBe(5);
  });

  it('wait for their turn beyond the concurrency', async () => {
    let now = 0;
    let most = 0;
    const server = await serverWith((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end('{}');
      }, 5);
    });
    const client = clientOf(server.url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 20 }, () => client.read(read)));
    expect(most).toBeLessThanOrEqual(3);
    expect(server.hits()).toBe(20);
  });

  it('under way are shared by who has the same rights and asks the same, and by nobody else', async () => {
    const server = await serverWith((_request, response) => setTimeout(() => response.end('{"fine":true}'), 50));
    const client = clientOf(server.url, { concurrency: 100 });
    const calls = new CallCounter();
    const ask = (rights: string | undefined, more: object = {}) =>
      client.read({ ...read, ...more }, { calls, ...(rights === undefined ? {} : { rights }) });
    const fifty = await Promise.all(Array.from({ length: 50 }, () => ask('a')));
    expect(new Set(fifty.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(['{"fine":true}']));
    expect(server.hits()).toBe(1);
    expect(calls.toJSON()).toEqual({ c: { things: 1 } });
    await ask('a');
    expect(server.hits()).toBe(2);
    const others = [ask('a'), ask('b'), ask(undefined), ask(undefined)];
    const asking = [{ query: { page: 2 } }, { headers: { session: '2' } }, { method: 'POST', body: {} }];
    await Promise.all([...others, ...asking.map((more) => ask('a', more)), ask('a', asking[2])]);
    expect(server.hits()).toBe(2 + others.length + asking.length + 1);
  });

  it('go on for who stays when another leaves', async () => {
    const server = await serverWith((_request, response) => setTimeout(() => response.end('{}'), 50));
    const client = clientOf(server.url);
    const gone = new AbortController();
    const left = failureOf(client.read(read, { rights: 'a', signal: gone.signal }));
    const stays = client.read(read, { rights: 'a' });
    gone.abort();
    expect(await left).toMatchObject({ why: 'UNAVAILABLE', system: 'MES', connection: 'c' });
    expect(await stays).toMatchObject({ status: 200 });
    expect(server.hits()).toBe(1);
  });
});

describe('writes', () => {
  it('are sent once, whatever happens', async () => {
    for (const given of [
      cut,
      half,
      answer(200, '<html>'),
      answer(404, '<html>'),
      answer(404, '{"message":"not here"}'),
      answer(403, ''),
      answer(302, '', { location: 'http://127.0.0.1:1/portal' }),
      answer(429, '{}', { 'retry-after': '1' }),
      answer(502, '{}'),
      answer(500, '{}'),
    ]) {
      const server = await serverWith(given, ok);
      const error = await failureOf(clientOf(server.url).write(write, gateOf()));
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(server.hits()).toBe(1);
    }
  });

  it('are of unknown outcome without an answer in time', async () => {
    const server = await serverWith(never);
    const error = await failureOf(clientOf(server.url, { rpcMaxMs: 100 }).write(write, gateOf()));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
  });

  it('are proven not sent without a connection, after the deadline, and when the lease is gone', async () => {
    const gone = clientOf(await closedUrl());
    expect(await failureOf(gone.write(write, gateOf()))).toMatchObject({ why: 'NOT_SENT', connection: 'c' });
    const server = await serverWith(ok);
    const client = clientOf(server.url);
    expect(await failureOf(client.write(write, gateOf({ deadline: new Date(0) })))).toMatchObject({ why: 'NOT_SENT' });
    const lost = gateOf({
      beforeSend: () => {
        throw new Error('lease lost');
      },
    });
    expect(await failureOf(client.write(write, lost))).toMatchObject({ message: 'lease lost' });
    expect(server.hits()).toBe(0);
  });

  it('were not done where the server asks to come later, and hand a refusal to the caller', async () => {
    const server = await serverWith(answer(429, '{"message":"Too Many Attempts."}'), answer(422, '{"message":"no"}'));
    const client = clientOf(server.url);
    expect(await failureOf(client.write(write, gateOf()))).toMatchObject({ why: 'THROTTLED' });
    expect(await client.write(write, gateOf())).toMatchObject({ status: 422, body: { message: 'no' } });
  });

  it('tell that they have left before their answer is read', async () => {
    const server = await serverWith(half);
    let hasLeft = false;
    const gate = gateOf({
      afterSend: () => {
        hasLeft = true;
      },
    });
    await failureOf(clientOf(server.url).write(write, gate));
    expect(hasLeft).toBe(true);
  });
});
