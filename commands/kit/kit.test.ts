import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { businessProblem } from '../../lib/problem.ts';
import { judge, lastingFindings } from './checks.ts';
import { createBell } from './doorbell.ts';
import { externalRefOf } from './external-ref.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createKillSwitch } from './kill-points.ts';
import { limitFaults, sendWindowMs } from './limits.ts';
import { backoffMs, doubtPatienceMs, nextProbeMs } from './schedule.ts';
import { createSemaphores } from './semaphores.ts';

const finding = (severity: 'ERROR' | 'WARNING' | 'WAIT' | 'NOTE', code: string = severity) =>
  businessProblem(code, code, { severity });

describe('what findings come to', () => {
  const because = (code: string) => [{ code, reason: 'because' }];
  test.each([
    ['nothing', [], [], false, 'GO'],
    ['a note', [finding('NOTE')], [], false, 'GO'],
    ['a warning', [finding('WARNING')], [], false, 'REJECT'],
    ['an overridden warning', [finding('WARNING')], because('WARNING'), false, 'GO'],
    ['a warning and another override', [finding('WARNING')], because('OTHER'), false, 'REJECT'],
    ['an error, which nothing overrides', [finding('ERROR')], because('ERROR'), false, 'REJECT'],
    ['a wait', [finding('WAIT')], [], false, 'WAIT'],
    ['a wait that is over', [finding('WAIT')], [], true, 'REJECT'],
    ['a wait and an error', [finding('WAIT'), finding('ERROR')], [], false, 'REJECT'],
    ['an overridden wait', [finding('WAIT')], because('WAIT'), true, 'GO'],
  ] as const)('%s', (_name, problems, overrides, isWaitOver, verdict) => {
    expect(judge(problems, overrides, isWaitOver)).toBe(verdict);
  });

  test('only findings about the business stay with a command that goes on', () => {
    const technical = { ...finding('NOTE', 'SLOW'), class: 'TECHNICAL' as const };
    expect(lastingFindings([finding('NOTE'), technical, finding('ERROR')])).toEqual([finding('NOTE')]);
  });
});

describe('times', () => {
  const real = 150_000;
  test('what is in doubt is looked up soon, when the back end must be quiet, and then at a calm pace', () => {
    const at = (probes: number, msToQuiet: number) => nextProbeMs({ probes, msToQuiet, quiescenceMs: real });
    expect([at(0, 225_000), at(1, 223_000), at(2, 218_000)]).toEqual([2_000, 5_000, 15_000]);
    expect([at(3, 203_000), at(4, -1), at(20, -1)]).toEqual([203_000, 60_000, 60_000]);
  });

  test('a simulator is asked sooner, and a person later than in proportion', () => {
    expect(nextProbeMs({ probes: 2, msToQuiet: 4_000, quiescenceMs: 3_000 })).toBe(300);
    expect(nextProbeMs({ probes: 9, msToQuiet: 0, quiescenceMs: 3_000 })).toBe(1_200);
    expect([doubtPatienceMs(real), doubtPatienceMs(3_000)]).toEqual([30 * 60_000, 5 * 60_000]);
  });

  test('tries are spread over a growing time, which has an end', () => {
    expect(backoffMs(1, false, () => 1)).toBe(1_000);
    expect(backoffMs(1, false, () => 0.25)).toBe(250);
    expect([backoffMs(30, false, () => 1), backoffMs(30, true, () => 1)]).toEqual([600_000, 30_000]);
  });

  test('a write leaves early enough for the lease and for the proof that it did not', () => {
    expect(sendWindowMs({ leaseMs: 120_000, rpcMaxMs: 75_000 })).toBe(45_000);
    expect(sendWindowMs({ leaseMs: 6_000, rpcMaxMs: 2_000 })).toBe(2_000);
  });

  test('limits that break a promise are named, all of them', () => {
    expect(limitFaults('odoo', { rpcMaxMs: 75_000, quiescenceMs: 150_000, leaseMs: 120_000 })).toEqual([]);
    expect(limitFaults('odoo', { rpcMaxMs: 2_000, quiescenceMs: 1_000, leaseMs: 2_100 })).toHaveLength(2);
    expect(limitFaults('odoo', { rpcMaxMs: 0, quiescenceMs: Number.NaN, leaseMs: 1_000 })).toHaveLength(2);
  });
});

