import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type {
  ItemResolvers,
  MaterialLotResolvers,
  NonconformanceResolvers,
  ProductionOrderResolvers,
  QualityHoldState,
} from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import type { HoldLists } from '../../hold-lists.ts';
import { toQualityHold } from '../../to-graph.ts';

/** Holds on the item and on its lots. */
export const Item: ItemResolvers<CommandsContext> = {
  qualityHolds: async ({ itemNumber }, { state }, context) =>
    (await lists(context, state).ofItem.load(itemNumber ?? '')).map(toQualityHold),
};

/** Holds on the lot, and on all of its item. */
export const MaterialLot: MaterialLotResolvers<CommandsContext> = {
  qualityHolds: async ({ itemNumber = '', lotNumber = '' }, { state }, context) =>
    (await lists(context, state).ofLot.load({ itemNumber, lotNumber })).map(toQualityHold),
};

/** Holds on the order itself. */
export const ProductionOrder: ProductionOrderResolvers<CommandsContext> = {
  qualityHolds: async ({ plantCode, orderNumber }, { state }, context) => {
    const key = { plantCode: plantCode ?? '', orderNumber: orderNumber ?? '' };
    return (await lists(context, state).ofOrder.load(key)).map(toQualityHold);
  },
};

export const Nonconformance: NonconformanceResolvers<CommandsContext> = {
  holds: async ({ ncrNumber }, _, context) =>
    (await lists(context, null).ofNonconformance.load(ncrNumber ?? '')).map(toQualityHold),
};

function lists(context: CommandsContext, state: QualityHoldState | null | undefined): HoldLists {
  requireDomainRead(context.caller, 'quality');
  return context.load.holds(state ?? null);
}
