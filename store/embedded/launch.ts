import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../../lib/free-port.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { lockFolder } from './folder-lock.ts';
import { clearLeftover, postmasterFile } from './leftover.ts';
import { diesWithParent } from './processes.ts';
import { chooseRunner, copyFolder, identity, type Runner, type Way } from './runner.ts';

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`, on a free port of 127.0.0.1. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly maxConnections?: number;
  /** False for data that nobody misses after a power failure: tests. */
  readonly isDurable?: boolean;
  readonly ways?: readonly Way[];
  /** Another place of the programs than this package's. */
  readonly binaries?: Binaries;
}

/** How long a start is tried again after what passes by itself. One that lives is waited for as long as it lives. */
const TRY_AGAIN_MS = 60_000;

/**
 * Starts the PostgreSQL that npm ships on the data in `folder`, which is made where it is missing. The server dies
 * with this process; what an earlier one left behind is cleared. Call it from the main thread: the kernel ties the
 * server's life to the thread that started it. Throws a sentence with the end of the server's log.
 */
export async function startEmbeddedPostgres(folder: string, options: LaunchOptions = {}): Promise<EmbeddedPostgres> {
  const home = path.resolve(folder);
  fs.mkdirSync(path.dirname(home), { recursive: true }); // with the usual rights: another user may have to pass it
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(home);
  try {
    const runner = chooseRunner(fs.realpathSync(home), options.binaries ?? findBinaries(), options.ways);
    const password = await prepareData(runner, fs.realpathSync(home));
    const { child, port, exited } = await startServer(runner, options);
    void exited.then(unlock);
    return {
      url: `postgres://hub:${password}@127.0.0.1:${port}/postgres`,
      pid: child.pid as number,
      exited,
      stop: () => stopServer(child, exited),
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function prepareData(runner: Runner, home: string): Promise<string> {
  const data = path.join(runner.folder, 'data');
  bringData(home, runner);
  const passwordFile = path.join(runner.folder, 'password');
  if (fs.existsSync(path.join(data, 'PG_VERSION'))) {
    own(runner, data);
    await clearLeftover(data);
    return fs.readFileSync(passwordFile, 'utf8').trim();
  }
  const password = randomBytes(24).toString('base64url');
  const draft = `${data}.new`; // renamed when whole: an initdb that was killed half-way leaves nothing behind
  fs.rmSync(draft, { recursive: true, force: true });
  fs.rmSync(data, { recursive: true, force: true });
  fs.rmSync(passwordFile, { force: true });
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  own(runner, passwordFile);
  const encoding = ['--encoding=UTF8', '--locale=C', '--no-locale', '--no-instructions', '--no-sync'];
  const login = ['--username=hub', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const server = launch(runner, 'initdb', [`--pgdata=${draft}`, ...login, ...encoding]);
  if ((await server.exited) !== 0) throw failure('The database could not be created', runner);
  fs.renameSync(draft, data);
  return password;
}

async function startServer(runner: Runner, options: LaunchOptions) {
  const data = path.join(runner.folder, 'data');
  const deadline = performance.now() + TRY_AGAIN_MS;
  for (;;) {
    const port = await freePort();
    const server = launch(runner, 'postgres', ['-D', data, '-p', String(port), '-k', '', ...settings(options)]);
    let hasEnded = false;
    void server.exited.then(() => {
      hasEnded = true;
    });
    while (!hasEnded) {
      const seen = postmasterFile(data);
      if (seen?.pid === server.child.pid && seen?.status === 'ready') {
        return { child: server.child, port, exited: server.exited.then(() => undefined) };
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // another program took the port, or the killed server's children still hold its memory: both pass
    const passes = /could not bind|could not create any TCP|shared memory block|lock file/.test(logTail(runner));
    if (!passes || performance.now() > deadline) throw failure('The database did not start', runner);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function settings(options: LaunchOptions): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    max_connections: options.maxConnections ?? 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    jit: 'off',
    ...(options.isDurable === false ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Starts one program of PostgreSQL as its runner, its output in server.log, its life tied to ours on Linux. */
function launch(runner: Runner, program: string, args: readonly string[]) {
  const words = [...runner.prefix, ...diesWithParent('INT'), path.join(runner.native, 'bin', program), ...args];
  const log = fs.openSync(logFile(runner), 'w', 0o600);
  try {
    const child = spawn(words[0] as string, words.slice(1), {
      cwd: '/',
      env: runner.env,
      detached: true, // a Ctrl-C at the terminal goes to the hub, which stops the database last
      stdio: ['ignore', log, log],
      ...identity(runner),
    });
    const exited = new Promise<number | null>((resolve) => {
      child.once('exit', (code) => resolve(code));
      child.once('error', () => resolve(null));
    });
    return { child, exited };
  } finally {
    fs.closeSync(log);
  }
}

async function stopServer(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    child.kill(signal);
    if (await Promise.race([exited.then(() => true), pause(patience)])) return;
  }
}

/** The data stay one: what another way of running left at its place is moved to where this one looks. */
function bringData(home: string, runner: Runner): void {
  const elsewhere = runner.folder === home ? path.join(copyFolder(home), 'postgres') : home;
  const isHere = fs.existsSync(path.join(runner.folder, 'data', 'PG_VERSION'));
  if (isHere || !fs.existsSync(path.join(elsewhere, 'data', 'PG_VERSION'))) return;
  for (const part of ['data', 'password']) {
    fs.rmSync(path.join(runner.folder, part), { recursive: true, force: true });
    fs.cpSync(path.join(elsewhere, part), path.join(runner.folder, part), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
  fs.chmodSync(path.join(runner.folder, 'data'), 0o700);
  fs.rmSync(path.join(elsewhere, 'data'), { recursive: true, force: true });
}

/** Root hands the data to who runs the server: it refuses a folder that is not its own. */
function own(runner: Runner, file: string): void {
  if (process.getuid?.() !== 0) return;
  const uid = runner.uid ?? 0;
  const gid = runner.gid ?? 0;
  const state = fs.lstatSync(file);
  if (state.uid === uid) return;
  fs.lchownSync(file, uid, gid);
  if (!state.isDirectory()) return;
  for (const name of fs.readdirSync(file)) own(runner, path.join(file, name));
}

function failure(what: string, runner: Runner): Error {
  return new Error(`${what}. Its log, ${logFile(runner)}, ends with:\n${logTail(runner)}`);
}

function logFile(runner: Runner): string {
  return path.join(runner.folder, 'server.log');
}

function logTail(runner: Runner): string {
  return fs.readFileSync(logFile(runner), 'utf8').slice(-4000).trim();
}

function pause(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, false).unref());
}
