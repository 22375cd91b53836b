import { describe, expect, it } from 'vitest';
import { applyRewrite, compileRewrite, rewritePath } from './rewrites.ts';

const isSubtype = (typename: string, condition: string) => typename === condition || condition === 'Node';

describe('applyRewrite', () => {
  it('renames the last key of a path, in every item of a list', () => {
    const data = { jobs: [{ alias: 1 }, { alias: 2 }, { other: 3 }] };
    const rewrite = compileRewrite({ KeyRenamer: { path: [{ Key: 'jobs' }, { Key: 'alias' }], renameKeyTo: 'name' } });
    applyRewrite(data, rewrite, isSubtype);
    expect(data).toEqual({ jobs: [{ name: 1 }, { name: 2 }, { other: 3 }] });
  });

  it('sets a value where the type fits, and where no type is known', () => {
    const path = [{ TypenameEquals: ['Job'] }, { Key: '__typename' }];
    const rewrite = compileRewrite({ ValueSetter: { path, setValueTo: 'Task' } });
    const data = [{ __typename: 'Job' }, { __typename: 'Person' }, {}];
    applyRewrite(data, rewrite, isSubtype);
    expect(data).toEqual([{ __typename: 'Task' }, { __typename: 'Person' }, { __typename: 'Task' }]);
  });

  it('passes by what is not there', () => {
    const rewrite = compileRewrite({ KeyRenamer: { path: [{ Key: 'a' }, { Key: 'b' }], renameKeyTo: 'c' } });
    const data = { a: null };
    applyRewrite(data, rewrite, isSubtype);
    expect(data).toEqual({ a: null });
  });

  it('starts below a key that the data is already under', () => {
    const path = [{ Key: '_entities' }, { TypenameEquals: ['Job'] }, { Key: 'alias' }];
    const rewrite = compileRewrite({ KeyRenamer: { path, renameKeyTo: 'name' } }, '_entities');
    const data = [{ __typename: 'Job', alias: 1 }];
    applyRewrite(data, rewrite, isSubtype);
    expect(data).toEqual([{ __typename: 'Job', name: 1 }]);
  });

  it('knows both spellings of a setter', () => {
    const flat = compileRewrite({ kind: 'ValueSetter', path: [{ Key: '__typename' }], setValueTo: 'Job' });
    expect(flat).toEqual(compileRewrite({ ValueSetter: { path: [{ Key: '__typename' }], setValueTo: 'Job' } }));
  });
});

describe('rewritePath', () => {
  const rename = compileRewrite({ KeyRenamer: { path: [{ Key: 'jobs' }, { Key: 'alias' }], renameKeyTo: 'name' } });
  it('gives errors the names that clients know, whatever the indexes', () => {
    expect(rewritePath(['jobs', 2, 'alias', 'x'], [rename])).toEqual(['jobs', 2, 'name', 'x']);
  });
  it('leaves other paths alone', () => {
    expect(rewritePath(['people', 2, 'alias'], [rename])).toEqual(['people', 2, 'alias']);
    expect(rewritePath(['jobs'], [rename])).toEqual(['jobs']);
  });
});
