import type { Problem } from '../lib/problem.ts';
import type { Transaction } from './db.ts';
import type { RolloutState } from './rollouts-tables.ts';

export interface NewRollout {
  releaseCommandId: string;
  plantCode: string;
  changeNumber: string;
  contentHash: string;
  state: RolloutState;
  activatesAt: Date | null;
  items: readonly { itemNumber: string; toRevision: string }[];
}

/** A release's rows for its plants; what stands there already is left as it is. */
export async function insertRollouts(tx: Transaction, rollouts: readonly NewRollout[]): Promise<void> {
  for (const rollout of rollouts) {
    const { releaseCommandId: release_command, plantCode: plant, state } = rollout;
    await tx
      .insertInto('rollout')
      .values({
        release_command,
        plant,
        change_number: rollout.changeNumber,
        content_hash: rollout.contentHash,
        state,
        activates_at: rollout.activatesAt,
        activated_at: null,
        plant_command: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const items = rollout.items.map(({ itemNumber, toRevision }) => ({
      release_command,
      plant,
      item_number: itemNumber,
      to_revision: toRevision,
      state,
    }));
    if (items.length === 0) continue;
    await tx
      .insertInto('rollout_item')
      .values(items)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** A plant of a release with all its items. */
export async function setRollout(
  tx: Transaction,
  key: { releaseCommandId: string; plantCode: string },
  to: { state: RolloutState; activatesAt?: Date; activatedAt?: Date; commandId?: string },
): Promise<void> {
  await tx
    .updateTable('rollout')
    .set({
      state: to.state,
      ...(to.activatesAt === undefined ? {} : { activates_at: to.activatesAt }),
      ...(to.activatedAt === undefined ? {} : { activated_at: to.activatedAt }),
      ...(to.commandId === undefined ? {} : { plant_command: to.commandId }),
    })
    .where('release_command', '=', key.releaseCommandId)
    .where('plant', '=', key.plantCode)
    .execute();
  await tx
    .updateTable('rollout_item')
    .set({ state: to.state })
    .where('release_command', '=', key.releaseCommandId)
    .where('plant', '=', key.plantCode)
    .execute();
}

export async function setRolloutItem(
  tx: Transaction,
  key: { releaseCommandId: string; plantCode: string; itemNumber: string },
  to: { state: RolloutState; problems: readonly Problem[] },
): Promise<void> {
  await tx
    .updateTable('rollout_item')
    .set({ state: to.state, problems: JSON.stringify(to.problems) })
    .where('release_command', '=', key.releaseCommandId)
    .where('plant', '=', key.plantCode)
    .where('item_number', '=', key.itemNumber)
    .execute();
}

/** Of a release that came to nothing: as if it had never been. */
export async function deleteRollouts(tx: Transaction, releaseCommandId: string): Promise<void> {
  await tx.deleteFrom('rollout').where('release_command', '=', releaseCommandId).execute();
}
