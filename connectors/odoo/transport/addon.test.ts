import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { RetryableError } from '../../../lib/errors.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';
import { patient } from '../../../test/kit/patience.ts';
import { createOdooConnector } from '../index.ts';
import { Addon, askAddon } from './addon.ts';
import { OdooSession } from './session.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const SCRAP = ['stock.scrap/load', 'stock.scrap/action_validate'];

function sessionAt(url: string): OdooSession {
  const { login, apiKey } = DEMO_HUB;
  const session = new OdooSession({ connection: 'erp', url, database: 'factory', login, secret: () => apiKey });
  open.push(session);
  return session;
}

/** A server of 19 with an add-on that answers so. */
async function serverWith(about: unknown): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const method = request.url?.split('/').at(-1) ?? '';
    asked.push(method);
    const answers: Record<string, unknown> = {
      version: { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' },
      fields_get: { step_key: { type: 'char' } },
      context_get: { uid: 2 },
      about,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[method]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const about = { version: '1.4.0', contract: 1, installation: '7', now: new Date().toISOString(), calls: SCRAP };

it.each([17, 18, 19] as const)('is found where it is installed, and only there (%d)', async (version) => {
  const none = await startOdooSimulator({ version });
  const some = await startOdooSimulator({ version, modules: ['manufacturing_hub'] });
  open.push(none, some);
  expect(await askAddon(sessionAt(none.url))).toBeNull();
  expect(await askAddon(sessionAt(some.url))).toMatchObject({ version: '1.0.0', installation: expect.any(String) });
  expect(await new Addon(sessionAt(some.url)).installationFor(SCRAP)).toEqual(expect.any(String));
  expect(await new Addon(sessionAt(none.url)).installationFor(SCRAP)).toBeNull();
});

it.each([17, 18, 19] as const)('is left alone where the user may not read receipts (%d)', async (version) => {
  const odoo = await startOdooSimulator({
    ...{ version, modules: ['manufacturing_hub'] },
    accounts: [{ ...DEMO_HUB, role: 'internal' }],
  });
  open.push(odoo);
  expect(await askAddon(sessionAt(odoo.url))).toMatch(/^You are not allowed to access .*\(hub\.receipt\)/);
  expect(await new Addon(sessionAt(odoo.url)).installationFor(SCRAP)).toBeNull();
});

it('is left alone where it is of another contract, or another model of that name', async () => {
  const newer = await serverWith({ ...about, contract: 2 });
  expect(await askAddon(sessionAt(newer.url))).toBe(
    'Its version 1.4.0 does not fit this hub: install the one beside it',
  );
  const stranger = await serverWith(true);
  expect(await askAddon(sessionAt(stranger.url))).toMatch(/^It is not the hub's/);
});

it('is used for the calls that its version knows, asked about once, and again when told to forget', async () => {
  const { url, asked } = await serverWith(about);
  const addon = new Addon(sessionAt(url));
  expect(await Promise.all([addon.installationFor(SCRAP), addon.installationFor(SCRAP)])).toEqual(['7', '7']);
  expect(await addon.installationFor([...SCRAP, 'stock.scrap/do_scrap'])).toBeNull();
  expect(asked.filter((method) => method === 'about')).toHaveLength(1);
  addon.forget();
  await addon.installationFor(SCRAP);
  expect(asked.filter((method) => method === 'about')).toHaveLength(2);
  const alert = new Addon(sessionAt(url), 0);
  await alert.installationFor(SCRAP);
  await alert.installationFor(SCRAP);
  expect(asked.filter((method) => method === 'about')).toHaveLength(4);
});

it('is asked about again after a server that was away', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const addon = new Addon(sessionAt(`http://127.0.0.1:${port}`));
  await expect(addon.installationFor(SCRAP)).rejects.toThrow(RetryableError);
  const odoo = await startOdooSimulator({ port, modules: ['manufacturing_hub'] });
  open.push(odoo);
  expect(await addon.installationFor(SCRAP)).toEqual(expect.any(String));
});

async function reportOf(options: Parameters<typeof startOdooSimulator>[0]): Promise<string[]> {
  const odoo = await startOdooSimulator(options);
  const limits = { concurrency: 4, requestsPerSecond: null, readTimeoutMs: patient(30_000) };
  const { login, apiKey } = DEMO_HUB;
  const port = createOdooConnector({
    ...{ connection: 'erp', url: odoo.url, database: 'factory', login, secret: () => apiKey },
    plants: [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' }],
    limits: { ...limits, rpcMaxMs: patient(2_000), quiescenceMs: patient(3_000), leaseMs: patient(6_000) },
  });
  open.push(odoo, port);
  return (await port.report()).findings.map(({ level, text }) => `${level} ${text}`);
}

it('is told of in the report of the connection, with a clock that is not the hub’s', async () => {
  const otherwise = 'postings that Odoo would do twice are DETECTABLE';
  expect(await reportOf({})).toContain(`ok The hub’s add-on is not installed: ${otherwise}`);
  const modules = ['manufacturing_hub'];
  const installed = await reportOf({ modules });
  expect(installed).toContain('ok The hub’s add-on is installed: version 1.0.0, postings leave receipts');
  expect(installed.filter((line) => line.includes('clock'))).toEqual([]);
  const late = await reportOf({ modules, startsAt: new Date(Date.now() - 3_600_000) });
  expect(late.find((line) => line.includes('clock'))).toMatch(/^warning The clock of the server is 3\d{3} s behind: /);
  const internal = await reportOf({ modules, accounts: [{ ...DEMO_HUB, role: 'internal' }] });
  expect(internal.find((line) => line.includes('add-on'))).toMatch(
    /^warning The hub’s add-on cannot be used, postings/,
  );
});
