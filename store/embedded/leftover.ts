import fs from 'node:fs';
import path from 'node:path';
import { commandLine, processIdentity, waitForEnd } from './processes.ts';

/**
 * Makes way on a data folder whose launcher is gone: a stale postmaster.pid is removed (its number may belong to
 * another program by now), a server that still runs is stopped, gently first. Only for the holder of the folder's lock.
 */
export async function clearLeftover(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  const pid = postmasterFile(data)?.pid;
  if (pid === undefined) {
    fs.rmSync(file, { force: true });
    return;
  }
  const identity = processIdentity(pid);
  if (identity === undefined || !isServerOn(pid, data)) {
    fs.rmSync(file, { force: true });
    return;
  }
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!send(pid, signal)) break;
    if (await waitForEnd(pid, identity, patience)) return;
  }
  throw new Error(
    `An old PostgreSQL (process ${pid}) still runs on ${data} and does not stop. End it with "kill -QUIT ${pid}" and start again.`,
  );
}

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping`: the eighth line, which pg_ctl reads too. */
  readonly status: string;
}

export function postmasterFile(data: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

function isServerOn(pid: number, data: string): boolean {
  const words = commandLine(pid);
  if (words.length === 0) return true; // no /proc to ask: better a refusal than two servers
  return path.basename(words[0] ?? '') === 'postgres' && words.includes(data);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
