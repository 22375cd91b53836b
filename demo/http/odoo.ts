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
  /** The user's rights do not suffice. */
  readonly isAboutRights: boolean;

  constructor(message: string, python = '') {
    super(message);
    this.isAboutRights = python.endsWith('.AccessError');
  }
}

const CALL_TIMEOUT_MS = 60_000;

/** Errors: OdooCallError in words for people, for everything that goes wrong. */
export async function connectOdoo(wanted: OdooTarget): Promise<OdooClient> {
  const target = { ...wanted, url: wanted.url.replace(/\/+$/, '') };
  const version = await readVersion(target.url);
  return clientOf(version, version >= 19 ? json2(target) : await jsonRpc(target));
}

/** The same client working for one company, as a person does who has chosen it: new records are the company's. */
export function inCompany(odoo: OdooClient, companyId: number): OdooClient {
  return clientOf(odoo.version, (model, method, args) =>
    odoo.call(model, method, { ...args, context: { allowed_company_ids: [companyId], ...args.context } }),
  );
}

function clientOf(version: number, call: Call): OdooClient {
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
  const { text } = await post(`${url}/web/webclient/version_info`, {}, { jsonrpc: '2.0', method: 'call', params: {} });
  const answer = parse(text) as { result?: { server_version_info?: [number | string] } } | undefined;
  const major = Number(String(answer?.result?.server_version_info?.[0] ?? '').replace(/\D/g, ''));
  if (!major) throw new OdooCallError(`${url} does not answer like an Odoo server: is the URL right?`);
  return major;
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: object,
): Promise<{ isOk: boolean; status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return { isOk: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new OdooCallError(`${new URL(url).origin} does not answer: ${cause?.code ?? message}`);
  }
}

function json2(target: OdooTarget): Call {
  return async (model, method, { ids, named, context }) => {
    const { isOk, status, text } = await post(
      `${target.url}/json/2/${model}/${method}`,
      { authorization: `bearer ${target.secret}`, 'x-odoo-database': target.database },
      { ...named, ...(ids ? { ids } : {}), ...(context ? { context } : {}) },
    );
    if (isOk) return text === '' ? null : JSON.parse(text);
    if (status === 401) throw new OdooCallError(`${target.url} refused the key: JSON-2 takes an API key, no password`);
    const { message, name } = (parse(text) ?? {}) as { message?: string; name?: string };
    if (message === undefined && status === 404)
      throw new OdooCallError(`${target.url} has no database ${target.database}, or no JSON-2`);
    throw new OdooCallError(`${model}.${method}: ${status} ${message ?? text.slice(0, 120)}`, name);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function jsonRpc(target: OdooTarget): Promise<Call> {
  const rpc = async (service: string, method: string, args: unknown[]) => {
    const body = { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } };
    const { text } = await post(`${target.url}/jsonrpc`, {}, body);
    const answer = parse(text) as
      | { result?: unknown; error?: { data?: { name?: string; message?: string } } }
      | undefined;
    if (answer === undefined) throw new OdooCallError(`${target.url} does not answer like an Odoo server`);
    if (answer.error === undefined) return answer.result ?? null;
    const { name = 'an error', message = '' } = answer.error.data ?? {};
    const called = service === 'object' ? `${args[3]}.${args[4]}` : `database ${target.database}`;
    throw new OdooCallError(`${called}: ${message.trim() || name}`, name);
  };
  const uid = await rpc('common', 'authenticate', [target.database, target.login, target.secret, {}]);
  if (typeof uid !== 'number') throw new OdooCallError(`${target.url} refused the login ${target.login} with its key`);
  return (model, method, { ids, named = {}, context }) => {
    // The values of create go by position on every version; ids come first for record methods.
    const isCreate = method === 'create';
    const positional = [...(ids ? [ids] : []), ...(isCreate ? Object.values(named) : [])];
    const keywords = { ...(isCreate ? {} : named), ...(context ? { context } : {}) };
    return rpc('object', 'execute_kw', [target.database, uid, target.secret, model, method, positional, keywords]);
  };
}
