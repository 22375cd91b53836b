import type { Call } from './types.ts';

export interface HeldCall {
  readonly n: number;
  readonly model: string | null;
  readonly method: string;
  readonly ids: readonly (string | number)[];
}

/** Calls that a `hold` fault has stopped, each until somebody lets it go. */
export class HeldCalls {
  readonly #held = new Map<number, { call: HeldCall; release: () => void }>();

  /** Waits until the call, known by the number of its exchange, is let go. */
  hold(n: number, { model, method, ids }: Call): Promise<void> {
    return new Promise((release) => {
      this.#held.set(n, { call: { n, model, method, ids }, release });
    });
  }

  list(): HeldCall[] {
    return [...this.#held.values()].map(({ call }) => call);
  }

  /** Lets one call go, or all; answers those that went, in the order in which they came. */
  release(n?: number): HeldCall[] {
    const going = [...this.#held.values()].filter(({ call }) => n === undefined || call.n === n);
    for (const { call, release } of going) {
      this.#held.delete(call.n);
      release();
    }
    return going.map(({ call }) => call);
  }
}
