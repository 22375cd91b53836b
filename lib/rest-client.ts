import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { OutcomeUnknownError, RetryableError } from './errors.ts';
import { createPace } from './pace.ts';
import type { SystemName } from './problem.ts';
import { SharedReads } from './shared-reads.ts';
import { traceHeaders } from './trace.ts';

export interface RestClientOptions {
  /** The connection's name, and the system that it is; both stand in errors. */
  readonly connection: string;
  readonly system: SystemName;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Reads under way at once; more wait. */
  readonly concurrency: number;
  readonly readTimeoutMs: number;
  /** Longest wait for the answer of a write. */
  readonly rpcMaxMs: number;
  /** Null or left out: no limit. */
  readonly requestsPerSecond?: number | null;
  /**
   * Whether an answer to a write, by its status from 300 on and its body, is the back end's own word. Everything else is
   * somebody's between it and the hub, who may have passed the call on.
   */
  readonly isOwnRefusal: (status: number, body: unknown) => boolean;
}

export interface RestCall {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Record kind, for the count of calls. */
  readonly kind: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; null for an empty body. */
  readonly body: unknown;
}

export interface ReadScope {
  readonly calls?: { count(group: string, kind: string): void };
  readonly signal?: AbortSignal;
  /** Names what the caller may see: reads under way are shared with callers of the same rights only, and without it with nobody. */
  readonly rights?: string;
}

/** When a write may leave: see PostingContext of the ports. */
export interface WriteGate {
  readonly deadline: Date;
  beforeSend(): void;
  afterSend?(): void;
}

/**
 * JSON over HTTP to one back end.
 * Reads: statuses below 500 but 429 are answers, for the caller to judge; RetryableError for everything else; one second try where the connection failed; a breaker opens after five
 * failures in a row; identical ones under way are one.
 * Writes: never tried twice. Below 300, and where the back end itself refuses, the answer comes back, for the caller to
 * judge; RetryableError only where nothing can have happened (nothing was sent, or the back end itself says 429), else
 * OutcomeUnknownError.
 */
export interface RestClient {
  read(call: RestCall, scope?: ReadScope): Promise<RestAnswer>;
  write(call: RestCall, gate: WriteGate): Promise<RestAnswer>;
}

export function createRestClient(options: RestClientOptions): RestClient {
  const origin = { system: options.system, connection: options.connection };
  const name = `${options.system} connection ${options.connection}`;
  const failed = (why: 'TIMEOUT' | 'UNAVAILABLE', text: string, cause?: unknown) =>
    new RetryableError(`${name} ${text}`, { why, ...origin, cause });

  const pace = createPace(options.requestsPerSecond ?? null);
  const shared = new SharedReads(origin);
  const isOutage = (error: unknown) => error instanceof RetryableError && error.why !== 'THROTTLED';
  const policy = wrap(
    timeout(options.readTimeoutMs, TimeoutStrategy.Aggressive),
    bulkhead(options.concurrency, 5000),
    circuitBreaker(handleWhen(isOutage), { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(5) }),
  );

  async function readOnce(call: RestCall, scope: ReadScope, signal: AbortSignal, isLast: boolean): Promise<RestAnswer> {
    scope.calls?.count(options.connection, call.kind);
    let response: Response;
    let text: string;
    try {
      await pace(signal);
      response = await fetch(urlOf(options.baseUrl, call), { ...initOf(call), signal });
      text = await response.text();
    } catch (error) {
      if (signal.aborted) throw failed('TIMEOUT', 'did not answer in time', error);
      if (!isLast) return readOnce(call, scope, signal, true);
      throw failed('UNAVAILABLE', 'cannot be reached', error);
    }
    if (response.status === 429) throw throttled(response);
    if (response.status >= 500) throw failed('UNAVAILABLE', `answered with status ${response.status}`);
    const body = parse(text);
    if (body === undefined) throw failed('UNAVAILABLE', 'answered with something that is not JSON');
    return { status: response.status, headers: response.headers, body };
  }

  const throttled = (response: Response) => {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new RetryableError(`${name} is asked too often`, {
      why: 'THROTTLED',
      ...origin,
      ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
    });
  };

  async function read(call: RestCall, scope: ReadScope): Promise<RestAnswer> {
    try {
      return await policy.execute(({ signal }) => readOnce(call, scope, signal, false), scope.signal);
    } catch (error) {
      if (error instanceof TaskCancelledError) throw failed('TIMEOUT', 'did not answer in time', error);
      if (error instanceof BrokenCircuitError) throw failed('UNAVAILABLE', 'was down a moment ago', error);
      if (error instanceof BulkheadRejectedError) throw failed('UNAVAILABLE', 'has too many calls waiting', error);
      throw error;
    }
  }

  return {
    async read(call, scope = {}) {
      const { rights } = scope;
      const isShareable = rights !== undefined && (call.method ?? 'GET') === 'GET' && call.body === undefined;
      if (!isShareable) return read(call, scope);
      const key = JSON.stringify([rights, call.path, call.query, call.headers]);
      return shared.run(key, scope.signal, (signal) => read(call, { ...scope, signal }));
    },

    async write(call, gate) {
      await pace();
      const budget = Math.min(options.rpcMaxMs, gate.deadline.getTime() - Date.now());
      if (budget <= 0) throw new RetryableError(`${name}: too late to send`, { why: 'NOT_SENT', ...origin });
      const signal = AbortSignal.timeout(budget);
      let response: Response;
      let text: string;
      gate.beforeSend();
      try {
        response = await fetch(urlOf(options.baseUrl, call), { ...initOf(call), signal });
        gate.afterSend?.();
        text = await response.text();
      } catch (error) {
        if (wasNotSent(error))
          throw new RetryableError(`${name} cannot be reached`, { why: 'NOT_SENT', ...origin, cause: error });
        throw new OutcomeUnknownError(`${name} did not answer a write`, { ...origin, cause: error });
      }
      const body = parse(text);
      const isProof = body !== undefined && (response.status < 300 || options.isOwnRefusal(response.status, body));
      if (!isProof)
        throw new OutcomeUnknownError(`${name} answered a write with status ${response.status} and no proof`, origin);
      if (response.status === 429) throw throttled(response);
      return { status: response.status, headers: response.headers, body };
    },
  };
}

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No connection came about, so no byte of the request left. */
function wasNotSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const all = cause instanceof AggregateError ? cause.errors : [cause];
  return all.every((one: unknown) => NOT_SENT.has(String((one as { code?: unknown } | undefined)?.code)));
}

function urlOf(baseUrl: string, call: RestCall): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return `${baseUrl}${call.path}${query.size > 0 ? `?${query}` : ''}`;
}

function initOf(call: RestCall): RequestInit {
  const headers = { accept: 'application/json', ...traceHeaders(), ...call.headers };
  if (call.body === undefined) return { method: call.method ?? 'GET', headers };
  return {
    method: call.method ?? 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(call.body),
  };
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
