import { newGuid } from './guid.ts';
import type { Revision, RevisionStatus, State } from './state.ts';

/** Working first, then effective, then superseded ones from the newest. */
export function revisionsOf(state: State, item: string): Revision[] {
  return state.revisions
    .where('item', item)
    .reverse()
    .sort((a, b) => a.status - b.status || (b.effectiveDateTime ?? '').localeCompare(a.effectiveDateTime ?? ''));
}

export function effectiveOrWorking(state: State, item: string): Revision {
  const all = revisionsOf(state, item);
  const found = all.find((revision) => revision.status === 1) ?? all[0];
  if (found === undefined) throw new Error(`item ${item} has no revision`);
  return found;
}

export const revisionStatusName = (status: RevisionStatus): string =>
  (['WORKING', 'EFFECTIVE', 'SUPERSEDED'] as const)[status];

export interface Release {
  number: string;
  phase: string;
  change: string | null;
  notes: string | null;
}

/** Makes the working revision effective under its own GUID, supersedes the one before, and starts a new working one. */
export function release(state: State, working: Revision, to: Release) {
  const now = state.now();
  const before = state.revisions.where('item', working.item).find((revision) => revision.status === 1);
  const superseded = before && state.revisions.put({ ...before, status: 2, supersededDateTime: now });
  const effective = state.revisions.put({
    ...working,
    status: 1,
    number: to.number,
    phase: to.phase,
    change: to.change,
    notes: to.notes,
    effectiveDateTime: now,
    modifiedBom: false,
    modifiedSpecs: false,
  });
  const next = state.revisions.put({
    ...effective,
    id: newGuid(),
    status: 0,
    number: null,
    change: null,
    notes: null,
    creationDateTime: now,
    effectiveDateTime: null,
  });
  copyBom(state, effective.id, next.id);
  return { effective, superseded, working: next };
}

function copyBom(state: State, from: string, to: string): void {
  for (const line of state.bomLines.where('revision', from)) {
    const copy = state.bomLines.put({ ...line, id: newGuid(), revision: to });
    for (const substitute of state.substitutes.where('line', line.id))
      state.substitutes.put({ ...substitute, id: newGuid(), line: copy.id });
  }
}

const LETTERS = 'ABCDEFGHJKLMNPRTUVWY';

/** The letter after a revision's in the sequence that leaves out I, O, Q, S, X and Z; A for a first one. */
export function nextRevision(number: string | null): string {
  const place = LETTERS.indexOf(number ?? '');
  return LETTERS[place + 1] ?? `${number}A`;
}
