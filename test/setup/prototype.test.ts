import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-prototype-test-'));
afterEach(() => readdirSync(folder).forEach((name) => void rmSync(path.join(folder, name))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(program: string) {
  const env = { ...process.env, HUB_PROTOTYPE_REPORTS: folder };
  const child = spawn(process.execPath, ['-e', program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [code, signal] = await once(child, 'close');
  return {
    code: code ?? signal,
    reports: readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8')),
  };
}

const POLLUTE = 'Object.prototype.scope = "production:write";';

test('a process that ends with a key on Object.prototype fails and is reported', async () => {
  const { code, reports } = await run(`${POLLUTE} process.exitCode = 0`);
  expect(code).toBe(86);
  expect(reports).toEqual([expect.stringContaining('put on Object.prototype: scope')]);
});

test('and so does one that is killed before its end, or calls process.exit', async () => {
  expect((await run(`${POLLUTE} setTimeout(() => process.kill(process.pid, 'SIGKILL'), 3000)`)).reports).toHaveLength(
    1,
  );
  expect((await run(`${POLLUTE} process.exit(0)`)).code).toBe(86);
});

test('no process of a test has a way to Object.prototype by the name __proto__', async () => {
  const isGone = "process.exitCode = '__proto__' in {} ? 1 : 0";
  expect(await run(isGone)).toEqual({ code: 0, reports: [] });
  expect('__proto__' in {}).toBe(false);
});
