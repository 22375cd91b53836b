import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ownDatabase } from '../test/kit/postgres.ts';
import { rolloutsOf, rolloutsOfRelease } from './rollouts.ts';
import { deleteRollouts, insertRollouts, type NewRollout, setRollout, setRolloutItem } from './rollouts-write.ts';

const database = ownDatabase();
const items = [
  { itemNumber: 'PUMP', toRevision: 'B' },
  { itemNumber: 'SEAL', toRevision: 'A' },
];
const rollout = (different: Partial<NewRollout> = {}): NewRollout => ({
  releaseCommandId: randomUUID(),
  plantCode: 'HAM',
  changeNumber: `ECO-${randomUUID().slice(0, 8)}`,
  contentHash: 'abc',
  state: 'AWAITING_APPROVAL',
  activatesAt: null,
  items,
  ...different,
});
const both = ['HAM', 'PUE'];

describe('rollouts', () => {
  test('are shown by plant, with their items, to those who may see the plant', async () => {
    const ham = rollout();
    await insertRollouts(database.db, [ham, { ...ham, plantCode: 'PUE' }]);
    const seen = await rolloutsOf(database.db, [ham.changeNumber], both);
    expect(seen.map((row) => row.plantCode)).toEqual(both);
    expect(seen[0]).toMatchObject({
      state: 'AWAITING_APPROVAL',
      commandId: null,
      items: [{ itemNumber: 'PUMP' }, { itemNumber: 'SEAL' }],
    });
    expect(await rolloutsOf(database.db, [ham.changeNumber], ['PUE'])).toHaveLength(1);
    expect(await rolloutsOf(database.db, [ham.changeNumber], [])).toEqual([]);
  });

  test('written again stay what they are', async () => {
    const first = rollout();
    await insertRollouts(database.db, [first]);
    await insertRollouts(database.db, [{ ...first, contentHash: 'other', state: 'SCHEDULED' }]);
    expect(await rolloutsOfRelease(database.db, first.releaseCommandId)).toMatchObject([
      { contentHash: 'abc', state: 'AWAITING_APPROVAL' },
    ]);
  });

  test('go on with all their items, or with one', async () => {
    const ham = rollout();
    await insertRollouts(database.db, [ham]);
    const commandId = randomUUID();
    const activatedAt = new Date('2026-03-01T06:00:00Z');
    await setRollout(database.db, ham, { state: 'PARTIAL', activatedAt, commandId });
    const problem = {
      class: 'BUSINESS',
      severity: 'ERROR',
      code: 'REVISION_GAP',
      message: 'gap',
      isRetryable: false,
    } as const;
    await setRolloutItem(database.db, { ...ham, itemNumber: 'SEAL' }, { state: 'BLOCKED', problems: [problem] });
    expect(await rolloutsOf(database.db, [ham.changeNumber], both)).toMatchObject([
      {
        state: 'PARTIAL',
        activatedAt,
        commandId,
        items: [
          { itemNumber: 'PUMP', state: 'PARTIAL', problems: [] },
          { itemNumber: 'SEAL', state: 'BLOCKED', problems: [{ code: 'REVISION_GAP' }] },
        ],
      },
    ]);
  });

  test('of the latest release count, and those before it again where it came to nothing', async () => {
    const first = rollout({ state: 'PARTIAL' });
    const second = rollout({ changeNumber: first.changeNumber });
    await insertRollouts(database.db, [first]);
    await insertRollouts(database.db, [second]);
    const state = async () => (await rolloutsOf(database.db, [first.changeNumber], both)).map((row) => row.state);
    expect(await state()).toEqual(['AWAITING_APPROVAL']);
    await deleteRollouts(database.db, second.releaseCommandId);
    expect(await state()).toEqual(['PARTIAL']);
  });
});
