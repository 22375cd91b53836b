import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { limitFaults } from '../../commands/kit/limits.ts';
import { ConfigurationError, readEnvironment } from './environment.ts';
import { loadFactory, parseFactory } from './load.ts';
import { openSecret } from './secret.ts';

const whole = `
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: WH }, mes: { connection: mes } }
connections:
  erp: { kind: odoo, url: "http://127.0.0.1:8069", database: prod, login: hub, secret: { env: ODOO_API_KEY } }
  mes: { kind: openmes, simulate: true }
security: { mode: development }
`;

const problemsOf = (text: string, env?: Record<string, string>): readonly string[] => {
  try {
    parseFactory(text, 'the factory file', env ? { env } : {});
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

test('a real connection has the long limits of a real Odoo, a simulated one short ones', () => {
  const factory = parseFactory(whole);
  expect(factory.connections.erp?.limits).toMatchObject({ rpcMaxMs: 75_000, quiescenceMs: 150_000, leaseMs: 120_000 });
  expect(factory.connections.mes?.limits).toMatchObject({ rpcMaxMs: 2000, quiescenceMs: 3000, leaseMs: 6000 });
});

test('M10: everything wrong is named at once, by its key and without a value', () => {
  const problems = problemsOf(`
plants:
  - { code: ham, name: Hamburg, timeZone: Europe/Hamburg, erp: { connection: erp, warehouse: WH }, colour: red }
connections:
  erp: { kind: odooo, url: "http://127.0.0.1:8069" }
securty: { mode: development }
`);
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(
    expect.arrayContaining(['plants.0.code', 'plants.0.timeZone', 'plants.0', 'connections.erp.kind', '(file)']),
  );
});

test('M10: a connection that is not there, has no secret, or a lease that is too short is refused', () => {
  const problems = problemsOf(
    whole
      .replace('connection: mes', 'connection: nowhere')
      .replace('secret: { env: ODOO_API_KEY }', 'limits: { leaseMs: 1000 }'),
  );
  expect(problems).toEqual([
    'plants.0.mes.connection: there is no connection nowhere',
    expect.stringContaining('connections.erp.secret: missing'),
    'connections.erp.limits.leaseMs: (1000) must exceed rpcMaxMs (75000) by 500 at least',
  ]);
});

test('M10: shape, references, secrets and limits are all said at once, each by its key', () => {
  const problems = problemsOf(
    `
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Hamburg, erp: { connection: erp, warehouse: WH } }
  - { code: PUE, name: Puebla, timeZone: America/Mexico_City, erp: { connection: nowhere, warehouse: WH } }
  - { code: PUE, name: Puebla, timeZone: America/Mexico_City, erp: { connection: plm, warehouse: WH } }
connections:
  erp: { kind: odoo, url: not a url, database: prod, login: hub, secret: { env: ODOO_API_KEY } }
  other: { kind: odoo, url: "http://127.0.0.1:8069", database: prod, login: hub, secret: { env: OTHER_KEY }, limits: { leaseMs: 75200, quiescenceMs: 0 } }
  plm: { kind: arena, url: "https://plm.example", login: hub, secret: { file: /nowhere/arena } }
  mes: { kind: openmes, url: "https://mes.example", secret: { env: SET }, token: { env: MES_TOKEN } }
qms: mes
security: { mode: production, subgraphKeys: [{ env: SUBGRAPH_KEY }], colour: red }
auth: { issuer: "https://id.example" }
`,
    { SET: 'x' },
  );
  expect(problems).toEqual([
    'plants.0.timeZone: an IANA time zone such as Europe/Berlin',
    'connections.erp.url: a URL that begins with http:// or https://',
    'security: Unrecognized key: "colour"',
    'plants.1.erp.connection: there is no connection nowhere',
    'plants.2.code: PUE is there twice',
    'plants.2.erp.connection: connection plm is of kind arena, it must be odoo',
    'qms: connection mes is of kind openmes, it must be arena',
    'connections.other.limits.quiescenceMs: must be a positive number',
    'connections.other.limits.leaseMs: (75200) must exceed rpcMaxMs (75000) by 500 at least',
    'connections.other.limits.quiescenceMs: (0) must not be shorter than rpcMaxMs (75000)',
    'auth: one of jwksUrl and publicKeyFile is needed',
    'connections.erp.secret: the variable ODOO_API_KEY is not set',
    'connections.other.secret: the variable OTHER_KEY is not set',
    'connections.plm.secret: the file /nowhere/arena cannot be read or is empty',
    'connections.mes.token: the variable MES_TOKEN is not set',
  ]);
});

test('whatever the limits are, a file that is taken is taken by the command layer too', () => {
  const values = [1, 500, 34_999, 35_000, 75_000, 75_499, 75_500, 200_000];
  for (const rpcMaxMs of values)
    for (const leaseMs of values)
      for (const quiescenceMs of [0, ...values]) {
        const limits = `limits: { rpcMaxMs: ${rpcMaxMs}, leaseMs: ${leaseMs}, quiescenceMs: ${quiescenceMs} }`;
        const isTaken = problemsOf(whole.replace('simulate: true', `simulate: true, ${limits}`)).length === 0;
        expect(isTaken, limits).toBe(limitFaults('mes', { rpcMaxMs, leaseMs, quiescenceMs }).length === 0);
      }
});

test('one subgraph elsewhere is enough', () => {
  const url = 'http://127.0.0.1:4101/graphql';
  for (const name of ['odoo', 'plm', 'mes', 'qms', 'commands']) {
    expect(parseFactory(`${whole}subgraphs: { ${name}: { url: "${url}" } }`).subgraphs).toEqual({ [name]: { url } });
  }
  expect(problemsOf(`${whole}subgraphs: { erp: { url: "${url}" } }`)).toHaveLength(1);
});

test('plants that share an MES name their lines, and none of them twice', () => {
  const shared = (lines: string, others: string) => `
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: WH }, mes: { connection: mes${lines} } }
  - { code: PUE, name: Puebla, timeZone: America/Mexico_City, erp: { connection: erp, warehouse: PUE }, mes: { connection: mes${others} } }
connections: { erp: { kind: odoo, simulate: true }, mes: { kind: openmes, simulate: true } }
security: { mode: development }
`;
  expect(problemsOf(shared(', lines: [L1]', ', lines: [L2, L3]'))).toEqual([]);
  expect(problemsOf(shared('', ', lines: [L2]'))).toEqual([
    'plants.0.mes.lines: missing; PUE is on mes too, so name the lines of HAM',
  ]);
  expect(problemsOf(shared(', lines: [L1]', ', lines: [L1]'))).toEqual([
    'plants.0.mes.lines: L1 is a line of PUE too',
    'plants.1.mes.lines: L1 is a line of HAM too',
  ]);
});

test('a simulated Odoo may have the hub’s add-on; of a real one it is found out', () => {
  const simulated = 'erp: { kind: odoo, simulate: true, modules: [manufacturing_hub] }';
  const factory = parseFactory(whole.replace(/erp: \{ kind: odoo.*/, simulated));
  expect(factory.connections.erp).toMatchObject({ isSimulated: true, modules: ['manufacturing_hub'] });
  const real = whole.replace('database: prod', 'database: prod, modules: [manufacturing_hub]');
  expect(problemsOf(real)).toEqual(['connections.erp.modules: only of a simulated odoo']);
  expect(problemsOf(whole.replace('simulate: true', 'simulate: true, modules: [sale]'))).toHaveLength(1);
});

test('production mode needs an issuer and its keys', () => {
  expect(problemsOf(whole.replace('mode: development', 'mode: production'))).toEqual([
    expect.stringMatching(/^auth: missing/),
  ]);
});

test('a secret in the file itself is refused', () => {
  expect(problemsOf(whole.replace('{ env: ODOO_API_KEY }', 'abc'))).toEqual([
    expect.stringMatching(/^connections\.erp\.secret/),
  ]);
});

test('a file that cannot be read and one that is not YAML say so', () => {
  expect(() => loadFactory('/nowhere/factory.yaml')).toThrow(/cannot be read \(ENOENT\)/);
  expect(problemsOf('plants: [')).toEqual([expect.stringMatching(/^not YAML/)]);
});

test('M10: a missing secret names the variable, and a file secret is read again when it changes', () => {
  expect(() => openSecret({ env: 'ODOO_API_KEY' }, 'erp', {})).toThrow('the variable ODOO_API_KEY is not set');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'hub-secret-')), 'key');
  writeFileSync(file, 'first\n');
  const secret = openSecret({ file }, 'erp', {});
  expect(secret()).toBe('first');
  writeFileSync(file, 'second-key\n');
  expect(secret()).toBe('second-key');
});

test('M10: the environment lists every setting that is wrong and keeps values to itself', () => {
  const wrong = { PORT: '70000', HUB_ROLE: 'boss', DATABASE_URL: 'mysql://secret@host/x', LOG_LEVEL: 'loud' };
  const read = () => readEnvironment(wrong);
  expect(read).toThrow(/PORT[\s\S]*HUB_ROLE[\s\S]*LOG_LEVEL[\s\S]*DATABASE_URL/);
  expect(read).not.toThrow(/secret/);
});
