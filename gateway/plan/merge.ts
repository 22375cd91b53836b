type Data = Record<string, unknown>;

/** Adds what `source` knows to `target`, in place; lists are merged item by item, and no value gives way to null. */
export function mergeInto(target: Data, source: Data): void {
  for (const key of Object.keys(source)) {
    // No field has this name; an answer that has it must not reach a prototype.
    if (key !== '__proto__') target[key] = merged(target[key], source[key]);
  }
}

function merged(known: unknown, added: unknown): unknown {
  if (known === undefined || known === null) return added;
  if (added === undefined || added === null || known === added) return known;
  if (Array.isArray(known) && Array.isArray(added)) {
    for (const [index, item] of added.entries()) known[index] = merged(known[index], item);
    return known;
  }
  if (isObject(known) && isObject(added)) {
    mergeInto(known, added);
    return known;
  }
  return added;
}

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
