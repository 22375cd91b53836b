import { GraphError } from '../../../lib/errors.ts';

export type CursorPart = string | number;

/** A position in an order, opaque to callers. */
export const encodeCursor = (position: readonly CursorPart[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** Null for no cursor. Errors: GraphError BAD_USER_INPUT for what is not a cursor of this list. */
export function decodeCursor<const Shape extends readonly ('string' | 'number')[]>(
  cursor: string | null | undefined,
  shape: Shape,
): { [I in keyof Shape]: Shape[I] extends 'string' ? string : number } | null {
  if (cursor === null || cursor === undefined) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = null;
  }
  const isWhole =
    Array.isArray(parts) && parts.length === shape.length && shape.every((type, i) => typeof parts[i] === type);
  if (!isWhole) throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this list');
  return parts as { [I in keyof Shape]: Shape[I] extends 'string' ? string : number };
}
