import type { LogLevel } from '../log.ts';

/** The few process-level settings. This folder is the only one that reads process.env. */
export interface Environment {
  port: number;
  host: string;
  /** Where health, readiness and metrics are told; port 0 takes a free one. */
  metricsPort: number;
  metricsHost: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  /** Path of the factory file; null runs the demo factory on simulators. */
  configFile: string | null;
  role: HubRole;
  logLevel: LogLevel;
  /** Where the embedded database, simulators and run.json keep their files. */
  dataFolder: string;
  /** Kill points for fault tests; see commands/kit/kill-points.ts. Refused in production mode. */
  kill: string | null;
  /** A simulated shop floor goes on confirming work on orders of its own (demo factory only). */
  hasShopFloor: boolean;
}

/**
 * `supervisor` keeps a `gateway` and a `background` running as processes of their own; `background` is worker and
 * ingest in one process, `all` everything in one; the others are one part each.
 */
export const HUB_ROLES = [
  ...(['supervisor', 'all', 'gateway', 'background', 'worker', 'ingest'] as const),
  ...(['odoo', 'plm', 'mes', 'qms', 'commands'] as const),
] as const;
export type HubRole = (typeof HUB_ROLES)[number];

/** Path of the factory file, also where other settings are wrong; null: the demo factory. */
export const configFileOf = (env: Readonly<Record<string, string | undefined>> = process.env): string | null =>
  env.HUB_CONFIG?.trim() || null;

/** Folder in which simulators keep the kinds of calls they saw, during a run of tests; null otherwise. */
export const exchangeFolder = (): string | null => process.env.SIMULATOR_EXCHANGES || null;

/** This process's environment for one that it starts. */
export const childEnvironment = (change: Readonly<Record<string, string>>) => ({ ...process.env, ...change });

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** Throws ConfigurationError that lists everything wrong at once; a value is never printed, only its name. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const wrong: string[] = [];
  const text = (name: string) => (env[name]?.trim() ? env[name].trim() : null);
  const portOf = (name: string, fallback: string) => {
    const port = Number(text(name) ?? fallback);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      wrong.push(`${name} must be a whole number from 0 to 65535`);
    return port;
  };
  const port = portOf('PORT', '4000');
  const metricsPort = portOf('HUB_METRICS_PORT', '0');
  if (metricsPort !== 0 && metricsPort === port) wrong.push('HUB_METRICS_PORT must be another port than PORT');
  const role = (text('HUB_ROLE') ?? 'supervisor') as HubRole;
  if (!HUB_ROLES.includes(role)) wrong.push(`HUB_ROLE must be one of ${HUB_ROLES.join(', ')}`);
  const logLevel = (text('LOG_LEVEL') ?? 'warn') as LogLevel;
  if (!LEVELS.includes(logLevel)) wrong.push(`LOG_LEVEL must be one of ${LEVELS.join(', ')}`);
  checkUrl(wrong, 'DATABASE_URL', text('DATABASE_URL'), ['postgres:', 'postgresql:']);
  checkUrl(wrong, 'REDIS_URL', text('REDIS_URL'), ['redis:', 'rediss:']);
  if (wrong.length > 0) throw new ConfigurationError('the environment', wrong);
  return {
    port,
    host: text('HOST') ?? '127.0.0.1',
    metricsPort,
    metricsHost: text('HUB_METRICS_HOST') ?? '127.0.0.1',
    databaseUrl: text('DATABASE_URL'),
    redisUrl: text('REDIS_URL'),
    configFile: configFileOf(env),
    role,
    logLevel,
    dataFolder: text('HUB_DATA') ?? '.data',
    kill: text('HUB_KILL'),
    hasShopFloor: text('HUB_SHOP_FLOOR') !== 'off',
  };
}

function checkUrl(wrong: string[], name: string, value: string | null, protocols: readonly string[]): void {
  if (value === null) return;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    wrong.push(`${name} must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  }
}

/** The hub refuses to start: `problems` names every key that is wrong or missing, never a value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];
  constructor(source: string, problems: readonly string[]) {
    super(`${source} cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.problems = problems;
  }
}
