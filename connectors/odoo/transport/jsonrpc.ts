import type { OdooCall } from './call.ts';
import { type CallSite, errorOfFailure, errorOfFault, errorOfStrangeAnswer, isOdooError } from './faults.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from './http.ts';
import { isRecord, parseJson } from './json.ts';
import { positionalArgs } from './positional.ts';
import type { Access, OdooTransport, SendOptions } from './transport.ts';

/**
 * JSON-RPC, Odoo 17 and 18: execute_kw with the user's numeric id, which `authenticate` gives once per login.
 * `create` answers a list of ids, as JSON-2 does.
 */
export function jsonrpcTransport(connection: string, client: HttpClient, login: string): OdooTransport {
  let rpcId = 0;
  let uid: Promise<number> | undefined;

  async function rpc(site: CallSite, service: string, method: string, args: unknown[], options: SendOptions) {
    rpcId += 1;
    const id = rpcId;
    let answer: HttpAnswer;
    try {
      answer = await client.send(
        {
          method: 'POST',
          path: '/jsonrpc',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id, params: { service, method, args } }),
        },
        options,
      );
    } catch (error) {
      throw error instanceof HttpFailure ? errorOfFailure(site, error) : error;
    }
    return resultOf(site, answer, id);
  }

  async function authenticate({ database, secret }: Access, timeoutMs: number): Promise<number> {
    const site: CallSite = { connection, call: { model: 'common', method: 'authenticate' }, kind: 'read', secret };
    const args = [database, login, secret, {}];
    const answer = await rpc(site, 'common', 'authenticate', args, { kind: 'read', timeoutMs });
    if (typeof answer === 'number') return answer;
    throw errorOfFault(site, { name: 'odoo.exceptions.AccessDenied', message: `the login ${login}` }, 200);
  }

  return {
    kind: 'jsonrpc',
    async call(access: Access, call: OdooCall, options: SendOptions) {
      const endsAt = performance.now() + options.timeoutMs;
      uid ??= authenticate(access, options.timeoutMs).catch((error: unknown) => {
        uid = undefined;
        throw error;
      });
      const user = await uid;
      const { args, kwargs } = positionalArgs(call);
      const site: CallSite = { connection, call, kind: options.kind, secret: access.secret };
      const params = [access.database, user, access.secret, call.model, call.method, args, kwargs];
      const timeoutMs = Math.max(1, endsAt - performance.now());
      const result = await rpc(site, 'object', 'execute_kw', params, { ...options, timeoutMs });
      return call.method === 'create' && typeof result === 'number' ? [result] : result;
    },
    forgetUser() {
      const wasKnown = uid !== undefined;
      uid = undefined;
      return wasKnown;
    },
    close: () => client.close(),
  };
}

/** The answer to another call, that something in between mixed up or kept, is none to this one. */
function resultOf(site: CallSite, answer: HttpAnswer, id: number): unknown {
  const body = parseJson(answer)?.value;
  const isAnswer = answer.status === 200 && isRecord(body) && body.jsonrpc === '2.0' && body.id === id;
  if (!isAnswer) throw errorOfStrangeAnswer(site, answer);
  if (body.error === undefined) return body.result ?? null;
  const data = isRecord(body.error) ? body.error.data : undefined;
  if (!isOdooError(data)) throw errorOfStrangeAnswer(site, answer);
  throw errorOfFault(site, data, answer.status);
}
