import { describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.ts';

/** A source that a test feeds; `return` never settles while a read is pending, as with an async generator. */
function source() {
  const reads: ((step: IteratorResult<number>) => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  const state = { reads: 0, returned: 0 };
  const iterator: AsyncIterator<number> = {
    next: () => {
      state.reads += 1;
      return new Promise((resolve, reject) => {
        reads.push(resolve);
        fails.push(reject);
      });
    },
    return: () => {
      state.returned += 1;
      return new Promise(() => {});
    },
  };
  return {
    iterator,
    state,
    give: (value: number) => reads.shift()?.({ value, done: false }),
    fail: (error: Error) => fails.pop()?.(error),
    finish: () => reads.shift()?.({ value: undefined, done: true }),
  };
}

function stream(from: AsyncIterator<number>) {
  const ends: string[] = [];
  return {
    ends,
    events: new EventStream<number, string>(from, {
      respond: async (n) => `event ${n}`,
      onFailure: (error) => `failed: ${(error as Error).message}`,
      onEnd: () => ends.push('ended'),
    }),
  };
}

describe('EventStream', () => {
  it('reads no further than it is read', async () => {
    const { iterator, state, give } = source();
    const { events } = stream(iterator);
    const first = events.next();
    give(1);
    expect(await first).toEqual({ value: 'event 1', done: false });
    expect(state.reads).toBe(1);
  });

  it('ends at once while its source is silent', async () => {
    const { iterator, state } = source();
    const { events, ends } = stream(iterator);
    const pending = events.next();
    expect(await events.return()).toEqual({ value: undefined, done: true });
    expect(await pending).toEqual({ value: undefined, done: true });
    expect([state.returned, ends]).toEqual([1, ['ended']]);
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });

  it('tells of a source that breaks, then ends', async () => {
    const { iterator, fail } = source();
    const { events, ends } = stream(iterator);
    const pending = events.next();
    fail(new Error('gone'));
    expect(await pending).toEqual({ value: 'failed: gone', done: false });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    expect(ends).toEqual(['ended']);
  });

  it('ends with its source', async () => {
    const { iterator, finish } = source();
    const { events, ends } = stream(iterator);
    const pending = events.next();
    finish();
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(ends).toEqual(['ended']);
  });
});
