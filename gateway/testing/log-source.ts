import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestContext } from '../../lib/request-context.ts';
import type { FixtureSubgraph } from './federate.ts';

interface Entry {
  readonly n: number;
  readonly plant: string;
}

export interface LogSource {
  readonly subgraphs: Readonly<Record<'events' | 'items', FixtureSubgraph>>;
  /** Writes one event for readers of the plant; its number. */
  append(plant?: string): number;
  /** Events so far. */
  readonly appended: number;
  /** How often a reader was opened, with what cursor and by whom. */
  readonly opened: { readonly after: string | null; readonly context: RequestContext }[];
  /** Items asked for to join them, one entry a call. */
  readonly joins: { readonly n: number; readonly context: RequestContext }[];
  /** Holds up joins until it is called again with false. */
  holdJoins(isHeld: boolean): void;
  readonly readers: number;
  untilReaders(count: number): Promise<void>;
}

export const cursorOf = (n: number): string => `c${n}`;

/**
 * A log of events that can be read on after any of them, and a second subgraph that knows more of each: a small likeness
 * of the hub's own. With `latestPerPlant` an event is left out where a newer one of its plant is there. An event is seen by callers of its plant; `secret` by those with the scope `secret:read`.
 */
export function logSource(): LogSource {
  const entries: Entry[] = [];
  const opened: LogSource['opened'] = [];
  const joins: LogSource['joins'] = [];
  const wakes = new Set<() => void>();
  let gate: Promise<void> | undefined;
  let openGate = (): void => {};

  async function* read(from: number, isLatestOnly: boolean, context: RequestContext, signal: AbortSignal) {
    let place = from;
    while (!signal.aborted) {
      const entry = entries[place];
      if (!entry) {
        await new Promise<void>((resolve) => {
          wakes.add(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      place += 1;
      if (isLatestOnly && entries.slice(place).some(({ plant }) => plant === entry.plant)) continue;
      if (context.caller.plants.has(entry.plant))
        yield { log: { ...entry, cursor: cursorOf(entry.n), item: { n: entry.n } } };
    }
  }

  let readers = 0;
  const follow = (
    after: string | null,
    isLatestOnly: boolean,
    context: RequestContext,
  ): AsyncIterableIterator<unknown> => {
    opened.push({ after, context });
    readers += 1;
    const gone = new AbortController();
    const from = after === null ? entries.length : Number(after.slice(1)) + 1;
    const source = read(from, isLatestOnly, context, gone.signal);
    let isOpen = true;
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => source.next(),
      async return() {
        if (isOpen) readers -= 1;
        isOpen = false;
        gone.abort();
        return { value: undefined, done: true as const };
      },
    };
  };

  return {
    subgraphs: {
      events: {
        sdl: `type Query { pong: Int }
          type Subscription { log(name: String, after: String, latestPerPlant: Boolean = false): LogEvent! }
          type LogEvent { cursor: String! n: Int! plant: String! secret: String text(size: Int!): String item: Item! }
          type Item @key(fields: "n") { n: Int! }`,
        resolvers: {
          Query: { pong: () => 1 },
          Subscription: {
            log: {
              subscribe: (
                _: unknown,
                { after, latestPerPlant }: { after?: string | null; latestPerPlant: boolean },
                context: RequestContext,
              ) => follow(after ?? null, latestPerPlant, context),
            },
          },
          LogEvent: {
            secret({ n }: Entry, _: unknown, { caller }: RequestContext) {
              if (!caller.scopes.has('secret:read')) throw new Error('not for you');
              return `secret ${n}`;
            },
            text: (_: unknown, { size }: { size: number }) => 'x'.repeat(size),
          },
        },
      },
      items: {
        sdl: 'type Query { items: Int } type Item @key(fields: "n") { n: Int! name: String owner: String }',
        resolvers: {
          Item: {
            async __resolveReference({ n }: { n: number }, context: RequestContext) {
              joins.push({ n, context });
              await gate;
              return { n, name: `item ${n}`, owner: context.caller.clientId };
            },
          },
        },
      },
    },
    append(plant = 'HAM') {
      const n = entries.length;
      entries.push({ n, plant });
      for (const wake of wakes) wake();
      wakes.clear();
      return n;
    },
    get appended() {
      return entries.length;
    },
    opened,
    joins,
    holdJoins(isHeld) {
      openGate();
      gate = isHeld
        ? new Promise((resolve) => {
            openGate = resolve;
          })
        : undefined;
    },
    get readers() {
      return readers;
    },
    async untilReaders(count) {
      const deadline = performance.now() + 20_000;
      while (readers !== count) {
        if (performance.now() > deadline) throw new Error(`${readers} readers, not ${count}`);
        await sleep(5);
      }
    },
  };
}
