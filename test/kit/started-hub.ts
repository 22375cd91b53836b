import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type RunFile, readRunFile } from '../../demo/run-file.ts';
import { until } from '../../demo/story/wait.ts';
import { childEnvironment } from '../../lib/config/environment.ts';
import { processIdentity } from '../../store/embedded/processes.ts';
import { patient } from './patience.ts';

/** A hub that was started as a person starts it, with everything that it starts itself. */
export interface StartedHub {
  readonly run: RunFile;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
  /** What the supervisor says of a process that it keeps. */
  kept(name: string): Promise<KeptProcess>;
  /** Once it is there, and was started again so often. */
  backAgain(name: string, restarts: number): Promise<KeptProcess>;
  /** Processes under the launcher, each with what tells it from a later one of the same number. */
  family(): { pid: number; identity: string; words: string }[];
}

export interface KeptProcess {
  readonly isUp: boolean;
  readonly pid: number | null;
  readonly restarts: number;
}

const ROOT = path.join(import.meta.dirname, '..', '..');

/** `npm start`, without npm. What it prints is kept. */
export function spawnHub(dataFolder: string, environment: Readonly<Record<string, string>> = {}, args = ['start']) {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', 'run.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: ROOT,
    env: childEnvironment({ PORT: '0', HUB_DATA: dataFolder, HUB_ROLE: '', DATABASE_URL: '', ...environment }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, exited, output: () => output };
}

export async function startHubOn(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedHub> {
  const { child, exited, output } = spawnHub(dataFolder, environment);
  await soon(() => /^ready in /m.test(output()) || child.exitCode !== null, 'the hub is ready', output);
  const run = readRunFile(dataFolder);
  if (!run) throw new Error(`the hub did not start:\n${output()}`);
  const processes = async (): Promise<Record<string, KeptProcess>> => {
    const response = await fetch(new URL('/health', run.metricsUrl));
    return ((await response.json()) as { processes: Record<string, KeptProcess> }).processes;
  };
  const kept = async (name: string) => {
    const found = (await processes())[name];
    if (!found) throw new Error(`the supervisor keeps no ${name}`);
    return found;
  };
  return {
    ...{ run, child, exited, output, kept },
    backAgain: (name, restarts) =>
      soon(
        async () => {
          const now = await kept(name);
          return now.isUp && now.restarts === restarts ? now : undefined;
        },
        `${name} is back`,
        output,
      ),
    family: () => descendants(child.pid as number),
  };
}

/** Waits as long as a busy machine may need; throws with what the hub said. */
export async function soon<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  output: () => string,
): Promise<T> {
  const found = await until(look, patient(120_000));
  if (!found) throw new Error(`waited in vain until ${what}:\n${output()}`);
  return found;
}

export const isGone = ({ pid, identity }: { pid: number; identity: string }): boolean =>
  processIdentity(pid) !== identity;

function descendants(root: number): { pid: number; identity: string; words: string }[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const pending = [root]; pending.length > 0; ) {
    const pid = pending.pop() as number;
    found.push(pid);
    pending.push(...(children.get(pid) ?? []));
  }
  return found.flatMap((pid) => {
    const identity = processIdentity(pid);
    return identity === undefined ? [] : [{ pid, identity, words: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }];
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
