import { closeSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog, readyRun } from './hub-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hub-process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the run file of a killed hub whose process and port still answer is not that of the next start', async () => {
  const gateway = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => gateway.once('listening', resolve));
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`;
  const write = (tokenSecret: string) =>
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ pid: process.pid, url, tokenSecret }));
  write('first start');
  expect(await readyRun(folder, undefined)).toMatchObject({ url });
  expect(await readyRun(folder, 'first start')).toBeUndefined();
  write('second start');
  expect(await readyRun(folder, 'first start')).toMatchObject({ tokenSecret: 'second start' });
  await new Promise((resolve) => gateway.close(resolve));
});

test('what a start prints is readable by its owner only, also in a file that was there', () => {
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  const old = path.join(folder, 'old.log');
  writeFileSync(old, 'before', { mode: 0o644 });
  for (const file of [old, path.join(folder, 'new.log')]) {
    closeSync(openLog(file));
    expect(modeOf(file)).toBe(0o600);
  }
});
