import { scalars } from '../../lib/scalars/index.ts';
import type { Resolvers } from '../../schema/generated/plm.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { throwingGraphErrors } from '../guard.ts';
import type { Subgraph } from '../types.ts';
import { changeQueries, EngineeringChange } from './changes.ts';
import { type PlmContext, type PlmParts, plmContext } from './context.ts';
import { BomLine, Item, ItemRevision } from './items.ts';

const resolvers: Resolvers<PlmContext> = { Query: changeQueries, EngineeringChange, Item, ItemRevision, BomLine };

/** Engineering: changes, revisions and their bills of materials, from the PLM. */
export function createPlmSubgraph(parts: PlmParts): Subgraph<PlmContext> {
  const { Decimal, UnitCode, DateTime } = scalars;
  return {
    name: 'plm',
    typeDefs: subgraphTypeDefs('plm'),
    resolvers: { ...throwingGraphErrors(resolvers), Decimal, UnitCode, DateTime, Date: scalars.Date },
    context: (request) => plmContext(parts, request),
  };
}
