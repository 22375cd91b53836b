import { z } from 'zod';
import { RetryableError } from '../../lib/errors.ts';
import {
  createRestClient,
  type ReadScope,
  type RestAnswer,
  type RestCall,
  type WriteGate,
} from '../../lib/rest-client.ts';
import type { ArenaOptions } from './options.ts';

const PAGE_SIZE = 400;
/** A session can be ended by another login at any moment: a call is given this many sessions. */
const SESSIONS_PER_CALL = 3;

const loginAnswer = z.object({ arena_session_id: z.string(), workspaceRequestLimit: z.number().optional() });
const failure = z.object({ errors: z.array(z.object({ code: z.number(), message: z.string() })).min(1) });

/**
 * Calls of Arena's REST API in one session per connection, logged in when first needed and again when the session has
 * ended. Reads throw RetryableError; an unknown GUID reads as null. Writes: see RestClient; a refusal comes back as text.
 */
export class ArenaClient {
  readonly #options: ArenaOptions;
  readonly #rest: ReturnType<typeof createRestClient>;
  #session: string | undefined;
  #login: Promise<string> | undefined;
  /** Of the day's budget, as the last answer said. */
  requestsRemaining: number | undefined;

  constructor(options: ArenaOptions) {
    this.#options = options;
    this.#rest = createRestClient({
      connection: options.connection,
      system: 'PLM',
      baseUrl: baseUrlOf(options.url),
      concurrency: options.limits.concurrency,
      readTimeoutMs: options.limits.readTimeoutMs,
      rpcMaxMs: options.limits.rpcMaxMs,
      requestsPerSecond: options.limits.requestsPerSecond ?? null,
      // Every refusal that its documentation shows is of this form, 401 and 429 too.
      isOwnRefusal: (_status, body) => failure.safeParse(body).success,
    });
  }

  async read<T>(call: RestCall, shape: z.ZodType<T>, scope: ReadScope = {}): Promise<T | null> {
    const answer = await this.#inSession(scope, (headers) => this.#rest.read({ ...call, headers }, scope));
    if (answer.status === 404 || isUnknownGuid(answer)) return null;
    if (answer.status === 403) throw this.#failed('AUTH', `refuses to show it: ${messageOf(answer)}`);
    const parsed = shape.safeParse(answer.body);
    if (answer.status >= 300 || !parsed.success)
      throw this.#failed('UNAVAILABLE', `answered ${call.path} with status ${answer.status}: ${messageOf(answer)}`);
    return parsed.data;
  }

  /** All results of a search or list, page by page. */
  async list<T>(call: RestCall, shape: z.ZodType<T>, scope: ReadScope = {}): Promise<T[]> {
    const pageShape = z.object({ results: z.array(shape) });
    const rows: T[] = [];
    for (;;) {
      const query = { ...call.query, limit: PAGE_SIZE, offset: rows.length };
      const page = await this.read({ ...call, query }, pageShape, scope);
      rows.push(...(page?.results ?? []));
      if (page === null || page.results.length < PAGE_SIZE) return rows;
    }
  }

  /** Null when done, else why Arena refused. That the session has ended, in Arena's own words, proves that nothing was done. */
  async write(call: RestCall, gate: WriteGate): Promise<string | null> {
    const answer = await this.#inSession({}, (headers) => this.#rest.write({ ...call, headers }, gate));
    if (answer.status < 300) return null;
    if (answer.status === 403) throw this.#failed('AUTH', `refuses the write: ${messageOf(answer)}`);
    return messageOf(answer);
  }

  async #inSession(
    scope: ReadScope,
    send: (headers: Record<string, string>) => Promise<RestAnswer>,
  ): Promise<RestAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const session = this.#session ?? (await this.#logIn(scope));
      const answer = await send({ arena_session_id: session }).catch((error: unknown) => {
        throw withPatience(error);
      });
      const remaining = answer.headers.get('x-arena-requests-remaining');
      if (remaining !== null) this.requestsRemaining = Number(remaining);
      if (answer.status !== 401) return answer;
      if (this.#session === session) this.#session = undefined;
      if (attempt === SESSIONS_PER_CALL) throw this.#failed('AUTH', 'ends every session: is the login used elsewhere?');
    }
  }

  /** One login at a time: a second one would end the session of the first. */
  #logIn(scope: ReadScope): Promise<string> {
    this.#login ??= this.#newSession(scope).finally(() => {
      this.#login = undefined;
    });
    return this.#login;
  }

  async #newSession(scope: ReadScope): Promise<string> {
    const { login, secret, workspaceId } = this.#options;
    const body = { email: login, password: secret(), ...(workspaceId === undefined ? {} : { workspaceId }) };
    const calls = scope.calls === undefined ? {} : { calls: scope.calls };
    const answer = await this.#rest.read({ method: 'POST', path: '/login', body, kind: 'login' }, calls);
    const parsed = loginAnswer.safeParse(answer.body);
    if (!parsed.success) throw this.#failed('AUTH', `refuses the login: ${messageOf(answer)}`);
    this.#session = parsed.data.arena_session_id;
    return this.#session;
  }

  #failed(why: 'AUTH' | 'UNAVAILABLE', text: string): RetryableError {
    const { connection } = this.#options;
    return new RetryableError(`PLM connection ${connection} ${text}`, { why, system: 'PLM', connection });
  }
}

const BUDGET_PAUSE_MS = 15 * 60_000;

/** A used-up budget comes back at midnight Pacific, or when somebody raises it: there is no use in asking soon. */
function withPatience(error: unknown): unknown {
  if (!(error instanceof RetryableError) || error.why !== 'THROTTLED' || error.retryAfterMs !== undefined) return error;
  const { connection = '', message } = error;
  return new RetryableError(message, {
    why: 'THROTTLED',
    system: 'PLM',
    connection,
    retryAfterMs: BUDGET_PAUSE_MS,
    cause: error,
  });
}

const UNKNOWN_GUID = new Set([3011, 3024]);

function isUnknownGuid(answer: RestAnswer): boolean {
  const parsed = failure.safeParse(answer.body);
  return answer.status === 400 && parsed.success && UNKNOWN_GUID.has(parsed.data.errors[0]?.code ?? 0);
}

function messageOf(answer: RestAnswer): string {
  const parsed = failure.safeParse(answer.body);
  return parsed.success
    ? parsed.data.errors.map((error) => `${error.message} (${error.code})`).join(' ')
    : 'in an unknown shape';
}

/** A server's bare URL gets the API's path. */
function baseUrlOf(url: string): string {
  const trimmed = url.replace(/\/+$/, '');
  return new URL(trimmed).pathname === '/' ? `${trimmed}/v1` : trimmed;
}
