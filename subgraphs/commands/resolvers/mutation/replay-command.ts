import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { operated } from '../../submit.ts';

export const replayCommand: NonNullable<MutationResolvers<CommandsContext>['replayCommand']> = async (
  _,
  args,
  context,
) => {
  const { caller } = context;
  return operated(context, await context.commands.replay({ ...args, caller }));
};
