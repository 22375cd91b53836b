import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { AUDIENCE, createTokenVerifier, type KeySource } from '../../lib/identity/token-verifier.ts';
import { createLog, type Log } from '../../lib/log.ts';
import { metricsText } from '../../lib/metrics.ts';
import { createGateway, createLocalTransport, type GatewayOptions } from '../index.ts';
import { composeFixtures, type FixtureSubgraph, subgraphSchema } from './federate.ts';
import { workshop } from './workshop.ts';

export const ISSUER = 'https://issuer.test';
export const TEST_KEYS = await generateKeyPair('ES256', { extractable: true });
export const PUBLIC_PEM = await exportSPKI(TEST_KEYS.publicKey);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
    readonly extensions?: Record<string, unknown>;
  };
}

export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  /** What was logged, one JSON line an entry. */
  readonly logged: string[];
  /** What the gateway counts, in the Prometheus text format. */
  metrics(): string;
  /** A POST with a good token; `headers` replace its own, undefined takes one away. */
  ask(body: unknown, headers?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
  query(query: string, variables?: object): Promise<Answer>;
  /** A raw socket of graphql-transport-ws. */
  socket(options?: { origin?: string; protocol?: string }): TestSocket;
}

/** A gateway over fixtures in this process, on a free port, that knows tokens of `mintToken`. */
export async function startGateway(
  options: Partial<GatewayOptions> & {
    readonly subgraphs?: Readonly<Record<string, FixtureSubgraph>>;
    readonly keys?: KeySource;
    readonly maxLifetimeMinutes?: number;
  } = {},
): Promise<TestGateway> {
  const {
    subgraphs = workshop().subgraphs,
    keys = { publicKey: TEST_KEYS.publicKey },
    maxLifetimeMinutes = 15,
  } = options;
  const logged: string[] = [];
  const log: Log = createLog('info', (line) => logged.push(line));
  const gateway = await createGateway({
    supergraphSdl: composeFixtures(subgraphs),
    transports: Object.fromEntries(
      Object.entries(subgraphs).map(([name, fixture]) => [
        name,
        createLocalTransport({ schema: subgraphSchema(fixture), context: (request) => request }),
      ]),
    ),
    mode: 'production',
    identity: await createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, maxLifetimeMinutes }),
    log,
    ...options,
  });
  const { url } = await gateway.listen(0);
  const ask: TestGateway['ask'] = async (body, headers = {}) => {
    const all = { 'content-type': 'application/json', authorization: `Bearer ${await mintToken()}`, ...headers };
    const response = await fetch(`${url}graphql`, {
      method: 'POST',
      headers: Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  return {
    url,
    logged,
    metrics: () => metricsText(gateway.metrics()),
    ask,
    query: (query, variables) => ask({ query, variables }),
    socket: ({ origin, protocol = 'graphql-transport-ws' } = {}) =>
      new TestSocket(`${url.replace('http', 'ws')}graphql`, protocol, origin),
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/** A good access token, but for what is said otherwise. */
export async function mintToken(
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
  key: Parameters<SignJWT['sign']>[0] = TEST_KEYS.privateKey,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'ada',
    client_id: 'mes',
    scope: 'production:read production:write',
    plants: ['HAM'],
    iat: now,
    exp: now + 300,
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(present).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(key);
}

export interface SocketMessage {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

/** A client that says what it is told to and keeps all that it hears. */
export class TestSocket implements Disposable {
  readonly socket: WebSocket;
  readonly heard: SocketMessage[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #opened: Promise<void>;
  readonly #listeners = new Set<() => void>();

  constructor(url: string, protocol: string, origin: string | undefined) {
    this.socket = new WebSocket(url, protocol, origin === undefined ? {} : { origin });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.#opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.#opened.catch(() => {});
    this.socket.on('message', (data) => {
      this.heard.push(JSON.parse(data.toString()));
      for (const listen of this.#listeners) listen();
    });
  }

  async open(): Promise<this> {
    await this.#opened;
    return this;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Opens, signs in and waits for the answer. */
  async signIn(token?: string): Promise<this> {
    await this.open();
    this.say({ type: 'connection_init', payload: { authorization: `Bearer ${token ?? (await mintToken())}` } });
    await this.hear((message) => message.type === 'connection_ack');
    return this;
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.say({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The first message that fits, heard or to come. */
  hear(fits: (message: SocketMessage) => boolean): Promise<SocketMessage> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.heard.find(fits);
        if (!found) return;
        this.#listeners.delete(look);
        resolve(found);
      };
      this.#listeners.add(look);
      this.closed.then(({ code, reason }) => reject(new Error(`closed ${code} ${reason} before it was heard`)));
      look();
    });
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
