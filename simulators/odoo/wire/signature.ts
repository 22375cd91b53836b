import { indexError, OdooError, typeError } from '../orm/errors.ts';
import type { Method, Model, Version } from '../orm/types.ts';

/** Names of a method's parameters in this version; `name_search` calls its filter `domain` only since 19. */
export function parameters(version: Version, method: Method): { name: string; optional: boolean; as: string }[] {
  return method.params.map((param) => {
    const optional = param.endsWith('?');
    const as = optional ? param.slice(0, -1) : param;
    const name = as === 'filter' ? (version === 19 ? 'domain' : 'args') : as;
    return { name, optional, as };
  });
}

/** Methods that exist in python and are closed to callers from outside (`@api.private`). */
const CLOSED_IN_19 = new Set(['check_access', 'exists', 'filtered_domain', 'browse', 'sudo', 'with_context']);

export function isPrivate(version: Version, method: string): boolean {
  return method.startsWith('_') || (version === 19 && CLOSED_IN_19.has(method));
}

export function privateError(version: Version, model: string, method: string): OdooError {
  const named = version === 18 ? method : `'${model}.${method}'`;
  return new OdooError('odoo.exceptions.AccessError', `Private methods (such as ${named}) cannot be called remotely.`);
}

export interface Bound {
  readonly ids: number[];
  readonly args: Record<string, unknown>;
}

/** Positional and keyword arguments of JSON-RPC bound to the parameters; the first one of a record method is its ids. */
export function bindPositional(
  version: Version,
  model: Model,
  name: string,
  method: Method,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): Bound {
  const left = [...positional];
  const where = version === 19 ? 'list' : 'tuple';
  if (method.kind === 'record' && left.length === 0) throw indexError(`${where} index out of range`);
  if (name === 'create' && method.kind === 'model' && left.length === 0)
    throw indexError(`${where} index out of range`);
  const ids = method.kind === 'record' ? toIds(left.shift()) : [];
  const params = parameters(version, method);
  const args: Record<string, unknown> = {};
  const described = `${pythonClass(version, model.name, name)}.${name}()`;
  if (left.length > params.length) {
    throw typeError(`${described} takes ${params.length + 1} positional arguments but ${left.length + 1} were given`);
  }
  for (const [index, value] of left.entries()) {
    const param = params[index];
    if (!param) continue;
    if (param.name in keywords) throw typeError(`${described} got multiple values for argument '${param.name}'`);
    args[param.as] = value;
  }
  for (const [key, value] of Object.entries(keywords)) {
    const param = params.find((one) => one.name === key);
    if (!param && !method.open) throw typeError(`${described} got an unexpected keyword argument '${key}'`);
    args[param?.as ?? key] = value;
  }
  const missing = params.filter((param) => !param.optional && !(param.as in args)).map((param) => `'${param.name}'`);
  if (missing.length > 0) {
    const plural = missing.length > 1 ? 's' : '';
    throw typeError(
      `${described} missing ${missing.length} required positional argument${plural}: ${missing.join(' and ')}`,
    );
  }
  return { ids, args };
}

export function toIds(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}

const OLD_CLASSES: Readonly<Record<string, string>> = {
  'res.users': 'Users',
  'res.users.apikeys.description': 'APIKeyDescription',
};
const INHERITED = new Set([
  'name_search',
  'search',
  'search_read',
  'search_count',
  'read',
  'fields_get',
  'load',
  'copy',
]);

function pythonClass(version: Version, model: string, method: string): string {
  if (INHERITED.has(method)) return 'BaseModel';
  if (version < 19 && OLD_CLASSES[model]) return OLD_CLASSES[model];
  return model
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
