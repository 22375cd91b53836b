import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AnyCommandDefinition } from '../../../commands/kit/types.ts';
import { businessProblem } from '../../../lib/problem.ts';
import {
  type EffectLayer,
  effectDefinitions,
  openEffectLayer,
  QUICK_LIMITS,
  testCaller,
} from '../../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../../kit/effects.ts';
import { brokenChains, commandOf, path, stepsOf, until } from '../../kit/ledger-view.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;

/** Waits for nothing but its input says so; told apart by type, with hooks. */
const [base] = effectDefinitions as unknown as [Record<string, unknown>];
const told: string[] = [];
const definitions = [
  ...effectDefinitions,
  { ...base, type: 'makeLater', notBefore: () => new Date(Date.now() + 1_500) },
  {
    ...base,
    type: 'makeShortLived',
    notBefore: () => new Date(Date.now() + 1),
    notAfter: () => new Date(Date.now() + 1_000),
  },
  { ...base, type: 'makeWaiting', waitMs: 1_500 },
  { ...base, type: 'makeShortRisky', risk: 'HIGH', notAfter: () => new Date(Date.now() + 3_000) },
  {
    ...base,
    type: 'makeChildren',
    plan: () => [],
    onAccept: async () => ({ events: [event('accepted')] }),
    onSucceeded: async () => ({
      events: [event('succeeded')],
      children: ['c2', 'c1'].map((order) => ({
        type: 'makeEffects',
        plantCode: 'P2',
        input: { plantCode: 'P2', order, orderNumber: order, note: 'child', steps: 1, findings: [] },
      })),
    }),
    onStopped: async () => ({ events: [event('stopped')] }),
    onStatus: async (_tx: unknown, { to }: { to: string }) => {
      told.push(to);
      return {};
    },
  },
] as unknown as AnyCommandDefinition[];
const event = (kind: string) => ({
  stream: 'system',
  plantCodes: ['P1'],
  payload: { kind, connection: 'x', message: 'x' },
});

beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url, {
    definitions,
    limits: QUICK_LIMITS,
    pollMs: 50,
    sweepMs: 100,
  });
  await layer.start();
});
afterEach(() => {
  effects.trouble = () => null;
});
afterAll(async () => {
  expect(await brokenChains(database.db)).toEqual([]);
  await layer.stop();
  await effects.close();
});

const effectsOf = (note: string) => effects.journal.filter((effect) => effect.note === note).length;
const once = (note: string, trouble: ReturnType<EffectsServer['trouble']>) => {
  let isDone = false;
  effects.trouble = (request) => {
    if (isDone || request.note !== note) return null;
    isDone = true;
    return trouble;
  };
};
const make = (
  note: string,
  input: Parameters<EffectLayer['make']>[0] = {},
  options: Parameters<EffectLayer['make']>[1] = {},
) => layer.make({ order: note, note, ...input }, options);
const finding = (severity: 'ERROR' | 'WARNING' | 'WAIT' | 'NOTE', code: string) =>
  businessProblem(code, code, { severity });

test('all failing rules together, and nothing posted', async () => {
  const findings = [finding('ERROR', 'LOT_ON_HOLD'), finding('NOTE', 'LATE'), finding('ERROR', 'STOCK_SHORT')];
  const { commandId } = await make('errors', { findings });
  const command = await until(database.db, commandId, 'REJECTED');
  expect(command.problems).toMatchObject([{ code: 'LOT_ON_HOLD' }, { code: 'LATE' }, { code: 'STOCK_SHORT' }]);
  expect(effectsOf('errors')).toBe(0);
});

test('a NOTE stays with a command that succeeds', async () => {
  const { commandId } = await make('note', { findings: [finding('NOTE', 'LATE')] });
  expect((await until(database.db, commandId, 'SUCCEEDED')).problems).toMatchObject([
    { severity: 'NOTE', code: 'LATE' },
  ]);
});

