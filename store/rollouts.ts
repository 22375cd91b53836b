import type { HubDatabase } from './db.ts';
import type { RolloutState } from './rollouts-tables.ts';

/** Where the latest release of a change stands at one plant. */
export interface Rollout {
  changeNumber: string;
  plantCode: string;
  state: RolloutState;
  activatesAt: Date | null;
  activatedAt: Date | null;
  releaseCommandId: string;
  /** The plant's own command; null before the release was approved. */
  commandId: string | null;
  contentHash: string;
  /** By item number. */
  items: RolloutItem[];
}

export interface RolloutItem {
  itemNumber: string;
  toRevision: string;
  state: RolloutState;
  /** Problems, as the graph has them. */
  problems: unknown[];
}

/** By change and plant; of each, the latest release. `plants`: those that may be seen. */
export async function rolloutsOf(
  db: HubDatabase,
  changeNumbers: readonly string[],
  plants: readonly string[],
): Promise<Rollout[]> {
  if (changeNumbers.length === 0 || plants.length === 0) return [];
  const rows = await db
    .selectFrom('rollout')
    .distinctOn(['change_number', 'plant'])
    .selectAll()
    .where('change_number', 'in', [...changeNumbers])
    .where('plant', 'in', [...plants])
    .orderBy('change_number')
    .orderBy('plant')
    .orderBy('seq', 'desc')
    .execute();
  return withItems(db, rows);
}

/** The plants of one release, all of them. */
export async function rolloutsOfRelease(db: HubDatabase, releaseCommandId: string): Promise<Rollout[]> {
  const rows = await db
    .selectFrom('rollout')
    .selectAll()
    .where('release_command', '=', releaseCommandId)
    .orderBy('plant')
    .execute();
  return withItems(db, rows);
}

type Row = {
  release_command: string;
  plant: string;
  change_number: string;
  content_hash: string;
  state: RolloutState;
  activates_at: Date | null;
  activated_at: Date | null;
  plant_command: string | null;
};

async function withItems(db: HubDatabase, rows: readonly Row[]): Promise<Rollout[]> {
  if (rows.length === 0) return [];
  const items = await db
    .selectFrom('rollout_item')
    .selectAll()
    .where(
      'release_command',
      'in',
      rows.map((row) => row.release_command),
    )
    .orderBy('item_number')
    .execute();
  return rows.map((row) => ({
    changeNumber: row.change_number,
    plantCode: row.plant,
    state: row.state,
    activatesAt: row.activates_at,
    activatedAt: row.activated_at,
    releaseCommandId: row.release_command,
    commandId: row.plant_command,
    contentHash: row.content_hash,
    items: items
      .filter((item) => item.release_command === row.release_command && item.plant === row.plant)
      .map((item) => ({
        itemNumber: item.item_number,
        toRevision: item.to_revision,
        state: item.state,
        problems: item.problems as unknown[],
      })),
  }));
}
