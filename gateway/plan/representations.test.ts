import { describe, expect, it } from 'vitest';
import { Representations } from './representations.ts';
import { compileRewrite } from './rewrites.ts';
import type { EntityBatch } from './steps.ts';

const isSubtype = (typename: string, condition: string) => typename === condition || condition === 'Node';
const batch = (requires: EntityBatch['requires'], inputRewrites: EntityBatch['inputRewrites'] = []): EntityBatch => ({
  alias: '_entities',
  variable: 'representations',
  paths: [],
  requires,
  inputRewrites,
  outputRewrites: [],
});
const keyOf = (typeCondition: string, ...names: string[]): EntityBatch['requires'] => [
  {
    kind: 'InlineFragment',
    typeCondition,
    selections: ['__typename', ...names].map((name) => ({ kind: 'Field' as const, name })),
  },
];

describe('Representations', () => {
  it('asks for one entity once and says where each answer is found', () => {
    const representations = new Representations();
    const job = batch(keyOf('Job', 'id'));
    const indexes = ['1', '2', '1'].map((id) =>
      representations.add({ __typename: 'Job', id, extra: true }, job, isSubtype),
    );
    expect(indexes).toEqual([0, 1, 0]);
    expect(representations.list).toEqual([
      { __typename: 'Job', id: '1' },
      { __typename: 'Job', id: '2' },
    ]);
  });

  it('leaves out an object that lacks its key or its type', () => {
    const representations = new Representations();
    const job = batch(keyOf('Job', 'id'));
    expect(representations.add({ __typename: 'Job' }, job, isSubtype)).toBeUndefined();
    expect(representations.add({ id: '1' }, job, isSubtype)).toBeUndefined();
    expect(representations.add({ __typename: 'Person', id: '1' }, job, isSubtype)).toBeUndefined();
    expect(representations.list).toEqual([]);
  });

  it('takes required fields as they are, nested and in lists, nulls included', () => {
    const representations = new Representations();
    const requires: EntityBatch['requires'] = [
      {
        kind: 'InlineFragment',
        typeCondition: 'Node',
        selections: [
          { kind: 'Field', name: 'id' },
          { kind: 'Field', name: 'sizes', selections: [{ kind: 'Field', name: 'mm' }] },
          { kind: 'Field', name: 'note' },
        ],
      },
    ];
    representations.add(
      { __typename: 'Job', id: '1', sizes: [{ mm: 1, inch: 2 }, null], note: null },
      batch(requires),
      isSubtype,
    );
    expect(representations.list).toEqual([{ __typename: 'Job', id: '1', sizes: [{ mm: 1 }, null], note: null }]);
  });

  it('rewrites what it sends, not what it was made from', () => {
    const representations = new Representations();
    const setter = compileRewrite({ ValueSetter: { path: [{ Key: '__typename' }], setValueTo: 'Node' } });
    const object = { __typename: 'Job', id: '1' };
    representations.add(object, batch(keyOf('Job', 'id'), [setter]), isSubtype);
    expect(representations.list).toEqual([{ __typename: 'Node', id: '1' }]);
    expect(object.__typename).toBe('Job');
  });
});
