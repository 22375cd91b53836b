import { checkRecord } from './check.ts';
import { toStored } from './convert.ts';
import { isStored, isX2many } from './create.ts';
import type { Env } from './env.ts';
import { OdooError, valueError } from './errors.ts';
import type { FieldDef, Model, Vals, Value } from './types.ts';
import { applyCommands } from './x2many.ts';

/** Writes values to one record; the write date moves also when nothing changes. */
export function writeRecord(env: Env, name: string, id: number, input: Vals): void {
  const model = env.model(name);
  const old = env.get(name, id);
  refuseUnknown(env, model, input);
  let vals = input;
  for (const change of model.beforeWriteAll) vals = change(env, env.get(name, id), vals);
  const patch: Record<string, Value> = {};
  const commands: [FieldDef, unknown][] = [];
  for (const [key, value] of Object.entries(vals)) {
    const def = model.fields.get(key);
    if (!def) continue;
    if (isX2many(def)) commands.push([def, value]);
    else if (isStored(model, key)) patch[key] = toStored(env, model, def, value);
  }
  env.set(name, id, patch);
  for (const [def, value] of commands) applyCommands(env, model, id, def, value);
  for (const after of model.afterWriteAll) after(env, old, vals);
  checkRecord(env, model, id, Object.keys(vals));
}

function refuseUnknown(env: Env, model: Model, vals: Vals): void {
  const unknown = Object.keys(vals).find((key) => !model.fields.has(key));
  if (unknown === undefined) return;
  // The partner model of 19 looks into the values before the ORM does.
  if (env.version === 19 && model.name === 'res.partner') {
    throw new OdooError('builtins.KeyError', unknown);
  }
  const words = env.version === 19 ? `in '${model.name}'` : `on model '${model.name}'`;
  throw valueError(`Invalid field '${unknown}' ${words}`);
}
