import type { Row } from './row.ts';

/** Names that are asked of any object and are no fields: by promises, by what prints and compares. */
const NOT_FIELDS = new Set(['then', 'constructor', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty']);

const GUARDS = new Map<string, object>();

/**
 * Rows as they came, in which a field that the server does not have is unset, and reading one that was not asked for
 * throws: it would look unset, and be taken for nought or no.
 */
export function askedRows(model: string, rows: readonly Row[], asked: readonly string[]): Row[] {
  const guard = guardFor(model);
  for (const row of rows as (Row & Record<string, unknown>)[]) {
    for (const field of asked) if (!(field in row)) row[field] = false;
    Object.setPrototypeOf(row, guard);
  }
  return [...rows];
}

function guardFor(model: string): object {
  let guard = GUARDS.get(model);
  if (guard === undefined) {
    guard = new Proxy(Object.freeze({}), {
      get(_target, name) {
        if (typeof name === 'symbol' || NOT_FIELDS.has(name)) return Reflect.get(Object.prototype, name);
        throw new Error(`${model}.${name} was read, but not asked for`);
      },
    });
    GUARDS.set(model, guard);
  }
  return guard;
}
