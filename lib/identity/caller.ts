import { GraphError } from '../errors.ts';

/** Who asks, as the access token says. */
export interface Caller {
  readonly sub: string;
  readonly clientId: string;
  /** `domain:action`, for example "production:write". */
  readonly scopes: ReadonlySet<string>;
  /** Plant codes that the caller may see. */
  readonly plants: ReadonlySet<string>;
  /** When the token ends, epoch seconds. */
  readonly expiresAt: number;
}

export const DOMAINS = [
  'engineering',
  'production',
  'inventory',
  'quality',
  'purchasing',
  'maintenance',
  'finance',
  'commands',
] as const;
export type Domain = (typeof DOMAINS)[number];

/** Errors: GraphError FORBIDDEN that names the scope. */
export function requireScope(caller: Caller, scope: string): void {
  if (!caller.scopes.has(scope)) throw new GraphError('FORBIDDEN', `This needs the scope ${scope}`);
}

/** The plant of a record that is shown or written lies in the caller's plants claim. */
export function mayReadPlant(caller: Caller, plantCode: string): boolean {
  return caller.plants.has(plantCode);
}

/** True with `domain:read`, and with any other scope of the domain: who may act there may look there. */
export function isDomainRead(caller: Caller, domain: Domain): boolean {
  if (caller.scopes.has(`${domain}:read`)) return true;
  for (const scope of caller.scopes) if (scope.startsWith(`${domain}:`)) return true;
  return false;
}

/** Errors: GraphError FORBIDDEN that names the scope. */
export function requireDomainRead(caller: Caller, domain: Domain): void {
  if (!isDomainRead(caller, domain)) throw new GraphError('FORBIDDEN', `This needs the scope ${domain}:read`);
}

/** The same for callers who may see the same. */
export const rightsOf = ({ plants, scopes }: Caller): string =>
  JSON.stringify([[...plants].sort(), [...scopes].sort()]);

/** Nobody: no scopes and no plants. */
export const ANONYMOUS: Caller = {
  sub: 'anonymous',
  clientId: 'anonymous',
  scopes: new Set(),
  plants: new Set(),
  expiresAt: Number.POSITIVE_INFINITY,
};
