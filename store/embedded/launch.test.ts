import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { type Binaries, copyBinaries, findBinaries } from './binaries.ts';
import { type EmbeddedPostgres, type LaunchOptions, startEmbeddedPostgres } from './launch.ts';
import { processIdentity, waitForEnd } from './processes.ts';
import { chooseRunner, copyFolder, type Way, waysHere } from './runner.ts';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const isRoot = process.getuid?.() === 0;

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) {
    fs.rmSync(copyFolder(folder), { recursive: true, force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

function newFolder(mode = 0o755): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'hub-embedded-'));
  fs.chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(folder: string, options: LaunchOptions = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(folder, options);
  servers.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server and stays, so that it can be killed. */
async function startInProcess(folder: string): Promise<{ pid: number; serverPid: number; url: string }> {
  const launcher = JSON.stringify(path.join(import.meta.dirname, 'launch.ts'));
  const program = `const { startEmbeddedPostgres } = await import(${launcher});
    const s = await startEmbeddedPostgres(${JSON.stringify(folder)});
    console.log(JSON.stringify({ pid: process.pid, serverPid: s.pid, url: s.url }));`;
  const args = ['--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return JSON.parse(line as string);
}

test('data survive a stop, and a second start needs no initdb', async () => {
  const folder = newFolder();
  const first = await start(folder);
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
  await first.stop();
  const second = await start(folder);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  const settings = `SELECT current_setting('server_encoding') AS e, datcollate AS c, current_setting('fsync') AS f,
    current_setting('TimeZone') AS z, current_setting('unix_socket_directories') AS s
    FROM pg_database WHERE datname = 'postgres'`;
  expect(await query(second.url, settings)).toEqual([{ e: 'UTF8', c: 'C', f: 'on', z: 'UTC', s: '' }]);
});

test('nobody gets in without the password', async () => {
  const { url } = await start(newFolder());
  const wrong = new URL(url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('the server dies with a launcher that is killed, and the next start finds the data', async () => {
  const folder = newFolder();
  const old = await startInProcess(folder);
  await query(old.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  process.kill(old.pid, 'SIGKILL');
  const server = await start(folder);
  expect(server.pid).not.toBe(old.serverPid);
  expect(processIdentity(old.serverPid)).toBeUndefined();
  expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('after kill -9 of launcher and server together the next start just works', async () => {
  const folder = newFolder();
  const old = await startInProcess(folder);
  await query(old.url, 'CREATE TABLE kept AS SELECT 8 AS n');
  process.kill(old.serverPid, 'SIGKILL');
  process.kill(old.pid, 'SIGKILL');
  const server = await start(folder);
  expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
});

test('a postmaster.pid whose number belongs to another program by now is no obstacle', async () => {
  const folder = newFolder();
  await (await start(folder)).stop();
  const lines = [process.pid, path.join(folder, 'data'), 1, 5432, '', '127.0.0.1', '0 0', 'ready'];
  fs.writeFileSync(path.join(folder, 'data', 'postmaster.pid'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const server = await start(folder);
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('an initdb that was killed half-way leaves nothing that stands in the way', async () => {
  const folder = newFolder();
  fs.mkdirSync(path.join(folder, 'data.new', 'base'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'data.new', 'PG_VERSION'), '18\n');
  fs.mkdirSync(path.join(folder, 'data'));
  const server = await start(folder);
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('a second start on the same folder is refused with the number of the process that has it', async () => {
  const folder = newFolder();
  await start(folder);
  await expect(start(folder)).rejects.toThrow(new RegExp(`in use by process ${process.pid}`));
});

test('the error of a start that fails carries the end of the log, and gives the folder back', async () => {
  const folder = newFolder();
  await (await start(folder)).stop();
  const control = path.join(folder, 'data', 'global', 'pg_control');
  const good = fs.readFileSync(control);
  fs.writeFileSync(control, 'not a control file');
  await expect(start(folder)).rejects.toThrow(/did not start[\s\S]*pg_control/);
  fs.writeFileSync(control, good);
  const server = await start(folder);
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('stopping ends the process and frees the folder', async () => {
  const folder = newFolder();
  const server = await start(folder);
  const identity = processIdentity(server.pid) as string;
  await server.stop();
  expect(await waitForEnd(server.pid, identity, 5000)).toBe(true);
  expect(fs.existsSync(path.join(folder, 'owner.json'))).toBe(false);
});

test('library names are linked beside the data, never in node_modules', async () => {
  const folder = newFolder();
  await start(folder);
  expect(fs.readlinkSync(path.join(folder, 'lib', 'libpq.so.5'))).toBe(
    path.join(findBinaries().folder, 'lib', path.basename(fs.readlinkSync(path.join(folder, 'lib', 'libpq.so.5')))),
  );
});

test('where no way works, the error says what was tried and what to do', () => {
  const ways: Way[] = [];
  expect(() => chooseRunner(newFolder(), findBinaries(), ways)).toThrow(/cannot run here.*set DATABASE_URL/);
});

if (isRoot) {
  /** The programs where every user may run them, wherever this clone lies: in a private folder of root nobody may. */
  function publicBinaries(): Binaries {
    const binaries = findBinaries();
    const folder = path.join(newFolder(), 'native');
    copyBinaries(binaries, folder);
    return { ...binaries, folder };
  }

  test('root without user namespaces runs it as nobody, and the data follow from way to way', async () => {
    const folder = newFolder();
    const binaries = publicBinaries();
    const first = await start(folder, { ways: waysHere() });
    await query(first.url, 'CREATE TABLE kept AS SELECT 9 AS n');
    await first.stop();
    for (const way of ['nobody', 'nobody-copy', 'namespace', 'nobody'] as const) {
      const server = await start(folder, { ways: [way], binaries });
      expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 9 }]);
      await server.stop();
    }
  });

  test('in a private home directory of root nobody cannot reach the data: it runs from a copy', async () => {
    const home = newFolder(0o700);
    const folder = path.join(home, 'project', '.data', 'postgres');
    folders.push(folder);
    const server = await start(folder, { ways: ['folder-owner', 'nobody', 'nobody-copy'] });
    expect(fs.existsSync(path.join(copyFolder(folder), 'postgres', 'data', 'PG_VERSION'))).toBe(true);
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('in the home directory of a plain user root runs it as that user', async () => {
    const home = newFolder(0o700);
    fs.chownSync(home, 1, 1); // daemon: a user that every system has
    const folder = path.join(home, 'project', '.data', 'postgres');
    const server = await start(folder, { ways: ['folder-owner'], binaries: publicBinaries() });
    expect(fs.statSync(path.join(folder, 'data')).uid).toBe(1);
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('a place under /var/tmp that belongs to someone else is not used', async () => {
    const folder = newFolder();
    const place = copyFolder(folder);
    fs.mkdirSync(place);
    fs.chownSync(place, 1234, 1234);
    await expect(start(folder, { ways: ['nobody-copy'] })).rejects.toThrow(/belongs to someone else/);
  });
}
