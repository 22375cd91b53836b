import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type {
  QualityHoldEventResolvers,
  SubscriptionQualityHoldChangedArgs,
} from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { gone, type SubscriptionField, subscribeTo } from '../../subscribe.ts';
import { toQualityHold } from '../../to-graph.ts';

export const qualityHoldChanged: SubscriptionField<SubscriptionQualityHoldChangedArgs, 'qualityHold'> = {
  async subscribe(_, { plantCode, itemNumber, after }, context) {
    requireDomainRead(context.caller, 'quality');
    return subscribeTo(
      context,
      { stream: 'qualityHold', plantCode, keys: { itemNumber: itemNumber ?? undefined } },
      after,
    );
  },
  resolve: ({ cursor, eventId, occurredAt, payload }) => ({
    cursor,
    eventId,
    occurredAt,
    kind: payload.kind,
    hold: { holdId: payload.holdId },
  }),
};

export const QualityHoldEvent: QualityHoldEventResolvers<CommandsContext> = {
  async hold({ hold }, _, context) {
    const found = await context.load.hold.load(hold?.holdId ?? '');
    if (!found) throw gone('quality hold');
    return toQualityHold(found);
  },
};
