import type { UnitNames } from '../../lib/units.ts';
import type { WriteLimits } from '../ports.ts';

/** Where an MES serves several plants, their lines tell which of them something happens at; null: it serves this one alone. */
export interface MesPlant {
  readonly code: string;
  readonly lines: readonly string[] | null;
}

export interface OpenmesOptions {
  readonly connection: string;
  /** The plants whose MES this is. */
  readonly plants: readonly MesPlant[];
  /** Of the server, or of its `/api/v1`. */
  readonly url: string;
  /** API key and, after white space, a user token (role Supervisor or Admin). Read for every call. */
  readonly secret: () => string;
  /** Unit names of this MES and what they mean, beside the common ones. */
  readonly units: UnitNames;
  readonly limits: WriteLimits & { concurrency: number; readTimeoutMs: number; requestsPerSecond?: number | null };
}

/** The plant of a line; undefined for a line that no plant has, and for an order that is on none yet where several share the MES. */
export const plantOfLine = (plants: readonly MesPlant[], line: string | null | undefined): string | undefined =>
  plants.find(({ lines }) => lines === null || (line != null && lines.includes(line)))?.code;
