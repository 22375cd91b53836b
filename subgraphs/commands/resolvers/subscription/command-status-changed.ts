import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type {
  CommandStatus,
  CommandStatusEventResolvers,
  SubscriptionCommandStatusChangedArgs,
} from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { gone, type SubscriptionField, subscribeTo } from '../../subscribe.ts';
import { toCommand } from '../../to-graph.ts';

/** Of all commands for who may read commands; else of one command of the caller's own client. */
export const commandStatusChanged: SubscriptionField<SubscriptionCommandStatusChangedArgs, 'commandStatus'> = {
  async subscribe(_, { id, plantCode, after }, context) {
    const own = id == null ? null : await context.load.command.load(id);
    if (own === null) requireDomainRead(context.caller, 'commands');
    return subscribeTo(context, { stream: 'commandStatus', plantCode, keys: { commandId: id?.toLowerCase() } }, after);
  },
  resolve: ({ cursor, eventId, occurredAt, payload }) => ({
    cursor,
    eventId,
    occurredAt,
    status: payload.status as CommandStatus,
    command: { id: payload.commandId },
  }),
};

export const CommandStatusEvent: CommandStatusEventResolvers<CommandsContext> = {
  async command({ command }, _, context) {
    const row = await context.load.command.load(command?.id ?? '');
    if (!row) throw gone('command');
    return toCommand(row);
  },
};
