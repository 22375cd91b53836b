/** A plain Odoo client for seeding and for reading back; speaks JSON-2 where the server has it, JSON-RPC otherwise. */
export interface OdooClient {
  readonly version: number;
  call<T = unknown>(model: string, method: string, args?: OdooArgs): Promise<T>;
  searchRead<T = OdooRow>(
    model: string,
    domain: unknown[],
    fields: string[],
    options?: { limit?: number; order?: string; context?: object },
  ): Promise<T[]>;
  create(model: string, values: object, context?: object): Promise<number>;
  write(model: string, ids: number[], values: object, context?: object): Promise<void>;
}

export interface OdooArgs {
  ids?: number[];
  /** Named arguments, in the order of the method's signature: JSON-RPC may need them by position. */
  named?: Record<string, unknown>;
  context?: object;
}

export type OdooRow = Record<string, unknown> & { id: number };

export interface OdooTarget {
  url: string;
  database: string;
  login: string;
  secret: string;
}

export class OdooCallError extends Error {
  override readonly name = 'OdooCallError';
}

const CALL_TIMEOUT_MS = 60_000;

export async function connectOdoo(target: OdooTarget): Promise<OdooClient> {
  const version = await readVersion(target.url);
  const call = version >= 19 ? json2(target) : await jsonRpc(target);
  return {
    version,
    call: (model, method, args = {}) => call(model, method, args) as Promise<never>,
    searchRead: (model, domain, fields, options = {}) => {
      const { context, ...rest } = options;
      return call(model, 'search_read', {
        named: { domain, fields, ...rest, load: '' },
        ...(context ? { context } : {}),
      }) as Promise<never>;
    },
    create: async (model, values, context) => {
      const answer = await call(model, 'create', { named: { vals_list: [values] }, ...(context ? { context } : {}) });
      return (Array.isArray(answer) ? answer[0] : answer) as number;
    },
    write: async (model, ids, values, context) => {
      await call(model, 'write', { ids, named: { vals: values }, ...(context ? { context } : {}) });
    },
  };
}

type Call = (model: string, method: string, args: OdooArgs) => Promise<unknown>;

async function readVersion(url: string): Promise<number> {
  const response = await fetch(`${url}/web/webclient/version_info`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params: {} }),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const answer = (await response.json()) as { result?: { server_version_info?: [number | string] } };
  const major = Number(String(answer.result?.server_version_info?.[0] ?? '').replace(/\D/g, ''));
  if (!major) throw new OdooCallError(`${url} does not answer like an Odoo server`);
  return major;
}

function json2(target: OdooTarget): Call {
  return async (model, method, { ids, named, context }) => {
    const response = await fetch(`${target.url}/json/2/${model}/${method}`, {
      method: 'POST',
      headers: {
        authorization: `bearer ${target.secret}`,
        'content-type': 'application/json',
        'x-odoo-database': target.database,
      },
      body: JSON.stringify({ ...named, ...(ids ? { ids } : {}), ...(context ? { context } : {}) }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new OdooCallError(`${model}.${method}: ${response.status} ${messageOf(text)}`);
    return text === '' ? null : JSON.parse(text);
  };
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: string }).message);
  } catch {
    return text.slice(0, 120);
  }
}

async function jsonRpc(target: OdooTarget): Promise<Call> {
  const post = async (service: string, method: string, args: unknown[]) => {
    const response = await fetch(`${target.url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const answer = (await response.json()) as {
      result?: unknown;
      error?: { data?: { name?: string; message?: string } };
    };
    if (answer.error)
      throw new OdooCallError(
        `${args[3] ?? service}.${args[4] ?? method}: ${answer.error.data?.name} ${answer.error.data?.message}`,
      );
    return answer.result ?? null;
  };
  const uid = await post('common', 'authenticate', [target.database, target.login, target.secret, {}]);
  if (typeof uid !== 'number') throw new OdooCallError(`${target.url} refused the login ${target.login}`);
  return (model, method, { ids, named = {}, context }) => {
    // The values of create go by position on every version; ids come first for record methods.
    const isCreate = method === 'create';
    const positional = [...(ids ? [ids] : []), ...(isCreate ? Object.values(named) : [])];
    const keywords = { ...(isCreate ? {} : named), ...(context ? { context } : {}) };
    return post('object', 'execute_kw', [target.database, uid, target.secret, model, method, positional, keywords]);
  };
}
