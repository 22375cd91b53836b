import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('lets a second’s worth pass at once and refuses a turn that comes too late', async () => {
  const pace = new Pace(2);
  expect(await pace.turn(0)).toBe(true);
  expect(await pace.turn(0)).toBe(true);
  expect(await pace.turn(499)).toBe(false);
  vi.advanceTimersByTime(500);
  expect(await pace.turn(0)).toBe(true);
  expect(await pace.turn(0)).toBe(false);
});

it('gives the turn of who leaves to the next', async () => {
  const pace = new Pace(2);
  await pace.turn(0);
  await pace.turn(0);
  const gone = new AbortController();
  const left = pace.turn(1_000, gone.signal);
  gone.abort();
  await expect(left).rejects.toThrow();
  vi.advanceTimersByTime(500);
  expect(await pace.turn(0)).toBe(true);
});
