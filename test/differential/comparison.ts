import type { ExecutionResult } from 'graphql';

type Path = readonly (string | number)[];

/**
 * What two answers to one operation have to have in common, as text: the data with its keys in order, and the places
 * where errors made it null. Which of several errors below a null is told is left to who answers (GraphQL says so).
 */
export function comparable(result: ExecutionResult): string {
  if (result.data === undefined) return result.errors ? 'refused' : 'nothing';
  const places = (result.errors ?? []).map((error) => JSON.stringify(placeOf(result.data, error.path)));
  return `${JSON.stringify(result.data)}\n${[...new Set(places)].toSorted().join('\n')}`;
}

function placeOf(data: unknown, path: Path | undefined): Path | string {
  if (!path) return 'no place';
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    if (typeof value !== 'object' || !Object.hasOwn(value as object, key)) return `${path.join('.')} leads nowhere`;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value === null ? path : `${path.join('.')} is not null`;
}
