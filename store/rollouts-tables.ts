import type { ColumnType, Generated } from 'kysely';

export type RolloutState =
  | 'SCHEDULED'
  | 'AWAITING_APPROVAL'
  | 'ACTIVATING'
  | 'ACTIVE'
  | 'BLOCKED'
  | 'PARTIAL'
  | 'ROLLED_BACK';

/** Migration 041: one plant of one release. The row with the highest `seq` of a change and plant counts. */
export interface RolloutTable {
  release_command: string;
  plant: string;
  seq: Generated<string>;
  change_number: string;
  /** Of what engineering had when the release was checked first. */
  content_hash: string;
  state: RolloutState;
  activates_at: Date | null;
  activated_at: Date | null;
  plant_command: string | null;
}

/** Migration 041. */
export interface RolloutItemTable {
  release_command: string;
  plant: string;
  item_number: string;
  to_revision: string;
  state: RolloutState;
  problems: ColumnType<unknown, string | undefined, string>;
}
