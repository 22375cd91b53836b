import type { Problem } from '../../lib/problem.ts';
import type { InputChangeDisposition } from '../rules/change-impact.ts';
import { InputReader } from '../rules/input.ts';
import { readChangeDispositions } from './release-engineering-change-input.ts';

export const ACTIVATE_ENGINEERING_CHANGE = 'activateEngineeringChange';

export type ActivateEngineeringChangeInput = {
  changeNumber: string;
  plantCode: string;
  releaseCommandId: string;
  contentHash: string;
  items: string[];
  dispositions: InputChangeDisposition[];
};

export function parseActivateEngineeringChange(
  raw: unknown,
): { input: ActivateEngineeringChangeInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  const input: ActivateEngineeringChangeInput = {
    changeNumber: reader.key('changeNumber'),
    plantCode: reader.key('plantCode'),
    releaseCommandId: reader.key('releaseCommandId'),
    contentHash: reader.key('contentHash'),
    items: reader.keys('items'),
    dispositions: readChangeDispositions(reader),
  };
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}
