import { expect, test } from 'vitest';
import { Tempo } from './tempo.ts';

const QUIET = { hasNews: false, hasMore: false };

function start(options: Partial<ConstructorParameters<typeof Tempo>[0]> = {}) {
  let clock = 0;
  const tempo = new Tempo({ minMs: 1000, maxMs: 60_000, now: () => clock, ...options });
  return {
    tempo,
    wait(milliseconds: number) {
      clock += milliseconds;
    },
    /** The rests between looks that find nothing, each as long as it takes. */
    rests(count: number, tookMs = 0): number[] {
      return Array.from({ length: count }, () => {
        tempo.begin();
        clock += tookMs;
        tempo.end(QUIET);
        const rest = tempo.restMs;
        clock += rest;
        return rest;
      });
    },
  };
}

test('active for a minute after anything that happens, then ever more seldom, down to once a minute', () => {
  const { tempo, rests } = start();
  const first = rests(60);
  expect(new Set(first)).toEqual(new Set([1000]));
  const later = rests(15);
  expect(later[0]).toBe(1500);
  expect(later[1]).toBe(2250);
  expect(later.slice(-3)).toEqual([60_000, 60_000, 60_000]);
  expect(tempo.isActive).toBe(false);
  tempo.stir();
  expect(new Set(rests(60))).toEqual(new Set([1000]));
  expect(rests(1)).toEqual([1500]);
});

test('what happens while an idle back end is not looked at brings the next look forward', () => {
  const { tempo, rests, wait } = start();
  rests(80);
  tempo.begin();
  tempo.end(QUIET);
  wait(400);
  tempo.stir();
  expect(tempo.restMs).toBe(600);
  wait(10_000);
  expect(tempo.restMs).toBe(0);
});

test('a hint is followed by a look at once and by one a second for a while, however many hints come', () => {
  const { tempo, rests, wait } = start({ minMs: 600_000, maxMs: 600_000 });
  rests(3);
  tempo.begin();
  tempo.end(QUIET);
  wait(30_000);
  tempo.hint();
  expect(tempo.restMs).toBe(0);
  tempo.begin();
  tempo.end(QUIET);
  for (let n = 0; n < 500; n += 1) tempo.hint();
  expect(tempo.restMs).toBe(1000);
  wait(1000);
  expect(rests(9)).toEqual(Array.from({ length: 9 }, () => 1000));
  expect(rests(1)[0]).toBe(600_000);
});

test('a slow back end is left in peace for two thirds of the time, but for a hint', () => {
  const { tempo, rests, wait } = start();
  expect(rests(2, 200)).toEqual([800, 800]);
  expect(rests(2, 2000)).toEqual([4000, 4000]);
  tempo.begin();
  wait(2000);
  tempo.end(QUIET);
  tempo.hint();
  expect(tempo.restMs).toBe(0);
});

test('while there is more it goes on at once', () => {
  const { tempo, wait } = start();
  tempo.begin();
  wait(3000);
  tempo.end({ hasNews: true, hasMore: true });
  expect(tempo.restMs).toBe(0);
});

test('a back end that fails is asked with growing pauses, which nothing shortens but a hint of its own', () => {
  const { tempo, wait } = start();
  const pauses: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    tempo.begin();
    tempo.fail();
    pauses.push(tempo.restMs);
    wait(tempo.restMs);
  }
  expect(pauses).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  tempo.begin();
  tempo.fail();
  expect(tempo.failures).toBe(9);
  tempo.stir();
  expect(tempo.restMs).toBe(60_000);
  wait(1000);
  tempo.hint();
  expect(tempo.restMs).toBe(0);
  tempo.begin();
  tempo.end(QUIET);
  expect(tempo.failures).toBe(0);
  expect(tempo.restMs).toBe(1000);
});

test('where it is not its turn, a hint changes nothing', () => {
  const { tempo } = start();
  tempo.skip(5000);
  tempo.hint();
  expect(tempo.restMs).toBe(5000);
});

test('with no time of activity, news count for the next look alone', () => {
  const { tempo, rests } = start({ activeMs: 0 });
  expect(rests(3)).toEqual([1500, 2250, 3375]);
  tempo.begin();
  tempo.end({ hasNews: true, hasMore: false });
  expect(tempo.restMs).toBe(1000);
});
