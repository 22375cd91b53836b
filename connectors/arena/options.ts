import type { UnitNames } from '../../lib/units.ts';
import type { WriteLimits } from '../ports.ts';
import type { QualityProfile } from './quality-profile.ts';

export interface ArenaOptions {
  readonly connection: string;
  /** Of the server, or of its `/v1`. */
  readonly url: string;
  /** E-mail address of the integration user. Another login of the same user ends the hub's session. */
  readonly login: string;
  /** The user's password; read for every login. */
  readonly secret: () => string;
  /** Left out: the user's current workspace. */
  readonly workspaceId?: number;
  /** Unit names of this workspace and what they mean, beside the common ones. */
  readonly units: UnitNames;
  readonly limits: WriteLimits & { concurrency: number; readTimeoutMs: number; requestsPerSecond?: number | null };
  /** How this workspace writes down nonconformances; left out: the names of `defaultQualityProfile`. */
  readonly quality?: QualityProfile;
}