test('a WARNING stops unless it is overridden with a reason', async () => {
  const findings = [finding('WARNING', 'OVER_TOLERANCE')];
  const stopped = await make('warning', { findings });
  await until(database.db, stopped.commandId, 'REJECTED');
  const bare = await make('warning', { findings }, { overrides: [{ code: 'OVER_TOLERANCE', reason: ' ' }] });
  expect(bare.problems).toMatchObject([{ code: 'OVERRIDE_REASON_INVALID', path: ['overrides', '0', 'reason'] }]);
  const reason = 'counted twice';
  const forced = await make('warning', { findings }, { overrides: [{ code: 'OVER_TOLERANCE', reason }] });
  expect((await until(database.db, forced.commandId, 'SUCCEEDED')).problems).toMatchObject([
    { code: 'OVER_TOLERANCE' },
  ]);
  expect(effectsOf('warning')).toBe(1);
});

test('a WAIT keeps it queued, lets those behind it pass, and stops it when the wait is over', async () => {
  const waits = await make('wait', { findings: [finding('WAIT', 'PREDECESSOR_MISSING')] }, { type: 'makeWaiting' });
  const behind = await make('behind', { order: 'wait' });
  await until(database.db, behind.commandId, 'SUCCEEDED');
  const command = await until(database.db, waits.commandId, 'REJECTED');
  expect(command.problems).toMatchObject([{ code: 'PREDECESSOR_MISSING' }]);
  expect((await path(database.db, waits.commandId)).filter((status) => status === 'QUEUED').length).toBeGreaterThan(1);
});

test('B1 an answer that is lost after the effect: in doubt, then found', async () => {
  once('b1', 'cut-after');
  const { commandId } = await make('b1');
  await until(database.db, commandId, 'SUCCEEDED');
  expect(await path(database.db, commandId)).toContain('IN_DOUBT');
  expect(await stepsOf(database.db, commandId)).toMatchObject([{ certainty: 'PROBED', attempts: 1 }]);
  expect((await commandOf(database.db, commandId)).problems).toEqual([]);
  expect(effectsOf('b1')).toBe(1);
});

test('B2 B5 a request that never arrived: in doubt until the back end must be quiet, then posted', async () => {
  once('b2', 'cut-before');
  const { commandId } = await make('b2');
  await until(database.db, commandId, 'SUCCEEDED');
  expect(await stepsOf(database.db, commandId)).toMatchObject([{ certainty: 'CONFIRMED', attempts: 2 }]);
  expect(effectsOf('b2')).toBe(1);
});

test('B3 an effect that comes late, within the time that a back end may take, is not made again', async () => {
  once('b3', { lateMs: 500 });
  const { commandId } = await make('b3');
  await until(database.db, commandId, 'SUCCEEDED');
  expect(await stepsOf(database.db, commandId)).toMatchObject([{ certainty: 'PROBED', attempts: 1 }]);
  expect(effectsOf('b3')).toBe(1);
});

test('B4 a gateway error page after the effect is no answer: looked up', async () => {
  once('b4', 'html-after');
  const { commandId } = await make('b4');
  await until(database.db, commandId, 'SUCCEEDED');
  expect(await path(database.db, commandId)).toContain('IN_DOUBT');
  expect(effectsOf('b4')).toBe(1);
});

test('B11 a back end that is busy is asked again, and no attempt is burned', async () => {
  once('b11', 'busy');
  const { commandId } = await make('b11');
  const command = await until(database.db, commandId, 'SUCCEEDED');
  expect(command.attempts).toBe(0);
  expect(await path(database.db, commandId)).not.toContain('IN_DOUBT');
  expect(effectsOf('b11')).toBe(1);
});

test('what the back end refuses is rejected, with nothing posted', async () => {
  once('refused', 'refuse');
  const { commandId } = await make('refused');
  expect((await until(database.db, commandId, 'REJECTED')).problems).toMatchObject([{ code: 'REFUSED' }]);
  expect(await stepsOf(database.db, commandId)).toMatchObject([{ state: 'REFUSED', problem: { code: 'REFUSED' } }]);
});

