import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { operated } from '../../submit.ts';

export const declineCommand: NonNullable<MutationResolvers<CommandsContext>['declineCommand']> = async (
  _,
  args,
  context,
) => {
  const { caller } = context;
  return operated(context, await context.commands.decline({ ...args, comment: args.comment ?? null, caller }));
};
