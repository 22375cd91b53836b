import type {
  Certainty,
  CommandResolvers,
  Command as GraphCommand,
  Guarantee,
} from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { textField } from '../../input-field.ts';
import { certaintyOf, toApproval, toCommand, toCommandEvent, toQualityHold, toStep } from '../../to-graph.ts';

const GUARANTEES: readonly Guarantee[] = ['RECEIPT', 'CONDITIONAL', 'DETECTABLE', 'BLIND'];
const CERTAINTIES: readonly Certainty[] = ['CONFIRMED', 'PROBED', 'ATTESTED', 'UNKNOWN'];

export const Command: CommandResolvers<CommandsContext> = {
  async __resolveReference({ id }, context) {
    const row = await context.load.command.load(id ?? '');
    return row && toCommand(row);
  },
  async causedBy(command, _, context) {
    const { causedBy } = command as Partial<GraphCommand>;
    const row = causedBy?.id === undefined ? null : await context.load.command.load(causedBy.id);
    return row && toCommand(row);
  },
  async guarantee({ id }, _, context) {
    const steps = await context.load.steps.load(id ?? '');
    return weakest(
      GUARANTEES,
      steps.map((step) => step.guarantee),
    );
  },
  async certainty({ id }, _, context) {
    const steps = await context.load.steps.load(id ?? '');
    return weakest(CERTAINTIES, steps.map(certaintyOf));
  },
  steps: async ({ id }, _, context) => (await context.load.steps.load(id ?? '')).map(toStep),
  approvals: async ({ id }, _, context) => (await context.load.approvals.load(id ?? '')).map(toApproval),
  history: async ({ id }, _, context) => (await context.load.history.load(id ?? '')).map(toCommandEvent),
  async qualityHold(command, _, context) {
    const { id, input } = command as Partial<GraphCommand>;
    const holdId = textField(input, 'holdId');
    const hold = await (holdId === null ? context.load.placedHold.load(id ?? '') : context.load.hold.load(holdId));
    return hold && toQualityHold(hold);
  },
};

/** Of a list that is ordered strongest first; null of nothing. */
function weakest<Level extends string>(levels: readonly Level[], found: readonly Level[]): Level | null {
  return found.reduce<Level | null>(
    (worst, level) => (worst === null || levels.indexOf(level) > levels.indexOf(worst) ? level : worst),
    null,
  );
}