test('F5 what is refused half way needs attention; a replay goes on with the step that is missing', async () => {
  let refusals = 1;
  effects.trouble = ({ note, marker }) =>
    note === 'partial' && marker.endsWith('-2') && refusals-- > 0 ? 'refuse' : null;
  const { commandId } = await make('partial', { steps: 2 });
  expect(await until(database.db, commandId, 'NEEDS_ATTENTION')).toMatchObject({ reason: 'PARTIAL' });
  const id = commandId ?? '';
  const stranger = await layer.replay({ id, caller: testCaller() });
  expect(stranger.problems).toMatchObject([{ code: 'FORBIDDEN' }]);
  const operator = testCaller({ sub: 'olga', scopes: ['commands:operate', 'commands:read'] });
  expect((await layer.replay({ id, caller: operator })).problems).toEqual([]);
  await until(database.db, commandId, 'SUCCEEDED');
  expect(effects.journal.filter((effect) => effect.note === 'partial').map((effect) => effect.marker)).toEqual([
    `${id}-1`,
    `${id}-2`,
  ]);
});

test('a scheduled command blocks nobody until it is due, and then runs', async () => {
  const later = await make('later', { order: 'sched' }, { type: 'makeLater' });
  expect((await commandOf(database.db, later.commandId)).status).toBe('SCHEDULED');
  const now = await make('now', { order: 'sched' });
  await until(database.db, now.commandId, 'SUCCEEDED');
  await until(database.db, later.commandId, 'SUCCEEDED');
  expect(await path(database.db, later.commandId)).toEqual(['SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED']);
  expect(effects.journal.filter((effect) => effect.order === 'sched').map((effect) => effect.note)).toEqual([
    'now',
    'later',
  ]);
});

test('a command that was not started in time expires, and posts nothing', async () => {
  effects.trouble = ({ note }) => (note === 'blocker' ? { lateMs: 1_200 } : null);
  await make('blocker', { order: 'expiry' });
  const { commandId } = await make('expires', { order: 'expiry' }, { type: 'makeShortLived' });
  await until(database.db, commandId, 'EXPIRED');
  expect(effectsOf('expires')).toBe(0);
});

test('F3 an approval that comes too late is refused, and the command expires', async () => {
  const { commandId } = await make('too late', {}, { type: 'makeShortRisky' });
  const { fingerprint } = await until(database.db, commandId, 'PENDING_APPROVAL');
  await until(database.db, commandId, 'EXPIRED');
  const caller = testCaller({ sub: 'ann', scopes: ['production:write', 'commands:approve', 'commands:read'] });
  const answer = await layer.approve({ id: commandId ?? '', fingerprint, comment: null, caller });
  expect(answer.problems).toMatchObject([{ code: 'COMMAND_STATE' }]);
  expect(effectsOf('too late')).toBe(0);
});

test('hooks add events and commands to the transactions that they belong to', async () => {
  const { commandId } = await make('parent', {}, { type: 'makeChildren' });
  await until(database.db, commandId, 'SUCCEEDED');
  const children = await database.db.selectFrom('command').selectAll().where('caused_by', '=', commandId).execute();
  expect(children).toHaveLength(2);
  for (const child of children) {
    expect(child).toMatchObject({ plant: 'P2', requested_by: 'mia' });
    await until(database.db, child.id, 'SUCCEEDED');
  }
  expect(effectsOf('child')).toBe(2);
  const events = await database.db
    .selectFrom('event')
    .select('payload')
    .where('stream', '=', 'system')
    .orderBy('seq')
    .execute();
  expect(events.map((row) => (row.payload as { kind: string }).kind)).toEqual(['accepted', 'succeeded']);
  expect(told).toEqual(['RUNNING']);
});

test('a command of a type that this version does not know needs attention', async () => {
  const other = await openEffectLayer(database.db, effects.url, {
    definitions: [{ ...base, type: 'makeUnknown' }] as unknown as AnyCommandDefinition[],
    runsCommands: false,
  });
  const { commandId } = await other.make({ order: 'unknown' }, { type: 'makeUnknown' });
  expect(await until(database.db, commandId, 'NEEDS_ATTENTION')).toMatchObject({ reason: 'SCHEMA_MISMATCH' });
});

test('limits that do not fit together are named at the start, all of them', async () => {
  const limits = { rpcMaxMs: 1_000, quiescenceMs: 500, leaseMs: 1_000 };
  await expect(openEffectLayer(database.db, effects.url, { limits })).rejects.toThrow(
    /leaseMs \(1000\) must exceed rpcMaxMs[\s\S]*quiescenceMs \(500\) must not be shorter/,
  );
});
