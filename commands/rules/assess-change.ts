import type { BackEnds, PlmChangeContent, PlmReader } from '../../connectors/ports.ts';
import type { PlantPolicy } from '../../lib/config/factory.ts';
import type { Problem } from '../../lib/problem.ts';
import { checkDispositions, type InputChangeDisposition, poolsOf } from './change-impact.ts';
import { assessItems, type ItemAssessment } from './change-items.ts';
import { type Isolation, isolate } from './isolation.ts';
import { applyPolicy, finding } from './policy.ts';
import { readImpact, readPicture } from './read-change.ts';

export interface PlantAssessment extends Isolation {
  /** Of what the change touches at the plant now. */
  fingerprint: string;
  /** ECO-11, item by item: pools without a disposition are errors, open orders are named. */
  impact: { itemNumber: string; problems: Problem[] }[];
  problems: Problem[];
}

/** Everything about a change at one plant, on fresh data. Items that the plant has already need no disposition. */
export async function assessPlant(
  back: { backEnds: BackEnds; plm: PlmReader },
  plant: { code: string; policy: PlantPolicy },
  content: readonly PlmChangeContent[],
  dispositions: readonly InputChangeDisposition[],
  at: Date,
): Promise<PlantAssessment> {
  const plantCode = plant.code;
  const itemNumbers = content.map((item) => item.itemNumber);
  const [picture, touched] = await Promise.all([
    readPicture(back.backEnds.erp(plantCode).open({ plants: [plantCode] }), back.plm, plantCode, content, at),
    readImpact(back.backEnds, plantCode, itemNumbers),
  ]);
  const items = assessItems(content, picture).map(
    (item): ItemAssessment => ({ ...item, problems: applyPolicy(item.problems, plant.policy) }),
  );
  const impact = items
    .filter((item) => !item.isApplied)
    .map(({ itemNumber }) => {
      const isMade = (picture.boms.get(itemNumber) ?? null) !== null;
      const of = touched.byItem.get(itemNumber);
      const pools = of === undefined ? [] : poolsOf(itemNumber, plantCode, isMade, of);
      return { itemNumber, problems: checkDispositions(pools, dispositions) };
    });
  const problems = touched.isTruncated ? [truncated(plantCode)] : [];
  return { ...isolate(items), fingerprint: touched.fingerprint, impact, problems };
}

function truncated(plantCode: string): Problem {
  const message = `The change touches more at ${plantCode} than the ERP lists at once: not all of it was looked at`;
  const extra = { severity: 'WARNING' as const, system: 'ERP' as const, detail: { plantCode } };
  return finding('ECO-11', 'IMPACT_TRUNCATED', message, extra);
}

/** ECO-16: a finding of an item that is set aside does not stop the others; it keeps its severity in the detail. */
export function setAside(problem: Problem): Problem {
  if (problem.severity === 'NOTE') return problem;
  const detail = { ...(problem.detail as object | undefined), isIsolated: true, severity: problem.severity };
  return { ...problem, severity: 'NOTE', message: `Set aside: ${problem.message}`, detail };
}

/** The findings of items that were set aside, as severe as they were, by item number. */
export function setAsideByItem(problems: readonly Problem[]): Map<string, Problem[]> {
  const byItem = new Map<string, Problem[]>();
  for (const problem of problems) {
    const detail = problem.detail as
      | { isIsolated?: boolean; itemNumber?: string; severity?: Problem['severity'] }
      | undefined;
    if (detail?.isIsolated !== true || detail.itemNumber === undefined) continue;
    const own = { ...problem, severity: detail.severity ?? 'ERROR' };
    byItem.set(detail.itemNumber, [...(byItem.get(detail.itemNumber) ?? []), own]);
  }
  return byItem;
}
