import { describe, expect, it } from 'vitest';
import { allOf, anyOf, likeLiteral, odooInstant } from './domain.ts';

describe('a domain', () => {
  it('writes out the and that Odoo implies', () => {
    expect(allOf([['a', '=', 1]])).toEqual([['a', '=', 1]]);
    expect(
      allOf([
        ['a', '=', 1],
        ['b', '=', 2],
        ['c', '=', 3],
      ]),
    ).toEqual(['&', '&', ['a', '=', 1], ['b', '=', 2], ['c', '=', 3]]);
    expect(allOf([['a', '=', 1], '|', ['b', '=', 2], ['c', '=', 3]])).toEqual([
      '&',
      ['a', '=', 1],
      '|',
      ['b', '=', 2],
      ['c', '=', 3],
    ]);
    expect(allOf(['!', ['a', '=', 1], '!', ['b', '=', 2]])).toEqual(['&', '!', ['a', '=', 1], '!', ['b', '=', 2]]);
  });

  it('joins alternatives', () => {
    expect(
      anyOf([
        [['a', '=', 1]],
        [
          ['b', '=', 2],
          ['c', '=', 3],
        ],
        [['d', '=', 4]],
      ]),
    ).toEqual(['|', '|', ['a', '=', 1], '&', ['b', '=', 2], ['c', '=', 3], ['d', '=', 4]]);
    expect(anyOf([[['a', '=', 1]]])).toEqual([['a', '=', 1]]);
  });

  it('is everything where one alternative is everything', () => {
    expect(anyOf([[['a', '=', 1]], []])).toEqual([]);
  });

  it('keeps wildcards from working and writes instants as Odoo does', () => {
    expect(likeLiteral('A_1%\\')).toBe('A\\_1\\%\\\\');
    expect(odooInstant(new Date('2026-03-01T06:30:01.999Z'))).toBe('2026-03-01 06:30:01');
  });
});
