import { BrokenCircuitError, bulkhead, ConsecutiveBreaker, circuitBreaker, handleWhen, wrap } from 'cockatiel';
import { RetryableError } from '../../lib/errors.ts';
import { HttpFailure } from './transport/http.ts';

export interface GateLimits {
  /** Reads under way at once. */
  concurrency: number;
  /** From the moment that the read is wanted to the end of its answer, waiting for its turn included. */
  readTimeoutMs: number;
}

const QUEUE_MAX = 10_000;
const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 5_000;

/**
 * Keeps reads of one connection within its limits: so many at once, none while the server has been failing, all within
 * their time. Reads only: a write never waits here.
 */
export class ReadGate {
  readonly #connection: string;
  readonly #limits: GateLimits;
  readonly #policy;

  constructor(connection: string, limits: GateLimits) {
    this.#connection = connection;
    this.#limits = limits;
    const breaker = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: HALF_OPEN_AFTER_MS,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
    this.#policy = wrap(bulkhead(limits.concurrency, QUEUE_MAX), breaker);
  }

  /** Errors: those of `read`; RetryableError UNAVAILABLE while the server is given time to recover, TIMEOUT when its turn never came. */
  async run<Result>(
    signal: AbortSignal | undefined,
    read: (options: { timeoutMs: number; signal?: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    const endsAt = performance.now() + this.#limits.readTimeoutMs;
    try {
      return await this.#policy.execute(() => {
        const timeoutMs = endsAt - performance.now();
        if (timeoutMs <= 0) throw this.#error('its turn did not come in time', 'TIMEOUT');
        if (signal?.aborted) throw this.#error('nobody waits for the answer any more', 'UNAVAILABLE');
        return read({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError)
        throw this.#error('it failed repeatedly and is given a pause', 'UNAVAILABLE');
      throw error;
    }
  }

  #error(what: string, why: 'TIMEOUT' | 'UNAVAILABLE'): RetryableError {
    const message = `Odoo (${this.#connection}) was not asked: ${what}`;
    return new RetryableError(message, { why, system: 'ERP', connection: this.#connection, cause: NOT_ASKED });
  }
}

/** Cause of the errors that arise here. */
const NOT_ASKED = Symbol('not asked');

/** Failures that say something about the server, not about the caller or the question. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof RetryableError) || error.needsPerson) return false;
  const isCallersDoing = error.cause instanceof HttpFailure && error.cause.reason === 'aborted';
  return !isCallersDoing && error.cause !== NOT_ASKED;
}
