import type { Call, HttpRequest } from '../../kit/index.ts';
import type { Registry } from '../orm/registry.ts';
import { parameters, toIds } from './signature.ts';
import { parseCall } from './xml-values.ts';

/** Model, method, arguments and ids of a request, whichever protocol it speaks; for faults and the exchange log. */
export function describeCall(registry: Registry, request: HttpRequest): Call {
  const { path } = request;
  const body = readJson(request);
  if (path.startsWith('/json/2/')) {
    const [, , , model = '', method = ''] = path.split('/');
    const { ids, context: _context, ...named } = body;
    return { model, method, path, argumentNames: Object.keys(named), ids: toIds(ids), fields: namesIn(named.fields) };
  }
  if (path.startsWith('/xmlrpc/2/')) {
    const call = parseCall(request.body.toString());
    if (path.endsWith('/object')) return describeObject(registry, path, call.params);
    return { model: path.split('/').at(-1) ?? null, method: call.method, path, argumentNames: [], ids: [] };
  }
  const params = body.params as { service?: string; method?: string; args?: unknown[] } | undefined;
  if (path === '/jsonrpc' && params?.service === 'object') return describeObject(registry, path, params.args ?? []);
  if (path === '/jsonrpc') {
    return { model: params?.service ?? null, method: params?.method ?? '', path, argumentNames: [], ids: [] };
  }
  return { model: null, method: request.httpMethod, path, argumentNames: [], ids: [] };
}

function describeObject(registry: Registry, path: string, args: readonly unknown[]): Call {
  const [, , , modelName, methodName, positional, keywords] = args;
  const model = String(modelName);
  const method = String(methodName);
  const known = registry.has(model) ? registry.model(model).methods[method] : undefined;
  const values = Array.isArray(positional) ? [...positional] : [];
  const ids = known?.kind === 'record' ? toIds(values.shift()) : [];
  const names = known ? parameters(registry.version, known).map((param) => param.name) : [];
  const given = values.map((_value, index) => names[index] ?? `arg${index}`);
  const named = Object.keys((keywords ?? {}) as object).filter((name) => name !== 'context');
  const fields = named.includes('fields') ? (keywords as { fields: unknown }).fields : values[names.indexOf('fields')];
  return { model, method, path, argumentNames: [...given, ...named], ids, fields: namesIn(fields) };
}

const namesIn = (fields: unknown): string[] | undefined => (Array.isArray(fields) ? fields.map(String) : undefined);

function readJson(request: HttpRequest): Record<string, unknown> {
  try {
    const value = JSON.parse(request.body.toString()) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
