import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many calls pass per second, after a burst of one second's worth; the rest waits its turn. */
export class Pace {
  readonly #perSecond: number;
  #tokens: number;
  #filledAt = performance.now();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = Math.max(1, perSecond);
  }

  /** False when the turn would come later than `timeoutMs` from now; it is then not taken. Errors: the signal's reason. */
  async turn(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const now = performance.now();
    const filled = this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(Math.max(1, this.#perSecond), filled);
    this.#filledAt = now;
    const waitMs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1000;
    if (waitMs > timeoutMs) return false;
    this.#tokens -= 1;
    if (waitMs > 0) await this.#wait(waitMs, signal);
    return true;
  }

  /** Who leaves gives the turn back. */
  async #wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await sleep(waitMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      this.#tokens += 1;
      throw error;
    }
  }
}
