import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { introspectionPart } from './introspection.ts';

const part = (source: string) => {
  const document = introspectionPart(parse(source));
  return document ? print(document).replace(/\s+/g, ' ') : undefined;
};

describe('introspectionPart', () => {
  it('is none of a document that does not ask for the schema', () => {
    expect(part('{ __typename a { __typename } }')).toBeUndefined();
  });

  it('is all of one that asks for nothing else', () => {
    expect(part('{ __schema { types { name } } }')).toBe('{ __schema { types { name } } }');
  });

  it('keeps the fragments that it needs of one that asks for more', () => {
    const source = `
      { ...Root x: __type(name: "Job") { ...T } }
      fragment Root on Query { a ...Schema }
      fragment Schema on Query { __schema { types { ...T } } }
      fragment T on __Type { name }`;
    const local = part(source);
    expect(local).toContain('{ ...Root x: __type(name: "Job") { ...T } }');
    expect(local).toContain('fragment Root on Query { ...Schema }');
    expect(local).toContain('fragment T on __Type { name }');
  });
});
