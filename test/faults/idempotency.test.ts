import { afterAll, beforeAll, expect, test } from 'vitest';
import { businessProblem } from '../../lib/problem.ts';
import { type EffectLayer, openEffectLayer, testCaller } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { commandOf } from '../kit/ledger-view.ts';
import { ownDatabase } from '../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;
beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url);
});
afterAll(() => effects.close());

const newKey = () => `key-${crypto.randomUUID()}`;
const effectsOf = (note: string) => effects.journal.filter((effect) => effect.note === note).length;
const codes = (result: { problems: readonly { code: string }[] }) => result.problems.map((problem) => problem.code);

test('E1 40 submissions with one key at once are one command and one effect', async () => {
  const key = newKey();
  const results = await Promise.all(Array.from({ length: 40 }, () => layer.make({ note: 'e1' }, { key })));
  expect(new Set(results.map((result) => result.commandId)).size).toBe(1);
  expect(results.filter((result) => !result.isReplay)).toHaveLength(1);
  expect(results.flatMap(codes)).toEqual([]);
  await layer.worker?.runOnce();
  expect(effectsOf('e1')).toBe(1);
});

test('E2 the same key with another payload is refused, and the first command is untouched', async () => {
  const key = newKey();
  const first = await layer.make({ note: 'e2' }, { key });
  const before = await commandOf(database.db, first.commandId);
  const second = await layer.make({ note: 'e2 other' }, { key });
  expect(second).toMatchObject({ commandId: null, isReplay: false });
  expect(second.problems).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED', rule: 'C-01', path: ['idempotencyKey'] }]);
  expect(await commandOf(database.db, first.commandId)).toEqual(before);
  await layer.worker?.runOnce();
  expect([effectsOf('e2'), effectsOf('e2 other')]).toEqual([1, 0]);
});

test('E2 another override is another payload', async () => {
  const key = newKey();
  const overrides = [{ code: 'STOCK_SHORT', reason: 'counted by hand' }];
  expect((await layer.make({ note: 'e2 override' }, { key })).commandId).not.toBeNull();
  expect(codes(await layer.make({ note: 'e2 override' }, { key, overrides }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
});

test('E3 the order of the fields makes no other payload', async () => {
  const key = newKey();
  const submit = (raw: object) =>
    layer.submit({
      type: 'makeEffects',
      raw,
      idempotencyKey: key,
      overrides: [],
      isDryRun: false,
      caller: testCaller(),
    });
  const first = await submit({ plantCode: 'P1', order: 'O-3', note: 'e3', steps: 1 });
  const second = await submit({ steps: 1, note: 'e3', order: 'O-3', plantCode: 'P1' });
  expect(second).toEqual({ commandId: first.commandId, isReplay: true, problems: [] });
});

test('E4 the same key of another client is another command, and says nothing about the first', async () => {
  const key = newKey();
  const mes = await layer.make({ note: 'e4' }, { key });
  const other = await layer.make({ note: 'e4 other' }, { key, caller: testCaller({ clientId: 'planning' }) });
  expect(other.problems).toEqual([]);
  expect(other.isReplay).toBe(false);
  expect(other.commandId).not.toBe(mes.commandId);
});

test.each([
  ['none', ''],
  ['a short one', 'fifteen-letters'],
  ['one of 10 KB', 'x'.repeat(10_240)],
  ['one with a control character', 'sixteen-letters\n.'],
  ['one that is not ASCII', 'sechzehn-zeichen-ä'],
])('E5 of a bad key, %s, nothing is recorded', async (_name, key) => {
  const before = await database.db.selectFrom('command').select('id').execute();
  const result = await layer.make({ note: 'e5' }, { key: key === '' ? ' ' : key });
  expect(result.commandId).toBeNull();
  expect(codes(result)).toEqual(['IDEMPOTENCY_KEY_INVALID']);
  expect(await database.db.selectFrom('command').select('id').execute()).toHaveLength(before.length);
});

test('E6 a key comes again after success: the same command, no second effect', async () => {
  const key = newKey();
  const first = await layer.make({ note: 'e6 success' }, { key });
  await layer.worker?.runOnce();
  expect(await layer.make({ note: 'e6 success' }, { key })).toMatchObject({
    commandId: first.commandId,
    isReplay: true,
  });
  await layer.worker?.runOnce();
  expect((await commandOf(database.db, first.commandId)).status).toBe('SUCCEEDED');
  expect(effectsOf('e6 success')).toBe(1);
});

test('E6 a key comes again after a rejection: the same command, still rejected', async () => {
  const key = newKey();
  const input = { note: 'e6 rejected', findings: [businessProblem('ORDER_NOT_OPEN', 'it is closed')] };
  const first = await layer.make(input, { key });
  await layer.worker?.runOnce();
  expect(await layer.make(input, { key })).toMatchObject({ commandId: first.commandId, isReplay: true });
  await layer.worker?.runOnce();
  expect(await commandOf(database.db, first.commandId)).toMatchObject({
    status: 'REJECTED',
    problems: [{ code: 'ORDER_NOT_OPEN' }],
  });
  expect(effectsOf('e6 rejected')).toBe(0);
});

test('E6 a key comes again while the command runs: the same command, no second run', async () => {
  const key = newKey();
  effects.trouble = ({ note }) => (note === 'e6 running' ? { slowMs: 200 } : null);
  const first = await layer.make({ note: 'e6 running', order: 'O-6' }, { key });
  const running = layer.worker?.runOnce();
  await expect.poll(async () => (await commandOf(database.db, first.commandId)).status).toBe('RUNNING');
  expect(await layer.make({ note: 'e6 running', order: 'O-6' }, { key })).toMatchObject({
    commandId: first.commandId,
    isReplay: true,
  });
  await running;
  await layer.worker?.runOnce();
  effects.trouble = () => null;
  expect(effectsOf('e6 running')).toBe(1);
});

test('E10 what the door refused has not used up its key', async () => {
  const key = newKey();
  expect((await layer.make({ note: 'e10', order: '' }, { key })).commandId).toBeNull();
  expect((await layer.make({ note: 'e10', order: 'O-10' }, { key })).commandId).not.toBeNull();
});

test('a plant that is not there and one that the caller may not see are refused alike', async () => {
  const unknown = await layer.make({ plantCode: 'P9' });
  const hidden = await layer.make({ plantCode: 'P2' }, { caller: testCaller({ plants: ['P1'] }) });
  expect(unknown.problems).toMatchObject([{ code: 'PLANT_NOT_FOUND', rule: 'C-03' }]);
  expect(JSON.stringify(hidden).replaceAll('P2', 'P9')).toBe(JSON.stringify(unknown));
});

test('a caller without the scope is refused', async () => {
  const result = await layer.make({}, { caller: testCaller({ scopes: ['production:read'] }) });
  expect(result).toMatchObject({ commandId: null, problems: [{ code: 'FORBIDDEN' }] });
});

test('a dry run answers with all findings and records nothing', async () => {
  const before = await database.db.selectFrom('command').select('id').execute();
  const findings = [
    businessProblem('ORDER_NOT_OPEN', 'closed'),
    businessProblem('STOCK_SHORT', 'short', { severity: 'WARNING' }),
  ];
  const result = await layer.make({ note: 'dry', findings }, { isDryRun: true });
  expect(codes(result)).toEqual(['ORDER_NOT_OPEN', 'STOCK_SHORT']);
  expect(result.commandId).toBeNull();
  expect(await database.db.selectFrom('command').select('id').execute()).toHaveLength(before.length);
});
