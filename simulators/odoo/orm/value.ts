import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import { type FieldDef, list, type Model, type Row, ref, str, type Value } from './types.ts';

/** The value of any field of a record: stored, related, computed, or the other side of a many2one. */
export function fieldValue(env: Env, modelName: string, row: Row, field: string): Value {
  const model = env.model(modelName);
  const compute = model.computes?.[field];
  if (compute) return compute(env, row);
  if (field === 'display_name') return displayName(env, model, row);
  const path = model.related?.[field];
  if (path) return follow(env, model, row, path, model.fields.get(field));
  const def = model.fields.get(field);
  if (!def) throw valueError(`Invalid field '${field}' on '${modelName}'`);
  if (def.type === 'one2many') return otherSide(env, model, row, def);
  return row[field] ?? emptyValue(def);
}

/** The same for many records: what is stored is taken straight from the row. */
export function fieldGetter(env: Env, modelName: string, field: string): (row: Row) => Value {
  const model = env.model(modelName);
  const def = model.fields.get(field);
  const computed = model.computes?.[field] || model.related?.[field] || def?.type === 'one2many';
  if (!def || computed || field === 'display_name') return (row) => fieldValue(env, modelName, row, field);
  const empty = emptyValue(def);
  return (row) => row[field] ?? empty;
}

/** What a field reads as when nothing was ever stored in it. */
export function emptyValue(def: FieldDef | undefined): Value {
  switch (def?.type) {
    case 'integer':
    case 'float':
    case 'monetary':
    case 'many2one_reference':
      return 0;
    case 'one2many':
    case 'many2many':
      return [];
    default:
      return false;
  }
}

function displayName(env: Env, model: Model, row: Row): string {
  if (model.displayName) return model.displayName(env, row);
  if (model.fields.has('name')) return str(row.name);
  return `${model.name},${row.id}`;
}

function follow(env: Env, model: Model, row: Row, path: string, def: FieldDef | undefined): Value {
  let current: Row | undefined = row;
  let at = model;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  for (const step of steps) {
    const relation = at.fields.get(step)?.relation;
    if (!relation || !current) return emptyValue(def);
    current = env.at(relation, env.value(at.name, current, step));
    at = env.model(relation);
  }
  return current ? env.value(at.name, current, last) : emptyValue(def);
}

function otherSide(env: Env, model: Model, row: Row, def: FieldDef): Value {
  const inverse = model.inverse?.[def.name];
  if (!inverse || !def.relation) return list(row[def.name]);
  const other = env.model(def.relation);
  let ids = env.session.db.idsBy(def.relation, inverse, row.id);
  const shows = model.shows?.[def.name];
  if (shows) ids = ids.filter((id) => shows(env.get(other.name, id)));
  if (other.fields.has('active') && (env.context.active_test !== false || def.name === 'operation_ids')) {
    ids = ids.filter((id) => env.get(other.name, id).active !== false);
  }
  return other.order === 'id' || ids.length < 2 ? ids : env.session.registry.sorted(env, other, ids);
}

/** Row of a many2one given by path, e.g. `product_id.product_tmpl_id`. */
export function related(env: Env, modelName: string, row: Row, path: string): Row | undefined {
  let current: Row | undefined = row;
  let at = modelName;
  for (const step of path.split('.')) {
    const relation: string | undefined = env.model(at).fields.get(step)?.relation;
    if (!relation || !current) return undefined;
    current = env.find(relation, ref(env.value(at, current, step)));
    at = relation;
  }
  return current;
}
