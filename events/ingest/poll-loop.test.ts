import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { patient } from '../../test/kit/patience.ts';
import { ownDatabase } from '../../test/kit/postgres.ts';
import { createLeader } from './leader.ts';
import { type PollLoopOptions, startPollLoop } from './poll-loop.ts';

const database = ownDatabase();

const until = (isTrue: () => boolean | Promise<boolean>) =>
  vi.waitUntil(isTrue, { timeout: patient(30_000), interval: 5 });

function start(options: Partial<PollLoopOptions>) {
  const health: { isUp: boolean; message: string }[] = [];
  const loop = startPollLoop({
    name: 'odoo-main',
    runOnce: async () => ({ appended: 0, hasMore: false }),
    leads: async () => true,
    onRun: async ({ isUp, message }) => {
      if (message !== null) health.push({ isUp, message });
    },
    minMs: 1,
    maxMs: 20,
    activeMs: 0,
    log: silentLog,
    ...options,
  });
  return { loop, health };
}

test('a back end that goes away is told once, and once that it is back', async () => {
  let runs = 0;
  const runOnce = async () => {
    runs += 1;
    if (runs > 2 && runs <= 6) throw new Error('connection refused');
    return { appended: 1, hasMore: false };
  };
  const { loop, health } = start({ runOnce });
  await until(() => runs > 9);
  await loop.close();
  expect(health).toEqual([
    { isUp: false, message: 'odoo-main cannot be polled: connection refused' },
    { isUp: true, message: 'odoo-main answers again after 4 failed polls' },
  ]);
});

test('a hint ends the pause', async () => {
  let runs = 0;
  let clock = 0;
  const runOnce = async () => {
    runs += 1;
    return { appended: 0, hasMore: false };
  };
  const { loop } = start({ runOnce, minMs: 600_000, maxMs: 600_000, now: () => clock });
  await until(() => runs === 1);
  for (let wanted = 2; wanted < 6; wanted += 1) {
    clock += 5000;
    loop.hint();
    await until(() => runs === wanted);
  }
  await loop.close();
  expect(runs).toBe(5);
});

test('what happens around a back end ends a pause that is too long for an active one', async () => {
  let runs = 0;
  let clock = 0;
  const runOnce = async () => {
    runs += 1;
    return { appended: 0, hasMore: false };
  };
  const { loop } = start({ runOnce, minMs: 600_000, maxMs: 6_000_000, activeMs: 1, now: () => clock });
  await until(() => runs === 1);
  clock = 600_001; // for one that is idle this would be too early
  loop.stir();
  await until(() => runs === 2);
  await loop.close();
});

test('while there is more it goes on at once, and closing waits for the run under way', async () => {
  let runs = 0;
  let isRunning = false;
  const runOnce = async () => {
    isRunning = true;
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    isRunning = false;
    return { appended: 1, hasMore: runs < 20 };
  };
  const { loop } = start({ runOnce, minMs: 600_000, maxMs: 600_000 });
  await until(() => runs === 20);
  await loop.close();
  expect({ runs, isRunning }).toEqual({ runs: 20, isRunning: false });
});

test('of several processes one leads; when its session ends another does', async () => {
  const leaders = [createLeader(database.url, silentLog), createLeader(database.url, silentLog)];
  const [first, second] = leaders as [(typeof leaders)[0], (typeof leaders)[0]];
  expect(await first.leads('odoo-main')).toBe(true);
  expect(await first.leads('odoo-main')).toBe(true);
  expect(await second.leads('odoo-main')).toBe(false);
  expect(await second.leads('mes-ham')).toBe(true);
  await first.close();
  await until(() => second.leads('odoo-main'));
  await second.close();
});

test('a process whose session was cut no longer thinks that it leads', async () => {
  const [first, second] = [createLeader(database.url, silentLog), createLeader(database.url, silentLog)];
  expect(await first.leads('arena')).toBe(true);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hub ingest' AND datname = current_database()",
  );
  await admin.end();
  await until(() => second.leads('arena'));
  await until(async () => !(await first.leads('arena')));
  await Promise.all([first.close(), second.close()]);
});
