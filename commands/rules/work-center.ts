import type { ErpWorkCenter } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import type { OpenPart } from './order.ts';
import { finding } from './policy.ts';

/**
 * PC-05: the work centre that was named is the planned one of the operation (of any operation, where none is named).
 * Where none was named, the planned one counts. Neither may be down.
 */
export function checkWorkCenter(
  named: { workCenterCode: string | null; operationNumber: string | null },
  part: OpenPart,
  ofPlant: readonly ErpWorkCenter[],
): Problem[] {
  const path = ['workCenterCode'];
  const operations =
    named.operationNumber === null
      ? part.operations
      : part.operations.filter((operation) => operation.operationNumber === named.operationNumber);
  const planned = operations.flatMap((operation) => operation.workCenterCode ?? []);
  if (named.workCenterCode === null) {
    return named.operationNumber === null ? [] : planned.flatMap((code) => checkUp(code, ofPlant, ['operationNumber']));
  }
  if (!ofPlant.some((center) => center.code === named.workCenterCode)) {
    const message = `The plant has no work centre ${named.workCenterCode}`;
    return [finding('PC-05', 'WORK_CENTER_INVALID', message, { path, detail: { planned } })];
  }
  const problems = checkUp(named.workCenterCode, ofPlant, path);
  if (planned.length > 0 && !planned.includes(named.workCenterCode)) {
    const message = `The order is planned on ${planned.join(', ')}, not on ${named.workCenterCode}`;
    problems.push(finding('PC-05', 'WORK_CENTER_INVALID', message, { path, detail: { planned } }));
  }
  return problems;
}

function checkUp(code: string, ofPlant: readonly ErpWorkCenter[], path: readonly string[]): Problem[] {
  const center = ofPlant.find((candidate) => candidate.code === code);
  if (center === undefined || center.isAvailable) return [];
  return [
    finding('PC-05', 'WORK_CENTER_DOWN', `Work centre ${code} is down`, { path, detail: { workCenterCode: code } }),
  ];
}
