/** Bulkheads: at most so many postings at once per connection and plant, so that a slow one only holds up its own. */
export interface Semaphores {
  /** Resolves to a release, or to null when the signal aborts first. */
  acquire(connection: string, plant: string, signal: AbortSignal): Promise<(() => void) | null>;
}

export function createSemaphores(limitOf: (connection: string) => number): Semaphores {
  const inUse = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();

  return {
    async acquire(connection, plant, signal) {
      const key = `${connection} ${plant}`;
      while ((inUse.get(key) ?? 0) >= limitOf(connection)) {
        if (signal.aborted) return null;
        await new Promise<void>((resolve) => {
          waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      if (signal.aborted) return null;
      inUse.set(key, (inUse.get(key) ?? 0) + 1);
      return () => {
        inUse.set(key, (inUse.get(key) ?? 1) - 1);
        const woken = waiting.get(key) ?? []; // all of them: some may have given up
        waiting.delete(key);
        for (const wake of woken) wake();
      };
    },
  };
}
