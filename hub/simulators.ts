import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ConnectionConfig } from '../lib/config/factory.ts';

export interface SimulatorAddress {
  connection: string;
  url: string;
  sideUrl: string;
}

/** A simulator that this hub started: another process, gone with this one. */
export interface RunningSimulator extends SimulatorAddress {
  kind: string;
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** What a simulated connection accepts; a simulator is a server on loopback and guards nothing. */
export const SIMULATOR_ACCESS = {
  odoo: { database: 'factory', login: 'hub', secret: 'demo-odoo-key-0123456789abcdef01234567', token: null },
  arena: { database: null, login: 'hub@demo.example', secret: 'demo-arena-password', token: null },
  openmes: {
    database: null,
    login: null,
    secret: 'omk_demo_0123456789abcdef',
    token: '1|demo-openmes-token-0123456789abcdef01234567',
  },
} as const;

const STOP_TIMEOUT_MS = 5000;

/** Starts the simulator of a connection on free ports; its data stays in `folder`. Throws with the end of what it said. */
export async function startSimulator(connection: ConnectionConfig, folder: string): Promise<RunningSimulator> {
  mkdirSync(folder, { recursive: true });
  const program = path.join(import.meta.dirname, '..', 'simulators', connection.kind, 'main.ts');
  const data = path.join(folder, `${connection.name}.sqlite`);
  const args = [program, '--port', '0', '--side-port', '0', '--data', data];
  if (connection.kind === 'odoo' && connection.version) args.push('--version', connection.version);
  if (connection.modules.length > 0) args.push('--modules', connection.modules.join(','));
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await readyLine(child, connection.name, () => said);
  return {
    connection: connection.name,
    kind: connection.kind,
    url: ready.url,
    sideUrl: ready.sideUrl,
    pid: child.pid as number,
    exited,
    stop: () => stopChild(child, exited),
  };
}

/** Waits for as long as it lives: on a busy machine a start takes what it takes. */
function readyLine(child: ChildProcess, name: string, said: () => string): Promise<{ url: string; sideUrl: string }> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) =>
      reject(new Error(`the simulator of ${name} ${what}${said() ? `: ${said().trim()}` : ''}`));
    child.once('error', (error) => fail(`cannot be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) =>
      resolve(JSON.parse(line) as { url: string; sideUrl: string }),
    );
  });
}

/** Its stdin ends first; what does not stop is killed. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
