import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { type FactoryParts, findContradictions, type PlantParts } from './contradictions.ts';
import { ConfigurationError } from './environment.ts';
import type { ConnectionConfig, FactoryConfig, FactoryPlant, SecretSource } from './factory.ts';
import { openSecret, openWebhookSecret } from './secret.ts';
import { connection, file, plant, policy } from './shape.ts';

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
  const malformed = parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.map(String).join('.'));
  // What was not well-formed stands as left out in the parts: that it is missing is not said beside it.
  const contradictions = findContradictions(parts).filter((text) => !malformed.includes(text.split(':')[0] ?? ''));
  const wrong = [...issues, ...contradictions, ...(env ? missingSecrets(parts, env) : [])];
  if (!parsed.success || wrong.length > 0) throw new ConfigurationError(source, wrong);
  const { plm, qms, security, auth, subgraphs } = parsed.data;
  return {
    plants: parsed.data.plants as FactoryPlant[],
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
    plants: (Array.isArray(plants) ? plants : []).map(plantParts),
    connections: Object.fromEntries(
      Object.entries(isObject(connections) ? connections : {}).map(([name, item]) => {
        const data = connectionData(item);
        return [name, data && toConnection(name, data)];
      }),
    ),
    plm: typeof top.plm === 'string' ? top.plm : null,
    qms: typeof top.qms === 'string' ? top.qms : null,
    // of a file that is no list of keys nothing is known, not that it has none
    security: isObject(raw) ? security.safeParse(top.security).data : undefined,
    auth: isObject(raw) ? auth.safeParse(top.auth).data : undefined,
  };
}

function plantParts(raw: unknown): PlantParts {
  if (!isObject(raw)) return {};
  const { code, erp, mes } = plant.shape;
  return {
    code: code.safeParse(raw.code).data,
    erp: erp.safeParse(raw.erp).data,
    mes: mes.safeParse(raw.mes).data,
    policy: policy.safeParse(wellFormed(policy.unwrap(), raw.policy ?? {})).data as FactoryPlant['policy'] | undefined,
  };
}

/** A connection whose kind is known; what else is malformed stands as it does where it is left out. */
function connectionData(raw: unknown): z.infer<typeof connection> | undefined {
  const known = wellFormed(connection, raw);
  if (known === undefined || known.kind === undefined) return undefined;
  // whether it is simulated is not known then: of a simulated one less is wanted
  const isUnclear = isObject(raw) && raw.simulate !== undefined && known.simulate === undefined;
  return connection.safeParse(isUnclear ? { ...known, simulate: true } : known).data;
}

/** The keys of an object whose values are well-formed, each by itself. */
function wellFormed(schema: z.ZodObject, raw: unknown): Record<string, unknown> | undefined {
  if (!isObject(raw)) return undefined;
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([key, part]) =>
      Object.hasOwn(raw, key) && (part as z.ZodType).safeParse(raw[key]).success ? [[key, raw[key]]] : [],
    ),
  );
}

function toConnection(name: string, { simulate, limits, ...item }: z.infer<typeof connection>): ConnectionConfig {
  const usual = { ...(simulate ? SIMULATOR_LIMITS : REAL_LIMITS), requestsPerSecond: null };
  return { name, isSimulated: simulate, ...item, limits: { ...usual, ...defined(limits) } };
}

function missingSecrets({ connections, security, auth }: FactoryParts, env: NonNullable<LoadOptions['env']>): string[] {
  const named: (readonly [key: string, source: SecretSource | null, open?: typeof openSecret])[] = Object.values(
    connections,
  )
    .filter((item) => item !== undefined)
    .flatMap(({ name, isSimulated, secret, token, webhook }) => [
      ...(isSimulated
        ? []
        : ([
            [`connections.${name}.secret`, secret],
            [`connections.${name}.token`, token],
          ] as const)),
      [`connections.${name}.webhook`, webhook, openWebhookSecret] as const,
    ]);
  const keys = (security?.subgraphKeys ?? []).map((source, i): (typeof named)[number] => [
    `security.subgraphKeys.${i}`,
    source,
  ]);
  const secrets = [...named, ...keys].flatMap(([key, source, open = openSecret]) => {
    if (!source) return [];
    try {
      open(source, key, env);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  });
  return [...secrets, ...unreadableKey(auth?.publicKeyFile ?? null)];
}

function unreadableKey(path: string | null): string[] {
  if (path === null) return [];
  try {
    createPublicKey(readFileSync(path, 'utf8'));
    return [];
  } catch {
    return [`auth.publicKeyFile: the file ${path} cannot be read or is no public key`];
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}

export { REAL_LIMITS, SIMULATOR_LIMITS };
