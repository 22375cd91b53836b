import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { operated } from '../../submit.ts';

export const approveCommand: NonNullable<MutationResolvers<CommandsContext>['approveCommand']> = async (
  _,
  args,
  context,
) => {
  const { caller } = context;
  return operated(context, await context.commands.approve({ ...args, comment: args.comment ?? null, caller }));
};
