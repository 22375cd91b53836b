import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../lib/config/environment.ts';
import { type RunFile, readRunFile } from './run-file.ts';
import { until } from './story/wait.ts';

export interface HubProcess {
  run: RunFile;
  child: ChildProcess;
}

/** Starts a hub as `npm start` does, in a process group of its own; what it prints goes to hub.log in the data folder. */
export async function startHubProcess(
  dataFolder: string,
  port: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<HubProcess> {
  mkdirSync(dataFolder, { recursive: true });
  const log = openSync(path.join(dataFolder, 'hub.log'), 'a');
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
    const found = readRunFile(dataFolder);
    return found && (await isReady(found)) ? found : undefined;
  }, Number.POSITIVE_INFINITY);
  return { run: run as RunFile, child };
}

export async function isReady(run: RunFile): Promise<boolean> {
  const response = await fetch(new URL('/ready', run.url)).catch(() => undefined);
  return response?.status === 200;
}
