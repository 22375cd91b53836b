import { expect, test } from 'vitest';
import { implementationStatus } from './report-change-implementation.ts';

test.each([
  [[], null],
  [['SCHEDULED', 'AWAITING_APPROVAL'], null],
  [['ACTIVE', 'SCHEDULED'], 'IN_PROGRESS'],
  [['ACTIVE', 'ACTIVE'], 'DONE'],
  [['ACTIVE', 'PARTIAL'], 'NEEDS_ATTENTION'],
  [['BLOCKED', 'SCHEDULED'], 'NEEDS_ATTENTION'],
] as const)('ECO-18: %j is %s', (states, status) => {
  expect(implementationStatus(states.map((state) => ({ state })))).toBe(status);
});
