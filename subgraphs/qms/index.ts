import type { GraphQLResolveInfo } from 'graphql';
import type { QmsNonconformance } from '../../connectors/ports.ts';
import { GraphError } from '../../lib/errors.ts';
import { scalars } from '../../lib/scalars/index.ts';
import type { Nonconformance, Resolvers } from '../../schema/generated/qms.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { throwingGraphErrors } from '../guard.ts';
import { selects } from '../selects.ts';
import type { Subgraph } from '../types.ts';
import { type QmsContext, type QmsParts, qmsContext } from './context.ts';
import { lotDisposition } from './lot-disposition.ts';

const resolvers: Resolvers<QmsContext> = {
  Query: {
    nonconformance: (_parent, { ncrNumber }, context, info) => find(ncrNumber, context, info),
  },
  MaterialLot: {
    async disposition({ itemNumber = '', lotNumber = '', onHand }, _args, context) {
      return lotDisposition(await context.isHeld({ itemNumber, lotNumber }), onHand);
    },
  },
  Nonconformance: {
    __resolveReference: ({ ncrNumber }, context, info) => find(ncrNumber, context, info),
    async item({ ncrNumber = '' }, _args, context) {
      const itemNumber = await context.itemNumber(ncrNumber);
      return itemNumber === null ? null : { itemNumber };
    },
    /** A lot is known by its item and number. */
    async lots({ ncrNumber = '' }, _args, context) {
      const found = await context.nonconformance(ncrNumber);
      if (found === null || found.lotNumbers.length === 0) return null;
      const itemNumber = await context.itemNumber(ncrNumber);
      if (itemNumber !== null) return found.lotNumbers.map((lotNumber) => ({ itemNumber, lotNumber }));
      throw new GraphError('KEY_MISSING', `${ncrNumber} names lots and no item that they are of`, {
        system: 'QMS',
        connection: found.ref.connection,
      });
    },
  },
};

async function find(
  ncrNumber: string,
  context: QmsContext,
  info: GraphQLResolveInfo,
): Promise<Partial<Nonconformance> | null> {
  if (selects(info, 'item') || selects(info, 'lots')) context.beginItemNumber(ncrNumber);
  const found = await context.nonconformance(ncrNumber);
  return found === null ? null : toGraph(found);
}

/** Its item and its lots are read where they are selected. */
function toGraph(found: QmsNonconformance): Partial<Nonconformance> {
  const { plantCode, title, status, quantity, dispositions, openedAt } = found;
  return { ncrNumber: found.ncrNumber, plantCode, title, status, quantity, dispositions, openedAt };
}

/** Nonconformances, from the QMS, as far as the caller's plants reach. */
export function createQmsSubgraph(parts: QmsParts): Subgraph<QmsContext> {
  const { Decimal, UnitCode, DateTime } = scalars;
  return {
    name: 'qms',
    typeDefs: subgraphTypeDefs('qms'),
    resolvers: { ...throwingGraphErrors(resolvers), Decimal, UnitCode, DateTime },
    context: (request) => qmsContext(parts, request),
  };
}
