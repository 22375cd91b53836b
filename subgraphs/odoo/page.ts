import { GraphError } from '../../lib/errors.ts';

const FIRST_MAX = 200;

/** Errors: GraphError BAD_USER_INPUT outside of 1 to 200. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? 50;
  if (size < 1 || size > FIRST_MAX) throw new GraphError('BAD_USER_INPUT', `first must be 1 to ${FIRST_MAX}`);
  return size;
}

export interface Connection<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A page of a list that is known as a whole; the cursor is the key of its last node. */
export function sliceOf<Node>(
  all: readonly Node[],
  keyOf: (node: Node) => string,
  args: { first?: number | null; after?: string | null },
): Connection<Node> {
  const first = pageSize(args.first);
  const after = args.after == null ? null : decodeKey(args.after);
  const rest = after === null ? all : all.filter((node) => keyOf(node) > after);
  const nodes = rest.slice(0, first);
  const last = nodes.at(-1);
  const endCursor = last === undefined ? null : Buffer.from(JSON.stringify(keyOf(last))).toString('base64url');
  return { nodes, pageInfo: { hasNextPage: rest.length > first, endCursor } };
}

function decodeKey(cursor: string): string {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof key === 'string') return key;
  } catch {
    // Not a cursor of ours either.
  }
  throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this list');
}
