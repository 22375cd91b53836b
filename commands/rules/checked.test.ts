import { expect, test } from 'vitest';
import { worstFirst } from './checked.ts';
import { finding, note } from './policy.ts';

test('what stops a command comes first, and among equals what was found first', () => {
  const problems = [
    note('X', 'NOTED', ''),
    finding('X', 'WAITS', '', { severity: 'WAIT' }),
    finding('X', 'FIRST', ''),
    finding('X', 'WARNS', '', { severity: 'WARNING' }),
    finding('X', 'SECOND', ''),
  ];
  expect(worstFirst(problems).map((problem) => problem.code)).toEqual(['FIRST', 'SECOND', 'WARNS', 'WAITS', 'NOTED']);
});
