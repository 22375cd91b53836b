import type { Page } from '../../connectors/ports/common.ts';
import { GraphError } from '../../lib/errors.ts';
import { type Connection, pageSize } from './page.ts';

/** One sorted stream of several that make one list. */
export interface Source<Node> {
  /** The connection; the list's cursor keeps one position under each name. */
  name: string;
  page(args: { first: number; after: string | null }): Promise<Page<Node>>;
}

/**
 * A page of the sorted streams together. Nodes that `compare` finds equal and that come from several streams are given
 * to `join` as one. Errors: GraphError BAD_USER_INPUT for a cursor of another list; those of the streams.
 */
export async function mergePages<Node>(
  sources: readonly Source<Node>[],
  args: { first?: number | null; after?: string | null },
  order: { compare: (a: Node, b: Node) => number; join?: (same: Node[]) => Node },
): Promise<Connection<Node>> {
  const first = pageSize(args.first);
  const positions = decodePositions(args.after, sources);
  const streams = await Promise.all(
    sources.map(async (source) => ({
      name: source.name,
      page: await source.page({ first, after: positions[source.name] ?? null }),
      taken: 0,
    })),
  );
  const nodes: Node[] = [];
  // What a stream has beyond its page might come before what the others have: the page ends where such a one ends.
  const isOpenEnded = ({ page, taken }: (typeof streams)[number]) => taken === page.nodes.length && page.hasNextPage;
  while (nodes.length < first && !streams.some(isOpenEnded)) {
    const heads = streams.filter(({ page, taken }) => taken < page.nodes.length);
    const least = heads.reduce<(typeof heads)[number] | undefined>(
      (min, stream) => (min && order.compare(nextOf(min), nextOf(stream)) <= 0 ? min : stream),
      undefined,
    );
    if (least === undefined) break;
    const node = nextOf(least);
    const same = order.join ? heads.filter((stream) => order.compare(nextOf(stream), node) === 0) : [least];
    nodes.push(order.join ? order.join(same.map(nextOf)) : node);
    for (const stream of same) stream.taken += 1;
  }
  const end = { ...positions };
  for (const { name, page, taken } of streams) {
    const isWhole = taken === page.nodes.length;
    const position = isWhole ? page.endCursor : page.cursors?.[taken - 1];
    if (position != null) end[name] = position;
  }
  const hasNextPage = streams.some(({ page, taken }) => taken < page.nodes.length || page.hasNextPage);
  const endCursor = Object.keys(end).length === 0 ? null : Buffer.from(JSON.stringify(end)).toString('base64url');
  return { nodes, pageInfo: { hasNextPage, endCursor } };
}

function nextOf<Node>(stream: { page: Page<Node>; taken: number }): Node {
  return stream.page.nodes[stream.taken]!;
}

function decodePositions<Node>(
  cursor: string | null | undefined,
  sources: readonly Source<Node>[],
): Record<string, string> {
  if (cursor == null) return {};
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      const entries = Object.entries(parsed).filter(([name]) => sources.some((source) => source.name === name));
      if (entries.every(([, position]) => typeof position === 'string')) return Object.fromEntries(entries);
    }
  } catch {
    // Not a cursor of ours either.
  }
  throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this list');
}
