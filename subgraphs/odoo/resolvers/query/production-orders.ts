import type { ErpOrder, OrderFilter } from '../../../../connectors/ports/erp-read.ts';
import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { mergePages } from '../../merge.ts';
import { toOrder } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['productionOrders']>;

export const productionOrders: Resolve = async (_parent, args, context) => {
  requireDomainRead(context.caller, 'production');
  const { plantCode, state, itemNumber, first, after } = args;
  const erps = plantCode == null ? context.erps : context.erps.filter((erp) => erp.plantCodes.includes(plantCode));
  const sources = erps.map(({ connection, plantCodes, reader }) => {
    const filter: OrderFilter = {
      plantCodes: plantCode == null ? plantCodes : [plantCode],
      ...(state == null ? {} : { states: state }),
      ...(itemNumber == null ? {} : { itemNumber }),
    };
    return {
      name: connection,
      page: (page: { first: number; after: string | null }) => reader.orders(filter, page, []),
    };
  });
  const page = await mergePages(
    sources,
    { first, ...(after === undefined ? {} : { after }) },
    { compare: byPlannedStart },
  );
  return { ...page, nodes: page.nodes.map(toOrder) };
};

function byPlannedStart(a: ErpOrder, b: ErpOrder): number {
  const [x, y] = [a, b].map((order) => order.plannedStart ?? '') as [string, string];
  return x < y ? -1 : x > y ? 1 : 0;
}
