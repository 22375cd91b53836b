import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import { type FieldDef, type Model, type Row, ref, type Value } from './types.ts';
import { fieldGetter } from './value.ts';

export type Shown = Record<string, unknown>;

/** `read`: one object per id that exists, in the order asked for, duplicates kept. */
export function readRecords(
  env: Env,
  name: string,
  ids: readonly number[],
  fields?: readonly string[] | null,
  load: unknown = '_classic_read',
): Shown[] {
  const model = env.model(name);
  const shown = shownFields(env, model, fields);
  const plain = load !== '_classic_read';
  const columns = shown.map((def) => ({ def, get: fieldGetter(env, name, def.name) }));
  const found = ids.map((id) => env.find(name, id)).filter((row) => row !== undefined);
  return found.map((row) => {
    const record: Shown = { id: row.id };
    for (const { def, get } of columns) record[def.name] = showValue(env, def, get(row), plain);
    return record;
  });
}

/** No fields asked for means all of them. */
export function shownFields(env: Env, model: Model, fields?: readonly string[] | null): FieldDef[] {
  const names = fields && fields.length > 0 ? fields : [...model.fields.keys()];
  return names
    .filter((name) => name !== 'id')
    .map((name) => {
      const def = model.fields.get(name);
      if (def) return def;
      const words = env.version === 19 ? `on '${model.name}'` : `on model '${model.name}'`;
      throw valueError(`Invalid field '${name}' ${words}`);
    });
}

export function showField(env: Env, model: Model, row: Row, def: FieldDef, plain = false): unknown {
  return showValue(env, def, env.value(model.name, row, def.name), plain);
}

function showValue(env: Env, def: FieldDef, value: Value, plain: boolean): unknown {
  if (def.type === 'many2one') return showMany2one(env, def, value, plain);
  if (def.type === 'datetime' && typeof value === 'string') return value.slice(0, 19);
  return value;
}

function showMany2one(env: Env, def: FieldDef, value: Value, plain: boolean): unknown {
  const id = ref(value);
  if (!id) return false;
  return plain ? id : [id, env.name(def.relation ?? '', id)];
}

/** `fields_get`, with the attributes asked for. */
export function describeFields(model: Model, names?: readonly string[] | null, attributes?: readonly string[] | null) {
  const result: Record<string, Record<string, unknown>> = {};
  for (const def of model.fields.values()) {
    if (names && names.length > 0 && !names.includes(def.name)) continue;
    const all: Record<string, unknown> = {
      type: def.type,
      string: def.string,
      name: def.name,
      required: def.required ?? false,
      readonly: def.readonly ?? false,
      store: !model.computes?.[def.name] && !model.related?.[def.name] && def.type !== 'one2many',
      searchable: true,
      sortable: def.type !== 'one2many' && def.type !== 'many2many',
    };
    if (def.relation) all.relation = def.relation;
    const inverse = model.inverse?.[def.name];
    if (inverse) all.relation_field = inverse;
    if (def.selection) all.selection = def.selection;
    const kept = Object.entries(all).filter(
      ([key]) => !attributes || attributes.length === 0 || attributes.includes(key),
    );
    result[def.name] = Object.fromEntries(kept);
  }
  return result;
}
