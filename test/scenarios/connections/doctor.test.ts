import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionReport } from '../../../connectors/ports.ts';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';

let folder: string;
let odoo: Simulator;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
  odoo = await startOdooSimulator({ version: 18 });
});
afterAll(async () => {
  await odoo.close();
  rmSync(folder, { recursive: true });
});

interface Access {
  url?: string;
  database?: string;
  login?: string;
  key?: string;
  warehouse?: string;
}

/** The command as a person gives it, with a factory file of one connection. */
async function doctor(
  access: Access,
  ...options: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const { url = odoo.url, database = 'factory', login = 'hub', key = DEMO_HUB.apiKey, warehouse = 'WH' } = access;
  const file = path.join(folder, 'factory.yaml');
  writeFileSync(
    file,
    `plants: [{ code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: ${warehouse} } }]
connections: { erp: { kind: odoo, url: "${url}", database: ${database}, login: ${login}, secret: { env: ERP_KEY } } }
security: { mode: development }
`,
  );
  const program = path.join(import.meta.dirname, '../../../hub/doctor.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...options], {
    env: { ...process.env, HUB_CONFIG: file, ERP_KEY: key, HUB_DATA: folder },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('says for people what the connection is and may, and that nothing is wrong', async () => {
  const { code, out } = await doctor({}, '--connection', 'erp');
  expect(code).toBe(0);
  expect(out).toMatch(/^erp {2}odoo 18\.0 {2}http:\S+$/m);
  for (const line of [
    /^ok +Odoo 18\.0 by JSON-RPC: Odoo 18\.0 has no JSON-2$/m,
    /^ok +User hub \(3\), hub@example\.com, time zone Europe\/Brussels, language en_US$/m,
    /^ok +The server's time is the hub's \(-?\d s\)$/m,
    /^ok +The user has every right that the hub’s reads and postings need$/m,
    /^ok +Plant HAM is the warehouse WH; the first hold makes its location$/m,
    /^ok +No API key of the user ends$/m,
  ]) {
    expect(out).toMatch(line);
  }
  expect(out).not.toContain(DEMO_HUB.apiKey);
});

test('says the same for programs', async () => {
  const { code, out } = await doctor({ warehouse: 'NONE' }, '--connection', 'erp', '--json');
  const report = JSON.parse(out) as ConnectionReport;
  expect(report).toMatchObject({ connection: 'erp', version: '18.0', isReachable: true, keys: [] });
  expect(report.findings.find(({ level }) => level === 'error')).toMatchObject({
    about: 'plant HAM',
    todo: expect.any(String),
  });
  expect(code).toBe(1);
});

test.for([
  [
    'a port where nobody listens',
    { url: 'http://127.0.0.1:9' },
    /NOT REACHED\nPROBLEM +The server of erp is not reached \(ECONNREFUSED\).*\n +See that Odoo runs/,
  ],
  [
    'a host that has no address',
    { url: 'http://no-such-host.invalid' },
    /NOT REACHED\nPROBLEM +The host of erp has no address/,
  ],
  [
    'an unknown database',
    { database: 'other' },
    /NOT USABLE\nPROBLEM +Odoo does not have the database of the connection erp: check its name/,
  ],
  ['an unknown login', { login: 'nobody' }, /NOT USABLE\nPROBLEM +Odoo does not accept the login nobody with the key/],
  ['a wrong key', { key: 'f'.repeat(40) }, /NOT USABLE\nPROBLEM +Odoo does not accept the login hub with the key/],
  ['another warehouse', { warehouse: 'NONE' }, /^PROBLEM +Plant HAM: no warehouse .* NONE\n +Name the short name/m],
] as const)('%s: what is wrong and what to do', async ([, access, says]) => {
  const { code, out } = await doctor(access, '--connection', 'erp');
  expect(out).toMatch(says);
  expect(code).toBe(1);
});

test('a server that is no Odoo', async () => {
  const other = createServer((_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  for (const [at, says] of [
    [url, /PROBLEM +The server of erp is no Odoo: it tells no version \(404\); check the url/],
    [
      url.replace('http', 'https'),
      /PROBLEM +The server of erp does not speak the TLS of the hub .*: does its url begin with http\?/,
    ],
  ] as const) {
    const { code, out } = await doctor({ url: at }, '--connection', 'erp');
    expect(out).toMatch(says);
    expect(code).toBe(1);
  }
  await new Promise((resolve) => other.close(resolve));
});

test('--help, an unknown option, an unknown connection, and the machine', async () => {
  expect(await doctor({}, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--json') });
  expect(await doctor({}, '--conection', 'erp')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--connection NAME'),
  });
  expect(await doctor({}, '--connection', 'mes')).toMatchObject({
    code: 1,
    err: expect.stringContaining('there are erp'),
  });
  expect((await doctor({})).out).toMatch(/^ok +Node v\d+/m);
});

test('the machine: the hub that runs on HUB_DATA is found, and one that has ended', async () => {
  const says = async () => /^ok +.*hub.*$/m.exec((await doctor({})).out)?.[0];
  expect(await says()).toContain(`no hub runs on ${folder}`);
  const file = path.join(folder, 'run.json');
  writeFileSync(file, JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:4711/' }));
  expect(await says()).toContain(`a hub runs on ${folder} at http://127.0.0.1:4711/ (process ${process.pid})`);
  writeFileSync(file, JSON.stringify({ pid: 2_147_483_646, url: 'http://127.0.0.1:4711/' }));
  expect(await says()).toContain(`the last hub on ${folder} has ended`);
  rmSync(file);
});

test('a simulated connection without a hub: what is missing is the hub', async () => {
  const program = path.join(import.meta.dirname, '../../../hub/doctor.ts');
  const child = spawn(process.execPath, [program, '--connection', 'odoo-ham'], {
    env: { ...process.env, HUB_CONFIG: '', DATABASE_URL: '', HUB_DATA: folder },
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(err).toContain(
    `The connection odoo-ham cannot be used:\n  - it is simulated, and no hub that has its simulator runs on ${folder}: start one with npm start`,
  );
});
