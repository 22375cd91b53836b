/** Reads that wait of one lane at most: more could not be answered within their time. */
const QUEUE_MAX = 2_000;
/** So long a place is kept for who has asked before. */
const RECENT_MS = 60_000;

/** Whose reads these are: those of one plant, of several together, or the hub's own. */
export interface Lane {
  readonly name: string;
  readonly isOfOnePlant: boolean;
}

interface LaneState {
  readonly lane: Lane;
  held: number;
  askedAt: number;
  readonly waiting: Waiting[];
}

interface Waiting {
  start(): void;
}

/** A read could not have a place: too many wait already, its time is over, or nobody waits for it any more. */
export class NoPlace extends Error {
  readonly why: 'full' | 'late' | 'gone';
  constructor(why: NoPlace['why']) {
    super(why);
    this.why = why;
  }
}

/**
 * The places of one connection, so many reads at once. Lanes take turns; and however many reads of one lane wait or
 * hang, a plant that asks now, or has asked within the last minute, finds a place: the last one is never given to a
 * lane that holds one already. One lane alone has all but that, and half of the places in any case.
 */
export class Places {
  readonly #count: number;
  /** Kept for a plant that has not asked yet. */
  readonly #spare: number;
  readonly #lanes = new Map<string, LaneState>();
  #free: number;

  constructor(count: number, options: { isOfSeveralPlants: boolean }) {
    this.#count = count;
    this.#free = count;
    this.#spare = options.isOfSeveralPlants ? 1 : 0;
  }

  /** Gives the place back when called; once. Errors: NoPlace. */
  async take(lane: Lane, options: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<() => void> {
    if (options.signal?.aborted) throw new NoPlace('gone');
    const state = this.#stateOf(lane);
    if (state.waiting.length === 0 && this.#mayStart(state)) return this.#start(state);
    if (state.waiting.length >= QUEUE_MAX) throw new NoPlace('full');
    return this.#wait(state, options);
  }

  #wait(
    state: LaneState,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const waiting: Waiting = {
      start: () => {
        end();
        resolve(this.#start(state));
      },
    };
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      const at = state.waiting.indexOf(waiting);
      if (at >= 0) state.waiting.splice(at, 1);
    };
    const giveUp = (why: NoPlace['why']) => {
      end();
      reject(new NoPlace(why));
    };
    const leave = () => giveUp('gone');
    const timer = setTimeout(() => giveUp('late'), timeoutMs);
    signal?.addEventListener('abort', leave);
    state.waiting.push(waiting);
    return promise;
  }

  #start(state: LaneState): () => void {
    this.#free -= 1;
    state.held += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#free += 1;
      state.held -= 1;
      this.#startWaiting();
    };
  }

  /** The lane that was served longest ago comes first. */
  #startWaiting(): void {
    for (let isStarted = true; isStarted; ) {
      isStarted = false;
      for (const state of [...this.#lanes.values()]) {
        const [next] = state.waiting;
        if (next === undefined || !this.#mayStart(state)) continue;
        this.#lanes.delete(state.lane.name);
        this.#lanes.set(state.lane.name, state);
        next.start();
        isStarted = true;
      }
    }
  }

  #mayStart(state: LaneState): boolean {
    return this.#free > Math.min(this.#keptFrom(state), Math.floor(this.#count / 2));
  }

  /** Places that must stay free when this lane takes one. */
  #keptFrom(state: LaneState): number {
    if (state.held === 0) return state.lane.isOfOnePlant ? 0 : this.#spare;
    const since = performance.now() - RECENT_MS;
    const others = [...this.#lanes.values()].filter((other) => other !== state && other.askedAt > since);
    return this.#spare + others.filter((other) => other.held === 0).length;
  }

  #stateOf(lane: Lane): LaneState {
    const now = performance.now();
    for (const [name, { held, waiting, askedAt }] of this.#lanes) {
      if (held === 0 && waiting.length === 0 && askedAt < now - RECENT_MS) this.#lanes.delete(name);
    }
    const state = this.#lanes.get(lane.name) ?? { lane, held: 0, askedAt: now, waiting: [] };
    state.askedAt = now;
    this.#lanes.set(lane.name, state);
    return state;
  }
}
