import { type HttpAnswer, type HttpRequest, json } from '../../kit/index.ts';
import { OdooError } from '../orm/errors.ts';
import type { Version } from '../orm/types.ts';
import { errorData, htmlPage } from './errors.ts';
import { isJson, type Json2Server } from './json2.ts';
import { callService } from './services.ts';

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
  const { service = '', method = '', args = [] } = rpc.params ?? {};
  try {
    const result = callService({ ...server, receivedAt: request.receivedAt }, service, method, args);
    return json(200, result === undefined ? envelope : { ...envelope, result });
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    const code = version === 19 ? 0 : 200;
    return json(200, { ...envelope, error: { code, message: 'Odoo Server Error', data: errorData(error) } });
  }
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
