import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { splitIntrospection } from './introspection.ts';

const split = (source: string, operationName?: string) => {
  const { planned, local } = splitIntrospection(parse(source), operationName);
  const text = (document: typeof planned) => (document ? print(document).replace(/\s+/g, ' ') : undefined);
  return { planned: text(planned), local: text(local) };
};

describe('splitIntrospection', () => {
  it('leaves a document alone that does not ask for the schema', () => {
    expect(split('{ __typename a { __typename } }')).toEqual({
      planned: '{ __typename a { __typename } }',
      local: undefined,
    });
  });

  it('takes a document that asks for nothing else', () => {
    expect(split('{ __schema { types { name } } }')).toEqual({
      planned: undefined,
      local: '{ __schema { types { name } } }',
    });
  });

  it('parts one that asks for both, with the fragments of each part', () => {
    const source = `
      { ...Root x: __type(name: "Job") { ...T } }
      fragment Root on Query { a ...Schema }
      fragment Schema on Query { __schema { types { ...T } } }
      fragment T on __Type { name }`;
    const { planned, local } = split(source);
    expect(planned).toContain('{ ...Root }');
    expect(planned).toContain('fragment Root on Query { a }');
    expect(planned).not.toContain('__schema');
    expect(local).toContain('{ ...Root x: __type(name: "Job") { ...T } }');
    expect(local).toContain('fragment Root on Query { ...Schema }');
    expect(local).toContain('fragment T on __Type { name }');
  });

  it('looks at the operation that is asked for', () => {
    const source = 'query A { a } query B { __schema { types { name } } }';
    expect(split(source, 'A').local).toBeUndefined();
    expect(split(source, 'B').planned).toBeUndefined();
  });
});
