import { setTimeout as sleep } from 'node:timers/promises';
import { patient } from '../../test/kit/patience.ts';
import type { FixtureSubgraph } from './federate.ts';

export interface Gate {
  readonly subgraphs: Readonly<Record<'events', FixtureSubgraph>>;
  publish(name: string, n: number): void;
  /** Waits until so many subscriptions read the name. */
  untilReaders(name: string, count: number): Promise<void>;
}

/** A source of events that a test opens and shuts: what is published reaches every reader of its name. */
export function gate(): Gate {
  const readers = new Map<string, Set<(n: number) => void>>();
  const readersOf = (name: string) => {
    const known = readers.get(name) ?? new Set<(n: number) => void>();
    readers.set(name, known);
    return known;
  };

  function read(name: string): AsyncIterableIterator<{ events: { n: number } }> {
    const waiting: number[] = [];
    let wake: ((step: IteratorResult<{ events: { n: number } }>) => void) | undefined;
    const take = (n: number): void => {
      if (!wake) {
        waiting.push(n);
        return;
      }
      wake({ value: { events: { n } }, done: false });
      wake = undefined;
    };
    readersOf(name).add(take);
    const stream: AsyncIterableIterator<{ events: { n: number } }> = {
      [Symbol.asyncIterator]: () => stream,
      next() {
        const n = waiting.shift();
        if (n !== undefined) return Promise.resolve({ value: { events: { n } }, done: false });
        return new Promise((resolve) => {
          wake = resolve;
        });
      },
      async return() {
        readersOf(name).delete(take);
        return { value: undefined, done: true };
      },
    };
    return stream;
  }

  return {
    subgraphs: {
      events: {
        sdl: 'type Query { pong: Int } type Subscription { events(name: String!): Event } type Event { n: Int! }',
        resolvers: {
          Query: { pong: () => 1 },
          Subscription: { events: { subscribe: (_: unknown, { name }: { name: string }) => read(name) } },
        },
      },
    },
    publish(name, n) {
      for (const take of readersOf(name)) take(n);
    },
    async untilReaders(name, count) {
      const deadline = performance.now() + patient(20_000);
      while (readersOf(name).size !== count) {
        if (performance.now() > deadline) throw new Error(`${readersOf(name).size} readers of ${name}, not ${count}`);
        await sleep(5);
      }
    },
  };
}
