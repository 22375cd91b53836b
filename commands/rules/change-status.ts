import type { PlmChange } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding } from './policy.ts';

const RELEASABLE: readonly string[] = ['APPROVED', 'EFFECTIVE'];

/** ECO-01: the change is there, and approved, as the PLM says now. */
export function checkChange(change: PlmChange | null, changeNumber: string): Problem[] {
  const path = ['changeNumber'];
  if (change === null) {
    const message = `The PLM has no change ${changeNumber}`;
    return [finding('ECO-01', 'CHANGE_NOT_FOUND', message, { path, system: 'PLM' })];
  }
  const problems: Problem[] = [];
  if (!RELEASABLE.includes(change.status)) {
    const message = `${changeNumber} is ${change.status}: only an approved change is released`;
    const detail = { status: change.status };
    problems.push(finding('ECO-01', 'CHANGE_NOT_APPROVED', message, { path, detail, system: 'PLM' }));
  }
  if (change.effectivity === 'TEMPORARY') {
    const message = `${changeNumber} is temporary: going back at its end is not carried out yet`;
    problems.push(finding('ECO-03', 'EFFECTIVITY_NOT_SUPPORTED', message, { path, system: 'PLM' }));
  }
  return problems;
}

/** ECO-02: what engineering has is what was checked first. */
export function checkContent(changeNumber: string, frozen: string, now: string | null): Problem[] {
  if (frozen === now) return [];
  const message = `${changeNumber} is not in the PLM any more what it was when its release was checked`;
  const detail = { frozen, now };
  return [finding('ECO-02', 'CHANGE_CONTENT_DRIFT', message, { path: ['changeNumber'], detail, system: 'PLM' })];
}
