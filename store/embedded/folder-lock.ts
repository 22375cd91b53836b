import fs from 'node:fs';
import path from 'node:path';
import { isSameProcess, processIdentity, waitForEnd } from './processes.ts';

interface Owner {
  readonly pid: number;
  readonly identity: string;
}

/**
 * One launcher at a time for a data folder: `owner.json` names the process. A dead owner's lock is taken over, one
 * that is just ending is waited for. Returns what gives it back. Throws a sentence that names a living owner.
 */
export async function lockFolder(folder: string, patienceMs = 3000): Promise<() => void> {
  const file = path.join(folder, 'owner.json');
  const mine: Owner = { pid: process.pid, identity: processIdentity(process.pid) ?? 'unknown' };
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  fs.writeFileSync(draft, JSON.stringify(mine));
  try {
    for (;;) {
      try {
        fs.linkSync(draft, file); // fails where the file exists, and appears with its content in it
        return () => {
          const owner = readOwner(file);
          if (owner?.pid === mine.pid && owner.identity === mine.identity) fs.rmSync(file, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      await takeFromDead(file, folder, patienceMs);
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

async function takeFromDead(file: string, folder: string, patienceMs: number): Promise<void> {
  const seen = readOwner(file);
  if (seen && seen.pid !== process.pid) await waitForEnd(seen.pid, seen.identity, patienceMs);
  refuseWhileAlive(seen, folder);
  const aside = `${file}.dead.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // another process was faster
    throw error;
  }
  const taken = readOwner(aside);
  const isLiving = taken !== undefined && isSameProcess(taken.pid, taken.identity);
  if (isLiving && !fs.existsSync(file)) fs.linkSync(aside, file); // a new owner came in between: give it back
  fs.rmSync(aside, { force: true });
  if (isLiving) refuseWhileAlive(taken, folder);
}

function refuseWhileAlive(owner: Owner | undefined, folder: string): void {
  if (owner && isSameProcess(owner.pid, owner.identity)) {
    throw new Error(
      `The database in ${folder} is in use by process ${owner.pid}. Stop that one first, or give this one another folder or a DATABASE_URL.`,
    );
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    const value = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Owner>;
    return typeof value.pid === 'number' && typeof value.identity === 'string'
      ? { pid: value.pid, identity: value.identity }
      : undefined;
  } catch {
    return undefined;
  }
}
