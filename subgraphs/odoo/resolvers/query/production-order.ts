import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { toOrder } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['productionOrder']>;

/** By any number of the chain. */
export const productionOrder: Resolve = async (_parent, { plantCode, orderNumber }, context) => {
  requireDomainRead(context.caller, 'production');
  const order = await context.readerOf(plantCode)?.order(plantCode, orderNumber, []);
  return order ? toOrder(order) : null;
};
