import type { ErpPurchaseOrder, PurchaseOrderFilter } from '../../../../connectors/ports/erp-read.ts';
import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { mergePages } from '../../merge.ts';
import { toPurchaseOrder } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['purchaseOrders']>;

export const purchaseOrders: Resolve = async (_parent, args, context) => {
  requireDomainRead(context.caller, 'purchasing');
  const { plantCode, state, supplierCode, itemNumber, first, after } = args;
  const erps = plantCode == null ? context.erps : context.erps.filter((erp) => erp.plantCodes.includes(plantCode));
  const sources = erps.map(({ connection, plantCodes, reader }) => {
    const filter: PurchaseOrderFilter = {
      plantCodes: plantCode == null ? plantCodes : [plantCode],
      ...(state == null ? {} : { states: state }),
      ...(supplierCode == null ? {} : { supplierCode }),
      ...(itemNumber == null ? {} : { itemNumber }),
    };
    return {
      name: connection,
      page: (page: { first: number; after: string | null }) => reader.purchaseOrders(filter, page),
    };
  });
  const page = await mergePages(
    sources,
    { first, ...(after === undefined ? {} : { after }) },
    { compare: newestFirst },
  );
  return { ...page, nodes: page.nodes.map(toPurchaseOrder) };
};

function newestFirst(a: ErpPurchaseOrder, b: ErpPurchaseOrder): number {
  const [x, y] = [a, b].map((order) => order.orderedAt ?? '') as [string, string];
  return x > y ? -1 : x < y ? 1 : 0;
}
