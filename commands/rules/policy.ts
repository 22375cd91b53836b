import type { PlantPolicy, RuleSeverity } from '../../lib/config/factory.ts';
import { businessProblem, type Problem, type Severity } from '../../lib/problem.ts';

/**
 * Codes whose severity a plant may set through its policy, by the code or by the rule. Every other finding is as
 * severe as its rule says: nothing may be posted to an order that does not exist or from a lot on hold.
 */
const ADJUSTABLE = new Set([
  'TOO_OLD',
  'BOM_REVISION_MISSING',
  'ROUTING_VERSION_MISSING',
  'WORK_CENTER_INVALID',
  'WORK_CENTER_DOWN',
  'OVER_TOLERANCE',
  'CLOSE_SHORT_REASON_MISSING',
  'LOT_IN_USE',
  'LOT_EXPIRED',
  'CONSUMPTION_DEVIATES',
  'WINDOW_CLOSED',
  'REVISION_GAP',
]);
/** Codes that a policy may set by their own name only: their rule's entry means its milder findings. */
const BY_CODE_ONLY = new Set(['BOM_REVISION_MISMATCH', 'ROUTING_VERSION_MISMATCH']);

const SEVERITIES: Record<Exclude<RuleSeverity, 'off'>, Severity> = { error: 'ERROR', warning: 'WARNING', note: 'NOTE' };

/** The findings as severe as the plant's policy wants them; those that it switched off are left out. */
export function applyPolicy(problems: readonly Problem[], policy: PlantPolicy): Problem[] {
  return problems.flatMap((problem) => {
    const wanted = wantedSeverity(problem, policy);
    if (wanted === undefined) return [problem];
    return wanted === 'off' ? [] : [{ ...problem, severity: SEVERITIES[wanted] }];
  });
}

function wantedSeverity(problem: Problem, policy: PlantPolicy): RuleSeverity | undefined {
  const isByCodeOnly = BY_CODE_ONLY.has(problem.code);
  if (!isByCodeOnly && !ADJUSTABLE.has(problem.code)) return undefined;
  const byCode = policy.rules[problem.code];
  if (byCode !== undefined || isByCodeOnly || problem.rule === undefined) return byCode;
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
