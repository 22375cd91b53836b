import { expect, it } from 'vitest';
import { objectsAt } from './entities.ts';
import type { PathSegment } from './steps.ts';

const isSubtype = (typename: string, condition: string) => typename === condition;
const field = (name: string): PathSegment => ({ kind: 'field', name });
const list: PathSegment = { kind: 'list' };
const type = (...names: string[]): PathSegment => ({ kind: 'type', names });

it('opens lists, leaves out nulls and follows type conditions', () => {
  const job = { __typename: 'Job', person: { id: 'p1' } };
  const visit = { __typename: 'Visit', person: { id: 'p2' } };
  const root = { tasks: [job, null, visit, job] };
  expect(objectsAt(root, [field('tasks'), list, field('person')], isSubtype)).toEqual([
    { id: 'p1' },
    { id: 'p2' },
    { id: 'p1' },
  ]);
  expect(objectsAt(root, [field('tasks'), list, type('Visit'), field('person')], isSubtype)).toEqual([{ id: 'p2' }]);
});

it('opens lists of lists', () => {
  const root = { grid: [[{ id: 1 }], [{ id: 2 }, null]] };
  expect(objectsAt(root, [field('grid'), list, list], isSubtype)).toEqual([{ id: 1 }, { id: 2 }]);
});

it('takes an object without a typename to fit', () => {
  expect(objectsAt({ a: { b: {} } }, [field('a'), type('Job'), field('b')], isSubtype)).toHaveLength(1);
});

it('answers the objects themselves, not copies', () => {
  const inner = {};
  expect(objectsAt({ inner }, [field('inner')], isSubtype)[0]).toBe(inner);
});
