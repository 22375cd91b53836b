import { checkRecord } from './check.ts';
import { requiredError, toStored } from './convert.ts';
import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import type { FieldDef, Model, Row, Vals, Value } from './types.ts';
import { applyCommands } from './x2many.ts';

/** Creates one record with its lines. Returns its id, or that of an existing one where the model says so. */
export function createRecord(env: Env, name: string, input: Vals): number {
  const model = env.model(name);
  refuseUnknown(env, model, input);
  let vals = withDefaults(env, model, input);
  for (const complete of model.beforeCreateAll) {
    const completed = complete(env, vals);
    if (typeof completed === 'number') return completed;
    vals = completed;
  }
  const id = env.session.db.newId(name);
  const { now } = env.session;
  const record: Record<string, Value> = { id };
  const commands: [FieldDef, unknown][] = [];
  for (const [key, value] of Object.entries(vals)) {
    const def = model.fields.get(key);
    if (!def) continue;
    if (isX2many(def)) commands.push([def, value]);
    else if (isStored(model, key)) record[key] = toStored(env, model, def, value);
  }
  for (const def of model.fields.values()) {
    if (def.required && isStored(model, def.name) && !isX2many(def) && isUnset(record[def.name], def)) {
      throw requiredError(env, model, def);
    }
  }
  Object.assign(record, { create_date: now, write_date: now, create_uid: env.uid, write_uid: env.uid });
  env.session.db.put(name, record as Row);
  for (const [def, value] of commands) applyCommands(env, model, id, def, value);
  for (const after of model.afterCreateAll) after(env, id, vals);
  checkRecord(env, model, id);
  return id;
}

/** Defaults of the context (`default_x`) and of the model, for what the caller left out. */
export function withDefaults(env: Env, model: Model, input: Vals): Vals {
  const vals: Record<string, unknown> = { ...input };
  // Defaults of a caller are for what it creates, not for what that creates in turn.
  const defaults = env.isTarget(model.name) ? Object.entries(env.context) : [];
  for (const [key, value] of defaults) {
    if (!key.startsWith('default_')) continue;
    const field = key.slice('default_'.length);
    if (model.fields.has(field) && !(field in vals)) vals[field] = value;
  }
  for (const [field, value] of Object.entries(model.defaults ?? {})) {
    if (field in vals) continue;
    vals[field] = typeof value === 'function' ? value(env, vals) : value;
  }
  return vals;
}

export function isX2many(def: FieldDef): boolean {
  return def.type === 'one2many' || def.type === 'many2many';
}

export function isStored(model: Model, field: string): boolean {
  return !model.computes?.[field] && !model.related?.[field];
}

function isUnset(value: Value | undefined, def: FieldDef): boolean {
  if (def.type === 'boolean' || def.type === 'float' || def.type === 'integer' || def.type === 'monetary') return false;
  return value === undefined || value === false;
}

function refuseUnknown(env: Env, model: Model, vals: Vals): void {
  const unknown = Object.keys(vals).find((key) => !model.fields.has(key));
  if (unknown === undefined) return;
  const words = env.version === 19 ? `in '${model.name}'` : `on model '${model.name}'`;
  throw valueError(`Invalid field '${unknown}' ${words}`);
}
