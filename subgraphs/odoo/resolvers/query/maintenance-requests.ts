import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { pageSize } from '../../page.ts';
import { toMaintenanceRequest } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['maintenanceRequests']>;

export const maintenanceRequests: Resolve = async (_parent, { plantCode, state, first, after }, context) => {
  requireDomainRead(context.caller, 'maintenance');
  const args = { first: pageSize(first), after: after ?? null };
  const page = await context.readerOf(plantCode)?.maintenanceRequests(plantCode, state ?? null, args);
  if (!page) return null;
  const { nodes, hasNextPage, endCursor } = page;
  return { nodes: nodes.map(toMaintenanceRequest), pageInfo: { hasNextPage, endCursor } };
};
