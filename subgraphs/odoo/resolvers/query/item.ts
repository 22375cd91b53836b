import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { toItem } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['item']>;

export const item: Resolve = async (_parent, { itemNumber }, context) => {
  const [found] = await context.findItem(itemNumber);
  return found ? toItem(found.item) : null;
};
