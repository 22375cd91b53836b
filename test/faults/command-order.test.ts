import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EffectLayer, openEffectLayer, QUICK_LIMITS, testCaller } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { brokenChains, commandOf, path, settled, until } from '../kit/ledger-view.ts';
import { ownDatabase } from '../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;
beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url, { limits: QUICK_LIMITS, pollMs: 100, sweepMs: 200 });
  await layer.start();
});
afterEach(() => {
  effects.trouble = () => null;
});
afterAll(async () => {
  await layer.stop();
  await effects.close();
});

const approver = testCaller({ sub: 'ann', scopes: ['production:write', 'commands:approve', 'commands:read'] });
const risky = (order: string) => layer.make({ order, note: order }, { type: 'makeRiskyEffects' });

test('F7 100 commands of one order at once take effect in the order in which they were accepted', async () => {
  const made = await Promise.all(
    Array.from({ length: 100 }, (_, index) => layer.make({ order: 'F7', note: `f7-${index}` })),
  );
  await settled(database.db);
  const turns = await database.db
    .selectFrom('command_aggregate')
    .innerJoin('command', 'command.id', 'command_aggregate.command_id')
    .select(['command.id', 'command.input'])
    .where('aggregate_key', '=', 'order:P1:F7')
    .orderBy('command_aggregate.seq')
    .execute();
  expect(new Set(made.map((result) => result.commandId))).toEqual(new Set(turns.map((turn) => turn.id)));
  expect(effects.journal.filter((effect) => effect.order === 'F7').map((effect) => effect.note)).toEqual(
    turns.map((turn) => (turn.input as { note: string }).note),
  );
  expect(await brokenChains(database.db)).toEqual([]);
});

test('F8 a command in doubt holds up its own order and no other', async () => {
  effects.trouble = ({ note, n }) => (note === 'f8 head' && n > 0 ? { lateMs: 300 } : null);
  const head = await layer.make({ order: 'F8', note: 'f8 head' });
  await until(database.db, head.commandId, 'IN_DOUBT', 'SUCCEEDED');
  const behind = await layer.make({ order: 'F8', note: 'f8 behind' });
  const others = await Promise.all(
    Array.from({ length: 5 }, (_, index) => layer.make({ order: `F8-${index}`, note: 'f8 other' })),
  );
  for (const other of others) await until(database.db, other.commandId, 'SUCCEEDED');
  await until(database.db, behind.commandId, 'SUCCEEDED');
  expect(await path(database.db, head.commandId)).toContain('IN_DOUBT');
  expect(effects.journal.filter((effect) => effect.order === 'F8').map((effect) => effect.note)).toEqual([
    'f8 head',
    'f8 behind',
  ]);
  const [headRow, behindRow] = await Promise.all(
    [head, behind].map(({ commandId }) => commandOf(database.db, commandId)),
  );
  expect(behindRow?.finished_at?.getTime()).toBeGreaterThanOrEqual(headRow?.finished_at?.getTime() ?? Number.NaN);
});

test('B19 a plant with a slow back end and a long backlog holds up no other plant', async () => {
  effects.trouble = ({ note }) => (note === 'b19 slow' ? { slowMs: 250 } : null);
  const slow = await Promise.all(
    Array.from({ length: 60 }, (_, n) => layer.make({ plantCode: 'P1', order: `B19-${n}`, note: 'b19 slow' })),
  );
  const { commandId } = await layer.make({ plantCode: 'P2', order: 'B19', note: 'b19 quick' });
  await until(database.db, commandId, 'SUCCEEDED');
  const { n } = await database.db
    .selectFrom('command')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('status', '!=', 'SUCCEEDED')
    .where(
      'id',
      'in',
      slow.map(({ commandId: id }) => id ?? ''),
    )
    .executeTakeFirstOrThrow();
  expect(Number(n)).toBeGreaterThan(0);
  await settled(database.db);
});

test('a command that touches two orders waits for both, and both wait for it', async () => {
  effects.trouble = ({ note }) => (note === 'two first' ? { slowMs: 300 } : null);
  await layer.make({ order: 'T1', note: 'two first' });
  await layer.make({ order: 'T1+T2', note: 'two both' });
  await layer.make({ order: 'T2', note: 'two last' });
  await settled(database.db);
  expect(effects.journal.filter((effect) => effect.note.startsWith('two')).map((effect) => effect.note)).toEqual([
    'two first',
    'two both',
    'two last',
  ]);
});

test('F1 who requested a command of high risk may not approve it', async () => {
  const { commandId } = await risky('F1');
  const { fingerprint } = await until(database.db, commandId, 'PENDING_APPROVAL');
  const requester = testCaller({ scopes: ['production:write', 'commands:approve', 'commands:read'] });
  const own = await layer.approve({ id: commandId ?? '', fingerprint, comment: null, caller: requester });
  expect(own.problems).toMatchObject([{ code: 'APPROVER_IS_REQUESTER' }]);
  expect((await commandOf(database.db, commandId)).status).toBe('PENDING_APPROVAL');
  expect(effects.journal.some((effect) => effect.note === 'F1')).toBe(false);
  await layer.decline({ id: commandId ?? '', comment: 'test is over', caller: approver });
});

