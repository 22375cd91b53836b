import type { MetricFamily } from './metrics.ts';

/** What happened how often in this process. */
export class Counters {
  readonly #counters = new Map<string, { readonly help: string; count: number }>();

  /** Declares a counter, so that it is told before it first counts, and returns what counts. */
  counter(name: string, help: string): () => void {
    const counter = this.#counters.get(name) ?? { help, count: 0 };
    this.#counters.set(name, counter);
    return () => {
      counter.count += 1;
    };
  }

  /** 0 for a counter that nobody declared. */
  read(name: string): number {
    return this.#counters.get(name)?.count ?? 0;
  }

  families(): MetricFamily[] {
    return [...this.#counters].map(([name, { help, count }]) => ({
      ...{ name, type: 'counter', help },
      samples: [{ labels: {}, value: count }],
    }));
  }
}
