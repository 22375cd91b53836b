import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;
type IsSubtype = Supergraph['isSubtype'];

/** A change to what goes to or comes from a subgraph: set a value, or rename the last key of a path. */
export interface Rewrite {
  readonly path: readonly RewriteSegment[];
  readonly key: string;
  readonly change: { readonly setTo: string } | { readonly renameTo: string };
}

type RewriteSegment = { readonly key: string } | { readonly types: readonly string[] };

/** `below`: a key that paths may start with and that the data given to `applyRewrite` is already under. */
export function compileRewrite(rewrite: FetchRewrite, below?: string): Rewrite {
  const setter = 'ValueSetter' in rewrite ? rewrite.ValueSetter : 'setValueTo' in rewrite ? rewrite : undefined;
  const renamer = 'KeyRenamer' in rewrite ? rewrite.KeyRenamer : undefined;
  const full = (setter ?? renamer)?.path.map(compileSegment) ?? [];
  const [first] = full;
  const path = first && 'key' in first && first.key === below ? full.slice(1) : full;
  const last = path.at(-1);
  if (!last || !('key' in last)) throw new Error('A rewrite of the plan does not end in a key');
  return {
    path: path.slice(0, -1),
    key: last.key,
    change: setter ? { setTo: setter.setValueTo } : { renameTo: renamer?.renameKeyTo ?? last.key },
  };
}

const compileSegment = (segment: FetchNodePathSegment): RewriteSegment =>
  'Key' in segment ? { key: segment.Key } : { types: segment.TypenameEquals };

/** Changes `value` in place, in all items where it is a list. */
export function applyRewrite(value: unknown, rewrite: Rewrite, isSubtype: IsSubtype, depth = 0): void {
  if (Array.isArray(value)) {
    for (const item of value) applyRewrite(item, rewrite, isSubtype, depth);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const object = value as Data;
  const segment = rewrite.path[depth];
  if (segment === undefined) changeKey(object, rewrite);
  else if ('key' in segment) applyRewrite(object[segment.key], rewrite, isSubtype, depth + 1);
  else if (matchesType(object, segment.types, isSubtype)) applyRewrite(object, rewrite, isSubtype, depth + 1);
}

function changeKey(object: Data, { key, change }: Rewrite): void {
  if ('setTo' in change) {
    object[key] = change.setTo;
  } else if (key in object) {
    object[change.renameTo] = object[key];
    delete object[key];
  }
}

/** An error's path as it reads after the rewrites: `path` starts where the rewritten data starts. */
export function rewritePath(
  path: readonly (string | number)[],
  rewrites: readonly Rewrite[],
): readonly (string | number)[] {
  return rewrites.reduce(renameInPath, path);
}

function renameInPath(path: readonly (string | number)[], rewrite: Rewrite): readonly (string | number)[] {
  if (!('renameTo' in rewrite.change)) return path;
  const keys = [...rewrite.path.flatMap((segment) => ('key' in segment ? [segment.key] : [])), rewrite.key];
  let next = 0;
  for (const [index, entry] of path.entries()) {
    if (typeof entry === 'number') continue;
    if (entry !== keys[next]) return path;
    next += 1;
    if (next === keys.length) return path.with(index, rewrite.change.renameTo);
  }
  return path;
}

/** An object without __typename is taken to match: the subgraph was not asked for it because there is no choice. */
export function matchesType(object: Data, types: readonly string[], isSubtype: IsSubtype): boolean {
  const typename = object.__typename;
  return typeof typename !== 'string' || types.some((type) => isSubtype(typename, type));
}
