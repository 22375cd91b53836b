import type { Problem } from '../../lib/problem.ts';
import { technicalProblem } from '../../lib/problem.ts';
import type { Transaction } from '../../store/db.ts';
import type { EnforcementState } from '../../store/holds-tables.ts';
import { loadHold, setEnforcement } from '../../store/holds-write.ts';
import type { CheckContext, CheckResult, CommandDefinition, FinishContext, Outcome, StepPlan } from '../kit/types.ts';
import { erpSteps } from '../rules/enforce-erp.ts';
import { mesSteps } from '../rules/enforce-mes.ts';
import { ENFORCE_QUALITY_HOLD, type EnforceQualityHoldInput, holdEvent } from '../rules/hold-task.ts';
import { InputReader } from '../rules/input.ts';
import { hasError, note } from '../rules/policy.ts';

type Finish = FinishContext<EnforceQualityHoldInput>;

/**
 * Tells one back end of a hold, or of its release (QH-09); only the hub causes it. What became of it stands in the
 * hold's enforcement: APPLIED once it is proven there, FAILED with the reason where a person has to look.
 */
export const enforceQualityHold: CommandDefinition<EnforceQualityHoldInput, { steps: StepPlan[] }> = {
  type: ENFORCE_QUALITY_HOLD,
  version: 1,
  scope: null,
  risk: 'NORMAL',
  parse,
  plantsOf: (input) => [input.plantCode],
  aggregatesOf: ({ plantCode, system, scopeKey }) => [`hold-${system}:${plantCode}:${scopeKey}`],
  check,
  plan: (_context, facts) => facts.steps,
  onSucceeded: (tx, context) => enforced(tx, context, 'APPLIED'),
  onStopped: (tx, context) => enforced(tx, context, 'FAILED'),
  onStatus: async (tx, context) => {
    if (context.to === 'NEEDS_ATTENTION' || context.to === 'ABANDONED') return enforced(tx, context, 'FAILED');
    return context.to === 'QUEUED' ? enforced(tx, context, 'PENDING') : {};
  },
};

function parse(raw: unknown): { input: EnforceQualityHoldInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  const input: EnforceQualityHoldInput = {
    plantCode: reader.key('plantCode'),
    holdId: reader.key('holdId'),
    system: reader.oneOf('system', ['ERP', 'MES']),
    action: reader.oneOf('action', ['PLACE', 'LIFT']),
    scopeKey: reader.key('scopeKey'),
  };
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

async function check(context: CheckContext<EnforceQualityHoldInput>): Promise<CheckResult<{ steps: StepPlan[] }>> {
  const { input, store } = context;
  const hold = await loadHold(store, input.holdId);
  const wanted = input.action === 'PLACE' ? ['ACTIVE'] : ['RELEASED', 'WITHDRAWN'];
  if (hold === undefined || !wanted.includes(hold.state)) {
    const message = `${input.holdId} is ${hold?.state ?? 'not there'}: there is nothing to do`;
    return { problems: [note('QH-09', 'HOLD_MOVED_ON', message)], facts: { steps: [] } };
  }
  const planned = input.system === 'ERP' ? await erpSteps(context, hold) : await mesSteps(context, hold);
  return hasError(planned.problems)
    ? { problems: planned.problems }
    : { problems: planned.problems, facts: { steps: planned.steps } };
}

/** The hold's row for the system, unless the hold went on meanwhile and another command answers for the row. */
async function enforced(tx: Transaction, context: Finish, state: EnforcementState): Promise<Outcome> {
  const { holdId, system, action } = context.input;
  const hold = await loadHold(tx, holdId);
  if (hold === undefined || (hold.state === 'RELEASED') !== (action === 'LIFT')) return {};
  const problem = state === 'FAILED' ? reasonOf(context) : undefined;
  const isNew = await setEnforcement(tx, { holdId, system, state, at: context.clock.now(), problem });
  return isNew ? { events: [holdEvent(hold, 'ENFORCEMENT_CHANGED')] } : {};
}

function reasonOf({ problems, command, input }: Finish): Problem {
  const worst = problems.find((problem) => problem.severity === 'ERROR') ?? problems[0];
  if (worst !== undefined) return worst;
  const message = `${input.system} could not be told: command ${command.id}`;
  return technicalProblem('ENFORCEMENT_FAILED', message, { system: input.system, detail: { commandId: command.id } });
}
