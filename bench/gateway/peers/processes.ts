import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Clock ticks of /proc: a hundredth of a second on Linux, whatever the kernel's own are. */
const MS_PER_TICK = 10;
const PAGE_BYTES = 4096;

export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

export function start(file: string, args: readonly string[] = []): ChildProcess {
  const env = { ...process.env, NODE_ENV: 'production' };
  return fork(path.join(import.meta.dirname, file), [...args], { execArgv: [], env });
}

/** The next message of a process. Errors: Error when it ends instead. */
export function answer<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A process of the benchmark ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}

export function ask<Message>(child: ChildProcess, message: object): Promise<Message> {
  const answered = answer<Message>(child);
  child.send(message);
  return answered;
}

/** Of a process and of all that it started and that live, as Linux counts it. */
export function usageOf(child: ChildProcess): Usage {
  const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const stats = processes.flatMap((pid) => statOf(Number(pid)));
  const family = new Set([child.pid]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  const own = stats.filter(({ pid }) => family.has(pid));
  return {
    cpuMs: own.reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK,
    rssBytes: own.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES,
  };
}

function statOf(pid: number) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name, in brackets, may hold anything: what follows it is counted from its end
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent, user, system, pages] = [fields[1], fields[11], fields[12], fields[21]];
    return [{ pid, parent, ticks: (user ?? 0) + (system ?? 0), pages: pages ?? 0 }];
  } catch {
    return []; // it has ended
  }
}
