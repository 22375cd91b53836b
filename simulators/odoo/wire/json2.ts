import { type HttpAnswer, type HttpRequest, json } from '../../kit/index.ts';
import type { Calls } from '../calls.ts';
import { OdooError } from '../orm/errors.ts';
import { Recordset } from '../orm/generic-methods.ts';
import type { Users } from '../users.ts';
import { HttpError, htmlPage, json2Error, notFound, unauthorized, unprocessable } from './errors.ts';
import { isPrivate, parameters, privateError, toIds } from './signature.ts';

export interface Json2Server {
  readonly calls: Calls;
  readonly users: Users;
  readonly database: string;
}

/** `POST /json/2/<model>/<method>`: bearer key, one object of named arguments, the bare result. */
export function answerJson2(server: Json2Server, request: HttpRequest): HttpAnswer {
  const wrongDatabase = refuseDatabase(server, request);
  if (wrongDatabase) return wrongDatabase;
  const wrongType = refuseContentType(request);
  if (wrongType) return wrongType;
  try {
    return json(200, call(server, request));
  } catch (error) {
    if (error instanceof OdooError) return json2Error(error);
    throw error;
  }
}

function call(server: Json2Server, request: HttpRequest): unknown {
  const { registry } = server.calls;
  const [, , , modelName, methodName, ...more] = request.path.split('/');
  if (request.httpMethod !== 'POST' || !modelName || !methodName || more.length > 0) {
    throw notFound('Did you mean POST /json/2/<model>/<method>?');
  }
  const uid = authenticate(server.users, request);
  const body = parseBody(request.body.toString());
  if (!server.calls.knows(modelName)) throw notFound(`the model '${modelName}' does not exist`);
  const model = registry.model(modelName);
  if (isPrivate(registry.version, methodName)) throw privateError(registry.version, modelName, methodName);
  const method = model.methods[methodName];
  if (!method) throw notFound(`The method '${modelName}.${methodName}' does not exist`);
  const { ids: givenIds, context, ...named } = body;
  if (method.kind === 'model' && givenIds !== undefined) {
    throw unprocessable(`cannot call ${modelName}.${methodName} with ids`);
  }
  const params = parameters(registry.version, method);
  const args: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(named)) {
    const param = params.find((one) => one.name === key);
    if (!param && !method.open) throw unprocessable(`got an unexpected keyword argument '${key}'`);
    args[param?.as ?? key] = value;
  }
  const missing = params.find((param) => !param.optional && !(param.as in args));
  if (missing) throw unprocessable(`missing a required argument: '${missing.name}'`);
  const result = server.calls.run({
    uid,
    model,
    method,
    methodName,
    ids: toIds(givenIds),
    args,
    context: { ...server.users.contextOf(uid, context), sim_json2: true },
    receivedAt: request.receivedAt,
  });
  if (result instanceof Recordset) return result.ids;
  return result === undefined ? null : result;
}

function authenticate(users: Users, request: HttpRequest): number {
  const header = request.headers.authorization;
  const [scheme = '', key = ''] = String(header ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !key) {
    throw unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.');
  }
  const uid = users.byApiKey(key);
  if (!uid) throw unauthorized('Invalid apikey');
  return uid;
}

/** No body is no arguments; JSON that is no object is ignored. */
function parseBody(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const body = JSON.parse(text) as unknown;
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
  } catch {
    const at = text.length;
    const words = `Expecting value: line 1 column ${at + 1} (char ${at})`;
    throw new HttpError(400, 'BadRequest', `could not parse the body as json: ${words}`);
  }
}

function refuseDatabase(server: Json2Server, request: HttpRequest): HttpAnswer | undefined {
  const wanted = request.headers['x-odoo-database'];
  if (wanted === undefined || wanted === server.database) return undefined;
  const page = htmlPage(
    404,
    'Not Found',
    'No database is selected and the requested URL was not found in the server-wide controllers.</p>\n' +
      '<p>Please verify the hostname, <a href=/web/login>login</a> and try again.',
  );
  return { ...page, body: `${page.body}\n<!-- Alternatively, use the X-Odoo-Database header. -->\n` };
}

function refuseContentType(request: HttpRequest): HttpAnswer | undefined {
  if (request.httpMethod !== 'POST' || isJson(request) || request.body.length === 0) return undefined;
  return htmlPage(
    415,
    'Unsupported Media Type',
    'Request inferred type is compatible with [&#39;http&#39;] but &#39;/json/2/&lt;__model__&gt;/&lt;__method__&gt;&#39; ' +
      'is type=&#39;json2&#39;.<br><br>Please verify the Content-Type request header and try again.',
  );
}

export function isJson(request: HttpRequest): boolean {
  return String(request.headers['content-type'] ?? '').startsWith('application/json');
}
