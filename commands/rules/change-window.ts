import { startOfDateInZone } from '../../lib/clock.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding, note } from './policy.ts';

export interface PlantWindow {
  plantCode: string;
  activateAt: string | null;
  notAfter: string | null;
}

/**
 * ECO-04: when the plant changes over: when it was told to, else at once, or at the start of the effective date in its
 * own zone where that is later. It must lie before the end of its window and in no freeze.
 */
export function planActivation(
  window: PlantWindow,
  effectiveOn: string | null,
  plant: FactoryPlant,
  now: Date,
): { activatesAt: Date; problems: Problem[] } {
  const effective = effectiveOn === null ? now : startOfDateInZone(effectiveOn, plant.timeZone);
  const asked = window.activateAt === null ? effective : new Date(window.activateAt);
  const activatesAt = asked > now ? asked : now;
  const problems = checkFreeze(activatesAt, plant);
  const detail = { plantCode: plant.code, activatesAt: activatesAt.toISOString(), notAfter: window.notAfter };
  if (window.notAfter !== null && new Date(window.notAfter) <= activatesAt) {
    const message = `${plant.code} would change over at ${activatesAt.toISOString()}, its window ends at ${window.notAfter}`;
    problems.push(finding('ECO-04', 'WINDOW_CLOSED', message, { detail }));
  }
  if (window.activateAt !== null && effectiveOn !== null && activatesAt < effective) {
    const message = `${plant.code} changes over before the change is effective on ${effectiveOn}`;
    problems.push(note('ECO-03', 'BEFORE_EFFECTIVE_DATE', message, { detail }));
  }
  return { activatesAt, problems };
}

/** ECO-04: no plant changes over within a freeze; periods are half-open. */
export function checkFreeze(at: Date, plant: FactoryPlant): Problem[] {
  return plant.policy.freeze.flatMap(({ from, to, reason }) => {
    if (at < new Date(from) || at >= new Date(to)) return [];
    const message = `${plant.code} is frozen from ${from} to ${to}: ${reason}`;
    return [finding('ECO-04', 'WINDOW_CLOSED', message, { detail: { plantCode: plant.code, from, to, reason } })];
  });
}
