import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { PurchaseOrderResolvers, PurchaseOrder as PurchaseOrderType } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { toPurchaseOrder } from '../../to-graph.ts';

/** Null for a plant that the caller may not see. */
export async function purchaseOrderAt(
  context: OdooContext,
  { plantCode, poNumber }: { plantCode: string; poNumber: string },
): Promise<PurchaseOrderType | null> {
  const order = await context.readerOf(plantCode)?.purchaseOrder(plantCode, poNumber);
  return order ? toPurchaseOrder(order) : null;
}

export const PurchaseOrder: PurchaseOrderResolvers<OdooContext> = {
  __resolveReference(key, context) {
    requireDomainRead(context.caller, 'purchasing');
    return purchaseOrderAt(context, key);
  },
};