describe('kill points', () => {
  const kills = () => vi.spyOn(process, 'kill').mockReturnValue(true);
  test('a named point ends or stops this process, at its probability', () => {
    const kill = kills();
    const chances = [0.4, 0.6, 0.1];
    const hit = createKillSwitch('after_claim:0.5, after_settle:1:stop', 'development', () => chances.shift() ?? 0);
    hit('after_claim');
    hit('after_claim');
    hit('after_finish');
    hit('after_settle');
    expect(kill.mock.calls).toEqual([
      [process.pid, 'SIGKILL'],
      [process.pid, 'SIGSTOP'],
    ]);
    kill.mockRestore();
  });

  test('nothing set kills nobody', () => {
    const kill = kills();
    createKillSwitch(null, 'production')('after_claim');
    expect(kill).not.toHaveBeenCalled();
    kill.mockRestore();
  });

  test.each(['after_lunch:1', 'after_claim', 'after_claim:2', 'after_claim:1:pause', 'after_claim:x'])(
    '%s is refused',
    (setting) => {
      expect(() => createKillSwitch(setting, 'development')).toThrow(/HUB_KILL/);
    },
  );

  test('any setting is refused in production mode', () => {
    expect(() => createKillSwitch('after_claim:0.5', 'production')).toThrow(/refused in production/);
  });
});

describe('the doorbell', () => {
  test('rings once at once, and once more for all that came within 20 ms; per plant', async () => {
    vi.useFakeTimers();
    const rung: string[] = [];
    const woken: (string | null)[] = [];
    const queue = { add: async (id: string) => void rung.push(id), listen: async () => {}, close: async () => {} };
    const bell = createBell({ queue, wake: (plant) => void woken.push(plant), kill: () => {}, log: silentLog });
    for (const id of ['a1', 'a2', 'a3']) bell.ring('A', id);
    bell.ring(null, 'n1');
    expect(rung).toEqual(['a1', 'n1']);
    expect(woken).toEqual(['A', 'A', 'A', null]);
    await vi.advanceTimersByTimeAsync(60);
    expect(rung).toEqual(['a1', 'n1', 'a3']);
    bell.ring('A', 'a4');
    expect(rung.at(-1)).toBe('a4');
    vi.useRealTimers();
  });

  test('a queue that fails is reported and fails nobody', async () => {
    const lines: string[] = [];
    const queue = { add: () => Promise.reject(new Error('no')), listen: async () => {}, close: async () => {} };
    const log = { ...silentLog, warn: (message: string) => void lines.push(message) };
    createBell({ queue, kill: () => {}, log }).ring('A', 'a1');
    await vi.waitFor(() => expect(lines).toHaveLength(1));
  });
});

test('a bulkhead lets so many in, wakes who waits, and lets go of who gives up', async () => {
  const semaphores = createSemaphores(() => 1);
  const never = new AbortController().signal;
  const first = await semaphores.acquire('erp', 'A', never);
  const gaveUp = new AbortController();
  const [second, third] = [semaphores.acquire('erp', 'A', gaveUp.signal), semaphores.acquire('erp', 'A', never)];
  expect(await semaphores.acquire('erp', 'B', never)).not.toBeNull();
  gaveUp.abort();
  expect(await second).toBeNull();
  first?.();
  const release = await third;
  expect(release).not.toBeNull();
  release?.();
});

test('the record that a step left is named by its type and id', () => {
  const step = { system: 'ERP', connection: 'odoo', operation: 'mrp.production/confirm-part' } as const;
  const ref = { system: 'ERP', connection: 'odoo', type: 'mrp.production', id: '7' };
  expect(externalRefOf(step, { partId: '7', partNumber: 'x', backorderId: null, backorderNumber: null })).toEqual(ref);
  const refs = [{ type: 'stop', id: '9' }];
  expect(externalRefOf(step, { refs })).toEqual({ ...ref, type: 'stop', id: '9' });
  expect(externalRefOf(step, { moved: '3', pickingId: null })).toBeNull();
  expect(externalRefOf(step, null)).toBeNull();
});

test('a fingerprint is of what a command is, whatever the order in which it was said', () => {
  const command = { type: 't', version: 1, plants: ['B', 'A'], input: { a: '1', b: null }, overrides: [] };
  const same = { ...command, plants: ['A', 'B'], input: { b: null, a: '1' } };
  expect(fingerprintOf(same)).toBe(fingerprintOf(command));
  expect(fingerprintOf(command)).toMatch(/^[0-9a-f]{64}$/);
  for (const other of [{ version: 2 }, { type: 'u' }, { plants: ['A'] }, { overrides: [{ code: 'C', reason: 'r' }] }]) {
    expect(fingerprintOf({ ...command, ...other })).not.toBe(fingerprintOf(command));
  }
});
