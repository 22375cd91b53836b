import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OdooSession } from './session.ts';
import { odooError, rpcAnswer } from './testing/odoo-words.ts';

/** An Odoo 18 with one login: its user's id, its key. `knocks`: every question that a key came with. */
interface Odoo {
  uid: number;
  key: string;
  knocks: string[];
  onKnock(): void;
}

let odoo: Odoo;
let key: string;
let server: Server;
let session: OdooSession;

beforeEach(async () => {
  odoo = { uid: 2, key: 'first', knocks: [], onKnock: () => {} };
  key = 'first';
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(rpcAnswer(text, answer(request.url ?? '', text))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  session = new OdooSession({
    ...{ connection: 'erp', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    ...{ database: 'factory', login: 'hub', secret: () => key },
  });
});
afterEach(() => {
  session.close();
  server.closeAllConnections();
  server.close();
});

function answer(path: string, text: string): object {
  if (path === '/web/webclient/version_info') {
    return { result: { server_version: '18.0', server_version_info: [18, 0, 0, 'final', 0, ''] } };
  }
  if (path !== '/jsonrpc') return {};
  const { service, args } = (JSON.parse(text) as { params: { service: string; args: unknown[] } }).params;
  if (service === 'common') {
    odoo.knocks.push(`authenticate ${args[2]}`);
    return { result: args[2] === odoo.key ? odoo.uid : false };
  }
  const [, uid, secret] = args;
  odoo.knocks.push(`${uid} ${secret}`);
  odoo.onKnock();
  if (uid !== odoo.uid) {
    const message = `Record does not exist or has been deleted.\n(Record: res.users(${uid},), User: ${uid})`;
    return { error: { code: 200, data: odooError('odoo.exceptions.MissingError', message) } };
  }
  if (secret !== odoo.key) {
    return { error: { code: 200, data: odooError('odoo.exceptions.AccessDenied', 'Access Denied') } };
  }
  return { result: [] };
}

const read = () => session.call({ model: 'stock.lot', method: 'search_read', args: { domain: [] } }, { kind: 'read' });

it('asks once who the login is', async () => {
  await Promise.all([read(), read(), read()]);
  expect(odoo.knocks).toEqual(['authenticate first', '2 first', '2 first', '2 first']);
});

it('asks again where the login is another user by now', async () => {
  await read();
  odoo.uid = 5;
  await read();
  await read();
  expect(odoo.knocks.slice(2)).toEqual(['2 first', 'authenticate first', '5 first', '5 first']);
});

it('goes on as the same user with a new key', async () => {
  await read();
  odoo.key = 'second';
  odoo.onKnock = () => {
    key = 'second';
  };
  await read();
  expect(odoo.knocks.slice(2)).toEqual(['2 first', '2 second']);
});

it('knocks twice with a key that is revoked, and then leaves it alone', async () => {
  await read();
  odoo.key = 'second';
  for (let i = 0; i < 3; i += 1) await expect(read()).rejects.toMatchObject({ code: 'ERP_AUTH', needsPerson: true });
  expect(odoo.knocks.slice(2)).toEqual(['2 first', 'authenticate first']);
  key = 'second';
  await read();
  expect(odoo.knocks.slice(4)).toEqual(['authenticate second', '2 second']);
});
