import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ADJUSTABLE_NAMES } from './adjustable.ts';
import { ConfigurationError } from './environment.ts';
import { loadFactory, parseFactory } from './load.ts';

const good = `
plants:
  - { code: HAM, name: Hamburg, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: WH }, mes: { connection: mes }, policy: {} }
connections:
  erp: { kind: odoo, simulate: true }
  mes: { kind: openmes, simulate: true }
security: { mode: development }
`;

function problemsOf(text: string, env?: Record<string, string>): readonly string[] {
  try {
    parseFactory(text, 'the factory file', env ? { env } : {});
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const inErp = (more: string) => good.replace('odoo, simulate: true', `odoo, simulate: true, ${more}`);
const inPolicy = (more: string) => good.replace('policy: {}', `policy: { ${more} }`);
const second = (more: string) =>
  good.replace(
    'connections:',
    `  - { code: PUE, name: P, timeZone: America/Mexico_City, erp: { connection: erp, warehouse: PUE }, ${more} }\nconnections:`,
  );
const durations = [
  ...['readTimeoutMs', 'rpcMaxMs', 'quiescenceMs', 'leaseMs'].map((key) => ['limits', key] as const),
  ...['minMs', 'maxMs', 'sweepMs'].map((key) => ['polling', key] as const),
];

const refused: readonly (readonly [what: string, text: string, keys: readonly string[]])[] = [
  ['a key of nowhere', `${good}plm: constructor\nqms: toString`, ['plm', 'qms']],
  ...durations.map(
    ([part, key]) =>
      [`${part}.${key}`, inErp(`${part}: { ${key}: 99999999999 }`), [`connections.erp.${part}.${key}`]] as const,
  ),
  [
    'a rate whose pause is no timer',
    inErp('limits: { requestsPerSecond: 1e-9 }'),
    ['connections.erp.limits.requestsPerSecond'],
  ],
  [
    'a freeze that ends before it begins',
    inPolicy('freeze: [{ from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z", reason: x }]'),
    ['plants.0.policy.freeze.0'],
  ],
  [
    'unknown rules',
    inPolicy('rules: { NOPE-1: error, constructor: off }'),
    ['plants.0.policy.rules.NOPE-1', 'plants.0.policy.rules.constructor'],
  ],
  ['a tolerance that is none', inPolicy('overTolerance: "99999"'), ['plants.0.policy.overTolerance']],
  ['an unknown unit', inErp('units: { "Stk.": NOTACODE }'), ['connections.erp.units.Stk.']],
  ['one warehouse, two plants', second('').replace('PUE }', 'WH }'), ['plants.1.erp.warehouse']],
  [
    'origins that no browser sends',
    good.replace(
      'mode: development',
      'mode: development, allowedOrigins: ["http://x.example/", nonsense, "*", "https://ok.example", "https://UP.example", "https://x.example:443"]',
    ),
    [0, 1, 2, 4, 5].map((i) => `security.allowedOrigins.${i}`),
  ],
  [
    'URLs of other schemes',
    `${inErp('url: "ftp://x"')}subgraphs: { plm: { url: "javascript:alert(1)" }, qms: { url: "ftp://h" } }\nauth: { issuer: x, jwksUrl: "file:///x" }`,
    ['connections.erp.url', 'subgraphs.plm.url', 'subgraphs.qms.url', 'auth.jwksUrl'],
  ],
  [
    'a malformed plant whose MES is of the wrong kind',
    good.replace('Europe/Berlin', 'Europe/Nowhere').replace('connection: mes }', 'connection: erp }'),
    ['plants.0.timeZone', 'plants.0.mes.connection'],
  ],
  [
    'a name and a kind',
    good.replace('security:', '  O2: { kind: sap }\nsecurity:'),
    ['connections.O2', 'connections.O2.kind'],
  ],
  [
    'a malformed connection that lacks a secret',
    good.replace('odoo, simulate: true', 'odoo, url: 7, transport: x, login: hub'),
    ['connections.erp.url', 'connections.erp.transport', 'connections.erp.secret', 'connections.erp.database'],
  ],
];

test.each(refused)('%s: refused, with these keys and no others', (_what, text, keys) => {
  const told = problemsOf(text).map((problem) => problem.split(':')[0]);
  expect([...new Set(told)].sort()).toEqual([...keys].sort());
});

test('an empty file is one problem', () => {
  expect(problemsOf('')).toEqual([expect.stringContaining('(file)')]);
});

test('secrets that cannot serve are told with those that are missing', () => {
  const text = `${inErp('webhook: { env: WH }').replace('openmes, simulate: true', 'openmes, simulate: true, webhook: { env: WH }')}auth: { issuer: x, publicKeyFile: /nowhere/key.pem }`;
  expect(problemsOf(text, { WH: 'short' })).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^connections\.erp\.webhook: at least 16/),
      expect.stringMatching(/^auth\.publicKeyFile: the file/),
    ]),
  );
  expect(problemsOf(inErp('webhook: { env: constructor }'), {})).toEqual([
    'connections.erp.webhook: the variable constructor is not set',
  ]);
});

test('what was good still is: the demo factory, a day, origins of apps, rules by rule and by code', () => {
  const root = path.join(import.meta.dirname, '..', '..');
  expect(loadFactory(path.join(root, 'demo', 'factory.yaml')).plants).toHaveLength(2);
  const documented = /```yaml\n(plants:[\s\S]*?)```/.exec(
    readFileSync(path.join(root, 'docs/configuration.md'), 'utf8'),
  )?.[1];
  expect(problemsOf(documented ?? '')).toEqual([]);
  expect(problemsOf(good)).toEqual([]);
  expect(problemsOf(inErp('polling: { maxMs: 86400000 }, units: { "Stk.": C62 }, url: "http://h"'))).toEqual([]);
  expect(problemsOf(inPolicy('overTolerance: 1, rules: { PC-06: warning, BOM_REVISION_MISMATCH: note }'))).toEqual([]);
  expect(
    problemsOf(
      good.replace('development', 'development, allowedOrigins: ["http://localhost:5173", "chrome-extension://abc"]'),
    ),
  ).toEqual([]);
});

test('every name that a policy may set is one that the checks use', () => {
  const rules = path.join(import.meta.dirname, '..', '..', 'commands', 'rules');
  const text = readdirSync(rules)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(rules, name), 'utf8'))
    .join('\n');
  const isUsed = (name: string) =>
    text.includes(`'${name}'`) || /^(BOM_REVISION|ROUTING_VERSION)_(MISSING|MISMATCH)$/.test(name);
  expect([...ADJUSTABLE_NAMES].filter((name) => !isUsed(name))).toEqual([]);
});
