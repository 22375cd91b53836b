import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { lotInAny } from '../types/material-lot.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['materialLot']>;

export const materialLot: Resolve = (_parent, key, context) => {
  requireDomainRead(context.caller, 'inventory');
  return lotInAny(context, key);
};
