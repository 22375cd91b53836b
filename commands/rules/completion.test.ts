import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { checkTolerance, decideRemainder } from './completion.ts';

const reach = (before: string, now: string, tolerance = '0') =>
  checkTolerance({ before: decimal(before), now: decimal(now), planned: decimal(100), unit: 'C62' }, tolerance);

describe('PC-06, what is made of the plan', () => {
  test('counts what was made before', () => {
    expect(reach('60', '40')).toEqual([]);
    expect(reach('60', '41')).toMatchObject([
      { code: 'OVER_TOLERANCE', severity: 'ERROR', detail: { planned: '100', before: '60', now: '41', limit: '100' } },
    ]);
  });

  test('may be over by the tolerance, and no more', () => {
    expect(reach('60', '45', '0.05')).toEqual([]);
    expect(reach('60', '45.0001', '0.05')).toHaveLength(1);
  });
});

describe('PC-17, what becomes of the rest', () => {
  const left = (value: string) => ({ left: decimal(value), unit: 'C62' });

  test.each([
    ['stays open', { isFinal: null, remainder: 'KEEP_OPEN' }, 'KEEP_OPEN', []],
    ['stays open after a final report that says so', { isFinal: true, remainder: 'KEEP_OPEN' }, 'KEEP_OPEN', []],
    [
      'is dropped with a reason',
      { isFinal: true, remainder: 'CLOSE_SHORT' },
      'CLOSE_SHORT',
      ['CLOSE_SHORT_REASON_MISSING'],
    ],
    [
      'is dropped also where nobody says final',
      { isFinal: null, remainder: 'CLOSE_SHORT' },
      'CLOSE_SHORT',
      ['CLOSE_SHORT_REASON_MISSING'],
    ],
    [
      'stays open after a report that is not final',
      { isFinal: false, remainder: 'CLOSE_SHORT' },
      'KEEP_OPEN',
      ['REMAINDER_KEPT_OPEN'],
    ],
  ] as const)('it %s', (_name, asked, remainder, codes) => {
    const decided = decideRemainder(asked, left('60'));
    expect(decided.remainder).toBe(remainder);
    expect(decided.problems.map((problem) => problem.code)).toEqual(codes);
  });

  test('closing short is a warning: the override is the reason', () => {
    const { problems } = decideRemainder({ isFinal: true, remainder: 'CLOSE_SHORT' }, left('60'));
    expect(problems[0]).toMatchObject({ severity: 'WARNING', detail: { left: '60' } });
  });

  test('there is none', () => {
    for (const value of ['0', '-5']) {
      expect(decideRemainder({ isFinal: true, remainder: 'CLOSE_SHORT' }, left(value))).toEqual({
        remainder: 'KEEP_OPEN',
        problems: [],
      });
    }
  });
});
