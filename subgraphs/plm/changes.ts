import type { GraphQLResolveInfo } from 'graphql';
import { GraphError } from '../../lib/errors.ts';
import { requireDomainRead } from '../../lib/identity/caller.ts';
import type { EngineeringChangeResolvers, QueryResolvers } from '../../schema/generated/plm.ts';
import { selects } from '../selects.ts';
import type { PlmContext } from './context.ts';

const FIRST_MAX = 200;
const APPROVED = new Set(['APPROVED', 'EFFECTIVE', 'COMPLETED']);

/** A change is its number; the fields read what they need. */
export const changeQueries: Required<Pick<QueryResolvers<PlmContext>, 'engineeringChange' | 'engineeringChanges'>> = {
  engineeringChange: (_parent, { changeNumber }, context, info) => findChange(changeNumber, context, info),

  async engineeringChanges(_parent, { status, first, after }, context) {
    requireDomainRead(context.caller, 'engineering');
    if (first < 1 || first > FIRST_MAX) throw new GraphError('BAD_USER_INPUT', `first must be 1 to ${FIRST_MAX}`);
    if (context.reader === null) return null;
    const page = await context.reader.changes(status ?? null, { first, after: after ?? null });
    return {
      nodes: page.nodes.map(({ changeNumber }) => ({ changeNumber })) as never,
      pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor },
    };
  },
};

export const EngineeringChange: EngineeringChangeResolvers<PlmContext> = {
  __resolveReference: ({ changeNumber }, context, info) => findChange(changeNumber, context, info),
  title: async (parent, _args, context) => (await summary(parent, context)).title,
  status: async (parent, _args, context) => (await summary(parent, context)).status,
  isApproved: async (parent, _args, context) => APPROVED.has((await summary(parent, context)).status),
  effectivity: async (parent, _args, context) => (await details(parent, context)).effectivity,
  effectiveOn: async (parent, _args, context) => (await details(parent, context)).effectiveOn,
  expiresOn: async (parent, _args, context) => (await details(parent, context)).expiresOn,
  externalRefs: async (parent, _args, context) => [(await summary(parent, context)).ref],
  affectedItems: async (parent, _args, context) =>
    (await details(parent, context)).affectedItems.map(({ itemNumber, fromRevision, toRevision }) => ({
      item: { itemNumber },
      fromRevision,
      toRevision,
    })),
};

const DETAILS = ['effectivity', 'effectiveOn', 'expiresOn', 'affectedItems'];

/** Details that are selected are read beside what says that the change is there. */
async function findChange(
  changeNumber: string,
  { caller, reader }: PlmContext,
  info: GraphQLResolveInfo,
): Promise<{ changeNumber: string } | null> {
  requireDomainRead(caller, 'engineering');
  if (DETAILS.some((field) => selects(info, field))) reader?.change(changeNumber).catch(() => {});
  const found = await reader?.changeSummary(changeNumber);
  return found == null ? null : { changeNumber: found.changeNumber };
}

type Parent = { changeNumber?: string };

async function summary({ changeNumber = '' }: Parent, context: PlmContext) {
  requireDomainRead(context.caller, 'engineering');
  return present(changeNumber, await context.reader?.changeSummary(changeNumber));
}

async function details({ changeNumber = '' }: Parent, context: PlmContext) {
  requireDomainRead(context.caller, 'engineering');
  return present(changeNumber, await context.reader?.change(changeNumber));
}

function present<T>(changeNumber: string, found: T | null | undefined): T {
  if (found == null) throw new GraphError('KEY_MISSING', `The PLM has no change ${changeNumber}`, { system: 'PLM' });
  return found;
}
