import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type {
  ProductionOrderState,
  SubscriptionProductionStatusChangedArgs,
} from '../../../../schema/generated/commands.ts';
import { type SubscriptionField, subscribeTo } from '../../subscribe.ts';

export const productionStatusChanged: SubscriptionField<SubscriptionProductionStatusChangedArgs, 'productionStatus'> = {
  async subscribe(_, { plantCode, orderNumber, after, latestPerOrder }, context) {
    requireDomainRead(context.caller, 'production');
    return subscribeTo(
      context,
      {
        stream: 'productionStatus',
        plantCode,
        keys: { orderNumber: orderNumber ?? undefined },
        isLatestOnly: latestPerOrder === true,
      },
      after,
    );
  },
  resolve({ cursor, eventId, occurredAt, plantCodes, payload }) {
    const [plantCode = ''] = plantCodes;
    const { orderNumber, kind, operationNumber, state, good, scrap } = payload;
    return {
      cursor,
      eventId,
      occurredAt,
      plantCode,
      orderNumber,
      kind,
      operationNumber,
      state: state as ProductionOrderState | null,
      good,
      scrap,
      order: { plantCode, orderNumber },
    };
  },
};
