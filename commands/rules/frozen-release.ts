import type { NewEvent } from '../../events/log.ts';
import type { Problem } from '../../lib/problem.ts';
import { note } from './policy.ts';

/** What the first check of a release found, as an approver is shown it and later checks are held against it. */
export type FrozenRelease = {
  contentHash: string;
  items: { itemNumber: string; toRevision: string }[];
  plants: { plantCode: string; activatesAt: string; notAfter: string | null }[];
};

const CODE = 'CHANGE_CHECKED';

/** ECO-02: the finding that carries it along with the command. */
export function frozenNote(changeNumber: string, frozen: FrozenRelease): Problem {
  const items = frozen.items.map(({ itemNumber, toRevision }) => `${itemNumber} ${toRevision}`).join(', ');
  return note('ECO-02', CODE, `${changeNumber} brings ${items}`, { detail: frozen });
}

export function frozenOf(problems: readonly Problem[]): FrozenRelease {
  const found = problems.find((problem) => problem.code === CODE);
  if (found === undefined) throw new Error('a release goes on only with the findings of its check');
  return found.detail as FrozenRelease;
}

export const changeEvent = (changeNumber: string, kind: string, plantCodes: readonly string[]): NewEvent => ({
  stream: 'engineeringChange',
  plantCodes,
  payload: { kind, changeNumber },
});
