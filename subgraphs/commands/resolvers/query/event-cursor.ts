import { eventCursor as headOfLog } from '../../../../events/log.ts';
import type { QueryResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';

export const eventCursor: NonNullable<QueryResolvers<CommandsContext>['eventCursor']> = (_, _args, { db }) =>
  headOfLog(db);
