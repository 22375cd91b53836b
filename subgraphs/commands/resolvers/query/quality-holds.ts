import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { QueryResolvers } from '../../../../schema/generated/commands.ts';
import { listHolds } from '../../../../store/holds.ts';
import type { CommandsContext } from '../../context.ts';
import { decodeNumber, encodeNumber, pageSize } from '../../page.ts';
import { toQualityHold } from '../../to-graph.ts';

export const qualityHold: NonNullable<QueryResolvers<CommandsContext>['qualityHold']> = async (_, args, context) => {
  requireDomainRead(context.caller, 'quality');
  const hold = await context.load.hold.load(args.holdId);
  return hold && toQualityHold(hold);
};

export const qualityHolds: NonNullable<QueryResolvers<CommandsContext>['qualityHolds']> = async (_, args, context) => {
  requireDomainRead(context.caller, 'quality');
  const { plantCode, itemNumber, state, enforcement } = args;
  const plants = context.visiblePlants.filter((code) => plantCode == null || code === plantCode);
  const page = { first: pageSize(args.first), after: decodeNumber(args.after) };
  const scope = { plants, state: state ?? null, itemNumber: itemNumber ?? null, enforcement: enforcement ?? null };
  const { holds, hasNextPage, endCursor } = await listHolds(context.db, scope, page);
  return {
    nodes: holds.map(toQualityHold),
    pageInfo: { hasNextPage, endCursor: endCursor === null ? null : encodeNumber(endCursor) },
  };
};
