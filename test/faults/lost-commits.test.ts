import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { type CutProxy, startCutProxy } from '../kit/cut-proxy.ts';
import { type EffectLayer, openEffectLayer, QUICK_LIMITS } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { commandOf, path, stepsOf, until } from '../kit/ledger-view.ts';
import { ownDatabase } from '../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let proxy: CutProxy;
let db: HubDatabase;
let layer: EffectLayer;

beforeAll(async () => {
  effects = await startEffects();
  proxy = await startCutProxy(database.url);
  db = createDatabase(proxy.url);
  layer = await openEffectLayer(db, effects.url, {
    limits: QUICK_LIMITS,
    pollMs: 50,
    sweepMs: 100,
    log: createLog('silent'),
  });
  await layer.start();
});
afterAll(async () => {
  await layer.stop();
  await db.destroy();
  await proxy.close();
  await effects.close();
});

const effectsOf = (note: string) => effects.journal.filter((effect) => effect.note === note).length;
const make = (note: string, options?: { key: string }) => layer.make({ order: note, note }, options);

test('D1 with the database away nothing is accepted, and the answer says to come again', async () => {
  const away = createDatabase('postgres://nobody@127.0.0.1:1/none');
  const door = await openEffectLayer(away, effects.url, { runsCommands: false });
  await expect(door.make({ note: 'd1' })).rejects.toMatchObject({
    extensions: { code: 'BACKEND_UNAVAILABLE', system: 'HUB', isRetryable: true },
  });
  await away.destroy();
});

test('D2 the answer to an accept is lost: one command, whoever asks again', async () => {
  const key = `key-${crypto.randomUUID()}`;
  const before = proxy.cuts;
  proxy.cutAnswerTo('hub.accept');
  const first = await make('d2', { key });
  expect(proxy.cuts).toBe(before + 1);
  expect(await make('d2', { key })).toEqual({ commandId: first.commandId, isReplay: true, problems: [] });
  await until(database.db, first.commandId, 'SUCCEEDED');
  expect(effectsOf('d2')).toBe(1);
});

test('D3 the answer to an intent is lost: nothing is sent on it, and it is looked up first', async () => {
  const before = proxy.cuts;
  proxy.cutAnswerTo('hub.intent');
  const { commandId } = await make('d3');
  await until(database.db, commandId, 'SUCCEEDED');
  expect(proxy.cuts).toBe(before + 1);
  expect(await path(database.db, commandId)).toContain('IN_DOUBT');
  expect(await stepsOf(database.db, commandId)).toMatchObject([{ attempts: 2, state: 'APPLIED' }]);
  expect(effectsOf('d3')).toBe(1);
});

test.each(['settle', 'finish', 'plan', 'claim'])(
  'D4 the answer to %s is lost: one effect, and success',
  async (call) => {
    const before = proxy.cuts;
    const note = `d4 ${call}`;
    proxy.cutAnswerTo(`hub.${call}`);
    const { commandId } = await make(note);
    await until(database.db, commandId, 'SUCCEEDED');
    expect(proxy.cuts).toBe(before + 1);
    expect(effectsOf(note)).toBe(1);
    expect((await commandOf(database.db, commandId)).problems).toEqual([]);
  },
);

test('A15 a worker ends within its deadline while the database is away', async () => {
  const away = await startCutProxy(database.url);
  const through = createDatabase(away.url);
  const worker = await openEffectLayer(through, effects.url, { pollMs: 20, sweepMs: 20, log: createLog('silent') });
  await worker.start();
  const { commandId } = await worker.make({ order: 'a15', note: 'a15' });
  await until(database.db, commandId, 'SUCCEEDED');
  await away.close();
  await worker.stop(2_000); // ends with the test's own time-out where it does not
  void through.destroy().catch(() => {});
});
