import { OdooError, userError } from '../orm/errors.ts';
import { Recordset } from '../orm/generic-methods.ts';
import type { Version } from '../orm/types.ts';
import type { Json2Server } from './json2.ts';
import { bindPositional, isPrivate, privateError } from './signature.ts';

export function versionInfo(version: Version) {
  const text = `${version}.0`;
  return {
    server_version: text,
    server_version_info: [version, 0, 0, 'final', 0, ''],
    server_serie: text,
    protocol_version: 1,
  };
}

/** The server, and when the request that it serves came in. */
type ServedRequest = Json2Server & { readonly receivedAt: number | undefined };

/** The services behind both old protocols: common, object and db. Raises OdooError; undefined is python's None. */
export function callService(server: ServedRequest, service: string, method: string, args: readonly unknown[]): unknown {
  if (service === 'common') return common(server, method, args);
  if (service === 'object') return object(server, method, args);
  if (service === 'db') {
    if (method === 'server_version') return `${server.calls.registry.version}.0`;
    throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  }
  throw new OdooError('builtins.KeyError', service);
}

function common(server: ServedRequest, method: string, args: readonly unknown[]): unknown {
  if (method === 'version') return versionInfo(server.calls.registry.version);
  if (method !== 'login' && method !== 'authenticate') {
    throw new OdooError('builtins.Exception', `Method not found: ${method}`);
  }
  const [database, login, secret] = args;
  refuseDatabase(server, database);
  return server.users.byPassword(String(login), String(secret)) ?? false;
}

function object(server: ServedRequest, method: string, params: readonly unknown[]): unknown {
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
  server: ServedRequest,
  uid: number,
  modelName: string,
  methodName: string,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): unknown {
  const { registry } = server.calls;
  const { version } = registry;
  if (!server.calls.knows(modelName)) throw userError(`Object ${modelName} doesn't exist`);
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
    receivedAt: server.receivedAt,
  });
  if (!(result instanceof Recordset)) return result;
  const one = methodName === 'create' ? !Array.isArray(args.vals_list) : result.single && result.ids.length === 1;
  return one ? result.ids[0] : result.ids;
}

function refuseDatabase(server: ServedRequest, database: unknown): void {
  if (database === server.database) return;
  const text = `connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  database "${database}" does not exist\n`;
  throw new OdooError('psycopg2.OperationalError', text);
}
