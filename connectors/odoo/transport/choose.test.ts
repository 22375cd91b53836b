import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { OdooSession } from './session.ts';
import { odooError, rpcAnswer } from './testing/odoo-words.ts';
import type { TransportKind } from './transport.ts';

interface Answer {
  status?: number;
  type?: string;
  body: unknown;
}
/** What a server answers at each of its two APIs; undefined: it works. */
interface Odoo {
  version: string;
  json2?: Answer;
  jsonrpc?: Answer;
}

const page = (status: number, text = ''): Answer => ({ status, type: 'text/html', body: `<html>${text}</html>` });
const rpcError = (name: string, message: string): Answer => ({
  body: { error: { code: 0, message: 'Odoo Server Error', data: odooError(name, message) } },
});
const noDatabase = page(
  404,
  'No database is selected and the requested URL was not found in the server-wide controllers.',
);
const noDatabaseRpc = rpcError('psycopg2.OperationalError', 'FATAL:  database "factory" does not exist\n');
/** As an 18.0 answers below /json. */
const toLogin = page(303, 'You should be redirected to <a href="/web/login?redirect=%2Fjson">/web/login</a>');

const servers: Server[] = [];
const sessions: OdooSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server whose answers may be changed while it runs; `seen`: which API was called for what. */
async function start(odoo: Odoo): Promise<{ odoo: Odoo; url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status = 200, type = 'application/json', body } = answer(odoo, request.url ?? '', text, seen);
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { odoo, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function answer(odoo: Odoo, path: string, text: string, seen: string[]): Answer {
  const [, major = '', minor = '0'] = /^(?:saas~)?(\d+)\.(\d+)$/.exec(odoo.version) ?? [];
  const info = [odoo.version.startsWith('saas') ? `saas~${major}` : Number(major), Number(minor), 0, 'final', 0, ''];
  if (path === '/web/version' && Number(major) >= 19) return { body: { version: odoo.version, version_info: info } };
  if (path === '/web/webclient/version_info') {
    return { body: { jsonrpc: '2.0', result: { server_version: odoo.version, server_version_info: info } } };
  }
  if (path.startsWith('/json/2/')) {
    seen.push(`json2 ${path.slice('/json/2/'.length)}`);
    return odoo.json2 ?? { body: { uid: 2 } };
  }
  if (path !== '/jsonrpc') return page(404);
  const { params } = JSON.parse(text) as { params: { method: string; args: unknown[] } };
  const name = params.method === 'execute_kw' ? `${params.args[3]}/${params.args[4]}` : params.method;
  seen.push(`jsonrpc ${name}`);
  const works = { body: { result: params.method === 'authenticate' ? 2 : { uid: 2 } } };
  const { body, ...how } = odoo.jsonrpc ?? works;
  return { ...how, body: typeof body === 'object' ? rpcAnswer(text, Object(body)) : body };
}

function open(url: string, transport: TransportKind | null = null): OdooSession {
  const session = new OdooSession({
    ...{ connection: 'erp', url, database: 'factory', login: 'hub', secret: () => 'key', transport },
  });
  sessions.push(session);
  return session;
}

const READ = { model: 'stock.lot', method: 'search_read', args: { domain: [] } };
const read = (session: OdooSession) => session.call(READ, { kind: 'read' });

describe('the transport is JSON-2 where the server has it', () => {
  const table: [what: string, odoo: Odoo, kind: TransportKind, isFallback: boolean, because: RegExp][] = [
    ['17', { version: '17.0', json2: page(404) }, 'jsonrpc', false, /^Odoo 17\.0 has no JSON-2$/],
    ['18', { version: '18.0', json2: toLogin }, 'jsonrpc', false, /^Odoo 18\.0 has no JSON-2$/],
    ['a hosted release before it', { version: 'saas~18.3', json2: toLogin }, 'jsonrpc', true, /by 303/],
    ['a hosted release with it', { version: 'saas~18.4' }, 'json2', false, /saas~18\.4 has it/],
    ['a later hosted release', { version: 'saas~19.1' }, 'json2', false, /saas~19\.1 has it/],
    ['19', { version: '19.0' }, 'json2', false, /^Odoo 19\.0 has it$/],
    ['19 without it', { version: '19.0', json2: page(404) }, 'jsonrpc', true, /by 404/],
    ['19 behind a proxy that blocks it', { version: '19.0', json2: page(403) }, 'jsonrpc', true, /by 403/],
    ['19 behind a proxy that wants a password', { version: '19.0', json2: page(401) }, 'jsonrpc', true, /by 401/],
  ];
  it.for(table)('%s', async ([, odoo, kind, isFallback, because]) => {
    const { url, seen } = await start(odoo);
    const session = open(url);
    await Promise.all([read(session), read(session)]);
    const choice = await session.choice();
    expect([choice.transport.kind, choice.isFallback]).toEqual([kind, isFallback]);
    expect(choice.because).toMatch(because);
    const probes = seen.filter((call) => call === 'json2 res.users/context_get');
    expect(probes).toHaveLength(odoo.version === '17.0' || odoo.version === '18.0' ? 0 : 1);
    expect(seen.filter((call) => call === `${kind} stock.lot/search_read`)).toHaveLength(2);
  });

  it.for(['json2', 'jsonrpc'] as const)('unless the factory file says otherwise: %s', async (kind) => {
    const { url, seen } = await start({ version: '19.0' });
    const session = open(url, kind);
    await read(session);
    expect((await session.choice()).because).toBe('the factory file says so');
    expect(seen.filter((call) => call.includes('context_get'))).toEqual([]);
    expect(seen.at(-1)).toBe(`${kind} stock.lot/search_read`);
  });
});

describe('what cannot be chosen', () => {
  it('JSON-2 where the version has none, whatever the factory file says', async () => {
    const { url, seen } = await start({ version: '18.0', json2: toLogin });
    await expect(read(open(url, 'json2'))).rejects.toMatchObject({ why: 'CONFIGURATION', code: 'ERP_ROUTE_MISSING' });
    expect(seen).toEqual([]);
  });

  it('neither answers: says both, and what may be the cause', async () => {
    const { url } = await start({ version: '19.0', json2: page(404), jsonrpc: page(403) });
    const failure = await read(open(url)).catch((error: Error) => error);
    expect(failure).toMatchObject({ why: 'CONFIGURATION', code: 'ERP_ROUTE_MISSING', connection: 'erp' });
    expect(String(failure)).toMatch(/module rpc.*by 404.*by 403/);
  });

  it('an unknown database is no reason for the other transport', async () => {
    const { url } = await start({ version: '19.0', json2: noDatabase, jsonrpc: noDatabaseRpc });
    await expect(read(open(url))).rejects.toMatchObject({ why: 'CONFIGURATION', code: 'ERP_DATABASE_UNKNOWN' });
  });

  it('a refused key neither: Odoo itself answered', async () => {
    const body = odooError('werkzeug.exceptions.Unauthorized', 'Invalid apikey');
    const { url, seen } = await start({ version: '19.0', json2: { status: 401, body } });
    await expect(read(open(url))).rejects.toMatchObject({ code: 'ERP_AUTH' });
    expect(seen.filter((call) => call.startsWith('jsonrpc'))).toEqual([]);
  });

  it('a proxy without its server decides nothing', async () => {
    const { odoo, url } = await start({ version: '19.0', json2: page(502) });
    const session = open(url);
    await expect(read(session)).rejects.toMatchObject({ why: 'UNAVAILABLE', code: 'ERP_GATEWAY' });
    delete odoo.json2;
    await read(session);
    expect((await session.choice()).transport.kind).toBe('json2');
  });
});

describe('a server that changes while the hub runs', () => {
  it('from 18 to 19: known by a field that is gone', async () => {
    const { odoo, url, seen } = await start({ version: '18.0', json2: toLogin });
    const session = open(url);
    await read(session);
    Object.assign(odoo, {
      version: '19.0',
      json2: undefined,
      jsonrpc: rpcError('builtins.ValueError', "Invalid field 'lot_producing_id' on 'mrp.production'"),
    });
    await expect(read(session)).rejects.toMatchObject({ reason: 'SCHEMA_MISMATCH' });
    await read(session);
    expect((await session.version()).text).toBe('19.0');
    expect(seen.at(-1)).toBe('json2 stock.lot/search_read');
  });

  it('JSON-2 is taken away: known by the page that answers', async () => {
    const { odoo, url, seen } = await start({ version: '19.0' });
    const session = open(url);
    await read(session);
    odoo.json2 = page(404);
    await expect(read(session)).rejects.toMatchObject({ code: 'ERP_ROUTE_MISSING' });
    await read(session);
    expect(seen.at(-1)).toBe('jsonrpc stock.lot/search_read');
  });

  it('JSON-2 comes back: found out when the server is looked at anew', async () => {
    const { odoo, url, seen } = await start({ version: '19.0', json2: page(403) });
    const session = open(url);
    await read(session);
    delete odoo.json2;
    session.refresh();
    await read(session);
    expect(seen.at(-1)).toBe('json2 stock.lot/search_read');
  });
});
