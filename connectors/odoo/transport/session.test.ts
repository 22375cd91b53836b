import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { RetryableError, toGraphError } from '../../../lib/errors.ts';
import { OdooSession, type SessionOptions } from './session.ts';
import { odooError } from './testing/odoo-words.ts';

interface Call {
  path: string;
  key: string;
}
type Answer = { status: number; body: unknown };

const servers: Server[] = [];
const sessions: OdooSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What is asked before the first call. */
const PROBES: Readonly<Record<string, unknown>> = {
  '/web/webclient/version_info': {
    result: { server_version: '19.0', server_version_info: [19, 0, 0, 'final', 0, ''] },
  },
  '/json/2/res.users/context_get': { lang: 'en_US', tz: 'UTC', uid: 2 },
};

/** A server of version 19 whose methods answer what they are told to. */
async function odoo(answer: (call: Call) => Answer | 'never'): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    for await (const _ of request);
    const path = request.url ?? '';
    const call = { path, key: (request.headers.authorization ?? '').replace('bearer ', '') };
    const isProbe = path in PROBES;
    if (!isProbe) calls.push(call);
    const answered = isProbe ? { status: 200, body: PROBES[path] } : answer(call);
    if (answered === 'never') return;
    const { status, body } = answered;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

function open(url: string, secret: () => string, more: Partial<SessionOptions> = {}): OdooSession {
  const session = new OdooSession({ connection: 'erp', url, database: 'factory', login: 'hub', secret, ...more });
  sessions.push(session);
  return session;
}

const refused: Answer = { status: 401, body: odooError('werkzeug.exceptions.Unauthorized', 'Invalid apikey') };
const call = { model: 'stock.lot', method: 'load', args: { fields: ['id'], data: [] } };

it('takes the new key where the old one was rotated away in the middle of a call', async () => {
  let current = 'old';
  const { url, calls } = await odoo(({ key }) => {
    current = 'new';
    return key === 'new' ? { status: 200, body: true } : refused;
  });
  const session = open(url, () => current);
  expect(await session.call(call, { kind: 'write' })).toBe(true);
  expect(calls.map(({ key }) => key)).toEqual(['old', 'new']);
});

it('does not knock twice with a key that is refused', async () => {
  const { url, calls } = await odoo(() => refused);
  let key = 'old';
  const session = open(url, () => key);
  const knock = () => session.call(call, { kind: 'write' }).catch((error: unknown) => error);
  for (const failure of [await knock(), await knock()]) {
    expect(failure).toBeInstanceOf(RetryableError);
    expect(failure).toMatchObject({ why: 'AUTH', code: 'ERP_AUTH', needsPerson: true });
    expect(toGraphError(failure)).toMatchObject({ code: 'BACKEND_UNAVAILABLE', isRetryable: false });
  }
  expect(calls.map((one) => one.key)).toEqual(['old']);
  key = 'other';
  await knock();
  expect(calls.map((one) => one.key)).toEqual(['old', 'other']);
});

it('reads a model’s fields once, and anew when the server turns out to know others', async () => {
  let isUpgraded = false;
  const { url, calls } = await odoo(({ path }) => {
    if (path.endsWith('/fields_get')) return { status: 200, body: isUpgraded ? {} : { name: { type: 'char' } } };
    return { status: 500, body: odooError('builtins.ValueError', "Invalid field 'name' on 'stock.lot'") };
  });
  const session = open(url, () => 'key');
  await Promise.all([session.fields('stock.lot'), session.fields('stock.lot')]);
  expect([...(await session.fields('stock.lot')).keys()]).toEqual(['name']);
  expect(calls).toHaveLength(1);
  isUpgraded = true;
  const read = { model: 'stock.lot', method: 'search_read', args: { fields: ['name'] } };
  await expect(session.call(read, { kind: 'read' })).rejects.toMatchObject({ reason: 'SCHEMA_MISMATCH' });
  expect([...(await session.fields('stock.lot')).keys()]).toEqual([]);
});

it('has no fields for a model that the server does not have', async () => {
  const body = odooError('werkzeug.exceptions.NotFound', "the model 'mrp.eco' does not exist");
  const { url } = await odoo(() => ({ status: 404, body }));
  expect((await open(url, () => 'key').fields('mrp.eco')).size).toBe(0);
});

it('says that a server is not an Odoo, or that none is there', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(open(url, () => 'key').version()).rejects.toMatchObject({
    why: 'CONFIGURATION',
    code: 'ERP_ROUTE_MISSING',
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(open(url, () => 'key').version()).rejects.toMatchObject({ why: 'NOT_SENT', connection: 'erp' });
});

describe('a connection with a limit of one request per second', () => {
  const read = { model: 'stock.lot', method: 'search_read' };
  const limit = { requestsPerSecond: 1 };

  it('says of a read whose turn would come too late that it may be tried later', async () => {
    const { url, calls } = await odoo(() => ({ status: 200, body: [] }));
    const session = open(url, () => 'key', limit);
    await session.call(read, { kind: 'read' });
    const late = await session.call(read, { kind: 'read', timeoutMs: 20 }).catch((error: unknown) => error);
    expect(late).toMatchObject({ name: 'RetryableError', why: 'THROTTLED', connection: 'erp' });
    expect(toGraphError(late)).toMatchObject({ code: 'BACKEND_UNAVAILABLE', isRetryable: true, connection: 'erp' });
    expect(calls).toHaveLength(1);
  });

  it('counts the wait for its turn into the time of a read', async () => {
    const { url } = await odoo(() => 'never');
    const session = open(url, () => 'key', { requestsPerSecond: 2 });
    const ask = (timeoutMs: number) =>
      session.call(read, { kind: 'read', timeoutMs }).catch((error: unknown) => error as Error);
    await session.version();
    const [, , late] = await Promise.all([ask(1), ask(1), ask(1_000)]);
    expect(late).toMatchObject({ why: 'TIMEOUT' });
    expect(toGraphError(late)).toMatchObject({ code: 'BACKEND_TIMEOUT', isRetryable: true });
    const left = Number(/within (\d+) ms/.exec((late as Error).message)?.[1]);
    expect(left).toBeLessThan(1_000);
  });

  it('does not ask for a caller who leaves while the turn is waited for', async () => {
    const { url, calls } = await odoo(() => ({ status: 200, body: [] }));
    const session = open(url, () => 'key', limit);
    await session.call(read, { kind: 'read' });
    const gone = new AbortController();
    const left = session.call(read, { kind: 'read', signal: gone.signal });
    setImmediate(() => gone.abort());
    await expect(left).rejects.toMatchObject({ name: 'RetryableError', why: 'NOT_SENT' });
    expect(calls).toHaveLength(1);
  });
});
