import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EffectLayer, openEffectLayer, QUICK_LIMITS } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { brokenChains, commandOf, historyOf, path, settled, stepsOf, until } from '../kit/ledger-view.ts';
import { patient } from '../kit/patience.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from '../kit/worker-process.ts';

let effects: EffectsServer;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let layer: EffectLayer;
const processes: WorkerProcess[] = [];

beforeAll(async () => {
  effects = await startEffects();
  database = await createTestDatabase();
  // the one that goes on after the other was killed; it works only when it is told to
  layer = await openEffectLayer(database.db, effects.url, { limits: QUICK_LIMITS, pollMs: 50, sweepMs: 100 });
});
afterEach(async () => {
  effects.trouble = () => null;
  for (const each of processes.splice(0)) await each.kill();
});
afterAll(async () => {
  await database.drop();
  await effects.close();
});

const run = async (options: Partial<WorkerProcessOptions>) => {
  const started = await startWorkerProcess({ databaseUrl: database.url, effectsUrl: effects.url, ...options });
  processes.push(started);
  return started;
};

/** Makes a command that a worker dies of at a kill point, has another worker finish it, and returns what is left. */
async function dieAt(kill: string, input: { note: string; steps?: number }) {
  const { commandId } = await layer.make({ order: input.note, ...input });
  const worker = await run({ kill: `${kill}:1` });
  expect((await worker.exited).signal).toBe('SIGKILL');
  const statusAfterDeath = (await commandOf(database.db, commandId)).status;
  const appliesBefore = effects.applies;
  await finishAll();
  const command = await commandOf(database.db, commandId);
  return { id: commandId, command, statusAfterDeath, appliesAfter: effects.applies - appliesBefore };
}

/** Sweeps and works until nothing is open, as a worker does that is started again. */
async function finishAll(): Promise<void> {
  const second = await openEffectLayer(database.db, effects.url, { limits: QUICK_LIMITS, pollMs: 50, sweepMs: 100 });
  await second.start();
  await settled(database.db);
  await second.stop();
}

const effectsOf = (note: string) => effects.journal.filter((effect) => effect.note === note);

