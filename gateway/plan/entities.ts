import { matchesType } from './rewrites.ts';
import type { PathSegment } from './steps.ts';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;

/** The objects at a path of the merged answer, lists opened, type conditions applied, nulls left out. */
export function objectsAt(root: Data, path: readonly PathSegment[], isSubtype: Supergraph['isSubtype']): Data[] {
  const found: Data[] = [];
  collect(root, path, 0, isSubtype, found);
  return found;
}

function collect(
  value: unknown,
  path: readonly PathSegment[],
  depth: number,
  isSubtype: Supergraph['isSubtype'],
  found: Data[],
): void {
  if (value === null || typeof value !== 'object') return;
  const segment = path[depth];
  if (Array.isArray(value)) {
    const below = segment?.kind === 'list' ? depth + 1 : depth;
    for (const item of value) collect(item, path, below, isSubtype, found);
    return;
  }
  const object = value as Data;
  if (segment === undefined) found.push(object);
  else if (segment.kind === 'field') collect(object[segment.name], path, depth + 1, isSubtype, found);
  else if (segment.kind === 'list') collect(object, path, depth + 1, isSubtype, found);
  else if (matchesType(object, segment.names, isSubtype)) collect(object, path, depth + 1, isSubtype, found);
}
