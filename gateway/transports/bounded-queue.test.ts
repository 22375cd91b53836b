import { describe, expect, it } from 'vitest';
import { BoundedQueue } from './bounded-queue.ts';

const OVER = { value: undefined, done: true };

function queue(capacity: number) {
  const ends: string[] = [];
  return { ends, queue: new BoundedQueue<number>(capacity, () => ends.push('ended')) };
}

describe('BoundedQueue', () => {
  it('gives events in order, before and after they are asked for', async () => {
    const { queue: events } = queue(10);
    events.push(1);
    events.push(2);
    expect([await events.next(), await events.next()].map((step) => step.value)).toEqual([1, 2]);
    const pending = events.next();
    events.push(3);
    expect(await pending).toEqual({ value: 3, done: false });
  });

  it('gives what waits when it overflows, then says to resume, and lets its source go', async () => {
    const { queue: events, ends } = queue(2);
    for (const n of [1, 2, 3, 4]) events.push(n);
    expect(ends).toEqual(['ended']);
    expect([await events.next(), await events.next()].map((step) => step.value)).toEqual([1, 2]);
    await expect(events.next()).rejects.toMatchObject({ code: 'RESYNC_REQUIRED', isRetryable: true });
    expect(await events.next()).toEqual(OVER);
  });

  it('gives what waits before the error of its source', async () => {
    const { queue: events, ends } = queue(2);
    events.push(1);
    events.close(new Error('broken'));
    expect((await events.next()).value).toBe(1);
    await expect(events.next()).rejects.toThrow('broken');
    expect(await events.next()).toEqual(OVER);
    expect(ends).toEqual([]);
  });

  it('wakes a reader at the end, with the error or without', async () => {
    const broken = queue(2).queue;
    const waiting = broken.next();
    broken.close(new Error('broken'));
    await expect(waiting).rejects.toThrow('broken');
    const done = queue(2).queue;
    const pending = done.next();
    done.close();
    expect(await pending).toEqual(OVER);
  });

  it('lets its source go once when the reader leaves, and forgets what waited', async () => {
    const { queue: events, ends } = queue(2);
    events.push(1);
    const [first, second] = [events.return(), events.return()];
    expect([await first, await second]).toEqual([OVER, OVER]);
    events.push(2);
    expect(await events.next()).toEqual(OVER);
    expect(ends).toEqual(['ended']);
  });
});
