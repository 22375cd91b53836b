import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measure } from './measure.ts';

const sizes = (source: string) => measure(parse(source));

describe('measure', () => {
  it('counts levels, fields, root fields, aliases and directives, fragments opened', () => {
    const source = `
      query A { a { b ...F } c: d @include(if: true) ... on Query { e } }
      fragment F on T { f { g { h } } i: j }`;
    expect(sizes(source)).toEqual({ depth: 4, fields: 8, rootFields: 3, aliases: 2, directives: 1 });
  });

  it('is that of the largest operation', () => {
    expect(sizes('query A { a } query B { a { b { c } } d }')).toMatchObject({ depth: 3, fields: 4, rootFields: 2 });
  });

  it('is without limit where a fragment contains itself', () => {
    expect(sizes('{ a { ...A } } fragment A on T { b { ...A } }').depth).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts fragments that double without opening them one by one', () => {
    const levels = 60;
    const fragments = Array.from(
      { length: levels },
      (_, n) => `fragment F${n} on T { a { ...F${n + 1} } b { ...F${n + 1} } }`,
    );
    const source = `{ ...F0 } ${fragments.join(' ')} fragment F${levels} on T { c }`;
    expect(sizes(source).fields).toBeGreaterThan(2 ** levels);
  });

  it('does not count the depth of introspection, which graphql-js limits itself', () => {
    expect(sizes('{ __schema { types { fields { type { name } } } } }').depth).toBe(1);
  });

  it('bears a fragment that is not there', () => {
    expect(sizes('{ a { ...Nothing } }')).toMatchObject({ depth: 1, fields: 1 });
  });
});
