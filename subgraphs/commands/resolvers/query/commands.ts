import type {
  CommandConnectionResolvers,
  CommandConnection as Connection,
  QueryCommandsArgs,
  QueryResolvers,
} from '../../../../schema/generated/commands.ts';
import { countCommands, listCommands } from '../../../../store/command-reads.ts';
import type { CommandsContext } from '../../context.ts';
import { decodePlace, encodePlace, pageSize } from '../../page.ts';
import { toCommand } from '../../to-graph.ts';

export const commands: NonNullable<QueryResolvers<CommandsContext>['commands']> = async (_, args, context) => {
  const page = { first: pageSize(args.first), after: decodePlace(args.after) };
  const found = await listCommands(context.db, context.commandScope, args, page);
  const listed: Listed = {
    nodes: found.commands.map(toCommand),
    pageInfo: { hasNextPage: found.hasNextPage, endCursor: found.end && encodePlace(found.end) },
    args,
  };
  return listed;
};

type Listed = Omit<Connection, 'totalCount'> & { args: QueryCommandsArgs };

/** Counted only where it is asked for. */
export const CommandConnection: CommandConnectionResolvers<CommandsContext> = {
  totalCount: (list, _, context) => countCommands(context.db, context.commandScope, (list as unknown as Listed).args),
};
