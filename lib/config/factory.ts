import type { UnitNames } from '../units.ts';

/** The factory as configured; see docs/configuration.md. Checked by lib/config/load.ts. */
export interface FactoryConfig {
  plants: FactoryPlant[];
  connections: Record<string, ConnectionConfig>;
  /** Names of connections. */
  plm: string | null;
  qms: string | null;
  security: SecurityConfig;
  auth: AuthConfig | null;
  subgraphs: Record<string, { url: string }>;
}

export interface FactoryPlant {
  code: string;
  name: string;
  /** IANA name. */
  timeZone: string;
  erp: { connection: string; warehouse: string };
  /** `lines`: of the MES, which are the plant's; null: all of them, since no other plant is on this MES. */
  mes: { connection: string; lines: string[] | null } | null;
  policy: PlantPolicy;
}

export type RuleSeverity = 'error' | 'warning' | 'note' | 'off';

export interface PlantPolicy {
  /** Share of the planned quantity, for example "0.05". */
  overTolerance: string;
  backdateDays: number;
  negativeStock: 'reject' | 'park' | 'allow';
  /**
   * What becomes of a quantity that the ERP can only book rounded: of what was reported, and of what the hub computes for
   * components that were not.
   */
  rounding: { reported: 'refuse' | 'note'; backflush: 'refuse' | 'note' };
  /** Half-open, RFC 3339: no engineering change is activated within. */
  freeze: { from: string; to: string; reason: string }[];
  /** Severity per rule where it differs from the rule's own, for example { "PC-06": "warning" }. */
  rules: Record<string, RuleSeverity>;
}

export interface ConnectionConfig {
  name: string;
  kind: 'odoo' | 'arena' | 'openmes';
  url: string | null;
  /** The hub starts a simulator itself, on a free port. */
  isSimulated: boolean;
  database: string | null;
  login: string | null;
  secret: SecretSource | null;
  /** OpenMES: the token of a user, beside the API key, for stops and lots. */
  token: SecretSource | null;
  /** Odoo: 17, 18 or 19 for a simulator. */
  version: string | null;
  /** Odoo: modules that a simulator has beside the usual ones. */
  modules: string[];
  /** Odoo: json2 or jsonrpc; null is chosen by probing. */
  transport: 'json2' | 'jsonrpc' | null;
  /** What the customer's unit names mean. */
  units: UnitNames;
  /** Odoo: what its webhook's URL ends in, so that nobody else can send hints; null: it may send none. */
  webhook: SecretSource | null;
  polling: PollingConfig;
  limits: ConnectionLimits;
}

export type SecretSource = { env: string } | { file: string } | { demo: string };

export interface ConnectionLimits {
  /** Reads under way at once. */
  concurrency: number;
  requestsPerSecond: number | null;
  readTimeoutMs: number;
  rpcMaxMs: number;
  quiescenceMs: number;
  leaseMs: number;
}

export interface PollingConfig {
  /** From one poll to the next while the plants are active, and at most. */
  minMs: number;
  maxMs: number;
  /** Odoo: from one sweep for deletions to the next while the plants are active; six times as long where they are idle. */
  sweepMs: number;
}

export interface SecurityConfig {
  mode: 'development' | 'production';
  allowedOrigins: string[];
  /** What a gateway signs with for subgraphs elsewhere; the one before may be kept while it is changed. */
  subgraphKeys: SecretSource[];
}

export interface AuthConfig {
  issuer: string;
  audience: string;
  jwksUrl: string | null;
  publicKeyFile: string | null;
  maxLifetimeMinutes: number;
}
