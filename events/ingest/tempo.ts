export interface TempoOptions {
  /** From the start of one look to the next while the back end is active. */
  readonly minMs: number;
  /** The same at most, where all is quiet. */
  readonly maxMs: number;
  /** How long something that happens keeps the back end active. 0: news alone count, and only for the next look. */
  readonly activeMs?: number;
  /** After a hint: what happened may not show yet, so there are further looks for a while, at this distance. */
  readonly hintMs?: number;
  readonly hintedForMs?: number;
  readonly now?: () => number;
}

const ACTIVE_MS = 60_000;
const HINT_MS = 1_000;
const HINTED_FOR_MS = 10_000;
const GROWTH = 1.5;
/** Looks take a third of the time at most, also where a back end is slow. */
const REST = 2;

/** When a back end is to be looked at next. Active at first: what was missed before the start is not known. */
export class Tempo {
  readonly #options: Required<TempoOptions>;
  #pause: number;
  #activeUntil: number;
  #hintedUntil = Number.NEGATIVE_INFINITY;
  #begunAt = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  #skipUntil = Number.NEGATIVE_INFINITY;
  #failures = 0;

  constructor(options: TempoOptions) {
    const { minMs, activeMs = ACTIVE_MS, hintMs = Math.min(HINT_MS, minMs), hintedForMs = HINTED_FOR_MS } = options;
    this.#options = { now: () => performance.now(), ...options, activeMs, hintMs, hintedForMs };
    this.#pause = minMs;
    this.#activeUntil = this.#options.now() + activeMs;
  }

  /** Looks that failed since the last good one. */
  get failures(): number {
    return this.#failures;
  }

  get isActive(): boolean {
    return this.#options.now() < this.#activeUntil;
  }

  /** Milliseconds until the next look is due; 0 when it is. */
  get restMs(): number {
    const { now, hintMs, minMs } = this.#options;
    const never = Number.POSITIVE_INFINITY;
    const isHinted = now() < this.#hintedUntil;
    const pause = Math.min(this.#pause, this.isActive ? minMs : never, isHinted ? hintMs : never);
    return Math.max(0, Math.max(this.#begunAt + pause, this.#notBefore, this.#skipUntil) - now());
  }

  /** Something happened around it. */
  stir(): void {
    this.#activeUntil = Math.max(this.#activeUntil, this.#options.now() + this.#options.activeMs);
  }

  /** Something is said to have happened in it: look now, also where it is slow or has failed. */
  hint(): void {
    const { now, hintMs, hintedForMs } = this.#options;
    this.stir();
    this.#hintedUntil = now() + hintedForMs;
    this.#notBefore = Math.min(this.#notBefore, this.#begunAt + hintMs);
  }

  begin(): void {
    this.#begunAt = this.#options.now();
  }

  /** A look went well. */
  end({ hasNews, hasMore }: { hasNews: boolean; hasMore: boolean }): void {
    const { now, minMs, maxMs } = this.#options;
    const endedAt = now();
    this.#failures = 0;
    this.#notBefore = hasMore ? endedAt : endedAt + REST * (endedAt - this.#begunAt);
    if (hasNews) this.stir();
    if (hasNews || this.isActive) this.#pause = minMs;
    else this.#pause = Math.min(this.#pause * GROWTH, maxMs);
    if (hasMore) this.#begunAt = Number.NEGATIVE_INFINITY;
  }

  /** A look failed: the pauses grow. */
  fail(): void {
    const { now, minMs, maxMs } = this.#options;
    this.#failures += 1;
    this.#notBefore = now() + Math.min(minMs * 2 ** Math.min(this.#failures, 20), maxMs);
  }

  /** Not this process's turn. */
  skip(milliseconds: number): void {
    this.#skipUntil = this.#options.now() + milliseconds;
  }
}
