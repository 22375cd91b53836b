import type { QmsNonconformance } from '../../connectors/ports.ts';
import { GraphError } from '../../lib/errors.ts';
import { scalars } from '../../lib/scalars/index.ts';
import type { Nonconformance, Resolvers } from '../../schema/generated/qms.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { throwingGraphErrors } from '../guard.ts';
import type { Subgraph } from '../types.ts';
import { type QmsContext, type QmsParts, qmsContext } from './context.ts';
import { lotDisposition } from './lot-disposition.ts';

const resolvers: Resolvers<QmsContext> = {
  Query: {
    nonconformance: async (_parent, { ncrNumber }, context) => toGraph(await context.nonconformance(ncrNumber)),
  },
  MaterialLot: {
    async disposition({ itemNumber = '', lotNumber = '', onHand }, _args, context) {
      return lotDisposition(await context.isHeld({ itemNumber, lotNumber }), onHand);
    },
  },
  Nonconformance: {
    __resolveReference: async ({ ncrNumber }, context) => toGraph(await context.nonconformance(ncrNumber)),
    /** A lot is known by its item and number. */
    async lots({ ncrNumber = '' }, _args, context) {
      const found = await context.nonconformance(ncrNumber);
      if (found === null || found.lotNumbers.length === 0) return null;
      const { itemNumber } = found;
      if (itemNumber !== null) return found.lotNumbers.map((lotNumber) => ({ itemNumber, lotNumber }));
      throw new GraphError('KEY_MISSING', `${ncrNumber} names lots and no item that they are of`, {
        system: 'QMS',
        connection: found.ref.connection,
      });
    },
  },
};

function toGraph(found: QmsNonconformance | null): Partial<Nonconformance> | null {
  if (found === null) return null;
  const { ncrNumber, plantCode, title, status, itemNumber, quantity, dispositions, openedAt } = found;
  const item = itemNumber === null ? null : { itemNumber };
  return { ncrNumber, plantCode, title, status, item, quantity, dispositions, openedAt };
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
