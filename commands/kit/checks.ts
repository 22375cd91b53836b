import type { Problem } from '../../lib/problem.ts';
import type { Override } from './types.ts';

export type Verdict = 'GO' | 'WAIT' | 'REJECT';

/**
 * What the findings of a check come to. An ERROR stops; a WARNING stops unless it is overridden; a WAIT keeps the
 * command queued until its wait is over, and then counts as a WARNING; a NOTE only annotates.
 */
export function judge(problems: readonly Problem[], overrides: readonly Override[], isWaitOver: boolean): Verdict {
  const isOverridden = (problem: Problem) => overrides.some((override) => override.code === problem.code);
  const stops = (problem: Problem) =>
    problem.severity === 'ERROR' ||
    (problem.severity === 'WARNING' && !isOverridden(problem)) ||
    (problem.severity === 'WAIT' && isWaitOver && !isOverridden(problem));
  if (problems.some(stops)) return 'REJECT';
  return problems.some((problem) => problem.severity === 'WAIT' && !isOverridden(problem)) ? 'WAIT' : 'GO';
}

/** What stays with a command that goes on: findings about the business, not troubles on the way. */
export const lastingFindings = (problems: readonly Problem[]): Problem[] =>
  problems.filter((problem) => problem.class === 'BUSINESS' && problem.severity !== 'ERROR');
