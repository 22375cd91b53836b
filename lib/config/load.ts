import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ConfigurationError } from './environment.ts';
import type { ConnectionConfig, ConnectionLimits, FactoryConfig, FactoryPlant } from './factory.ts';

const REAL_LIMITS = { concurrency: 8, readTimeoutMs: 8000, rpcMaxMs: 75_000, quiescenceMs: 150_000, leaseMs: 120_000 };
const SIMULATOR_LIMITS = { concurrency: 16, readTimeoutMs: 8000, rpcMaxMs: 2000, quiescenceMs: 3000, leaseMs: 6000 };

const isTimeZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const policy = z
  .strictObject({
    overTolerance: z
      .union([z.string(), z.number()])
      .transform(String)
      .pipe(z.string().regex(/^\d+(\.\d+)?$/, 'a share such as 0.05'))
      .default('0'),
    backdateDays: z.int().min(0).default(7),
    negativeStock: z.enum(['reject', 'park', 'allow']).default('reject'),
    freeze: z
      .array(
        z.strictObject({
          from: z.iso.datetime({ offset: true }),
          to: z.iso.datetime({ offset: true }),
          reason: z.string(),
        }),
      )
      .default([]),
    rules: z.record(z.string(), z.enum(['error', 'warning', 'note', 'off'])).default({}),
  })
  .prefault({});

const plant = z.strictObject({
  code: z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,15}$/, 'capital letters, digits, - and _, at most 16'),
  name: z.string().min(1),
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
  erp: z.strictObject({ connection: z.string(), warehouse: z.string().min(1) }),
  mes: z.strictObject({ connection: z.string() }).nullable().default(null),
  policy,
});

const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })]);

const connection = z.strictObject({
  kind: z.enum(['odoo', 'arena', 'openmes']),
  url: z.url().nullable().default(null),
  simulate: z.boolean().default(false),
  database: z.string().nullable().default(null),
  login: z.string().nullable().default(null),
  secret: secret.nullable().default(null),
  token: secret.nullable().default(null),
  version: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.enum(['17', '18', '19']))
    .nullable()
    .default(null),
  modules: z.array(z.enum(['manufacturing_hub'])).default([]),
  transport: z.enum(['json2', 'jsonrpc']).nullable().default(null),
  units: z.record(z.string(), z.string()).default({}),
  webhook: secret.nullable().default(null),
  polling: z
    .strictObject({
      minMs: z.int().min(100).default(1000),
      maxMs: z.int().min(100).default(60_000),
      sweepMs: z.int().min(1000).default(600_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      concurrency: z.int().positive().optional(),
      requestsPerSecond: z.number().positive().nullable().optional(),
      readTimeoutMs: z.int().positive().optional(),
      rpcMaxMs: z.int().positive().optional(),
      quiescenceMs: z.int().nonnegative().optional(),
      leaseMs: z.int().positive().optional(),
    })
    .prefault({}),
});

const file = z.strictObject({
  plants: z.array(plant).min(1),
  connections: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and -'), connection),
  plm: z.string().nullable().default(null),
  qms: z.string().nullable().default(null),
  security: z
    .strictObject({
      mode: z.enum(['development', 'production']).default('production'),
      allowedOrigins: z.array(z.string()).default([]),
      subgraphKeys: z.array(secret).max(2).default([]),
    })
    .prefault({}),
  auth: z
    .strictObject({
      issuer: z.string(),
      audience: z.string().default('manufacturing-hub'),
      jwksUrl: z.url().nullable().default(null),
      publicKeyFile: z.string().nullable().default(null),
      maxLifetimeMinutes: z.number().positive().max(720).default(15),
    })
    .nullable()
    .default(null),
  subgraphs: z
    .record(z.enum(['odoo', 'plm', 'mes', 'qms', 'commands']), z.strictObject({ url: z.url() }))
    .or(z.strictObject({}))
    .default({}),
});

/** Reads and checks a factory file. Throws ConfigurationError with every problem, each with the key that it is about. */
export function loadFactory(path: string): FactoryConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`HUB_CONFIG ${path}`, [
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    ]);
  }
  return parseFactory(text, `the factory file ${path}`);
}

