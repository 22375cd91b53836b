import type { Account } from '../../../../simulators/odoo/install/install.ts';
import type { IdMap } from './ids.ts';
import type { Outcome, Recording } from './recordings.ts';
import type { Scene } from './scene.ts';

/** A set of recordings: who called the real server and when, and what it had before the first call. */
export interface Occasion {
  /** Clients send dates that lie before or after it. */
  readonly recordedAt: Date;
  readonly accounts: readonly Account[];
  /** What the recorder did, or learned, before this call without recording it. */
  before(scene: Scene, recording: Recording): Promise<void>;
  /** What is learned from both answers beyond the ids that the comparison pairs. */
  after?(scene: Scene, recording: Recording, theirs: Outcome, ours: Outcome): Promise<void>;
  /** Puts up what the server had, and binds the ids of what both databases have from the start. */
  prepare(scene: Scene, ids: IdMap, version: 17 | 18 | 19): Promise<void>;
}
