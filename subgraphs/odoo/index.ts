import { DateScalar, DateTimeScalar, DecimalScalar, UnitCodeScalar } from '../../lib/scalars/index.ts';
import type { Resolvers } from '../../schema/generated/odoo.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import type { Subgraph } from '../types.ts';
import { type OdooContext, type OdooParts, odooContext } from './context.ts';
import { withGraphErrors } from './errors.ts';
import { item } from './resolvers/query/item.ts';
import { items } from './resolvers/query/items.ts';
import { maintenanceRequests } from './resolvers/query/maintenance-requests.ts';
import { materialLot } from './resolvers/query/material-lot.ts';
import { productionOrder } from './resolvers/query/production-order.ts';
import { productionOrders } from './resolvers/query/production-orders.ts';
import { purchaseOrder } from './resolvers/query/purchase-order.ts';
import { purchaseOrders } from './resolvers/query/purchase-orders.ts';
import { trace } from './resolvers/query/trace.ts';
import { EngineeringChange } from './resolvers/types/engineering-change.ts';
import { Item } from './resolvers/types/item.ts';
import { MaterialLot } from './resolvers/types/material-lot.ts';
import { Plant, WorkCenter } from './resolvers/types/plant.ts';
import { ProductionOrder } from './resolvers/types/production-order.ts';
import { PurchaseOrder } from './resolvers/types/purchase-order.ts';
import { WorkOrder } from './resolvers/types/work-order.ts';

const resolvers: Resolvers<OdooContext> = {
  Query: {
    item,
    items,
    maintenanceRequests,
    materialLot,
    productionOrder,
    productionOrders,
    purchaseOrder,
    purchaseOrders,
    trace,
  },
  EngineeringChange,
  Item,
  MaterialLot,
  Plant,
  ProductionOrder,
  PurchaseOrder,
  WorkCenter,
  WorkOrder,
};

/** What the ERPs own, as far as the caller's plants reach; several ERPs are one. */
export function createOdooSubgraph(parts: OdooParts): Subgraph<OdooContext> {
  return {
    name: 'odoo',
    typeDefs: subgraphTypeDefs('odoo'),
    resolvers: {
      ...withGraphErrors(resolvers),
      Decimal: DecimalScalar,
      UnitCode: UnitCodeScalar,
      DateTime: DateTimeScalar,
      Date: DateScalar,
    },
    context: (request) => odooContext(parts, request),
  };
}
