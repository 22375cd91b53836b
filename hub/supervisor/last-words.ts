import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Death } from './keep.ts';

const LINES = 20;
const CHARACTERS = 4000;
/** A process of its own that it leaves behind may hold its stderr open. */
const DRAIN_MS = 500;

/** How a process ended, with the end of what it wrote to stderr; what it writes is passed on to ours. */
export function deathOf(child: ChildProcess): Promise<Death> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    said = (said + chunk.toString()).slice(-CHARACTERS);
  });
  const drained = new Promise((resolve) => child.once('close', resolve));
  return new Promise((resolve) => {
    const end = async (code: number | null, signal: string | null) => {
      await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
      resolve({ code, signal, lastWords: said.trim().split('\n').slice(-LINES).join('\n') });
    };
    child.once('exit', (code, signal) => void end(code, signal));
    child.once('error', (error) => resolve({ code: null, signal: null, lastWords: error.message }));
  });
}
