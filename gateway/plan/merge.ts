import { emptyRecord } from '../../lib/record.ts';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;
type IsSubtype = Supergraph['isSubtype'];

/**
 * Adds what `source` knows to `target`, in place; lists are merged item by item, and no value gives way to null. A type's
 * name gives way to a closer one only: a subgraph that knows an interface as an object (@interfaceObject) says the
 * interface's name of every object of it. What is added to several targets is added as a copy (`copies`): later fetches
 * write into each place of the answer on its own.
 */
export function mergeInto(target: Data, source: Data, isSubtype: IsSubtype, copies = false): void {
  for (const key of Object.keys(source)) {
    const known = target[key];
    const added = source[key];
    if (key === '__typename' && typeof known === 'string' && typeof added === 'string') {
      if (isSubtype(added, known)) target[key] = added;
      // No field has the name __proto__; an answer that has it must not reach a prototype.
    } else if (key !== '__proto__') target[key] = merged(known, added, isSubtype, copies);
  }
}

function merged(known: unknown, added: unknown, isSubtype: IsSubtype, copies: boolean): unknown {
  if (known === undefined || known === null) return copies ? deepCopy(added) : added;
  if (added === undefined || added === null || known === added) return known;
  if (Array.isArray(known) && Array.isArray(added)) {
    for (const [index, item] of added.entries()) known[index] = merged(known[index], item, isSubtype, copies);
    return known;
  }
  if (isObject(known) && isObject(added)) {
    mergeInto(known, added, isSubtype, copies);
    return known;
  }
  return copies ? deepCopy(added) : added;
}

export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value === null || typeof value !== 'object') return value;
  const copy = emptyRecord();
  for (const [key, inner] of Object.entries(value)) copy[key] = deepCopy(inner);
  return copy;
}

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
