import { ADJUSTABLE_NAMES } from './adjustable.ts';
import type { ConnectionConfig, FactoryConfig, FactoryPlant } from './factory.ts';
import { brokenLimits } from './limits.ts';

/** What of a plant is well-formed. */
export type PlantParts = { readonly [K in 'code' | 'erp' | 'mes' | 'policy']?: FactoryPlant[K] | undefined };

/** As much of a factory file as could be read: what is not well-formed is undefined in its place. */
export interface FactoryParts {
  readonly plants: readonly PlantParts[];
  readonly connections: Readonly<Record<string, ConnectionConfig | undefined>>;
  readonly plm: string | null;
  readonly qms: string | null;
  readonly security: FactoryConfig['security'] | undefined;
  /** Null: there is none. */
  readonly auth: FactoryConfig['auth'] | undefined;
}

/** What is well-formed and cannot be so: a connection that is not there, limits that do not fit together. */
export function findContradictions(parts: FactoryParts): string[] {
  return [
    ...inPlants(parts),
    ...(parts.plm ? reference(parts, 'plm', parts.plm, 'arena') : []),
    ...(parts.qms ? reference(parts, 'qms', parts.qms, 'arena') : []),
    ...Object.keys(parts.connections).flatMap(inName),
    ...Object.entries(parts.connections).flatMap(([name, item]) => (item ? inConnection(name, item) : [])),
    ...Object.entries(parts.connections).flatMap(([name, item]) => (item ? inLimits(name, item) : [])),
    ...inSecurity(parts),
  ];
}

function reference({ connections }: FactoryParts, key: string, name: string, kind: ConnectionConfig['kind']): string[] {
  if (!Object.hasOwn(connections, name)) return [`${key}: there is no connection ${name}`];
  const target = connections[name];
  if (!target || target.kind === kind) return [];
  return [`${key}: connection ${name} is of kind ${target.kind}, it must be ${kind}`];
}

function inPlants(parts: FactoryParts): string[] {
  const wrong: string[] = [];
  const codes = new Set<string>();
  parts.plants.forEach((item, i) => {
    if (item.code !== undefined && codes.has(item.code)) wrong.push(`plants.${i}.code: ${item.code} is there twice`);
    if (item.code !== undefined) codes.add(item.code);
    if (item.erp) wrong.push(...reference(parts, `plants.${i}.erp.connection`, item.erp.connection, 'odoo'));
    wrong.push(...inWarehouse(parts, item, i), ...inPolicy(item, i));
    if (!item.mes) return;
    wrong.push(...reference(parts, `plants.${i}.mes.connection`, item.mes.connection, 'openmes'));
    wrong.push(...inSharedMes(parts, item, i));
  });
  return wrong;
}

/** Stock and orders of a warehouse are one plant's: two would both tell of them. */
function inWarehouse({ plants }: FactoryParts, { erp }: PlantParts, i: number): string[] {
  const first = plants.findIndex(
    (other) => erp && other.erp?.connection === erp.connection && other.erp.warehouse === erp.warehouse,
  );
  if (!erp || first === i) return [];
  const owner = plants[first]?.code ?? `plants.${first}`;
  return [`plants.${i}.erp.warehouse: ${erp.warehouse} of ${erp.connection} is the warehouse of ${owner} already`];
}

function inPolicy({ policy }: PlantParts, i: number): string[] {
  if (!policy) return [];
  const freezes = policy.freeze.flatMap(({ from, to }, n) =>
    Date.parse(from) < Date.parse(to) ? [] : [`plants.${i}.policy.freeze.${n}: from must be before to`],
  );
  const rules = Object.keys(policy.rules)
    .filter((name) => !ADJUSTABLE_NAMES.has(name))
    .map((name) => `plants.${i}.policy.rules.${name}: not one of ${[...ADJUSTABLE_NAMES].join(', ')}`);
  return [...freezes, ...rules];
}

const inName = (name: string): string[] =>
  /^[a-z0-9][a-z0-9-]*$/.test(name) ? [] : [`connections.${name}: its name is of small letters, digits and -`];

/** An MES knows no plants: where it serves several, their lines tell which plant something happened at. */
function inSharedMes({ plants }: FactoryParts, item: PlantParts, i: number): string[] {
  const others = plants.filter((other) => other !== item && other.mes?.connection === item.mes?.connection);
  if (others.length === 0) return [];
  const codes = others.map((other) => other.code ?? `plants.${plants.indexOf(other)}`).join(', ');
  if (!item.mes?.lines) {
    return [
      `plants.${i}.mes.lines: missing; ${codes} is on ${item.mes?.connection} too, so name the lines of ${item.code ?? 'this plant'}`,
    ];
  }
  const shared = item.mes.lines.filter((line) => others.some((other) => other.mes?.lines?.includes(line)));
  return shared.map((line) => `plants.${i}.mes.lines: ${line} is a line of ${codes} too`);
}

function inConnection(name: string, item: ConnectionConfig): string[] {
  const wrong: string[] = [];
  const isOdoo = item.isSimulated && item.kind === 'odoo';
  if (item.modules.length > 0 && !isOdoo) wrong.push(`connections.${name}.modules: only of a simulated odoo`);
  if (item.webhook && item.kind !== 'odoo')
    wrong.push(`connections.${name}.webhook: only a connection of kind odoo has one`);
  if (item.polling.maxMs < item.polling.minMs)
    wrong.push(`connections.${name}.polling.maxMs: must not be less than minMs (${item.polling.minMs})`);
  if (item.isSimulated) return wrong;
  if (!item.url) wrong.push(`connections.${name}.url: missing; give the back end's URL, or simulate: true`);
  if (!item.secret)
    wrong.push(`connections.${name}.secret: missing; name a variable ({ env: NAME }) or a file ({ file: PATH })`);
  if (item.kind === 'openmes' && !item.token)
    wrong.push(`connections.${name}.token: missing; name the token of a user`);
  if (item.kind === 'odoo' && !item.database) wrong.push(`connections.${name}.database: missing`);
  if (item.kind !== 'openmes' && !item.login) wrong.push(`connections.${name}.login: missing`);
  return wrong;
}

/** The inequalities of the command life cycle, and what a real Odoo needs. */
function inLimits(name: string, item: ConnectionConfig): string[] {
  const wrong = brokenLimits(item.limits).map((broken) => `connections.${name}.limits.${broken.name}: ${broken.text}`);
  if (!item.isSimulated && item.kind === 'odoo' && item.limits.rpcMaxMs < 35_000) {
    wrong.push(
      `connections.${name}.limits.rpcMaxMs: at least 35000 for a real Odoo, which retries for up to 30 s inside one request`,
    );
  }
  return wrong;
}

function inSecurity({ security, auth }: FactoryParts): string[] {
  const wrong: string[] = [];
  const isProduction = security?.mode === 'production';
  if (isProduction && auth === null)
    wrong.push('auth: missing; in production mode the hub needs issuer and jwksUrl or publicKeyFile');
  if (auth && !auth.jwksUrl && !auth.publicKeyFile) wrong.push('auth: one of jwksUrl and publicKeyFile is needed');
  if (auth && isProduction && auth.maxLifetimeMinutes > 15)
    wrong.push('auth.maxLifetimeMinutes: at most 15 in production mode');
  return wrong;
}