test('A1 A2 a door killed before and after it rings loses no command, and a repeated key makes no second', async () => {
  const submit = Array.from({ length: 30 }, (_, n) => ({
    key: `a1-key-number-${n}`.padEnd(16, '.'),
    order: `A1-${n}`,
    note: 'a1',
  }));
  const queue = { databaseUrl: database.url, redisUrl: null, name: 'a1' };
  const points = ['after_accept_commit', 'before_enqueue', 'after_enqueue'];
  let deaths = 0;
  let first: unknown[] = [];
  for (let round = 0; ; round++) {
    const kill = `${points[round % points.length]}:0.15`;
    const door = await run({ submit, queue, ...(round < 12 ? { kill } : {}) });
    const { signal } = await door.exited;
    const said = door.said.filter((line) => typeof line === 'object');
    expect(said.slice(0, first.length)).toEqual(first.slice(0, said.length)); // the same key, the same command
    if (said.length > first.length) first = said;
    if (signal === null) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(0);
  expect(first).toHaveLength(submit.length);
  await finishAll();
  expect(
    effectsOf('a1')
      .map((effect) => effect.order)
      .sort(),
  ).toEqual(submit.map((each) => each.order).sort());
});

test('A3 killed after the claim: runs again under a higher fence', async () => {
  const { id, command } = await dieAt('after_claim', { note: 'a3' });
  expect(command).toMatchObject({ status: 'SUCCEEDED', fence: '2' });
  expect(await path(database.db, id)).toEqual(['QUEUED', 'RUNNING', 'QUEUED', 'RUNNING', 'SUCCEEDED']);
  expect(effectsOf('a3')).toHaveLength(1);
});

test('A4 killed after the intent: in doubt, looked up, and posted once', async () => {
  const { id, command } = await dieAt('after_intent_commit', { note: 'a4' });
  expect(command.status).toBe('SUCCEEDED');
  expect(await path(database.db, id)).toContain('IN_DOUBT');
  expect(effectsOf('a4')).toHaveLength(1);
  expect(await stepsOf(database.db, id)).toMatchObject([{ state: 'APPLIED', certainty: 'CONFIRMED', attempts: 2 }]);
});

test('A5 killed after the request left: the effect is found, and not made again', async () => {
  effects.trouble = ({ note }) => (note === 'a5' ? { slowMs: 300 } : null);
  const { id, command, appliesAfter } = await dieAt('after_request_sent', { note: 'a5' });
  expect(command.status).toBe('SUCCEEDED');
  expect(appliesAfter).toBe(0);
  const n = String(effectsOf('a5')[0]?.n);
  const ref = { system: 'ERP', connection: 'effects', type: 'test.effect', id: n };
  expect(await stepsOf(database.db, id)).toMatchObject([{ state: 'APPLIED', certainty: 'PROBED', external_ref: ref }]);
  expect(effectsOf('a5')).toHaveLength(1);
});

test('A6 killed after the answer, before it was written down: found, and not made again', async () => {
  const { command, appliesAfter } = await dieAt('after_response', { note: 'a6' });
  expect(command.status).toBe('SUCCEEDED');
  expect(appliesAfter).toBe(0);
  expect(effectsOf('a6')).toHaveLength(1);
});

test('A7 killed after the step was settled: finishes without a further call', async () => {
  const probes = effects.probes;
  const { command, appliesAfter } = await dieAt('after_settle', { note: 'a7' });
  expect(command.status).toBe('SUCCEEDED');
  expect(appliesAfter).toBe(0);
  expect(effects.probes - probes).toBe(1); // the first worker read back what it had posted
  expect(effectsOf('a7')).toHaveLength(1);
});

test('A8 killed after every step of several: each goes on with the next, none is repeated', async () => {
  const { commandId } = await layer.make({ order: 'a8', note: 'a8', steps: 3 });
  for (let death = 1; death <= 3; death++) {
    const worker = await run({ kill: 'after_settle:1' });
    expect((await worker.exited).signal).toBe('SIGKILL');
    expect(effectsOf('a8')).toHaveLength(death);
  }
  await finishAll();
  expect((await commandOf(database.db, commandId)).status).toBe('SUCCEEDED');
  expect(effectsOf('a8').map((effect) => effect.marker)).toEqual([1, 2, 3].map((n) => `${commandId}-${n}`));
});

test.each(['after_claim', 'after_intent_commit'])(
  'A9 A10 a worker stopped at %s and woken when another is done posts nothing',
  async (point) => {
    const note = `zombie ${point}`;
    const { commandId } = await layer.make({ order: note, note });
    const zombie = await run({ kill: `${point}:1:stop` });
    await until(database.db, commandId, 'RUNNING');
    if (point === 'after_intent_commit') {
      await expect
        .poll(async () => (await stepsOf(database.db, commandId))[0]?.state, { timeout: patient(20_000) })
        .toBe('INTENT');
    }
    await finishAll();
    expect((await commandOf(database.db, commandId)).status).toBe('SUCCEEDED');
    zombie.signal('SIGCONT');
    await expect.poll(() => zombie.log, { timeout: patient(20_000) }).toContain('FENCED');
    expect(effectsOf(note)).toHaveLength(1);
    expect((await historyOf(database.db, commandId)).at(-1)).toMatchObject({ to_status: 'SUCCEEDED' });
  },
);

test('A12 a command that every worker dies of is parked, and others go on', async () => {
  const { commandId } = await layer.make({ order: 'a12', note: 'a12' });
  for (let death = 1; death <= 5; death++) {
    const worker = await run({ kill: 'after_claim:1' });
    expect((await worker.exited).signal).toBe('SIGKILL');
    await expect.poll(async () => (await layer.sweeper?.runOnce())?.swept, { timeout: patient(20_000) }).toBe(1);
  }
  expect(await commandOf(database.db, commandId)).toMatchObject({
    status: 'NEEDS_ATTENTION',
    reason: 'POISON_CRASH_LOOP',
  });
  const other = await layer.make({ order: 'a12 other', note: 'a12 other' });
  await finishAll();
  expect((await commandOf(database.db, other.commandId)).status).toBe('SUCCEEDED');
  expect(effectsOf('a12')).toHaveLength(0);
});

test('A14 a worker that is told to end finishes the call that is on its way', async () => {
  effects.trouble = ({ note }) => (note === 'a14' ? { slowMs: 250 } : null);
  const { commandId } = await layer.make({ order: 'a14', note: 'a14' });
  const worker = await run({});
  await expect.poll(() => effectsOf('a14').length, { timeout: patient(20_000) }).toBe(1);
  worker.signal('SIGTERM');
  expect(await worker.exited).toEqual({ code: 0, signal: null });
  expect((await commandOf(database.db, commandId)).status).toBe('SUCCEEDED');
});

test('every history is whole after all of it', async () => {
  expect(await brokenChains(database.db)).toEqual([]);
});
