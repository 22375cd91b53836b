import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EffectLayer, openEffectLayer } from '../../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../../kit/effects.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;
beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url);
});
afterAll(() => effects.close());

test('a command goes from QUEUED over RUNNING to SUCCEEDED, and leaves one effect', async () => {
  const { commandId } = await layer.make({ note: 'first' });
  expect(await layer.worker?.runOnce()).toBe(1);
  const command = await database.db
    .selectFrom('command')
    .selectAll()
    .where('id', '=', commandId)
    .executeTakeFirstOrThrow();
  expect(command).toMatchObject({ status: 'SUCCEEDED' });
  expect(effects.journal).toHaveLength(1);
});
