import type { IdMap } from './ids.ts';
import { type ModelCall, modelCall, type Recording } from './recordings.ts';

/** The recorded request as it is sent here: ids, user and secret exchanged. */
export function rewritten(recording: Recording, ids: IdMap, uid: number | undefined, secret: string): unknown {
  const { body } = recording;
  const call = modelCall(recording);
  if (typeof body !== 'object' || body === null) return body;
  if (recording.path.startsWith('/json/2/')) return call ? rewriteNamed(call, ids) : body;
  const rpc = body as { params?: { service?: string; method?: string; args?: unknown[] } };
  const { params } = rpc;
  if (!params?.args) return body;
  if (params.service === 'common')
    return { ...rpc, params: { ...params, args: params.args.map((arg) => (arg === 'REDACTED' ? secret : arg)) } };
  const [database, user, password, model, method, ...rest] = params.args;
  const own = [
    database,
    user === 99999 ? user : (uid ?? user),
    password === 'REDACTED' ? secret : password,
    model,
    method,
  ];
  const given =
    call && params.method === 'execute_kw'
      ? [rewritePositional(call, ids), ...(rest.length > 1 ? [rewriteNamed(call, ids)] : [])]
      : rest;
  return { ...rpc, params: { ...params, args: [...own.slice(0, params.args.length), ...given] } };
}

function rewriteNamed({ model, method, named }: ModelCall, ids: IdMap): Record<string, unknown> {
  const entries = Object.entries(named).map(([key, value]) => [key, rewriteArgument(model, method, key, value, ids)]);
  return Object.fromEntries(entries);
}

function rewriteArgument(model: string, method: string, key: string, value: unknown, ids: IdMap): unknown {
  switch (key) {
    case 'ids':
      return ids.ownIds(model, value);
    case 'vals':
    case 'vals_list':
    case 'default':
      return ids.ownVals(model, value);
    case 'domain':
    case 'args':
      return ids.ownDomain(model, value);
    case 'context':
      return ids.ownContext(value, model);
    case 'production_id':
      return ids.ownIds('mrp.production', value);
    case 'data':
      return value;
    default:
      return method === 'load' ? value : value;
  }
}

const MODEL_METHODS = new Set([
  'create',
  'search',
  'search_read',
  'search_count',
  'load',
  'name_search',
  'fields_get',
  'default_get',
]);

function rewritePositional({ model, method, positional }: ModelCall, ids: IdMap): unknown[] {
  if (method === 'create')
    return positional.map((one) => (Array.isArray(one) && one.length === 0 ? one : ids.ownVals(model, one)));
  if (method === 'get_report_values') return positional.map((one) => ids.ownIds('mrp.production', one));
  if (MODEL_METHODS.has(method)) return [...positional];
  const [first, ...rest] = positional;
  if (first === undefined) return [];
  return [ids.ownIds(model, first), ...rest.map((one) => (method === 'write' ? ids.ownVals(model, one) : one))];
}

/** load() names records by id inside its cells: columns that end in `.id`. */
export function rewriteLoad(call: ModelCall, ids: IdMap): unknown[][] | undefined {
  const [fields, data] = (call.named.fields ? [call.named.fields, call.named.data] : call.positional) as [
    string[],
    unknown[][],
  ];
  if (!fields || !data) return undefined;
  return data.map((row) =>
    row.map((cell, column) => {
      const path = (fields[column] ?? '').split('/');
      if (path.at(-1) !== '.id' || cell === '') return cell;
      let model: string | undefined = call.model;
      for (const step of path.slice(0, -1)) model = model && ids.relation(model, step);
      return model ? String(ids.own(model, Number(cell))) : cell;
    }),
  );
}
