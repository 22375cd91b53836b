import { type HttpAnswer, type HttpRequest, json } from '../../kit/index.ts';
import { OdooError, userError } from '../orm/errors.ts';
import { Recordset } from '../orm/generic-methods.ts';
import type { Version } from '../orm/types.ts';
import { errorData, htmlPage } from './errors.ts';
import { isJson, type Json2Server } from './json2.ts';
import { bindPositional, isPrivate, privateError } from './signature.ts';

interface Rpc {
  readonly id?: unknown;
  readonly params?: { readonly service?: string; readonly method?: string; readonly args?: unknown[] };
}

/** `POST /jsonrpc`: services common, object and db; errors come inside HTTP 200; None is an answer without `result`. */
export function answerJsonRpc(server: Json2Server, request: HttpRequest): HttpAnswer {
  const { version } = server.calls.registry;
  if (request.httpMethod !== 'POST' || !isJson(request)) return wrongType(version, request.httpMethod);
  let rpc: Rpc;
  try {
    rpc = JSON.parse(request.body.toString()) as Rpc;
  } catch {
    return { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'Invalid JSON data' };
  }
  const envelope = { jsonrpc: '2.0', id: rpc.id ?? null };
  try {
    const result = dispatch(server, rpc.params ?? {});
    return json(200, result === undefined ? envelope : { ...envelope, result });
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    const code = version === 19 ? 0 : 200;
    return json(200, { ...envelope, error: { code, message: 'Odoo Server Error', data: errorData(error) } });
  }
}

export function versionInfo(version: Version) {
  const text = `${version}.0`;
  return {
    server_version: text,
    server_version_info: [version, 0, 0, 'final', 0, ''],
    server_serie: text,
    protocol_version: 1,
  };
}

function dispatch(server: Json2Server, { service = '', method = '', args = [] }: NonNullable<Rpc['params']>): unknown {
  if (service === 'common') return common(server, method, args);
  if (service === 'object') return object(server, method, args);
  if (service === 'db') {
    if (method === 'server_version') return `${server.calls.registry.version}.0`;
    throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  }
  throw new OdooError('builtins.KeyError', service);
}

function common(server: Json2Server, method: string, args: readonly unknown[]): unknown {
  if (method === 'version') return versionInfo(server.calls.registry.version);
  if (method !== 'login' && method !== 'authenticate') {
    throw new OdooError('builtins.Exception', `Method not found: ${method}`);
  }
  const [database, login, secret] = args;
  refuseDatabase(server, database);
  return server.users.byPassword(String(login), String(secret)) ?? false;
}

function object(server: Json2Server, method: string, params: readonly unknown[]): unknown {
  const { version } = server.calls.registry;
  if (params.length < 5) {
    if (version < 19) throw new OdooError('builtins.IndexError', 'list index out of range');
    throw new OdooError(
      'builtins.ValueError',
      `not enough values to unpack (expected at least 5, got ${params.length})`,
    );
  }
  const [database, uid, secret, modelName, methodName, ...rest] = params;
  refuseDatabase(server, database);
  server.users.check(Number(uid), String(secret ?? ''));
  if (method === 'execute') return callModel(server, Number(uid), String(modelName), String(methodName), rest, {});
  if (method !== 'execute_kw') throw new OdooError('builtins.NameError', `Method not available ${method}`);
  const positional = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : [];
  const keywords = (rest[1] ?? {}) as Record<string, unknown>;
  return callModel(server, Number(uid), String(modelName), String(methodName), positional, keywords);
}

function callModel(
  server: Json2Server,
  uid: number,
  modelName: string,
  methodName: string,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): unknown {
  const { registry } = server.calls;
  const { version } = registry;
  if (!registry.has(modelName)) throw userError(`Object ${modelName} doesn't exist`);
  const model = registry.model(modelName);
  if (isPrivate(version, methodName)) throw privateError(version, modelName, methodName);
  const method = model.methods[methodName];
  if (!method) {
    const named =
      version === 18
        ? `The method '${methodName}' does not exist on the model '${modelName}'`
        : `The method '${modelName}.${methodName}' does not exist`;
    throw new OdooError('builtins.AttributeError', named);
  }
  const { context, ...named } = keywords;
  const { ids, args } = bindPositional(version, model, methodName, method, positional, named);
  const result = server.calls.run({
    uid,
    model,
    method,
    methodName,
    ids,
    args,
    context: server.users.contextOf(uid, context),
  });
  if (!(result instanceof Recordset)) return result;
  const one = methodName === 'create' ? !Array.isArray(args.vals_list) : result.single && result.ids.length === 1;
  return one ? result.ids[0] : result.ids;
}

function refuseDatabase(server: Json2Server, database: unknown): void {
  if (database === server.database) return;
  const text = `connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  database "${database}" does not exist\n`;
  throw new OdooError('psycopg2.OperationalError', text);
}

function wrongType(version: Version, httpMethod: string): HttpAnswer {
  if (version < 19) {
    const text =
      'Request inferred type is compatible with [&#39;http&#39;] but &#39;/jsonrpc&#39; is type=&#39;json&#39;.';
    return htmlPage(400, 'Bad Request', text);
  }
  const types = httpMethod === 'POST' ? '[&#39;http&#39;]' : '[&#39;http&#39;, &#39;json2&#39;]';
  return htmlPage(
    415,
    'Unsupported Media Type',
    `Request inferred type is compatible with ${types} but &#39;/jsonrpc&#39; is type=&#39;jsonrpc&#39;.` +
      '<br><br>Please verify the Content-Type request header and try again.',
  );
}
