import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { purchaseOrderAt } from '../types/purchase-order.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['purchaseOrder']>;

export const purchaseOrder: Resolve = (_parent, key, context) => {
  requireDomainRead(context.caller, 'purchasing');
  return purchaseOrderAt(context, key);
};
