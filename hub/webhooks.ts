import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Hint, sendHint } from '../events/hints.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import { openWebhookSecret, type Secret } from '../lib/config/secret.ts';
import type { Log } from '../lib/log.ts';
import type { HubDatabase } from '../store/db.ts';

const PATH = /^\/hooks\/erp\/([^/]+)\/([^/]+)$/;
const BODY_MAX = 8 * 1024;
/** A hint brings polls for the next seconds, so that those in between need not be passed on. */
const HINT_EVERY_MS = 1_000;
const WRONG_MAX = 10;
const WRONG_WITHIN_MS = 60_000;
/** Addresses that are remembered for wrong secrets. */
const ADDRESSES_MAX = 1_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface WebhookOptions {
  readonly factory: FactoryConfig;
  readonly db: HubDatabase;
  readonly log: Log;
  readonly now?: () => number;
}

/**
 * `POST /hooks/erp/<connection>/<secret>`: an ERP says that something happened in it. That is a hint to poll now and
 * nothing more: what is sent along is not read. Answered with 204 before anything is done, as an ERP waits for it within
 * its own call. A connection without a secret, one that is not there and a wrong secret are all answered with 404.
 * Throws ConfigurationError where a secret is missing or short.
 */
export function openWebhooks({ factory, db, log, now = () => performance.now() }: WebhookOptions) {
  const secrets = new Map<string, Secret>();
  for (const { name, webhook } of Object.values(factory.connections)) {
    if (webhook !== null) secrets.set(name, openWebhookSecret(webhook, `connections.${name}.webhook`));
  }
  const wrong = createWrongCounter(now);
  const sentAt = new Map<string, number>();

  const pass = (connection: string) => {
    const last = sentAt.get(connection);
    if (last !== undefined && now() - last < HINT_EVERY_MS) return;
    sentAt.set(connection, now());
    const hint: Hint = { connection };
    sendHint(db, hint).catch((error: Error) =>
      log.warn('a hint of an ERP could not be passed on; the next poll finds what happened', {
        connection,
        error: error.message,
      }),
    );
  };

  const answer = async (connection: string, given: string, request: IncomingMessage, response: ServerResponse) => {
    const address = request.socket.remoteAddress ?? '';
    if (wrong.isTooMany(address)) {
      response.writeHead(429, { 'retry-after': String(WRONG_WITHIN_MS / 1000), connection: 'close' }).end();
    } else if (request.method === 'POST' && isSame(given, secrets.get(connection))) {
      response.writeHead(204).end();
      pass(connection);
    } else {
      if (wrong.count(address)) log.warn('wrong secrets for webhooks', { address });
      response.writeHead(404).end();
    }
    drain(request);
  };

  return {
    /** The handler of a path; undefined for any that is not of a webhook, and where no connection has one. */
    route(path: string): Handler | undefined {
      const [, connection, given] = (secrets.size > 0 && PATH.exec(path)) || [];
      if (connection === undefined || given === undefined) return undefined;
      return (request, response) => answer(connection, given, request, response);
    },
  };
}

const NOBODYS = randomBytes(32).toString('hex');
const digest = (text: string) => createHash('sha256').update(text).digest();

/** In the same time whatever is given, and whether or not there is a secret. */
const isSame = (given: string, secret: Secret | undefined): boolean =>
  timingSafeEqual(digest(given), digest(secret?.() ?? NOBODYS));

/** Reads what is sent to its end, and cuts off who sends more than a hint has. */
function drain(request: IncomingMessage): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > BODY_MAX) request.destroy();
  });
  request.on('error', () => {});
}

/** Wrong secrets by address, within a minute. */
function createWrongCounter(now: () => number) {
  const counts = new Map<string, { since: number; n: number }>();
  const current = (address: string) => {
    const count = counts.get(address);
    return count && now() - count.since < WRONG_WITHIN_MS ? count : undefined;
  };
  return {
    isTooMany: (address: string): boolean => (current(address)?.n ?? 0) >= WRONG_MAX,
    /** True when it was one too many. */
    count(address: string): boolean {
      const count = current(address) ?? { since: now(), n: 0 };
      count.n += 1;
      counts.delete(address);
      counts.set(address, count);
      const [oldest] = counts.keys();
      if (counts.size > ADDRESSES_MAX && oldest !== undefined) counts.delete(oldest);
      return count.n === WRONG_MAX;
    },
  };
}
