import { DateScalar, DateTimeScalar, DecimalScalar, UnitCodeScalar } from '../../lib/scalars/index.ts';
import type { Resolvers } from '../../schema/generated/odoo.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import type { Subgraph } from '../types.ts';
import { type OdooContext, type OdooParts, odooContext } from './context.ts';
import { withGraphErrors } from './errors.ts';
import { item } from './resolvers/query/item.ts';
import { items } from './resolvers/query/items.ts';
import { materialLot } from './resolvers/query/material-lot.ts';
import { productionOrder } from './resolvers/query/production-order.ts';
import { productionOrders } from './resolvers/query/production-orders.ts';
import { EngineeringChange } from './resolvers/types/engineering-change.ts';
import { Item } from './resolvers/types/item.ts';
import { MaterialLot } from './resolvers/types/material-lot.ts';
import { Plant, WorkCenter } from './resolvers/types/plant.ts';
import { ProductionOrder } from './resolvers/types/production-order.ts';
import { WorkOrder } from './resolvers/types/work-order.ts';

const resolvers: Resolvers<OdooContext> = {
  Query: { item, items, materialLot, productionOrder, productionOrders },
  EngineeringChange,
  Item,
  MaterialLot,
  Plant,
  ProductionOrder,
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
