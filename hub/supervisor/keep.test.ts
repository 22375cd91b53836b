import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { DeadBeforeUpError, type KeepOptions, type Kept, keepRunning, type Mortal } from './keep.ts';
import { deathOf } from './last-words.ts';

const kept: Kept<Mortal>[] = [];
afterEach(async () => {
  await Promise.all(kept.splice(0).map((one) => one.stop()));
});

/** Says that it is up, and stays. */
const STAYS = 'console.log("up"); setInterval(() => {}, 1000)';

/** A real process for each start, whose program may be another one each time. */
function starting(programs: (n: number) => string, name = 'it') {
  const pids: number[] = [];
  const start = async (): Promise<Mortal> => {
    const child = spawn(process.execPath, ['-e', programs(pids.length)], { stdio: ['ignore', 'pipe', 'pipe'] });
    pids.push(child.pid as number);
    const exited = deathOf(child);
    const up = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    await Promise.race([up, exited.then((death) => Promise.reject(new DeadBeforeUpError(name, death)))]);
    const stop = async () => {
      child.kill();
      await exited;
    };
    return { pid: child.pid as number, exited, stop };
  };
  return { pids, start };
}

async function keep(start: KeepOptions<Mortal>['start'], options: Partial<KeepOptions<Mortal>> = {}) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const pauses = { firstMs: 10, mostMs: 40, calmMs: 60_000 };
  const one = await keepRunning({ name: 'it', start, say, log: silentLog, pauses, ...options });
  kept.push(one);
  return { one, said };
}

test('whatever ends it, it is started again, after pauses that grow up to a bound', async () => {
  const { pids, start } = starting(() => STAYS);
  const { one, said } = await keep(start);
  for (let n = 1; n <= 4; n += 1) {
    process.kill(pids.at(-1) as number, n % 2 ? 'SIGKILL' : 'SIGTERM');
    await expect.poll(() => one.restarts).toBe(n);
    expect(one.current?.pid).toBe(pids.at(-1));
  }
  expect(said.filter((text) => text.includes('ended'))).toEqual([
    'it  ended (SIGKILL); it is started again in 0.01 s',
    'it  ended (SIGTERM); it is started again in 0.02 s',
    'it  ended (SIGKILL); it is started again in 0.04 s',
    'it  ended (SIGTERM); it is started again in 0.04 s',
  ]);
});

test('a process that lived long enough begins with the first pause again', async () => {
  const { pids, start } = starting(() => STAYS);
  const { one, said } = await keep(start, { pauses: { firstMs: 10, mostMs: 1000, calmMs: 0 } });
  for (let n = 1; n <= 3; n += 1) {
    process.kill(pids.at(-1) as number, 'SIGKILL');
    await expect.poll(() => one.restarts).toBe(n);
  }
  expect(said.filter((text) => text.includes('ended') && text.includes('0.01 s'))).toHaveLength(3);
});

test('too many deaths in too short a time end it, with the last words; deaths before it was up count', async () => {
  const dies = 'console.error("first line"); console.error("no room left"); process.exit(7)';
  const { pids, start } = starting((n) => (n === 0 ? STAYS : dies));
  const { one } = await keep(start, { limit: { deaths: 5, withinMs: 60_000 } });
  process.kill(pids[0] as number, 'SIGKILL');
  expect(await one.gaveUp).toBe('it ended 5 times within 60 s (code 7). It said at the end:\nfirst line\nno room left');
  expect(pids).toHaveLength(5);
  expect(one.current).toBeUndefined();
});

test('without a limit it is tried for ever', async () => {
  const { pids, start } = starting((n) => (n === 0 || n === 8 ? STAYS : 'process.exit(1)'));
  const { one } = await keep(start, { pauses: { firstMs: 1, mostMs: 2, calmMs: 60_000 } });
  process.kill(pids[0] as number, 'SIGKILL');
  await expect.poll(() => one.restarts).toBe(1);
  expect(pids).toHaveLength(9);
});

test('a first start that fails is an error, not a misfortune', async () => {
  const { pids, start } = starting(() => 'process.exit(3)');
  await expect(keep(start)).rejects.toThrow('it ended before it was up (code 3)');
  expect(pids).toHaveLength(1);
});

test('stopped, it ends and stays ended: also in the pause before a start', async () => {
  const { pids, start } = starting(() => STAYS);
  const { one } = await keep(start, { pauses: { firstMs: 600_000, mostMs: 600_000, calmMs: 60_000 } });
  process.kill(pids[0] as number, 'SIGKILL');
  await expect.poll(() => one.current).toBeUndefined();
  await one.stop();
  expect(pids).toHaveLength(1);
});

test('stopped while it is being started, what comes up is ended', async () => {
  const { pids, start } = starting(() => STAYS);
  let isLate = false;
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { one } = await keep(async () => {
    const started = await start();
    if (pids.length === 2) {
      isLate = true;
      await gate;
    }
    return started;
  });
  process.kill(pids[0] as number, 'SIGKILL');
  await expect.poll(() => isLate).toBe(true);
  const stopped = one.stop();
  letGo();
  await stopped;
  expect(() => process.kill(pids[1] as number, 0)).toThrow('ESRCH');
});
