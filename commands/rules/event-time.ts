import { dateInZone } from '../../lib/clock.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding, note } from './policy.ts';

const CLOCK_SKEW_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/**
 * C-06, PC-14: when it happened, against when it was told. `toldAt` is the time of the request, so that a command
 * does not grow too old while it waits for a back end.
 */
export function checkEventTime(
  event: { startedAt: string | null; endedAt: string | null },
  toldAt: Date,
  plant: FactoryPlant,
): Problem[] {
  const problems: Problem[] = [];
  for (const name of ['startedAt', 'endedAt'] as const) {
    const instant = event[name];
    if (instant !== null && Date.parse(instant) > toldAt.getTime() + CLOCK_SKEW_MS) {
      const message = `${name} ${instant} lies in the future`;
      problems.push(finding('C-06', 'FUTURE_EVENT', message, { path: [name], detail: { now: toldAt.toISOString() } }));
    }
  }
  const { startedAt, endedAt } = event;
  if (endedAt !== null && Date.parse(endedAt) < toldAt.getTime() - plant.policy.backdateDays * DAY_MS) {
    const message = `${endedAt} is more than ${plant.policy.backdateDays} days ago`;
    problems.push(
      finding('C-06', 'TOO_OLD', message, { path: ['endedAt'], detail: { backdateDays: plant.policy.backdateDays } }),
    );
  }
  if (startedAt !== null && endedAt !== null && Date.parse(endedAt) < Date.parse(startedAt)) {
    problems.push(finding('PC-14', 'INTERVAL_INVALID', 'endedAt lies before startedAt', { path: ['endedAt'] }));
  }
  return problems;
}

/** C-06: the ERP stamps a completion with its own clock; said where that is another day than the one it happened on. */
export function postingDayNote(endedAt: string | null, now: Date, timeZone: string): Problem[] {
  if (endedAt === null) return [];
  const happenedOn = dateInZone(new Date(endedAt), timeZone);
  const postedOn = dateInZone(now, timeZone);
  if (happenedOn >= postedOn) return [];
  const message = `It happened on ${happenedOn}; the ERP stamps a completion with the day of posting, ${postedOn}`;
  return [note('C-06', 'POSTED_ON_ANOTHER_DAY', message, { path: ['endedAt'], detail: { happenedOn, postedOn } })];
}
