/**
 * Where `actual` lacks a key of `example` or has another JSON type there; empty when it conforms. A null of the example
 * allows anything, every entry of a list is held against the example's first one, and more keys than the example's are fine.
 */
export function shapeDifferences(example: unknown, actual: unknown, path = '$'): string[] {
  if (example === null || example === undefined) return [];
  if (typeOf(actual) !== typeOf(example)) return [`${path}: ${typeOf(actual)} instead of ${typeOf(example)}`];
  if (Array.isArray(example)) {
    if (example.length > 0 && (actual as unknown[]).length === 0) return [`${path}: empty, nothing to compare`];
    return (actual as unknown[]).flatMap((entry, index) => shapeDifferences(example[0], entry, `${path}[${index}]`));
  }
  if (typeof example !== 'object') return [];
  return Object.entries(example).flatMap(([key, value]) =>
    Object.hasOwn(actual as object, key)
      ? shapeDifferences(value, (actual as Record<string, unknown>)[key], `${path}.${key}`)
      : [`${path}.${key}: missing`],
  );
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
