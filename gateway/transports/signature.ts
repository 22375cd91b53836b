import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { GraphError } from '../../lib/errors.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { RequestContext } from '../../lib/request-context.ts';

/** How far a subgraph's clock may be from the gateway's, and how long an identity envelope is good. */
const VALID_SECONDS = 60;
/** Beyond so many requests within the time above a subgraph refuses rather than forgets what it has seen. */
const NONCES_MAX = 200_000;

/** What a signature covers; a socket message has the method SUBSCRIBE and its payload as body. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export type SignatureHeaders = Readonly<
  Record<'x-hub-identity' | 'x-hub-timestamp' | 'x-hub-nonce' | 'x-hub-signature', string>
>;

export interface RequestSigner {
  sign(request: SignedRequest, context: Pick<RequestContext, 'caller' | 'correlationId'>): SignatureHeaders;
}

/** Who asks, as the gateway vouches for it. */
export interface Vouched {
  readonly caller: Caller;
  readonly correlationId: string;
}

export interface RequestVerifier {
  /** Errors: GraphError UNAUTHENTICATED for a request that is unsigned, stale, repeated or changed on its way. */
  verify(request: SignedRequest, headers: Readonly<Record<string, unknown>>): Vouched;
}

export function createRequestSigner(key: string, now: () => number = Date.now): RequestSigner {
  return {
    sign(request, { caller, correlationId }) {
      const timestamp = String(Math.floor(now() / 1000));
      const identity = encodeIdentity({ caller, correlationId });
      const nonce = randomUUID();
      const signature = mac(key, request, timestamp, nonce, identity).toString('base64url');
      return {
        'x-hub-identity': identity,
        'x-hub-timestamp': timestamp,
        'x-hub-nonce': nonce,
        'x-hub-signature': signature,
      };
    },
  };
}

/** `keys`: the current one and, while it is being changed, the one before. */
export function createRequestVerifier(keys: readonly string[], now: () => number = Date.now): RequestVerifier {
  const seen = new SeenNonces();
  return {
    verify(request, headers) {
      const identity = text(headers['x-hub-identity']);
      const timestamp = text(headers['x-hub-timestamp']);
      const nonce = text(headers['x-hub-nonce']);
      const signature = Buffer.from(text(headers['x-hub-signature']), 'base64url');
      const isSigned = keys.some((key) => isEqual(mac(key, request, timestamp, nonce, identity), signature));
      if (!isSigned) throw refused('is not signed by the gateway');
      const seconds = now() / 1000;
      if (!(Math.abs(seconds - Number(timestamp)) <= VALID_SECONDS)) throw refused('is too old');
      if (!seen.add(nonce, seconds)) throw refused('has been here before');
      return decodeIdentity(identity);
    },
  };
}

/** Nonces of the time within which a timestamp is good, in two halves of which the older is dropped. */
class SeenNonces {
  #recent = new Set<string>();
  #older = new Set<string>();
  #turnedAt = 0;

  /** False when it is known, or when too many are known to take another. */
  add(nonce: string, seconds: number): boolean {
    if (seconds - this.#turnedAt > 2 * VALID_SECONDS) {
      this.#older = this.#recent;
      this.#recent = new Set();
      this.#turnedAt = seconds;
    }
    if (this.#recent.has(nonce) || this.#older.has(nonce) || this.#recent.size >= NONCES_MAX) return false;
    this.#recent.add(nonce);
    return true;
  }
}

function mac(key: string, request: SignedRequest, timestamp: string, nonce: string, identity: string): Buffer {
  const bodyHash = createHash('sha256').update(request.body).digest('base64url');
  const covered = [request.method, request.path, timestamp, nonce, bodyHash, identity];
  return createHmac('sha256', key).update(JSON.stringify(covered)).digest();
}

function encodeIdentity({ caller, correlationId }: Vouched): string {
  const envelope = { ...caller, scopes: [...caller.scopes], plants: [...caller.plants], correlationId };
  return Buffer.from(JSON.stringify(envelope)).toString('base64url');
}

function decodeIdentity(identity: string): Vouched {
  const envelope = JSON.parse(Buffer.from(identity, 'base64url').toString('utf8'));
  const { sub, clientId, scopes, plants, expiresAt, correlationId } = envelope;
  return {
    correlationId,
    caller: {
      sub,
      clientId,
      scopes: new Set(scopes),
      plants: new Set(plants),
      expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
    },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

const refused = (why: string): GraphError => new GraphError('UNAUTHENTICATED', `The request ${why}`);
