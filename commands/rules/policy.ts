import { isAdjustable, isSetByCodeOnly } from '../../lib/config/adjustable.ts';
import type { PlantPolicy, RuleSeverity } from '../../lib/config/factory.ts';
import { businessProblem, type Problem, type Severity } from '../../lib/problem.ts';

const SEVERITIES: Record<Exclude<RuleSeverity, 'off'>, Severity> = { error: 'ERROR', warning: 'WARNING', note: 'NOTE' };

/**
 * The findings as severe as the plant's policy wants them; those that it switched off are left out. Those that it may not
 * set are as severe as their rule says: nothing may be posted to an order that does not exist or from a lot on hold.
 */
export function applyPolicy(problems: readonly Problem[], policy: PlantPolicy): Problem[] {
  return problems.flatMap((problem) => {
    const wanted = wantedSeverity(problem, policy);
    if (wanted === undefined) return [problem];
    return wanted === 'off' ? [] : [{ ...problem, severity: SEVERITIES[wanted] }];
  });
}

function wantedSeverity(problem: Problem, policy: PlantPolicy): RuleSeverity | undefined {
  if (!isAdjustable(problem.code)) return undefined;
  const byCode = policy.rules[problem.code];
  if (byCode !== undefined || isSetByCodeOnly(problem.code) || problem.rule === undefined) return byCode;
  return policy.rules[problem.rule];
}

type Extra = Parameters<typeof businessProblem>[2];

/** A finding of one rule. */
export const finding = (rule: string, code: string, message: string, extra: Extra = {}): Problem =>
  businessProblem(code, message, { rule, ...extra });

export const note = (rule: string, code: string, message: string, extra: Extra = {}): Problem =>
  finding(rule, code, message, { severity: 'NOTE', ...extra });

/** True where a finding stops the command whatever anyone overrides. */
export const hasError = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'ERROR');
