import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Layout } from '../model/layout.ts';
import { MODELS } from '../model/models.ts';
import { RECEIPTS } from '../transport/addon.ts';
import { OdooSession } from '../transport/session.ts';
import { odooError } from '../transport/testing/odoo-words.ts';
import { reportOn } from './report.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const ABSENT = { status: 404, body: odooError('werkzeug.exceptions.NotFound', 'the model does not exist') };
/** Fields of models that are not among the reader's. */
const OF_THE_LAYOUT = [
  'purchase_line_id',
  'code',
  'name',
  'currency_id',
  'company_id',
  'lot_stock_id',
  'view_location_id',
  'warehouse_id',
  'int_type_id',
  'manu_type_id',
];

type Answer = { status: number; body: unknown };

/** A server of version 19 that knows every field; what it says to some methods is told, and how many calls it had at once. */
async function odoo(answers: Record<string, (model: string) => Answer>): Promise<{ url: string; most: () => number }> {
  let [now, most] = [0, 0];
  const server = createServer(async (request, response) => {
    now += 1;
    most = Math.max(most, now);
    for await (const _ of request);
    await new Promise((resolve) => setImmediate(resolve));
    const [, model = '', method = ''] = /\/json\/2\/([^/]+)\/([^/?]+)/.exec(request.url ?? '') ?? [];
    const known = (MODELS as Record<string, { fields: readonly string[] }>)[model]?.fields ?? [];
    const standard: Record<string, unknown> = {
      '': { version: '19.0', version_info: [19, 0, 0, 'final', 0, ''] },
      context_get: { uid: 2, tz: 'UTC' },
      fields_get: Object.fromEntries([...known, ...OF_THE_LAYOUT, 'active'].map((name) => [name, { type: 'char' }])),
      has_access: true,
      has_group: true,
      read: [{ id: 2, login: 'hub', email: 'hub@example.com', tz: 'UTC', lang: 'en_US', company_ids: [1] }],
      search_read: model === 'res.users.apikeys' ? [{ id: 3, name: 'hub', scope: 'rpc', expiration_date: false }] : [],
    };
    const isAbsent = model === RECEIPTS;
    const { status, body } = isAbsent
      ? ABSENT
      : (answers[method]?.(model) ?? { status: 200, body: standard[method] ?? [] });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    now -= 1;
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, most: () => most };
}

async function report(url: string): Promise<string[]> {
  const session = new OdooSession({ connection: 'erp', url, database: 'factory', login: 'hub', secret: () => 'key' });
  try {
    const { findings } = await reportOn(session, new Layout(session, [], {}));
    return findings.map(({ level, text }) => `${level} ${text}`);
  } finally {
    session.close();
  }
}

it('asks few things at once, and finds nothing wrong with a server that has all', async () => {
  const { url, most } = await odoo({});
  const said = await report(url);
  expect(said.filter((text) => !text.startsWith('ok'))).toEqual([]);
  expect(said).toContain('ok The user has every right that the hub’s reads and postings need');
  // The structure of warehouses is read as the hub reads it: four calls that need each other not.
  expect(most()).toBeLessThanOrEqual(4);
});

it('tells a right that is missing from one that could not be asked about', async () => {
  const denied = await odoo({ has_access: (model) => ({ status: 200, body: model !== 'mrp.bom' }) });
  expect((await report(denied.url)).filter((text) => text.startsWith('warning'))).toEqual([
    'warning The user may not create mrp.bom; write mrp.bom: refused will be mrp.bom/create-bom, mrp.bom/activate-bom',
  ]);
  const away = await odoo({ has_access: () => ({ status: 503, body: {} }) });
  const said = await report(away.url);
  expect(said.filter((text) => text.startsWith('warning'))).toEqual([]);
  expect(said).toContainEqual(expect.stringMatching(/^error Rights could not be looked at: /));
});

it('names the module that is not installed, once', async () => {
  const { url } = await odoo({
    fields_get: (model) => (model.startsWith('maintenance.') ? ABSENT : (undefined as never)),
  });
  expect((await report(url)).filter((text) => !text.startsWith('ok'))).toEqual([
    'warning The module maintenance is not there: without it there are no maintenance requests',
  ]);
});

it('warns of a user whose errors come in another language', async () => {
  const user = { id: 2, login: 'hub', email: 'hub@example.com', tz: false, lang: 'de_DE', company_ids: [1] };
  const { url } = await odoo({ read: () => ({ status: 200, body: [user] }) });
  expect((await report(url)).filter((text) => !text.startsWith('ok'))).toEqual([
    expect.stringMatching(/^warning The user's language is de_DE: errors may come in it/),
  ]);
});
