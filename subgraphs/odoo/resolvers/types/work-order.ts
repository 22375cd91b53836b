import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { WorkOrderResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';

export const WorkOrder: WorkOrderResolvers<OdooContext> = {
  async __resolveReference({ plantCode, orderNumber, operationNumber }, context) {
    requireDomainRead(context.caller, 'production');
    const workOrders = await context.readerOf(plantCode)?.workOrders(plantCode, orderNumber);
    return workOrders?.find((work) => work.operationNumber === operationNumber) ?? null;
  },
};
