import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { createRequestVerifier, serveSubgraph } from '../../gateway/index.ts';
import { subgraphSchema } from '../../gateway/testing/federate.ts';
import { startGateway, type TestGateway, TestSocket } from '../../gateway/testing/start-gateway.ts';
import { Counters } from '../../lib/counters.ts';
import { silentLog } from '../../lib/log.ts';

const MEGABYTE = 1024 * 1024;
const CUT = 'hub_sockets_cut_total';

const fixture = {
  sdl: 'type Query { pong: Int, text(size: Int!): String }',
  resolvers: { Query: { pong: () => 1, text: (_: unknown, { size }: { size: number }) => 'x'.repeat(size) } },
};
const counters = new Counters();
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function gateway(socketUnsentMs: number): Promise<TestGateway> {
  const started = await startGateway({ subgraphs: { texts: fixture }, counters, limits: { socketUnsentMs } });
  open.push(started);
  return started;
}

/** Sends without end what is answered, and reads nothing, until it is cut. Resolves to the bytes that were taken. */
async function flood(socket: WebSocket, messageOf: (n: number) => string): Promise<number> {
  let sent = 0;
  socket.pause();
  const cut = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  let isCut = false;
  void cut.then(() => {
    isCut = true;
  });
  for (let n = 0; !isCut; n += 1) {
    const message = messageOf(n);
    const taken = new Promise<void>((resolve) => {
      socket.send(message, () => resolve());
    });
    await Promise.race([taken, cut]);
    sent += message.length;
    if (n % 50 === 0) await sleep(1);
  }
  return sent;
}

const BIG = 60_000;
const FILLER = 'o'.repeat(BIG);
const PING = JSON.stringify({ type: 'ping', payload: { filler: FILLER } });
const ask = (n: number, query: string) => JSON.stringify({ id: `${n}`, type: 'subscribe', payload: { query } });

describe('a client that sends and does not read', () => {
  it.each([
    ['pings', () => PING],
    ['queries', (n: number) => ask(n, `{ text(size: ${BIG}) }`)],
    ['queries that are refused', (n: number) => ask(n, `{ no${FILLER} }`)],
  ])('%s is cut, counted, and takes no more than the bound from the gateway', async (_, messageOf) => {
    const { socket } = await (await gateway(300)).socket().signIn();
    const before = counters.read(CUT);
    const taken = await flood(socket, messageOf);
    expect(counters.read(CUT)).toBe(before + 1);
    // What two kernels hold for a connection of this machine, and the bound itself.
    expect(taken).toBeLessThan(30 * MEGABYTE);
  });

  it('is cut on a port of a subgraph too', async () => {
    const server = await serveSubgraph({
      schema: subgraphSchema(fixture),
      context: (request) => request,
      verifier: createRequestVerifier(['key']),
      port: 0,
      counters,
      log: silentLog,
    });
    open.push({ [Symbol.asyncDispose]: () => server.close() });
    const socket = await new TestSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws', undefined).open();
    const before = counters.read(CUT);
    const taken = await flood(socket.socket, () => PING);
    expect(counters.read(CUT)).toBe(before + 1);
    expect(taken).toBeLessThan(30 * MEGABYTE);
  });
});

describe('a client that reads', () => {
  it('gets answers larger than the bound, many at a time, also when it is slow', async () => {
    const started = await gateway(60_000);
    using socket = await started.socket().signIn();
    const before = counters.read(CUT);
    socket.socket.pause();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const id of ids) socket.subscribe(id, `{ text(size: ${2 * MEGABYTE}) }`);
    await sleep(300);
    socket.socket.resume();
    for (const id of ids) await socket.hear((message) => message.id === id && message.type === 'complete');
    const sizes = socket.heard.flatMap(({ type, payload }) =>
      type === 'next' ? [(payload as { data: { text: string } }).data.text.length] : [],
    );
    expect(sizes).toEqual(ids.map(() => 2 * MEGABYTE));
    // It is heard again.
    socket.subscribe('after', '{ pong }');
    await socket.hear((message) => message.id === 'after' && message.type === 'complete');
    expect(counters.read(CUT)).toBe(before);
  });
});
