import { spawn } from 'node:child_process';
import path from 'node:path';
import type { WriteLimits } from '../../connectors/ports.ts';
import type { EffectCommandInput } from './effect-commands.ts';

export interface WorkerProcessOptions {
  databaseUrl: string;
  effectsUrl: string;
  /** As HUB_KILL. */
  kill?: string;
  queue?: { databaseUrl: string; redisUrl: string | null; name?: string };
  limits?: WriteLimits;
  /** How often it looks without having been rung for. */
  pollMs?: number;
  /** Instead of working: submits these one after another, and ends. */
  submit?: ({ key: string } & Partial<EffectCommandInput>)[];
}

export interface WorkerProcess {
  readonly pid: number;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it wrote to its log so far. */
  readonly log: string;
  /** What it said on stdout so far: one JSON value per line. */
  readonly said: readonly unknown[];
  signal(name: NodeJS.Signals): void;
  /** Ends it, stopped or not. */
  kill(): Promise<void>;
}

/** Resolves once it works, has submitted all, or has ended. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const main = path.join(import.meta.dirname, 'worker-process-main.ts');
  const child = spawn(process.execPath, ['--no-warnings', main, JSON.stringify(options)], { stdio: 'pipe' });
  let log = '';
  let out = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (out.includes('"ready"')) resolve();
    });
  });
  await Promise.race([ready, exited]);
  return {
    pid: child.pid ?? 0,
    exited,
    get log() {
      return log;
    },
    get said() {
      const lines = out.slice(0, out.lastIndexOf('\n') + 1).split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
    },
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