export function parseFactory(text: string, source = 'the factory file'): FactoryConfig {
  let raw: unknown;
  try {
    raw = parseYaml(text);
  } catch (error) {
    throw new ConfigurationError(source, [`not YAML: ${(error as Error).message.split('\n')[0]}`]);
  }
  const parsed = file.safeParse(raw);
  if (!parsed.success) {
    throw new ConfigurationError(
      source,
      parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || '(file)'}: ${issue.message}`),
    );
  }
  const value = parsed.data;
  const connections: Record<string, ConnectionConfig> = {};
  for (const [name, item] of Object.entries(value.connections)) {
    const base = item.simulate ? SIMULATOR_LIMITS : REAL_LIMITS;
    const limits: ConnectionLimits = { ...base, requestsPerSecond: null, ...defined(item.limits) };
    connections[name] = {
      name,
      kind: item.kind,
      url: item.url,
      isSimulated: item.simulate,
      database: item.database,
      login: item.login,
      secret: item.secret,
      token: item.token,
      version: item.version,
      modules: item.modules,
      transport: item.transport,
      units: item.units,
      webhook: item.webhook,
      polling: item.polling,
      limits,
    };
  }
  const factory: FactoryConfig = {
    plants: value.plants as FactoryPlant[],
    connections,
    plm: value.plm,
    qms: value.qms,
    security: value.security,
    auth: value.auth,
    subgraphs: value.subgraphs as FactoryConfig['subgraphs'],
  };
  const wrong = findContradictions(factory);
  if (wrong.length > 0) throw new ConfigurationError(source, wrong);
  return factory;
}

function findContradictions(factory: FactoryConfig): string[] {
  const wrong: string[] = [];
  const refer = (key: string, name: string, kinds: readonly string[]) => {
    const target = factory.connections[name];
    if (!target) wrong.push(`${key}: there is no connection ${name}`);
    else if (!kinds.includes(target.kind))
      wrong.push(`${key}: connection ${name} is of kind ${target.kind}, it must be ${kinds.join(' or ')}`);
  };
  const codes = new Set<string>();
  factory.plants.forEach((item, i) => {
    if (codes.has(item.code)) wrong.push(`plants.${i}.code: ${item.code} is there twice`);
    codes.add(item.code);
    refer(`plants.${i}.erp.connection`, item.erp.connection, ['odoo']);
    if (item.mes) refer(`plants.${i}.mes.connection`, item.mes.connection, ['openmes']);
  });
  if (factory.plm) refer('plm', factory.plm, ['arena']);
  if (factory.qms) refer('qms', factory.qms, ['arena']);
  for (const [name, item] of Object.entries(factory.connections)) {
    const isOdoo = item.isSimulated && item.kind === 'odoo';
    if (item.modules.length > 0 && !isOdoo) wrong.push(`connections.${name}.modules: only of a simulated odoo`);
    if (item.webhook && item.kind !== 'odoo')
      wrong.push(`connections.${name}.webhook: only a connection of kind odoo has one`);
    if (item.polling.maxMs < item.polling.minMs)
      wrong.push(`connections.${name}.polling.maxMs: must not be less than minMs (${item.polling.minMs})`);
    if (item.isSimulated) continue;
    if (!item.url) wrong.push(`connections.${name}.url: missing; give the back end's URL, or simulate: true`);
    if (!item.secret)
      wrong.push(`connections.${name}.secret: missing; name a variable ({ env: NAME }) or a file ({ file: PATH })`);
    if (item.kind === 'openmes' && !item.token)
      wrong.push(`connections.${name}.token: missing; name the token of a user`);
    if (item.kind === 'odoo' && !item.database) wrong.push(`connections.${name}.database: missing`);
    if (item.kind === 'odoo' && !item.login) wrong.push(`connections.${name}.login: missing`);
    if (item.kind === 'arena' && !item.login) wrong.push(`connections.${name}.login: missing`);
  }
  for (const [name, item] of Object.entries(factory.connections)) wrong.push(...findLimitProblems(name, item));
  if (factory.security.mode === 'production' && !factory.auth)
    wrong.push('auth: missing; in production mode the hub needs issuer and jwksUrl or publicKeyFile');
  if (factory.auth && !factory.auth.jwksUrl && !factory.auth.publicKeyFile)
    wrong.push('auth: one of jwksUrl and publicKeyFile is needed');
  if (factory.auth && factory.security.mode === 'production' && factory.auth.maxLifetimeMinutes > 15)
    wrong.push('auth.maxLifetimeMinutes: at most 15 in production mode');
  return wrong;
}

/** The inequalities of the command life cycle: a lease outlives a call. */
export function findLimitProblems(name: string, item: ConnectionConfig): string[] {
  const wrong: string[] = [];
  const { rpcMaxMs, leaseMs } = item.limits;
  if (leaseMs <= rpcMaxMs)
    wrong.push(`connections.${name}.limits.leaseMs: must be greater than rpcMaxMs (${rpcMaxMs})`);
  if (!item.isSimulated && item.kind === 'odoo' && rpcMaxMs < 35_000) {
    wrong.push(
      `connections.${name}.limits.rpcMaxMs: at least 35000 for a real Odoo, which retries for up to 30 s inside one request`,
    );
  }
  return wrong;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}

export { REAL_LIMITS, SIMULATOR_LIMITS };
