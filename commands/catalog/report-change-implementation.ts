import type { ImplementationStatusInput } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import { type Rollout, rolloutsOf } from '../../store/rollouts.ts';
import type { CheckContext, CheckResult, CommandDefinition } from '../kit/types.ts';
import { InputReader } from '../rules/input.ts';
import { note } from '../rules/policy.ts';

export const REPORT_CHANGE_IMPLEMENTATION = 'reportChangeImplementation';

type ReportChangeImplementationInput = { changeNumber: string; plantCode: string };

type Status = ImplementationStatusInput['status'];

/**
 * ECO-18: tells the PLM how far a released change is; only the hub causes it, after each plant. It looks at all plants
 * when its turn comes, so that the last one to be told is what is true.
 */
export const reportChangeImplementation: CommandDefinition<ReportChangeImplementationInput, { status: Status | null }> =
  {
    type: REPORT_CHANGE_IMPLEMENTATION,
    version: 1,
    scope: null,
    risk: 'NORMAL',
    parse,
    plantsOf: (input) => [input.plantCode],
    aggregatesOf: ({ changeNumber }) => [`eco-status:${changeNumber}`],
    check,
    plan: ({ input, backEnds }, { status }) => {
      const { plm } = backEnds;
      if (plm === undefined || status === null) return [];
      const { changeNumber } = input;
      const { operation } = plm.postings.setImplementationStatus;
      const told: ImplementationStatusInput = { changeNumber, status };
      return [
        {
          name: `tell the PLM that ${changeNumber} is ${status}`,
          system: 'PLM',
          connection: plm.connection,
          operation,
          input: told,
        },
      ];
    },
  };

function parse(raw: unknown): { input: ReportChangeImplementationInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  const input = { changeNumber: reader.key('changeNumber'), plantCode: reader.key('plantCode') };
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

async function check(
  context: CheckContext<ReportChangeImplementationInput>,
): Promise<CheckResult<{ status: Status | null }>> {
  const { input, store, plants } = context;
  const codes = plants.map((plant) => plant.code);
  const status = implementationStatus(await rolloutsOf(store, [input.changeNumber], codes));
  const problems = status === null ? [note('ECO-18', 'NOTHING_TO_TELL', 'No plant has changed over yet')] : [];
  return { problems, facts: { status } };
}

/** DONE only when every plant is active; one that is blocked or partial needs attention, whatever the others are. */
export function implementationStatus(rollouts: readonly Pick<Rollout, 'state'>[]): Status | null {
  const states = rollouts.map((rollout) => rollout.state);
  if (states.some((state) => state === 'BLOCKED' || state === 'PARTIAL')) return 'NEEDS_ATTENTION';
  if (states.length > 0 && states.every((state) => state === 'ACTIVE')) return 'DONE';
  return states.includes('ACTIVE') ? 'IN_PROGRESS' : null;
}
