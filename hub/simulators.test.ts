import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { loadFactory } from '../lib/config/load.ts';
import { DEMO_FACTORY_FILE } from './demo-file.ts';
import { startSimulator } from './simulators.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-simulators-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.useRealTimers());

const connection = Object.values(loadFactory(DEMO_FACTORY_FILE).connections).find(({ kind }) => kind === 'openmes');

test('the start of a simulator is waited for as long as it lives', async () => {
  if (!connection) throw new Error('the demo factory has an OpenMES');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const starting = startSimulator(connection, folder);
  vi.advanceTimersByTime(600_000); // as on a machine that is busy for ten minutes
  const simulator = await starting;
  vi.useRealTimers();
  expect((await fetch(new URL('/exchanges', simulator.sideUrl))).status).toBe(200);
  await simulator.stop();
});

test('a simulator that ends instead is told with what it said', async () => {
  if (!connection) throw new Error('the demo factory has an OpenMES');
  const wrong = { ...connection, kind: 'odoo' as const, version: '1' as never };
  await expect(startSimulator(wrong, folder)).rejects.toThrow(/the simulator of .* ended with code 1: .*1/s);
});
