import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { successorOf } from './revision-sequence.ts';

describe('ECO-05, the next revision', () => {
  test.each([
    ['A', 'B'],
    ['H', 'J'],
    ['N', 'P'],
    ['P', 'R'],
    ['R', 'T'],
    ['W', 'Y'],
    ['Y', 'AA'],
    ['AY', 'BA'],
    ['YY', 'AAA'],
    ['1', '2'],
    ['9', '10'],
    ['09', '10'],
  ])('after %s comes %s', (revision, next) => {
    expect(successorOf(revision)).toBe(next);
  });

  test.each(['', 'I', 'O', 'Z', 'a', 'A.1', 'A1', '-'])('"%s" is of no scheme that is known', (revision) => {
    expect(successorOf(revision)).toBeUndefined();
  });

  test('never comes back to one that was', () => {
    fc.assert(
      fc.property(fc.constantFrom('A', '1'), fc.integer({ min: 1, max: 500 }), (first, count) => {
        const seen: string[] = [first];
        for (let n = 0; n < count; n++) seen.push(successorOf(seen[n]!)!);
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });
});
