import type { Problem } from '../../lib/problem.ts';
import type { ItemAssessment } from './change-items.ts';
import { finding, hasError } from './policy.ts';

export interface Isolation {
  /** Items that go ahead, components before what is built from them. */
  sound: ItemAssessment[];
  /** Items that fail, or need one that fails; each with what keeps it back. */
  isolated: ItemAssessment[];
}

/**
 * Whether the rest is worth going ahead with: something is built differently then. Parts that only what was set aside
 * would use, and items that the plant has already, are not.
 */
export function goesAhead({ sound, isolated }: Isolation): boolean {
  const bringsBom = (item: ItemAssessment) => !item.isApplied && item.content.bom !== null;
  return !isolated.some(bringsBom) || sound.some(bringsBom);
}

/** ECO-16: an item that fails is set aside together with all of the change that is built from it; the rest goes on. */
export function isolate(items: readonly ItemAssessment[]): Isolation {
  const failing = new Map<string, Problem[]>();
  for (const item of items) if (hasError(item.problems)) failing.set(item.itemNumber, []);
  let grew = failing.size > 0;
  while (grew) {
    grew = false;
    for (const item of items) {
      if (failing.has(item.itemNumber) || item.isApplied) continue;
      const needs = componentsOf(item).filter((component) => failing.has(component));
      if (needs.length === 0) continue;
      const message = `${item.itemNumber} is built from ${needs.join(', ')}, which the plant cannot take`;
      const detail = { itemNumber: item.itemNumber, needs };
      failing.set(item.itemNumber, [finding('ECO-16', 'COMPONENT_ISOLATED', message, { detail })]);
      grew = true;
    }
  }
  const isolated = items.flatMap((item) => {
    const added = failing.get(item.itemNumber);
    return added === undefined ? [] : [{ ...item, problems: [...item.problems, ...added] }];
  });
  const sound = inDependencyOrder(items.filter((item) => !failing.has(item.itemNumber)));
  return { sound, isolated };
}

/** Components first; among equals by item number. The items hold no circle any more. */
function inDependencyOrder(items: readonly ItemAssessment[]): ItemAssessment[] {
  const byNumber = new Map(items.map((item) => [item.itemNumber, item]));
  const ordered: ItemAssessment[] = [];
  const seen = new Set<string>();
  const visit = (item: ItemAssessment): void => {
    if (seen.has(item.itemNumber)) return;
    seen.add(item.itemNumber);
    for (const component of componentsOf(item).sort()) {
      const below = byNumber.get(component);
      if (below !== undefined) visit(below);
    }
    ordered.push(item);
  };
  for (const item of [...items].sort((a, b) => (a.itemNumber < b.itemNumber ? -1 : 1))) visit(item);
  return ordered;
}

const componentsOf = (item: ItemAssessment): string[] => item.content.bom?.lines.map((line) => line.itemNumber) ?? [];
