import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { processIdentity } from '../../store/embedded/processes.ts';
import { patient } from '../../test/kit/patience.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

const RECORD = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } };

/** A small project around a copy of the scripts: one package, one program as its hub, and a program in npm's place. */
function project(options: { hub?: string; npm?: string; isInstalled?: boolean } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-launcher-'));
  folders.push(folder);
  fs.cpSync(path.join(import.meta.dirname, '..'), path.join(folder, 'scripts'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'hub'));
  fs.writeFileSync(path.join(folder, 'hub', 'main.ts'), options.hub ?? "console.log('hub' as string);");
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(RECORD));
  fs.writeFileSync(path.join(folder, 'npm-cli.js'), options.npm ?? INSTALLS);
  if (options.isInstalled !== false) {
    fs.mkdirSync(path.join(folder, 'node_modules', 'a'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify(RECORD));
  }
  return folder;
}

const INSTALLS = `import fs from 'node:fs';
  fs.appendFileSync('installs', process.argv[2] + '\\n');
  fs.mkdirSync('node_modules/a', { recursive: true });
  setTimeout(() => fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json'), 300);`;

type StartOptions = { uid?: number; node?: string; env?: NodeJS.ProcessEnv };

function start(folder: string, args = ['start'], options: StartOptions = {}) {
  const { node = process.execPath, env = {}, ...identity } = options;
  const child = spawn(node, [path.join(folder, 'scripts', 'run.mjs'), ...args], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', npm_execpath: path.join(folder, 'npm-cli.js'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data;
    });
  }
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  return { child, ended, output: () => output };
}

const until = <T>(find: () => T) => vi.waitUntil(find, { timeout: patient(30_000), interval: 20 });

test('what is installed is not installed again, and the target gets the arguments and NODE_ENV', async () => {
  const folder = project({
    hub: 'console.log(process.argv.slice(2).join(), process.env.NODE_ENV); process.exitCode = 7',
  });
  const run = start(folder, ['start', '--plants', 'HAM']);
  expect(await run.ended).toBe(7);
  expect(run.output()).toBe('--plants,HAM production\n');
  expect(fs.existsSync(path.join(folder, 'installs'))).toBe(false);
});

test('what is missing is installed first, and an install that was cut off counts as missing', async () => {
  const folder = project({ isInstalled: false });
  fs.mkdirSync(path.join(folder, 'node_modules', 'a'), { recursive: true });
  const run = start(folder);
  expect(await run.ended).toBe(0);
  expect(run.output()).toMatch(/^installing packages \(all of them\)\ninstalled in \d+ s\nhub\n$/);
  expect(fs.readFileSync(path.join(folder, 'installs'), 'utf8')).toBe('ci\n');
});

test('of two starts at once one installs and the other waits for it', async () => {
  const folder = project({ isInstalled: false });
  const runs = [start(folder), start(folder)];
  expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0]);
  expect(fs.readFileSync(path.join(folder, 'installs'), 'utf8')).toBe('ci\n');
});

test('the lock of an install that was killed does not stand in the way', async () => {
  const folder = project({ isInstalled: false });
  fs.mkdirSync(path.join(folder, '.data'));
  fs.writeFileSync(path.join(folder, '.data', 'install.lock'), '2147483646');
  expect(await start(folder).ended).toBe(0);
});

test('without a network the launcher says what to do', async () => {
  const npm = "console.error('npm error code EAI_AGAIN'); process.exitCode = 1";
  const run = start(project({ isInstalled: false, npm }));
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/EAI_AGAIN[\s\S]*does not reach its registry\. Check the network/);
  expect(run.output()).not.toMatch(/ at /);
});

test('an install that leaves something else than the lock says is an error, not a loop', async () => {
  const npm = "import fs from 'node:fs'; fs.writeFileSync('node_modules/.package-lock.json', '{\"packages\":{}}')";
  const folder = project({ isInstalled: false, npm });
  fs.mkdirSync(path.join(folder, 'node_modules'));
  const run = start(folder);
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/something else than the lock says: a\./);
});

