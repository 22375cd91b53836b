import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Binaries, copyBinaries, linkLibraries } from './binaries.ts';

/** Who runs the server, from which binaries, and in which folder. PostgreSQL refuses to run as root. */
export interface Runner {
  readonly way: Way;
  /** Words before the program. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  readonly folder: string;
  readonly native: string;
  readonly env: Readonly<Record<string, string>>;
}

export type Way = 'self' | 'namespace' | 'folder-owner' | 'nobody' | 'nobody-copy';

const NOBODY = 65534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The first way that works here. A plain user runs it as itself. Root runs it in a user namespace, where it looks
 * like nobody and keeps root's rights to its files; else as the owner of the folder; else as nobody, in place where
 * nobody can reach it, and from a copy under /var/tmp where not (a private home directory).
 */
export function chooseRunner(folder: string, binaries: Binaries, ways: readonly Way[] = waysHere()): Runner {
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      const runner = prepare(way, folder, binaries);
      if (runner) {
        const problem = probe(runner);
        if (problem === undefined) return runner;
        reasons.push(`${way}: ${problem}`);
      }
    } catch (error) {
      reasons.push(`${way}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    `The embedded PostgreSQL cannot run here (${reasons.join('; ')}). Run as a plain user, or set DATABASE_URL to a PostgreSQL 14 or newer.`,
  );
}

export function waysHere(): readonly Way[] {
  return process.getuid?.() === 0 ? ['namespace', 'folder-owner', 'nobody', 'nobody-copy'] : ['self'];
}

/** Where the data lies when nobody runs the server from a copy. */
export function copyFolder(folder: string): string {
  return path.join(
    '/var/tmp',
    `manufacturing-graph-hub-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`,
  );
}

function prepare(way: Way, folder: string, binaries: Binaries): Runner | undefined {
  const inPlace = { way, folder, native: binaries.folder, env: environment(folder, binaries.folder) };
  if (way === 'self') {
    linkLibraries(binaries.folder, libraries(folder));
    return { ...inPlace, prefix: [] };
  }
  if (way === 'namespace') {
    linkLibraries(binaries.folder, libraries(folder));
    return { ...inPlace, prefix: NAMESPACE };
  }
  if (way === 'nobody-copy') return prepareCopy(folder, binaries);
  linkLibraries(binaries.folder, libraries(folder));
  const owner = way === 'nobody' ? { uid: NOBODY, gid: NOBODY } : ownerAbove(folder);
  return owner && { ...inPlace, prefix: [], uid: owner.uid, gid: owner.gid };
}

/** The plain user whose folder this stands in: root may work in a user's home directory. */
function ownerAbove(folder: string): { uid: number; gid: number } | undefined {
  for (let at = path.dirname(folder); at !== path.dirname(at); at = path.dirname(at)) {
    const { uid, gid } = fs.statSync(at);
    if (uid !== 0) return { uid, gid };
  }
  return undefined;
}

function prepareCopy(folder: string, binaries: Binaries): Runner {
  const place = copyFolder(folder);
  fs.mkdirSync(place, { recursive: true, mode: 0o755 });
  const { uid, mode } = fs.lstatSync(place);
  if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${place} belongs to someone else`);
  const native = path.join(place, 'native');
  copyBinaries(binaries, native);
  const home = path.join(place, 'postgres');
  linkLibraries(native, libraries(home));
  return {
    way: 'nobody-copy',
    folder: home,
    native,
    env: environment(home, native),
    prefix: [],
    uid: NOBODY,
    gid: NOBODY,
  };
}

function libraries(folder: string): string {
  return path.join(folder, 'lib');
}

function environment(folder: string, native: string): Record<string, string> {
  return { PATH, LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: `${libraries(folder)}:${path.join(native, 'lib')}` };
}

/** Whether the runner can start the program and write into the folder; else what stands in the way. */
function probe(runner: Runner): string | undefined {
  if (process.getuid?.() === 0) fs.chownSync(runner.folder, runner.uid ?? 0, runner.gid ?? 0);
  const options = { cwd: '/', env: runner.env, encoding: 'utf8' as const, ...identity(runner) };
  const call = (program: string, args: string[]) => {
    const [command, ...rest] = [...runner.prefix, program, ...args] as [string, ...string[]];
    const result = spawnSync(command, rest, options);
    return result.status === 0 ? undefined : (result.error?.message ?? (result.stderr.trim() || `${program} failed`));
  };
  return (
    call(path.join(runner.native, 'bin', 'postgres'), ['--version']) ??
    call('whoami', []) ?? // initdb refuses a user without a name
    (call('test', ['-w', runner.folder]) === undefined ? undefined : `${runner.folder} cannot be written`)
  );
}

export function identity(runner: Runner): { uid?: number; gid?: number } {
  return runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.gid ?? runner.uid };
}
