import type { QualityHoldResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { toDisposition, toEnforcement, toQualityHold } from '../../to-graph.ts';

export const QualityHold: QualityHoldResolvers<CommandsContext> = {
  async __resolveReference({ holdId }, context) {
    const hold = await context.load.hold.load(holdId ?? '');
    return hold && toQualityHold(hold);
  },
  enforcement: async ({ holdId }, _, context) => (await context.load.enforcement.load(holdId ?? '')).map(toEnforcement),
  dispositions: async ({ holdId }, _, context) =>
    (await context.load.dispositions.load(holdId ?? '')).map(toDisposition),
};
