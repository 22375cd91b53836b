import type { Env } from './env.ts';
import { typeError, validationError, valueError } from './errors.ts';
import { type FieldDef, list, type Model, type Value } from './types.ts';

/** A value from the wire as the record stores it. Raises what Odoo's python would raise on a wrong one. */
export function toStored(env: Env, model: Model, def: FieldDef, value: unknown): Value {
  if (value === null || value === undefined) return empty(def);
  switch (def.type) {
    case 'boolean':
      return Boolean(value);
    case 'integer':
    case 'many2one_reference':
      return toInteger(value);
    case 'float':
    case 'monetary':
      return toFloat(model, def, value);
    case 'date':
      return value === false || value === '' ? false : toDate(String(value));
    case 'datetime':
      return value === false || value === '' ? false : toDatetime(String(value));
    case 'selection':
      return toSelection(model, def, value);
    case 'many2one':
      return toMany2one(env, model, def, value);
    case 'one2many':
    case 'many2many':
      return Array.isArray(value) ? list(value as number[]) : [];
    case 'html':
      return value === false ? false : toHtml(String(value));
    default:
      return value === false ? false : String(value);
  }
}

function empty(def: FieldDef): Value {
  if (def.type === 'one2many' || def.type === 'many2many') return [];
  return def.type === 'integer' || def.type === 'float' || def.type === 'monetary' ? 0 : false;
}

function toInteger(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = String(value).trim();
  if (!/^[+-]?\d+$/.test(text)) throw valueError(`invalid literal for int() with base 10: '${value}'`);
  return Number(text);
}

function toFloat(model: Model, def: FieldDef, value: unknown): number {
  const number = typeof value === 'boolean' ? 0 : Number(value);
  if (Number.isNaN(number) || value === '') throw valueError(`could not convert string to float: '${value}'`);
  const digits = model.digits?.[def.name];
  return digits === undefined ? number : roundTo(number, digits);
}

function toDate(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)( \d\d:\d\d:\d\d.*)?$/.exec(text);
  if (!match?.[1]) throw valueError(`time data '${text}' does not match format '%Y-%m-%d'`);
  return match[1];
}

function toDatetime(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text} 00:00:00`;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return text;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d./.test(text)) throw valueError(`unconverted data remains: ${text.slice(19)}`);
  throw valueError(`time data '${text}' does not match format '%Y-%m-%d %H:%M:%S'`);
}

function toSelection(model: Model, def: FieldDef, value: unknown): Value {
  if (value === false || value === '') return false;
  const known = def.selection === undefined || def.selection.some(([key]) => key === value);
  if (!known) throw valueError(`Wrong value for ${model.name}.${def.name}: '${value}'`);
  return String(value);
}

function toMany2one(env: Env, model: Model, def: FieldDef, value: unknown): Value {
  if (value === false || value === 0) return false;
  const id = Array.isArray(value) ? value[0] : value;
  if (typeof id !== 'number') throw typeError(`Wrong value for ${model.name}.${def.name}: '${String(value)}'`);
  if (def.relation && env.session.registry.has(def.relation) && !env.find(def.relation, id)) {
    throw foreignKeyError(env, model, def);
  }
  return id;
}

/** What PostgreSQL's foreign keys become: also the answer to deleting a record that another one needs. */
export function foreignKeyError(env: Env, model: Model, def: FieldDef) {
  if (env.version === 19) {
    return validationError(
      'The operation cannot be completed: Another model is using the record you are trying to delete.\n\n' +
        `The troublemaker is: '${model.label}' (${model.name})\n` +
        `Thanks to the following constraint: '${def.string}' (${def.name})\nHow about archiving the record instead?`,
    );
  }
  return validationError(
    'The operation cannot be completed: another model requires the record being deleted. ' +
      `If possible, archive it instead.\n\nModel: ${model.label} (${model.name})\n` +
      `Constraint: ${model.name.replaceAll('.', '_')}_${def.name}_fkey\n`,
  );
}

export function requiredError(env: Env, model: Model, def: FieldDef) {
  const error = validationError(requiredText(env, model, def));
  error.field = def;
  return error;
}

function requiredText(env: Env, model: Model, def: FieldDef): string {
  if (env.version === 19) {
    return (
      `The operation cannot be completed: Missing required value for the field '${def.string}' (${def.name}).\n` +
      `Model: '${model.label}' (${model.name})\n- create/update: a mandatory field is not set\n` +
      '- delete: another model requires the record being deleted, you can archive it instead\n'
    );
  }
  return (
    'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n' +
    '- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n' +
    `Model: ${model.label} (${model.name})\nField: ${def.string} (${def.name})\n`
  );
}

function toHtml(text: string): string {
  return text === '' || text.trimStart().startsWith('<') ? text : `<p>${text}</p>`;
}

/** Rounds half away from zero, past the noise of binary fractions. */
export function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  const scaled = value * factor;
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled) + 1e-9);
  return rounded === 0 ? 0 : rounded / factor;
}
