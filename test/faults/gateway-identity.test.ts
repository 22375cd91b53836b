import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  mintToken,
  PUBLIC_PEM,
  startGateway,
  TEST_KEYS,
  type TestGateway,
} from '../../gateway/testing/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const PING = { query: '{ ping }' };
const askWith = (token: string | undefined) =>
  gateway.ask(PING, { authorization: token === undefined ? undefined : `Bearer ${token}` });
const REFUSED = { status: 401, code: 'UNAUTHENTICATED' };
const outcome = async (token: string | undefined) => {
  const { status, body } = await askWith(token);
  return { status, code: body.errors?.[0]?.extensions?.code };
};

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
async function withHeader(header: object, sign: (input: string) => string): Promise<string> {
  const [, payload] = (await mintToken()).split('.');
  const input = `${base64({ typ: 'at+jwt', ...header })}.${payload}`;
  return `${input}.${sign(input)}`;
}
const hmac = (key: string) => (input: string) => createHmac('sha256', key).update(input).digest('base64url');

describe('a good token', () => {
  it('is let in', async () => {
    expect((await askWith(await mintToken())).body).toEqual({ data: { ping: 1 } });
  });
});

describe('J1 tokens with a forged signature are refused', () => {
  it.each([
    ['alg none', () => withHeader({ alg: 'none' }, () => '')],
    ['HS256 with the public key as secret', () => withHeader({ alg: 'HS256' }, hmac(PUBLIC_PEM))],
    ['an unknown algorithm', () => withHeader({ alg: 'XX999' }, hmac('x'))],
    ['a signature of another key', async () => mintToken({}, {}, (await generateKeyPair('ES256')).privateKey)],
    [
      'claims changed after signing',
      async () => {
        const [header, , signature] = (await mintToken()).split('.');
        const [, payload] = (await mintToken({ sub: 'eve' })).split('.');
        return `${header}.${payload}.${signature}`;
      },
    ],
    ['no token at all', async () => undefined],
    ['no JWT', async () => 'abc'],
  ])('%s', async (_, forge) => {
    expect(await outcome(await forge())).toEqual(REFUSED);
  });
});

describe('J2 tokens for another purpose or time are refused', () => {
  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['another audience', { aud: 'another-hub' }, {}],
    ['another issuer', { iss: 'https://issuer.other' }, {}],
    ['no end', { exp: undefined }, {}],
    ['ended', { iat: now - 600, exp: now - 300 }, {}],
    ['not valid before later', { nbf: now + 600 }, {}],
    ['issued in the future', { iat: now + 600, exp: now + 900 }, {}],
    ['living ten years', { exp: now + 10 * 365 * 86_400 }, {}],
    ['an ID token', {}, { typ: 'JWT' }],
    ['no typ', {}, { typ: undefined }],
    ['no client', { client_id: undefined }, {}],
    ['no subject', { sub: undefined }, {}],
  ])('%s', async (_, claims, header) => {
    expect(await outcome(await mintToken(claims, header))).toEqual(REFUSED);
  });

  it('and the same over WebSocket', async () => {
    const socket = await gateway.socket().open();
    socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${await mintToken({ aud: 'x' })}` } });
    expect((await socket.closed).code).toBe(4403);
  });
});

describe('J6 clocks may differ, by less than a minute', () => {
  const now = Math.floor(Date.now() / 1000);
  it('a token that ended some seconds ago is let in', async () => {
    expect((await askWith(await mintToken({ iat: now - 200, exp: now - 10 }))).status).toBe(200);
  });
  it('one that ended five minutes ago is not', async () => {
    expect(await outcome(await mintToken({ iat: now - 600, exp: now - 300 }))).toEqual(REFUSED);
  });
});

/** A key server that counts how often it is asked and answers what it is told to. */
class KeyServer {
  hits = 0;
  answer: { status: number; body: string } = { status: 200, body: '{"keys":[]}' };
  readonly #server: Server = createServer((_, response) => {
    this.hits += 1;
    response.writeHead(this.answer.status, { 'content-type': 'application/json' }).end(this.answer.body);
  });
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks`;
  }
  async publish(...keys: [kid: string, key: CryptoKey][]): Promise<void> {
    const jwks = await Promise.all(keys.map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid, alg: 'ES256' })));
    this.answer = { status: 200, body: JSON.stringify({ keys: jwks }) };
  }
  [Symbol.dispose](): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe('J3 hints inside a token are not followed', () => {
  it('a jku, x5u or odd kid causes no request', async () => {
    using elsewhere = new KeyServer();
    const url = await elsewhere.start();
    const other = await generateKeyPair('ES256', { extractable: true });
    await elsewhere.publish(['k1', other.publicKey]);
    for (const header of [
      { jku: url },
      { x5u: url },
      { jwk: await exportJWK(other.publicKey) },
      { kid: '../../etc/keys' },
    ]) {
      expect(await outcome(await mintToken({}, header, other.privateKey))).toEqual(REFUSED);
    }
    expect(elsewhere.hits).toBe(0);
  });
});

describe('keys by URL', () => {
  it('J4 unknown kids do not storm the key server', async () => {
    using keys = new KeyServer();
    const jwksUrl = await keys.start();
    await keys.publish(['k1', TEST_KEYS.publicKey]);
    await using guarded = await startGateway({ keys: { jwksUrl } });
    const ask = async (kid: string) =>
      (await guarded.ask(PING, { authorization: `Bearer ${await mintToken({}, { kid })}` })).status;
    expect(await ask('k1')).toBe(200);
    const statuses = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(`unknown-${n}`)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(keys.hits).toBe(1);
  });

  it.each([
    ['is down', { status: 500, body: '' }],
    ['answers a page', { status: 200, body: '<html>' }],
  ])('J5 nobody is let in while the key server %s', async (_, answer) => {
    using keys = new KeyServer();
    const jwksUrl = await keys.start();
    keys.answer = answer;
    await using guarded = await startGateway({ keys: { jwksUrl } });
    const { status, body } = await guarded.ask(PING);
    expect({ status, extensions: body.errors?.[0]?.extensions }).toMatchObject({
      status: 503,
      extensions: { code: 'BACKEND_UNAVAILABLE', isRetryable: true },
    });
  });
});
