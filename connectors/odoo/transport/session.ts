import { NeedsAttentionError, RetryableError } from '../../../lib/errors.ts';
import type { CallRecorder } from '../../ports/common.ts';
import type { OdooCall } from './call.ts';
import { type Choice, chooseTransport } from './choose.ts';
import { fetchFields, type ModelFields } from './fields.ts';
import { HttpClient } from './http.ts';
import { Keys } from './keys.ts';
import { Pace } from './pace.ts';
import type { SendOptions, TransportKind } from './transport.ts';
import { type OdooVersion, probeVersion } from './version.ts';

export interface SessionOptions {
  connection: string;
  url: string;
  database: string;
  login: string;
  /** The current API key; asked for every call, so that a key is rotated without a restart. */
  secret: () => string | Promise<string>;
  /** Overrides what probing would choose. */
  transport?: TransportKind | null;
  /** For reads; a write names its own. */
  readTimeoutMs?: number;
  /** Of reads and writes together; null for no limit. */
  requestsPerSecond?: number | null;
}

export interface SessionCallOptions extends Partial<SendOptions> {
  kind: 'read' | 'write';
  /** Counts the call under the model's name. */
  calls?: CallRecorder | undefined;
}

/** Cause of the errors that the connection's own limit brings: they say nothing about the server. */
export const OWN_LIMIT = Symbol('own limit');

const FORGET_EVERY_MS = 60_000;
const READ_TIMEOUT_MS = 8_000;
/** Above the 30 s for which Odoo itself retries a lost serialization race. */
const WRITE_TIMEOUT_MS = 90_000;

/**
 * One configured Odoo: finds out its version and fields on first use, and makes calls by the transport that fits.
 * Errors of `call`: those of OdooTransport.
 */
export class OdooSession {
  readonly connection: string;
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly #options: SessionOptions;
  readonly #client: HttpClient;
  readonly #pace: Pace | undefined;
  readonly #keys: Keys;
  #choice: Promise<Choice> | undefined;
  #version: Promise<OdooVersion> | undefined;
  #fields = new Map<string, Promise<ModelFields>>();
  #forgotAt = Number.NEGATIVE_INFINITY;

  constructor(options: SessionOptions) {
    this.connection = options.connection;
    this.url = options.url;
    this.database = options.database;
    this.login = options.login;
    this.#options = options;
    this.#client = new HttpClient(options.url);
    this.#keys = new Keys(options.secret);
    this.#pace = options.requestsPerSecond ? new Pace(options.requestsPerSecond) : undefined;
  }

  /** The method's result. Default time-outs: 8 s for a read, 90 s for a write. */
  async call<Result>(call: OdooCall, options: SessionCallOptions): Promise<Result> {
    const timeoutMs = options.timeoutMs ?? (options.kind === 'read' ? this.#readTimeoutMs : WRITE_TIMEOUT_MS);
    const endsAt = performance.now() + timeoutMs;
    const { transport } = await this.#chosenBy(endsAt, options);
    await this.#takeTurn(options.kind === 'read' ? endsAt - performance.now() : timeoutMs, options.signal);
    options.calls?.count(this.connection, call.model);
    // A read's time runs from the moment that it is wanted, a write's from the moment that it leaves.
    const send = (secret: string) => {
      const left = options.kind === 'read' ? endsAt - performance.now() : timeoutMs;
      return transport.call({ database: this.database, secret }, call, { ...options, timeoutMs: left });
    };
    try {
      return (await this.#keys.use(transport, send)) as Result;
    } catch (error) {
      if (isOutdated(error) && call.method !== 'fields_get') this.#forget();
      throw error;
    }
  }

  version(): Promise<OdooVersion> {
    if (this.#version === undefined) {
      const version = probeVersion(this.connection, this.#client, this.#readTimeoutMs);
      this.#version = version;
      version.catch(() => {
        if (this.#version === version) this.#version = undefined;
      });
    }
    return this.#version;
  }

  /** The transport, found out on first use. Errors: RetryableError. */
  choice(): Promise<Choice> {
    if (this.#choice === undefined) {
      const choice = this.#choose();
      this.#choice = choice;
      choice.catch(() => {
        if (this.#choice === choice) this.#choice = undefined;
      });
    }
    return this.#choice;
  }

  /** The fields of a model that the server knows and the user may read; empty where it has no such model. Read once. */
  fields(model: string, calls?: CallRecorder): Promise<ModelFields> {
    let fields = this.#fields.get(model);
    if (fields === undefined) {
      fields = fetchFields(this, model, calls).catch((error: unknown) => {
        this.#fields.delete(model);
        throw error;
      });
      this.#fields.set(model, fields);
    }
    return fields;
  }

  /** Version, transport and fields are found out anew by the next call. */
  refresh(): void {
    this.#version = undefined;
    this.#choice = undefined;
    this.#fields.clear();
  }

  close(): void {
    this.#client.close();
  }

  /** Errors: RetryableError THROTTLED where the turn would come too late, NOT_SENT where nobody waits any more. */
  async #takeTurn(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#pace === undefined) return;
    const from = { system: 'ERP', connection: this.connection, cause: OWN_LIMIT };
    const hasTurn = await this.#pace.turn(timeoutMs, signal).catch(() => {
      throw new RetryableError('Nobody waits for the answer any more', { why: 'NOT_SENT', ...from });
    });
    if (hasTurn) return;
    const message = `The connection ${this.connection} is at its limit of requests per second`;
    throw new RetryableError(message, { why: 'THROTTLED', ...from });
  }

  get #readTimeoutMs(): number {
    return this.#options.readTimeoutMs ?? READ_TIMEOUT_MS;
  }

  /** Finding the transport out serves every call; this one waits for it no longer than for its own answer. */
  async #chosenBy(endsAt: number, { kind, signal }: SessionCallOptions): Promise<Choice> {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const why = kind === 'read' ? 'TIMEOUT' : 'NOT_SENT';
    const giveUp = (what: string) => () => {
      const { connection } = this;
      const message = `Odoo (${connection}) was not asked: ${what}`;
      reject(new RetryableError(message, { why, code: 'ERP_UNREACHABLE', system: 'ERP', connection }));
    };
    const timer = setTimeout(giveUp('it did not tell its version in time'), Math.max(0, endsAt - performance.now()));
    const onAbort = giveUp('nobody waits for the answer any more');
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    try {
      return await Promise.race([this.choice(), over]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #choose(): Promise<Choice> {
    const { connection, database, login } = this;
    const version = await this.version();
    return await chooseTransport({
      ...{ connection, login, version, client: this.#client },
      access: { database, secret: await this.#options.secret() },
      wanted: this.#options.transport ?? null,
      timeoutMs: this.#readTimeoutMs,
    });
  }

  /** After an upgrade of the server or its modules, what was learnt of it may be wrong. */
  #forget(): void {
    const now = performance.now();
    if (now - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    this.refresh();
  }
}

/** The server does not know what it knew when it was probed, or no longer speaks that way. */
function isOutdated(error: unknown): boolean {
  if (error instanceof RetryableError) return error.code === 'ERP_ROUTE_MISSING' || error.code === 'ERP_REDIRECTED';
  const codes = ['ERP_FIELD_UNKNOWN', 'ERP_MODEL_UNKNOWN', 'ERP_METHOD_UNKNOWN'];
  return error instanceof NeedsAttentionError && error.problems.some((problem) => codes.includes(problem.code));
}
