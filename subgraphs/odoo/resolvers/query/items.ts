import type { QueryResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { mergePages } from '../../merge.ts';
import { toItem } from '../../to-graph.ts';

type Resolve = NonNullable<QueryResolvers<OdooContext>['items']>;

/** Items that several ERPs know are listed once. */
export const items: Resolve = async (_parent, { search, first, after }, context) => {
  const sources = context.erps.map(({ connection, reader }) => ({
    name: connection,
    page: (args: { first: number; after: string | null }) => reader.searchItems({ ...args, search: search ?? null }),
  }));
  const page = await mergePages(
    sources,
    { first, ...(after === undefined ? {} : { after }) },
    {
      compare: (a, b) => (a.itemNumber < b.itemNumber ? -1 : a.itemNumber > b.itemNumber ? 1 : 0),
      join: (same) => same[0]!,
    },
  );
  return { ...page, nodes: page.nodes.map(toItem) };
};
