import { z } from 'zod';
import { RetryableError } from '../../lib/errors.ts';
import {
  createRestClient,
  type ReadScope,
  type RestCall,
  type RestClient,
  type WriteGate,
} from '../../lib/rest-client.ts';
import type { OpenmesOptions } from './options.ts';
import * as wire from './wire.ts';

const PAGE_SIZE = 100;

/**
 * Calls of OpenMES's REST API. `/erp` goes by API key, everything else by a user token.
 * Reads throw RetryableError; a 404 reads as null. Writes: see RestClient; a refusal (422) comes back as its message.
 */
export class OpenmesApi {
  readonly #client: RestClient;
  readonly #options: OpenmesOptions;

  constructor(options: OpenmesOptions) {
    this.#options = options;
    this.#client = createRestClient({
      connection: options.connection,
      system: 'MES',
      baseUrl: baseUrlOf(options.url),
      concurrency: options.limits.concurrency,
      readTimeoutMs: options.limits.readTimeoutMs,
      rpcMaxMs: options.limits.rpcMaxMs,
      requestsPerSecond: options.limits.requestsPerSecond ?? null,
      isOwnRefusal,
    });
  }

  async read<T>(call: Omit<RestCall, 'headers'>, shape: z.ZodType<T>, scope: ReadScope = {}): Promise<T | null> {
    const answer = await this.#client.read({ ...call, headers: this.#headers(call.path) }, scope);
    if (answer.status === 404) return null;
    if (answer.status === 401 || answer.status === 403) throw this.#denied(answer.body);
    const parsed = shape.safeParse(answer.body);
    if (answer.status >= 300 || !parsed.success) {
      throw this.#failed('UNAVAILABLE', `answered ${call.path} with status ${answer.status} in an unknown shape`);
    }
    return parsed.data;
  }

  /** All of a list of the user API: its first page, then the others side by side. */
  async list<T>(call: Omit<RestCall, 'headers'>, shape: z.ZodType<T>, scope: ReadScope = {}): Promise<T[]> {
    const { rows, pages } = await this.pages(call, shape, { from: 1, to: 1 }, scope);
    return pages <= 1 ? rows : [...rows, ...(await this.pages(call, shape, { from: 2, to: pages }, scope)).rows];
  }

  /** Pages of a list side by side, and how many it has; a server that does not page answers with all of it. */
  async pages<T>(
    call: Omit<RestCall, 'headers'>,
    shape: z.ZodType<T>,
    { from, to }: { from: number; to: number },
    scope: ReadScope = {},
  ): Promise<{ rows: T[]; pages: number }> {
    const pageShape = z.object({ data: z.array(shape), meta: wire.pageMeta.optional() });
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const answers = await Promise.all(
      numbers.map((page) =>
        this.read({ ...call, query: { ...call.query, per_page: PAGE_SIZE, page } }, pageShape, scope),
      ),
    );
    return {
      rows: answers.flatMap((answer) => answer?.data ?? []),
      pages: Math.max(...answers.map((answer) => answer?.meta?.last_page ?? 1)),
    };
  }

  /** Null when done, else why the MES refused. */
  async write(method: string, path: string, body: unknown, kind: string, gate: WriteGate): Promise<string | null> {
    const answer = await this.#client.write({ method, path, body, kind, headers: this.#headers(path) }, gate);
    return answer.status < 300 ? null : (messageOf(answer.body) ?? `status ${answer.status}`);
  }

  #headers(path: string): Record<string, string> {
    const { apiKey, userToken } = credentialsOf(this.#options.secret());
    if (path.startsWith('/erp/')) return { 'x-api-key': apiKey };
    if (userToken === undefined) throw this.#failed('AUTH', 'needs a user token beside the API key in its secret');
    return { authorization: `Bearer ${userToken}` };
  }

  #denied(body: unknown): RetryableError {
    return this.#failed('AUTH', `refuses the credentials: ${messageOf(body) ?? 'no reason given'}`);
  }

  #failed(why: 'AUTH' | 'UNAVAILABLE', text: string): RetryableError {
    const { connection } = this.#options;
    return new RetryableError(`MES connection ${connection} ${text}`, { why, system: 'MES', connection });
  }
}

/**
 * Only what its rules refuse (422) and its own limit (429) is told apart from the answer of a portal or a gateway before
 * it, which refuse in JSON with a message as well.
 */
const isOwnRefusal = (status: number, body: unknown): boolean =>
  (status === 422 || status === 429) && messageOf(body) !== undefined;

/** The secret holds the API key and, after white space, the user token. */
function credentialsOf(secret: string): { apiKey: string; userToken: string | undefined } {
  const [apiKey = '', userToken] = secret.trim().split(/\s+/);
  return { apiKey, userToken };
}

/** A server's bare URL gets the API's path. */
function baseUrlOf(url: string): string {
  const trimmed = url.replace(/\/+$/, '');
  return new URL(trimmed).pathname === '/' ? `${trimmed}/api/v1` : trimmed;
}

function messageOf(body: unknown): string | undefined {
  const parsed = z.object({ message: z.string() }).safeParse(body);
  return parsed.success ? parsed.data.message : undefined;
}
