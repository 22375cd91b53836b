import type { QueryResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { toCommand } from '../../to-graph.ts';

export const command: NonNullable<QueryResolvers<CommandsContext>['command']> = async (_, { id }, context) => {
  const row = await context.load.command.load(id);
  return row && toCommand(row);
};
