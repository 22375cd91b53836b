import type { WriteLimits } from '../ports.ts';

export interface OpenmesOptions {
  readonly connection: string;
  /** The plant whose MES this is. */
  readonly plantCode: string;
  /** Of the server, or of its `/api/v1`. */
  readonly url: string;
  /** API key and, after white space, a user token (role Supervisor or Admin). Read for every call. */
  readonly secret: () => string;
  /** Unit names of this MES to UN/CEFACT codes, beside the common ones. */
  readonly units: Readonly<Record<string, string>>;
  readonly limits: WriteLimits & { concurrency: number; readTimeoutMs: number; requestsPerSecond?: number | null };
}
