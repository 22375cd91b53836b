import { createHash } from 'node:crypto';
import { LruMap } from '../../lib/lru.ts';

const DOCUMENTS_KEPT = 1_000;
const CALLERS_KEPT = 1_000;

export interface GuiltTimes {
  /** For so long a document that killed a planner is not planned again. */
  readonly documentMs: number;
  /** A caller who killed it so often within `windowMs` waits for `pauseMs`. */
  readonly deathsMax: number;
  readonly windowMs: number;
  readonly pauseMs: number;
}

export const GUILT_TIMES: GuiltTimes = { documentMs: 600_000, deathsMax: 3, windowMs: 60_000, pauseMs: 60_000 };

/** Which documents killed a planner, and whose they were; both bounded, the longest unseen forgotten first. */
export class Guilt {
  readonly #times: GuiltTimes;
  readonly #now: () => number;
  readonly #documents = new LruMap<number>(DOCUMENTS_KEPT);
  readonly #callers = new LruMap<readonly number[]>(CALLERS_KEPT);

  constructor(times: GuiltTimes, now: () => number = performance.now.bind(performance)) {
    this.#times = times;
    this.#now = now;
  }

  add(document: string, caller: string | undefined): void {
    const now = this.#now();
    this.#documents.set(digest(document), now);
    if (caller === undefined) return;
    const deaths = [...(this.#callers.get(caller) ?? []), now];
    this.#callers.set(caller, deaths.slice(-this.#times.deathsMax));
  }

  isKnown(document: string): boolean {
    const at = this.#documents.get(digest(document));
    return at !== undefined && this.#now() - at < this.#times.documentMs;
  }

  /** The last of the caller's deaths begins the pause, the first of them has to lie within the window before it. */
  isPaused(caller: string | undefined): boolean {
    const { deathsMax, windowMs, pauseMs } = this.#times;
    const deaths = caller === undefined ? undefined : this.#callers.get(caller);
    const [first, last] = [deaths?.[0], deaths?.at(-1)];
    if (deaths?.length !== deathsMax || first === undefined || last === undefined) return false;
    return last - first <= windowMs && this.#now() - last < pauseMs;
  }
}

/** Documents may be long; what is remembered of them is not. */
const digest = (document: string): string => createHash('sha256').update(document).digest('base64');
