import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../lib/config/environment.ts';
import { type RunFile, readRunFile, readRunFileOfAny } from './run-file.ts';
import { until } from './story/wait.ts';

export interface HubProcess {
  run: RunFile;
  child: ChildProcess;
}

/**
 * Starts a hub as `npm start` does, in a process group of its own; what it prints goes to hub.log in the data folder.
 * The run file of a hub that was killed here is not taken for that of the one that starts: every start has a secret of
 * its own, while the killed process may still be listed and its gateway may still answer.
 */
export async function startHubProcess(
  dataFolder: string,
  port: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<HubProcess> {
  const before = readRunFileOfAny(dataFolder)?.tokenSecret;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const log = openLog(path.join(dataFolder, 'hub.log'));
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'scripts', 'run.mjs'), 'start'], {
    stdio: ['ignore', log, log],
    detached: true,
    env: childEnvironment({ ...environment, PORT: port, HUB_DATA: dataFolder }),
  });
  closeSync(log);
  let hasEnded = false;
  child.once('exit', () => {
    hasEnded = true;
  });
  const run = await until(async () => {
    if (hasEnded) throw new Error(`the hub ended; see ${path.join(dataFolder, 'hub.log')}`);
    return readyRun(dataFolder, before);
  }, Number.POSITIVE_INFINITY);
  return { run: run as RunFile, child };
}

/** A start prints its secret: readable by its owner only, also a file that an earlier version made. */
export function openLog(file: string): number {
  const log = openSync(file, 'a', 0o600);
  fchmodSync(log, 0o600);
  return log;
}

/** The hub that is ready here and is not the one with the secret `before`. */
export async function readyRun(dataFolder: string, before: string | undefined): Promise<RunFile | undefined> {
  const found = readRunFile(dataFolder);
  return found && found.tokenSecret !== before && (await isReady(found)) ? found : undefined;
}

export async function isReady(run: RunFile): Promise<boolean> {
  const response = await fetch(new URL('/ready', run.url)).catch(() => undefined);
  return response?.status === 200;
}
