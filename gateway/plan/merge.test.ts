import { expect, it } from 'vitest';
import { mergeInto } from './merge.ts';

const isSubtype = (typename: string, condition: string) => typename === condition || condition === 'Product';

const merged = (target: Record<string, unknown>, source: Record<string, unknown>) => {
  mergeInto(target, source, isSubtype);
  return target;
};

it('adds what is new, at every depth', () => {
  expect(merged({ a: { x: 1 } }, { a: { y: 2 }, b: 3 })).toEqual({ a: { x: 1, y: 2 }, b: 3 });
});

it('lets no value give way to null, and null to every value', () => {
  expect(merged({ a: 1, b: null }, { a: null, b: 2 })).toEqual({ a: 1, b: 2 });
  expect(merged({ a: { x: 1 } }, { a: null })).toEqual({ a: { x: 1 } });
});

it('merges lists item by item, lists of lists too', () => {
  expect(merged({ a: [{ x: 1 }, null, { x: 3 }] }, { a: [{ y: 1 }, { y: 2 }, null] })).toEqual({
    a: [{ x: 1, y: 1 }, { y: 2 }, { x: 3 }],
  });
  expect(merged({ a: [[{ x: 1 }]] }, { a: [[{ y: 2 }]] })).toEqual({ a: [[{ x: 1, y: 2 }]] });
});

it('keeps the objects that are there, so that notes on them stay valid', () => {
  const kept = { x: 1 };
  const target = { a: [kept] };
  mergeInto(target, { a: [{ y: 2 }] }, isSubtype);
  expect(target.a[0]).toBe(kept);
});

it('takes a closer type for a type, and no other', () => {
  const typename = (known: string, added: string) => merged({ __typename: known }, { __typename: added }).__typename;
  expect(typename('Product', 'Book')).toBe('Book');
  expect(typename('Book', 'Product')).toBe('Book');
  expect(typename('Book', 'Film')).toBe('Book');
});
