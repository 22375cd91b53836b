import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { RetryableError } from '../../../lib/errors.ts';
import { HttpFailure } from './http.ts';
import { type Lane, NoPlace, Places } from './lanes.ts';
import { OWN_LIMIT } from './session.ts';

export interface GateLimits {
  /** Reads under way at once. */
  concurrency: number;
  /** From the moment that the read is wanted to the end of its answer, waiting for its turn included. */
  readTimeoutMs: number;
  /** Null or left out for no limit. */
  requestsPerSecond?: number | null;
}

export interface ReadTime {
  /** What is left of the read's time. */
  timeoutMs: number;
  signal?: AbortSignal;
}

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 5_000;

/**
 * Keeps reads of one connection within its limits: so many at once, shared out among plants, none while the server has
 * been failing, all within their time. A server that cannot be reached or answers nonsense is given a pause by all;
 * reads that run out of time give one to the plants that they were made for, as another's may be answered well.
 * Reads only: a write never waits here.
 */
export class ReadGate {
  readonly #connection: string;
  readonly #limits: GateLimits;
  readonly #places: Places;
  readonly #outages = breaker(isOutage);
  /** Of the lanes whose last read ran out of time. */
  readonly #timeouts = new Map<string, CircuitBreakerPolicy>();

  constructor(connection: string, limits: GateLimits, options: { isOfSeveralPlants?: boolean } = {}) {
    this.#connection = connection;
    this.#limits = limits;
    this.#places = new Places(placesFor(limits), { isOfSeveralPlants: options.isOfSeveralPlants ?? false });
  }

  /**
   * `plants`: those that the reads are made for; none for the hub's own. Errors: those of `read`; RetryableError
   * UNAVAILABLE while the server is given time to recover, where nobody waits any more, or where too many do; TIMEOUT
   * when its turn never came.
   */
  async run<Result>(
    signal: AbortSignal | undefined,
    read: (time: ReadTime) => Promise<Result>,
    plants: readonly string[] = [],
  ): Promise<Result> {
    const endsAt = performance.now() + this.#limits.readTimeoutMs;
    const lane = laneOf(plants);
    const giveBack = await this.#placeFor(lane, signal);
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(this.#notAsked('late')), endsAt - performance.now());
    try {
      // A pause that is being tried out lets the others wait for its end.
      const answer = this.#guarded(lane, async () => {
        clearTimeout(timer);
        const timeoutMs = endsAt - performance.now();
        if (timeoutMs <= 0) throw this.#notAsked('late');
        if (signal?.aborted) throw this.#notAsked('gone');
        return read({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
      });
      return await Promise.race([answer, tooLate]);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.#notAsked('paused') : error;
    } finally {
      clearTimeout(timer);
      giveBack();
    }
  }

  async #placeFor(lane: Lane, signal: AbortSignal | undefined): Promise<() => void> {
    try {
      return await this.#places.take(lane, { timeoutMs: this.#limits.readTimeoutMs, signal });
    } catch (error) {
      throw error instanceof NoPlace ? this.#notAsked(error.why) : error;
    }
  }

  async #guarded<Result>(lane: Lane, read: () => Promise<Result>): Promise<Result> {
    const timeouts = this.#timeouts.get(lane.name) ?? breaker(isTimeout);
    this.#timeouts.set(lane.name, timeouts);
    const result = await timeouts.execute(() => this.#outages.execute(read));
    if (timeouts.state === CircuitState.Closed) this.#timeouts.delete(lane.name);
    return result;
  }

  #notAsked(reason: keyof typeof NOT_ASKED): RetryableError {
    const { why, text } = NOT_ASKED[reason];
    const message = `Odoo (${this.#connection}) was not asked: ${text}`;
    return new RetryableError(message, { why, system: 'ERP', connection: this.#connection, cause: NOT_ASKED });
  }
}

/** Why a read was not made; also the cause of the errors that arise here. */
const NOT_ASKED = {
  late: { why: 'TIMEOUT', text: 'its turn did not come in time' },
  gone: { why: 'UNAVAILABLE', text: 'nobody waits for the answer any more' },
  paused: { why: 'UNAVAILABLE', text: 'it failed repeatedly and is given a pause' },
  full: { why: 'UNAVAILABLE', text: 'too many reads wait for it' },
} as const;

/** More places than requests per second would only hold reads that wait for the second to pass, in no fair order. */
function placesFor({ concurrency, requestsPerSecond }: GateLimits): number {
  return requestsPerSecond ? Math.min(concurrency, Math.max(2, Math.ceil(requestsPerSecond))) : concurrency;
}

const laneOf = (plants: readonly string[]): Lane => ({
  name: plants.toSorted().join(' '),
  isOfOnePlant: plants.length === 1,
});

const breaker = (counts: (error: unknown) => boolean): CircuitBreakerPolicy =>
  circuitBreaker(handleWhen(counts), {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });

/** Failures that say something about the server, not about the caller or the question. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof RetryableError) || error.needsPerson || error.why === 'TIMEOUT') return false;
  const isCallersDoing = error.cause instanceof HttpFailure && error.cause.reason === 'aborted';
  return !isCallersDoing && error.cause !== NOT_ASKED && error.cause !== OWN_LIMIT;
}

const isTimeout = (error: unknown): boolean =>
  error instanceof RetryableError && error.why === 'TIMEOUT' && error.cause !== NOT_ASKED;