test('F2 an approval of something else than what is stored is refused', async () => {
  const { commandId } = await risky('F2');
  const { fingerprint } = await until(database.db, commandId, 'PENDING_APPROVAL');
  const id = commandId ?? '';
  const wrong = await layer.approve({ id, fingerprint: 'f'.repeat(64), comment: null, caller: approver });
  expect(wrong.problems).toMatchObject([{ code: 'FINGERPRINT_MISMATCH' }]);
  expect((await layer.approve({ id, fingerprint, comment: 'seen', caller: approver })).problems).toEqual([]);
  const done = await until(database.db, commandId, 'SUCCEEDED');
  expect(done.approved_by).toBe('ann');
  expect(await path(database.db, commandId)).toEqual([
    ...['QUEUED', 'RUNNING', 'PENDING_APPROVAL'],
    ...['QUEUED', 'RUNNING', 'SUCCEEDED'],
  ]);
});

test.each([
  ['the scope to approve', ['production:write', 'commands:read']],
  ['the scope of the command', ['commands:approve', 'commands:read']],
])('F3 an approver who has lost %s is refused', async (_name, scopes) => {
  const { commandId } = await risky(`F3-${scopes.length}-${scopes[0]}`);
  const { fingerprint } = await until(database.db, commandId, 'PENDING_APPROVAL');
  const caller = testCaller({ sub: 'ann', scopes });
  const answer = await layer.approve({ id: commandId ?? '', fingerprint, comment: null, caller });
  expect(answer.problems).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await commandOf(database.db, commandId)).status).toBe('PENDING_APPROVAL');
});

test('F4 of an approval and a decline at once, one counts', async () => {
  const { commandId } = await risky('F4');
  const { fingerprint } = await until(database.db, commandId, 'PENDING_APPROVAL');
  const id = commandId ?? '';
  const answers = await Promise.all([
    layer.approve({ id, fingerprint, comment: null, caller: approver }),
    layer.decline({ id, comment: 'no', caller: approver }),
  ]);
  expect(answers.filter((answer) => answer.problems.length === 0)).toHaveLength(1);
  const end = await until(database.db, commandId, 'SUCCEEDED', 'CANCELLED');
  expect(effects.journal.filter((effect) => effect.note === 'F4')).toHaveLength(end.status === 'SUCCEEDED' ? 1 : 0);
});

test('a command that was declined ends CANCELLED with the reason DECLINED', async () => {
  const { commandId } = await risky('declined');
  await until(database.db, commandId, 'PENDING_APPROVAL');
  await layer.decline({ id: commandId ?? '', comment: 'not now', caller: approver });
  expect(await commandOf(database.db, commandId)).toMatchObject({ status: 'CANCELLED', reason: 'DECLINED' });
});

test('F11 a running command cannot be cancelled, one that waits can', async () => {
  effects.trouble = ({ note }) => (note === 'f11 runs' ? { slowMs: 300 } : null);
  const runs = await layer.make({ order: 'F11', note: 'f11 runs' });
  const waits = await layer.make({ order: 'F11', note: 'f11 waits' });
  await until(database.db, runs.commandId, 'RUNNING');
  const cancel = (id: string | null) => layer.cancel({ id: id ?? '', reason: 'a mistake', caller: testCaller() });
  expect((await cancel(runs.commandId)).problems).toMatchObject([{ code: 'COMMAND_STATE' }]);
  expect((await cancel(waits.commandId)).problems).toEqual([]);
  await until(database.db, runs.commandId, 'SUCCEEDED');
  expect((await cancel(runs.commandId)).problems).toMatchObject([{ code: 'COMMAND_STATE' }]);
  expect((await commandOf(database.db, waits.commandId)).status).toBe('CANCELLED');
  expect(effects.journal.filter((effect) => effect.order === 'F11').map((effect) => effect.note)).toEqual(['f11 runs']);
});

test('F11 only who requested it, or an operator, may cancel', async () => {
  effects.trouble = ({ note }) => (note === 'f11 head' ? { slowMs: 300 } : null);
  await layer.make({ order: 'F11b', note: 'f11 head' });
  const { commandId } = await layer.make({ order: 'F11b', note: 'f11 other' });
  const id = commandId ?? '';
  const colleague = testCaller({ sub: 'tom' });
  expect((await layer.cancel({ id, reason: 'x', caller: colleague })).problems).toMatchObject([{ code: 'FORBIDDEN' }]);
  const stranger = testCaller({ sub: 'tom', plants: ['P2'] });
  expect(await layer.cancel({ id, reason: 'x', caller: stranger })).toMatchObject({
    commandId: null,
    problems: [{ code: 'COMMAND_NOT_FOUND' }],
  });
  const operator = testCaller({ sub: 'olga', scopes: ['commands:operate', 'commands:read'] });
  expect((await layer.cancel({ id, reason: 'x', caller: operator })).problems).toEqual([]);
});
