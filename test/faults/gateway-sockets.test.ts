import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../gateway/testing/gate.ts';
import { mintToken, startGateway, type TestGateway, type TestSocket } from '../../gateway/testing/start-gateway.ts';

const fixture = gate();
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ subgraphs: fixture.subgraphs, limits: { subscriptionsPerSocket: 5 } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const EVENTS = 'subscription ($name: String!) { events(name: $name) { n } }';
const heardOf = (socket: TestSocket, id: string) =>
  socket.heard.filter((message) => message.id === id && message.type === 'next').map((message) => message.payload);
const event = (n: number) => ({ data: { events: { n } } });

describe('I1w a socket without connection_init', () => {
  it('is closed at the deadline, which pings do not extend', async () => {
    await using strict = await startGateway({ subgraphs: fixture.subgraphs, limits: { connectionInitMs: 300 } });
    using socket = await strict.socket().open();
    const pinging = setInterval(() => socket.say({ type: 'ping' }), 20);
    expect(await socket.closed).toMatchObject({ code: 4408 });
    clearInterval(pinging);
  });
});

describe('I2w breaches of the protocol', () => {
  it('a second connection_init closes with 4429', async () => {
    using socket = await gateway.socket().signIn();
    socket.say({ type: 'connection_init' });
    expect((await socket.closed).code).toBe(4429);
  });
  it('a subscription before the acknowledgement closes with 4401', async () => {
    using socket = await gateway.socket().open();
    socket.subscribe('1', '{ pong }');
    expect((await socket.closed).code).toBe(4401);
  });
  it('an id in use closes with 4409', async () => {
    using socket = await gateway.socket().signIn();
    socket.subscribe('1', EVENTS, { name: 'twice' });
    socket.subscribe('1', EVENTS, { name: 'twice' });
    expect((await socket.closed).code).toBe(4409);
  });
  it('what is not JSON closes with 4400', async () => {
    using socket = await gateway.socket().signIn();
    socket.say('{');
    expect((await socket.closed).code).toBe(4400);
  });
  it('another subprotocol is not taken', async () => {
    using socket = gateway.socket({ protocol: 'graphql-ws' });
    await expect(socket.open()).rejects.toThrow('no subprotocol');
  });
});

describe('I3w more subscriptions than a socket may carry', () => {
  it('are refused, and the ones before go on', async () => {
    using socket = await gateway.socket().signIn();
    const name = 'capped';
    for (let n = 0; n < 8; n += 1) socket.subscribe(`s${n}`, EVENTS, { name });
    const refused = await Promise.all(
      ['s5', 's6', 's7'].map((id) => socket.hear((message) => message.id === id && message.type === 'error')),
    );
    expect(JSON.stringify(refused)).toContain('TOO_MANY_SUBSCRIPTIONS');
    await fixture.untilReaders(name, 1); // who ask the same share one stream
    fixture.publish(name, 1);
    await socket.hear((message) => message.id === 's4' && message.type === 'next');
    for (let n = 0; n < 5; n += 1) expect(heardOf(socket, `s${n}`)).toEqual([event(1)]);
  });
});

describe('I4w a message too large', () => {
  it('closes with 1009', async () => {
    using socket = await gateway.socket().signIn();
    socket.say({
      id: '1',
      type: 'subscribe',
      payload: { query: '{ pong }', extensions: { filler: 'x'.repeat(100_000) } },
    });
    expect((await socket.closed).code).toBe(1009);
  });
});

describe('I5w a client that does not read', () => {
  it('is dropped when it answers no ping, and its source is let go', async () => {
    await using strict = await startGateway({ subgraphs: fixture.subgraphs, limits: { pingMs: 1_000 } });
    using socket = await strict.socket().signIn();
    socket.subscribe('1', EVENTS, { name: 'paused' });
    await fixture.untilReaders('paused', 1);
    socket.socket.pause();
    await fixture.untilReaders('paused', 0);
    socket.socket.resume();
    expect((await socket.closed).code).toBe(1006);
  });
});

describe('I6w a socket that dies while its source is silent', () => {
  it('leaves no reader behind', async () => {
    const socket = await gateway.socket().signIn();
    socket.subscribe('1', EVENTS, { name: 'silent' });
    await fixture.untilReaders('silent', 1);
    socket.socket.terminate();
    await fixture.untilReaders('silent', 0);
  });

  it('nor does a client that completes its subscription', async () => {
    using socket = await gateway.socket().signIn();
    socket.subscribe('1', EVENTS, { name: 'completed' });
    await fixture.untilReaders('completed', 1);
    socket.say({ id: '1', type: 'complete' });
    await fixture.untilReaders('completed', 0);
  });
});

describe('I8w a token that ends', () => {
  it('closes its socket with 4403, and nothing is heard after', async () => {
    const iat = Math.floor(Date.now() / 1000);
    using socket = await gateway.socket().signIn(await mintToken({ iat, exp: iat + 4 }));
    socket.subscribe('1', EVENTS, { name: 'expiring' });
    await fixture.untilReaders('expiring', 1);
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Token expired' });
    await fixture.untilReaders('expiring', 0);
    fixture.publish('expiring', 1);
    expect(heardOf(socket, '1')).toEqual([]);
  });
});

describe('I13w a page of another site', () => {
  it('opens no socket', async () => {
    using socket = gateway.socket({ origin: 'https://evil.example' });
    await expect(socket.open()).rejects.toThrow('403');
  });
  it('the hub’s own page does', async () => {
    using socket = gateway.socket({ origin: new URL(gateway.url).origin });
    await socket.signIn();
  });
});

describe('I14w compression', () => {
  it('is not offered', async () => {
    using socket = await gateway.socket().open();
    expect(socket.socket.extensions).toBe('');
  });
});

describe('a hub that goes away', () => {
  it('closes sockets with 1001 and lets go of every source', async () => {
    const own = gate();
    const leaving = await startGateway({ subgraphs: own.subgraphs });
    using socket = await leaving.socket().signIn();
    socket.subscribe('1', EVENTS, { name: 'leaving' });
    await own.untilReaders('leaving', 1);
    await leaving[Symbol.asyncDispose]();
    expect((await socket.closed).code).toBe(1001);
    await own.untilReaders('leaving', 0);
  });
});

describe('H12 queries and mutations over WebSocket', () => {
  it('are answered like over HTTP', async () => {
    using socket = await gateway.socket().signIn();
    socket.subscribe('1', '{ pong }');
    await socket.hear((message) => message.type === 'complete');
    expect(heardOf(socket, '1')).toEqual([{ data: { pong: 1 } }]);
  });
});
