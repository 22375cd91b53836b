import { decimal, decimalText, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding, note } from './policy.ts';

export type Remainder = 'KEEP_OPEN' | 'CLOSE_SHORT';

/** PC-06: good and scrap so far and now, against the plan of the whole order and its tolerance. */
export function checkTolerance(
  quantities: { before: Exact; now: Exact; planned: Exact; unit: string },
  overTolerance: string,
): Problem[] {
  const { before, now, planned, unit } = quantities;
  const limit = planned.times(decimal(overTolerance).plus(1));
  const after = before.plus(now);
  if (after.lessThanOrEqualTo(limit)) return [];
  const message = `${decimalText(after)} ${unit} would be made of ${decimalText(planned)} planned`;
  const detail = {
    planned: decimalText(planned),
    before: decimalText(before),
    now: decimalText(now),
    limit: decimalText(limit),
    unit,
  };
  return [finding('PC-06', 'OVER_TOLERANCE', message, { path: ['good'], detail })];
}

/**
 * PC-17: what becomes of the rest of the open part. Asking to close short says that the report is final, unless it
 * says itself that it is not.
 */
export function decideRemainder(
  asked: { isFinal: boolean | null; remainder: Remainder },
  open: { left: Exact; unit: string },
): { remainder: Remainder; problems: Problem[] } {
  if (open.left.lessThanOrEqualTo(0)) return { remainder: 'KEEP_OPEN', problems: [] };
  if (asked.remainder !== 'CLOSE_SHORT') return { remainder: 'KEEP_OPEN', problems: [] };
  const left = `${decimalText(open.left)} ${open.unit}`;
  const path = ['remainder'];
  if (asked.isFinal === false) {
    const message = `The report is not final: ${left} stay open`;
    return { remainder: 'KEEP_OPEN', problems: [note('PC-17', 'REMAINDER_KEPT_OPEN', message, { path })] };
  }
  const message = `The order is closed with ${left} missing: an override gives the reason`;
  const detail = { left: decimalText(open.left), unit: open.unit };
  return {
    remainder: 'CLOSE_SHORT',
    problems: [finding('PC-06', 'CLOSE_SHORT_REASON_MISSING', message, { severity: 'WARNING', path, detail })],
  };
}