test('every process under the launcher has no __proto__, and keeps compiled code in the data folder', async () => {
  const script = 'console.log("__proto__" in {}, process.getBuiltinModule("node:module").getCompileCacheDir())';
  const hub = `process.getBuiltinModule('node:child_process').spawn(process.execPath, ['-e', '${script}'], { stdio: 'inherit' })`;
  const folder = project({ hub: `${script}; ${hub}` });
  const cache = path.join(folder, '.data', 'compile-cache');
  const run = start(folder);
  expect(await run.ended).toBe(0);
  expect(run.output()).toMatch(new RegExp(`^(false ${cache}/\\S+\n){2}$`));
  expect(fs.statSync(cache).mode & 0o777).toBe(0o700);
});

test('NODE_OPTIONS and a cache of the caller’s own are kept', async () => {
  const hub = 'console.log(process.env.NODE_OPTIONS, process.env.NODE_COMPILE_CACHE)';
  const env = { NODE_OPTIONS: '--no-warnings', NODE_COMPILE_CACHE: '/own' };
  const run = start(project({ hub }), ['start'], { env });
  expect(await run.ended).toBe(0);
  expect(run.output()).toBe('--no-warnings --disable-proto=delete /own\n');
});

const { targets } = (await import('./targets.mjs' as string)) as { targets: Record<string, { file: string }> };

test.each(Object.keys(targets))('%s -- --help says how it is used, and does nothing', (name) => {
  const started = performance.timeOrigin + performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, '../run.mjs'), name, '--help'],
    { encoding: 'utf8', cwd: path.join(import.meta.dirname, '../..') },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(name === 'gateway' ? /npm run gateway -- / : new RegExp(`^npm (run )?${name}`));
  for (const written of ['schema/supergraph.graphql', 'schema/generated'])
    expect(fs.statSync(path.join(import.meta.dirname, '../..', written)).mtimeMs).toBeLessThan(started);
});

test('help of a target that has none of its own needs no packages', async () => {
  const folder = project({ isInstalled: false });
  const run = start(folder, ['verify', '--', '-h']);
  expect(await run.ended).toBe(0);
  expect(run.output()).toMatch(/^npm run verify\n/);
  expect(fs.existsSync(path.join(folder, 'installs'))).toBe(false);
});

test('an unknown target names those that there are', async () => {
  const run = start(project(), ['strat']);
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/one of start, /);
});

const STAYS = `process.on('SIGINT', () => { console.log('interrupted'); process.exit(3); });
  process.on('SIGTERM', () => { process.getBuiltinModule('node:fs').writeFileSync('ended', 'by SIGTERM'); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log('pid ' + process.pid);`;

test('a signal is passed on once, and the exit code is the target’s', async () => {
  const run = start(project({ hub: STAYS }));
  await until(() => /pid (\d+)/.exec(run.output()));
  run.child.kill('SIGINT');
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(3);
  expect(run.output().match(/interrupted/g)).toHaveLength(1);
});

test('the target shuts down when its launcher is killed', async () => {
  const folder = project({ hub: STAYS });
  const run = start(folder);
  const [, pid] = await until(() => /pid (\d+)/.exec(run.output()));
  run.child.kill('SIGKILL');
  await until(() => processIdentity(Number(pid)) === undefined);
  expect(fs.readFileSync(path.join(folder, 'ended'), 'utf8')).toBe('by SIGTERM');
});

if (process.getuid?.() === 0) {
  test('where nothing may be written the launcher says so', async () => {
    const folder = project({ isInstalled: false });
    fs.chmodSync(folder, 0o755);
    const node = path.join(folder, 'node'); // where everybody may run it, wherever this clone lies
    fs.copyFileSync(process.execPath, node);
    const run = start(folder, ['start'], { uid: 1, node });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/may not be written\. Start as the owner of this folder/);
  });
}
