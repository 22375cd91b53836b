import type { QueryResolvers } from '../../../../schema/generated/commands.ts';
import { commandByKey as findByKey } from '../../../../store/command-reads.ts';
import type { CommandsContext } from '../../context.ts';
import { toCommand } from '../../to-graph.ts';

export const commandByKey: NonNullable<QueryResolvers<CommandsContext>['commandByKey']> = async (_, args, context) => {
  const { db, caller } = context;
  const key = { clientId: caller.clientId, idempotencyKey: args.idempotencyKey };
  const row = await findByKey(db, key, [...caller.plants]);
  return row && toCommand(row);
};
