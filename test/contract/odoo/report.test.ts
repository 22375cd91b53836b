import { afterEach, describe, expect, it } from 'vitest';
import { createOdooConnector, type OdooOptions } from '../../../connectors/odoo/index.ts';
import type { ConnectionReport, Finding } from '../../../connectors/ports.ts';
import { SIMULATOR_LIMITS } from '../../../lib/config/load.ts';
import { DEMO_ADMIN, DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';

type Account = typeof DEMO_HUB;
type Version = 17 | 18 | 19;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(version: Version, accounts: readonly Account[]) {
  const simulator = await startOdooSimulator({ version, accounts: [DEMO_ADMIN, ...accounts] });
  closers.push(() => simulator.close());
  return simulator;
}

async function reportOf(url: string, account: Account, more: Partial<OdooOptions> = {}): Promise<ConnectionReport> {
  const port = createOdooConnector({
    ...{ connection: 'erp', url, database: 'factory', login: account.login, secret: () => account.apiKey },
    plants: [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' }],
    limits: { ...SIMULATOR_LIMITS, requestsPerSecond: null },
    ...more,
  });
  closers.push(() => port.close());
  return port.report();
}

const problems = ({ findings }: ConnectionReport): Finding[] =>
  findings.filter(({ level }) => level === 'error' || level === 'warning');
const about = ({ findings }: ConnectionReport, start: string): Finding[] =>
  findings.filter((finding) => finding.about?.startsWith(start));

/** What the administrator does, over the API. */
async function admin<Result>(url: string, model: string, method: string, args: unknown[]): Promise<Result> {
  const params = {
    service: 'object',
    method: 'execute_kw',
    args: ['factory', 2, DEMO_ADMIN.apiKey, model, method, args, {}],
  };
  const response = await fetch(`${url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params }),
  });
  const answer = (await response.json()) as { result: Result; error?: { data: { message: string } } };
  if (answer.error) throw new Error(answer.error.data.message);
  return answer.result;
}

const daysAhead = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');

describe.for([17, 18, 19] as const)('the report on an Odoo %i', (version) => {
  it('finds nothing wrong with a user who has the managers’ groups', async () => {
    const { url } = await server(version, [DEMO_HUB]);
    const report = await reportOf(url, DEMO_HUB);
    expect(problems(report)).toEqual([]);
    expect(report).toMatchObject({ isReachable: true, version: `${version}.0`, keys: [] });
    expect(about(report, 'transport')[0]?.text).toBe(
      version === 19
        ? 'Odoo 19.0 by JSON-2: Odoo 19.0 has it'
        : `Odoo ${version}.0 by JSON-RPC: Odoo ${version}.0 has no JSON-2`,
    );
    expect(about(report, 'user')[0]?.text).toMatch(/^User hub \(\d+\), hub@example\.com, time zone Europe\/Brussels/);
    expect(about(report, 'plant HAM')[0]?.text).toBe(
      'Plant HAM is the warehouse WH; the first hold makes its location',
    );
    expect(report.findings.map(({ level }) => level)).not.toContain('error');
  });

  it('a plain user of the apps: items and BOMs will be refused, and what to do about it', async () => {
    const { url } = await server(version, [{ ...DEMO_HUB, role: 'user' }]);
    const report = await reportOf(url, DEMO_HUB);
    expect(about(report, 'rights').map(({ level, text, todo }) => [level, text.replace(/^.*: /, ''), todo])).toEqual([
      [
        'warning',
        'refused will be product.product/create-item, product.product/replace-item',
        'Give the user the group Products / Create, before 19 Manufacturing / Administrator',
      ],
      [
        'warning',
        'refused will be mrp.bom/create-bom, mrp.bom/activate-bom',
        'Give the user the group Manufacturing / Administrator',
      ],
    ]);
    expect(about(report, 'plant HAM hold')[0]?.text).toMatch(/may not create one: holds will be refused/);
  });

  it('a user of no app: what is not shown is an error', async () => {
    const { url } = await server(version, [{ ...DEMO_HUB, role: 'internal' }]);
    const report = await reportOf(url, DEMO_HUB);
    const unread = about(report, 'rights read').filter(({ level }) => level === 'error');
    expect(unread.map(({ text }) => text).join('\n')).toMatch(/mrp\.production.*not shown will be .*production orders/);
    const refused = about(report, 'rights').filter(({ level }) => level === 'warning');
    expect(refused.map(({ text }) => text).join('\n')).toMatch(/mrp\.production\/confirm-part.*stock\.scrap\/scrap/s);
  });

  it('a user without an e-mail address, under another login', async () => {
    const { url } = await server(version, [DEMO_HUB]);
    const users = await admin<{ partner_id: [number] }[]>(url, 'res.users', 'search_read', [
      [['login', '=', 'hub']],
      ['partner_id'],
    ]);
    await admin(url, 'res.partner', 'write', [users.map(({ partner_id }) => partner_id[0]), { email: false }]);
    const report = await reportOf(url, DEMO_HUB, version === 19 ? { login: 'somebody' } : {});
    expect(about(report, 'email')[0]?.level).toBe(version === 19 ? 'note' : 'warning');
    // Over JSON-RPC another login is refused; a bearer key is its user's, whatever the login says.
    expect(about(report, 'login').map(({ text }) => text)).toEqual(
      version === 19 ? ['The key is that of the user hub, and the factory file says somebody'] : [],
    );
  });

  it('a plant whose warehouse is not there, and an item in a unit that nobody knows', async () => {
    const { url } = await server(version, [DEMO_HUB]);
    const units = await admin<{ id: number; name: string; category_id?: [number] }[]>(url, 'uom.uom', 'search_read', [
      [],
      [],
    ]);
    const pieces = units.find(({ name }) => name === 'Units');
    const category = pieces?.category_id ? { category_id: pieces.category_id[0], uom_type: 'bigger' } : {};
    const [unit] = await admin<number[]>(url, 'uom.uom', 'create', [[{ name: 'Crate', factor: 0.1, ...category }]]);
    await admin(url, 'product.product', 'create', [
      [{ name: 'Bottles', uom_id: unit, ...(pieces?.category_id ? { uom_po_id: unit } : {}) }],
    ]);
    const report = await reportOf(url, DEMO_HUB, { plants: [{ code: 'PUE', timeZone: 'UTC', warehouse: 'NONE' }] });
    expect(problems(report)).toMatchObject([
      { level: 'error', text: 'Plant PUE: no warehouse that the user sees has the code NONE', about: 'plant PUE' },
      {
        level: 'warning',
        text: expect.stringMatching(/^Units without .*Crate.*; what is counted in them is not told$/),
      },
    ]);
  });

  it.for([
    ['a wrong key', { secret: () => 'f'.repeat(40) }, /does not accept/],
    ['an unknown login', { login: 'nobody', transport: 'jsonrpc' }, /does not accept the login nobody/],
    ['an unknown database', { database: 'nosuchdb' }, /does not have the database/],
  ] as const)('%s: not usable, and what to repair', async ([, more, says]) => {
    const { url } = await server(version, [DEMO_HUB]);
    const report = await reportOf(url, DEMO_HUB, more);
    expect(report).toMatchObject({ isReachable: false, version: `${version}.0` });
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({ level: 'error', text: expect.stringMatching(says) });
    expect(report.keys).toBeUndefined();
  });
});

describe.for([18, 19] as const)('keys of an Odoo %i', (version) => {
  it.for([
    [90, 'ok', 'in 89 days'],
    [13.5, 'warning', 'in 13 days'],
    [6.5, 'warning', 'in 6 days'],
    [1.5, 'warning', 'in 1 day'],
    [0.5, 'error', 'in 0 days'],
  ] as const)('one that ends in %d days: %s', async ([days, level, says]) => {
    const { url } = await server(version, [{ ...DEMO_HUB, keyExpires: daysAhead(days) } as Account]);
    const report = await reportOf(url, DEMO_HUB);
    const [finding, ...others] = about(report, 'key ');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ level, text: expect.stringContaining(`The API key "integration" ends at `) });
    expect(finding?.text).toContain(says);
    expect(finding?.todo === undefined).toBe(level === 'ok');
    expect(report.keys).toMatchObject([{ name: 'integration', expiresAt: expect.any(Date) }]);
    expect(JSON.stringify(report)).not.toContain(DEMO_HUB.apiKey);
  });

  it('several: the one that ends first counts, ended and others’ keys do not', async () => {
    const other = { ...DEMO_HUB, login: 'other', name: 'Other', apiKey: 'o'.repeat(40), keyExpires: daysAhead(2) };
    const { url, sideUrl } = await server(version, [DEMO_HUB, other as Account]);
    const make = (name: string, days: number) =>
      fetch(`${sideUrl}/keys`, {
        method: 'POST',
        body: JSON.stringify({ login: 'hub', name, secret: name.repeat(20), expires: daysAhead(days) }),
      });
    await make('later', 60);
    await make('soon', 5.5);
    await make('ended', -1);
    const report = await reportOf(url, DEMO_HUB);
    expect(report.keys?.map(({ name }) => name)).toEqual(['soon', 'later']);
    expect(about(report, 'key ').map(({ level, text }) => [level, text.replace(/ends at \S+,/, 'ends')])).toEqual([
      ['warning', '"soon", one of 3 API keys of the user, ends in 5 days; Odoo does not tell which one is in use'],
      ['ok', '"later", one of 3 API keys of the user, ends in 59 days; Odoo does not tell which one is in use'],
    ]);
    // An administrator reads everybody's keys, and is told of the own ones.
    const admin = await reportOf(url, DEMO_ADMIN);
    expect(admin.keys).toEqual([]);
  });

  it('none: the connection uses a password', async () => {
    const account = { ...DEMO_HUB, apiKey: '' };
    const { url } = await server(version, [account]);
    const report = await reportOf(url, account, { secret: () => DEMO_HUB.password, transport: 'jsonrpc' });
    expect(about(report, 'keys')[0]).toMatchObject({ level: 'warning', text: expect.stringContaining('password') });
  });
});

it('a server of 19 that speaks JSON-RPC because the factory file says so', async () => {
  const { url } = await server(19, [DEMO_HUB]);
  const report = await reportOf(url, DEMO_HUB, { transport: 'jsonrpc' });
  expect(about(report, 'transport').map(({ level, text }) => [level, text])).toEqual([
    ['ok', 'Odoo 19.0 by JSON-RPC: the factory file says so'],
    ['warning', 'JSON-RPC is deprecated from 19 on and will be taken away'],
  ]);
});
