import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from 'graphql';

/** True for a value that goes out as it is; others are coerced as the type says, or are an error. */
export type LeafCheck = (value: unknown) => boolean;

const CHECKS: ReadonlyMap<string, LeafCheck> = new Map<string, LeafCheck>([
  ['String', (value) => typeof value === 'string'],
  ['ID', (value) => typeof value === 'string'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['Float', (value) => typeof value === 'number' && Number.isFinite(value)],
  ['Int', (value) => typeof value === 'number' && (value | 0) === value],
]);

/** The common case, without a call of graphql-js; values of custom scalars are checked by their own rules only. */
export function leafCheck(type: GraphQLLeafType): LeafCheck {
  const known = checks.get(type);
  if (known) return known;
  const check = isEnumType(type) ? enumCheck(type) : (CHECKS.get(type.name) ?? (() => false));
  checks.set(type, check);
  return check;
}

const checks = new WeakMap<GraphQLLeafType, LeafCheck>();

function enumCheck(type: GraphQLEnumType): LeafCheck {
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}
