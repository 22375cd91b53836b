import { GraphError } from '../../../../lib/errors.ts';
import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import { selects } from '../../../selects.ts';
import type { OdooContext } from '../../context.ts';
import { toTraceEdge } from '../../to-graph.ts';
import { traceLots } from '../../trace.ts';
import { lotInAny } from '../types/material-lot.ts';

const DEPTH_MAX = 50;

type Resolve = NonNullable<QueryResolvers<OdooContext>['trace']>;

export const trace: Resolve = async (_parent, { itemNumber, lotNumber, direction, depth }, context, info) => {
  requireDomainRead(context.caller, 'inventory');
  const levels = depth ?? 10;
  if (levels < 1 || levels > DEPTH_MAX) throw new GraphError('BAD_USER_INPUT', `depth must be 1 to ${DEPTH_MAX}`);
  const key = { itemNumber, lotNumber };
  const [root, { links, isTruncated }] = await Promise.all([
    lotInAny(context, key),
    traceLots(context.erps, key, direction, levels),
  ]);
  if (root === null) return null;
  const wantsOrders = selects(info, 'orderNumber');
  const edges = await Promise.all(
    links.map(async ({ link, depth: level, reader }) =>
      toTraceEdge(link, {
        depth: level,
        orderNumber: wantsOrders ? await reader.orderOfMovement(link.movementId, context.plantCodes) : null,
      }),
    ),
  );
  return { root, direction, edges, isTruncated };
};
