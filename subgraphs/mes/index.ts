import { requireDomainRead } from '../../lib/identity/caller.ts';
import { scalars } from '../../lib/scalars/index.ts';
import type { Resolvers } from '../../schema/generated/mes.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { throwingGraphErrors } from '../guard.ts';
import type { Subgraph } from '../types.ts';
import { type MesContext, type MesParts, mesContext } from './context.ts';

const resolvers: Resolvers<MesContext> = {
  ProductionOrder: {
    /** The order is the ERP's; at a plant that the caller may not see it is not there. */
    __resolveReference: ({ plantCode, orderNumber }, context) =>
      context.maySee(plantCode) ? { plantCode, orderNumber } : null,
    async execution({ plantCode = '', orderNumber = '' }, _args, context) {
      const reader = context.readerOf(plantCode);
      if (reader === null) return null;
      requireDomainRead(context.caller, 'production');
      const execution = await reader.execution(plantCode, orderNumber);
      if (execution === null) return null;
      const { state, currentOperation, good, scrap, progress, updatedAt, refs } = execution;
      return { state, currentOperation, good, scrap, progress, updatedAt, externalRefs: refs };
    },
  },
};

/** What the shop floor reports, from the MES of each plant. */
export function createMesSubgraph(parts: MesParts): Subgraph<MesContext> {
  const { Decimal, UnitCode, DateTime } = scalars;
  return {
    name: 'mes',
    typeDefs: subgraphTypeDefs('mes'),
    resolvers: { ...throwingGraphErrors(resolvers), Decimal, UnitCode, DateTime },
    context: (request) => mesContext(parts, request),
  };
}
