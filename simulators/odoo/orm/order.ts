import { isStored } from './create.ts';
import type { Env } from './env.ts';
import { notStored, valueError } from './errors.ts';
import { type Model, type Row, ref, type Value } from './types.ts';

type Key = string | number | boolean;
const collator = new Intl.Collator('en', { sensitivity: 'variant' });

/** Sorts ids by an `order` text such as `priority desc, id`. Unset values come last, first when descending. */
export function compareBy(env: Env, model: Model, order: string, ids: number[]): number[] {
  const terms = parseOrder(env, model, order);
  if (terms.length === 1 && terms[0]?.field === 'id') {
    return ids.sort((a, b) => (terms[0]?.down ? b - a : a - b));
  }
  const keyed = ids.map((id) => {
    const row = env.get(model.name, id);
    return { id, keys: terms.map((term) => sortKey(env, model, row, term.field)) };
  });
  keyed.sort((a, b) => {
    for (const [index, term] of terms.entries()) {
      const result = compareKeys(a.keys[index] ?? false, b.keys[index] ?? false);
      if (result !== 0) return term.down ? -result : result;
    }
    return a.id - b.id;
  });
  return keyed.map(({ id }) => id);
}

function parseOrder(env: Env, model: Model, order: string): { field: string; down: boolean }[] {
  return order.split(',').map((part) => {
    const [field = '', direction = 'asc'] = part.trim().split(/\s+/);
    if (!model.fields.has(field)) {
      const words = env.version === 19 ? 'on model' : 'on model';
      throw valueError(`Invalid field '${field}' ${words} '${model.name}'`);
    }
    if (model.unsearchable?.includes(field)) throw notStored(model.name, field);
    return { field, down: direction.toLowerCase() === 'desc' };
  });
}

function sortKey(env: Env, model: Model, row: Row, field: string): Key {
  const def = model.fields.get(field);
  // A number that was never set is NULL: it sorts last although it reads as 0.
  const stored = isStored(model, field) && def?.type !== 'one2many' && field !== 'display_name';
  const value: Value = stored ? (row[field] ?? false) : env.value(model.name, row, field);
  if (def?.type === 'many2one' && def.relation) {
    // A many2one sorts as its own model does; by id where that model sorts by id.
    const other = env.model(def.relation);
    const target = env.find(def.relation, ref(value));
    if (!target) return false;
    const first = other.order.split(',')[0]?.trim().split(/\s+/)[0] ?? 'id';
    return first === 'id' ? target.id : sortKey(env, other, target, first);
  }
  if (def?.type === 'boolean') return value === true ? 1 : 0;
  return Array.isArray(value) ? value.length : (value as Key);
}

function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === false) return 1;
  if (b === false) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
