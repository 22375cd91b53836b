import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { type FactoryParts, findContradictions } from './contradictions.ts';
import { ConfigurationError } from './environment.ts';
import type { ConnectionConfig, FactoryConfig, FactoryPlant, SecretSource } from './factory.ts';
import { openSecret } from './secret.ts';
import { connection, file, plant } from './shape.ts';

const REAL_LIMITS = { concurrency: 8, readTimeoutMs: 8000, rpcMaxMs: 75_000, quiescenceMs: 150_000, leaseMs: 120_000 };
const SIMULATOR_LIMITS = { concurrency: 16, readTimeoutMs: 8000, rpcMaxMs: 2000, quiescenceMs: 3000, leaseMs: 6000 };

export interface LoadOptions {
  /** Where the secrets are looked for; left out: nobody asks yet whether they are there. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Reads and checks a factory file. Throws ConfigurationError with every problem, each with the key that it is about. */
export function loadFactory(path: string, options: LoadOptions = {}): FactoryConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`HUB_CONFIG ${path}`, [
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    ]);
  }
  return parseFactory(text, `the factory file ${path}`, options);
}

/** The same for what is about to run: its secrets have to be there. */
export const loadFactoryWithSecrets = (path: string): FactoryConfig => loadFactory(path, { env: process.env });

export function parseFactory(text: string, source = 'the factory file', { env }: LoadOptions = {}): FactoryConfig {
  let raw: unknown;
  try {
    raw = parseYaml(text);
  } catch (error) {
    throw new ConfigurationError(source, [`not YAML: ${(error as Error).message.split('\n')[0]}`]);
  }
  const parsed = file.safeParse(raw);
  const issues = parsed.success ? [] : parsed.error.issues.map(inWords);
  const parts = partsOf(raw);
  const wrong = [...issues, ...findContradictions(parts), ...(env ? missingSecrets(parts, env) : [])];
  if (!parsed.success || wrong.length > 0) throw new ConfigurationError(source, wrong);
  const { plm, qms, security, auth, subgraphs } = parsed.data;
  return {
    plants: parts.plants as FactoryPlant[],
    connections: parts.connections as Record<string, ConnectionConfig>,
    ...{ plm, qms, security, auth },
    subgraphs: subgraphs as FactoryConfig['subgraphs'],
  };
}

const inWords = (issue: z.core.$ZodIssue): string =>
  `${issue.path.map(String).join('.') || '(file)'}: ${issue.message}`;

/** Part by part, so that what is wrong with one does not hide what is wrong with the others. */
function partsOf(raw: unknown): FactoryParts {
  const top = isObject(raw) ? raw : {};
  const { plants, connections } = top;
  const { security, auth } = file.shape;
  return {
    plants: (Array.isArray(plants) ? plants : []).map((item) => plant.safeParse(item).data as FactoryPlant | undefined),
    connections: Object.fromEntries(
      Object.entries(isObject(connections) ? connections : {}).map(([name, item]) => {
        const { data } = connection.safeParse(item);
        return [name, data && toConnection(name, data)];
      }),
    ),
    plm: typeof top.plm === 'string' ? top.plm : null,
    qms: typeof top.qms === 'string' ? top.qms : null,
    security: security.safeParse(top.security).data,
    auth: auth.safeParse(top.auth).data,
  };
}

function toConnection(name: string, { simulate, limits, ...item }: z.infer<typeof connection>): ConnectionConfig {
  const usual = { ...(simulate ? SIMULATOR_LIMITS : REAL_LIMITS), requestsPerSecond: null };
  return { name, isSimulated: simulate, ...item, limits: { ...usual, ...defined(limits) } };
}

function missingSecrets({ connections, security }: FactoryParts, env: NonNullable<LoadOptions['env']>): string[] {
  const named: (readonly [key: string, source: SecretSource | null])[] = Object.values(connections)
    .filter((item) => item !== undefined)
    .flatMap(({ name, isSimulated, secret, token, webhook }) => [
      ...(isSimulated
        ? []
        : ([
            [`connections.${name}.secret`, secret],
            [`connections.${name}.token`, token],
          ] as const)),
      [`connections.${name}.webhook`, webhook] as const,
    ]);
  const keys = (security?.subgraphKeys ?? []).map((source, i) => [`security.subgraphKeys.${i}`, source] as const);
  return [...named, ...keys].flatMap(([key, source]) => {
    if (!source) return [];
    try {
      openSecret(source, key, env);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}

export { REAL_LIMITS, SIMULATOR_LIMITS };
