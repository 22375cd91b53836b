import fs from 'node:fs';

/**
 * What tells a process from a later one with the same number: its start time, as /proc has it.
 * Undefined when no such process runs (a zombie does not); `unknown` where there is no /proc.
 */
export function processIdentity(pid: number): string | undefined {
  if (!fs.existsSync('/proc/self/stat')) return isAlive(pid) ? 'unknown' : undefined;
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/**
 * Words before a program that tie its life to ours: the kernel sends it the signal when this process ends, however.
 * None where there is no such thing.
 */
export function diesWithParent(signal: 'INT' | 'KILL'): readonly string[] {
  const isThere = ['/usr/bin/setpriv', '/bin/setpriv'].some((file) => fs.existsSync(file));
  return process.platform === 'linux' && isThere ? ['setpriv', '--pdeathsig', signal, '--'] : [];
}

/** The words of a running process's command line; empty where they cannot be read. */
export function commandLine(pid: number): readonly string[] {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

/** False as soon as the process is gone, or when another has taken its number. */
export function isSameProcess(pid: number, identity: string): boolean {
  return processIdentity(pid) === identity;
}

export async function waitForEnd(pid: number, identity: string, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (isSameProcess(pid, identity)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
