import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ConnectionConfig, FactoryConfig } from '../lib/config/factory.ts';
import type { Progress } from './progress.ts';
import type { Death } from './supervisor/keep.ts';

export interface SimulatorAddress {
  connection: string;
  url: string;
  sideUrl: string;
}

/** A simulator that this hub started: another process, gone with this one. */
export interface RunningSimulator extends SimulatorAddress {
  kind: string;
  pid: number;
  exited: Promise<Death>;
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

/** One for every simulated connection of the factory, side by side. */
export function startSimulators<S extends SimulatorAddress>(
  factory: FactoryConfig,
  dataFolder: string,
  progress: Progress,
  start: (connection: ConnectionConfig, folder: string) => Promise<S>,
): Promise<readonly S[]> {
  const folder = path.join(dataFolder, 'simulators');
  const wanted = Object.values(factory.connections).filter((connection) => connection.isSimulated);
  return Promise.all(
    wanted.map((connection) =>
      progress.step(
        `simulator ${connection.name} (${connection.kind}${connection.version ? ` ${connection.version}` : ''})`,
        () => start(connection, folder),
        (simulator) => simulator.url,
      ),
    ),
  );
}

const FREE = { port: 0, sidePort: 0 };

/** Starts the simulator of a connection; its data stays in `folder`. Throws with the end of what it said. */
export async function startSimulator(
  connection: ConnectionConfig,
  folder: string,
  { port, sidePort } = FREE,
): Promise<RunningSimulator> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const program = path.join(import.meta.dirname, '..', 'simulators', connection.kind, 'main.ts');
  const data = path.join(folder, `${connection.name}.sqlite`);
  const args = [program, '--port', String(port), '--side-port', String(sidePort), '--data', data];
  if (connection.kind === 'odoo' && connection.version) args.push('--version', connection.version);
  if (connection.modules.length > 0) args.push('--modules', connection.modules.join(','));
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const exited = new Promise<Death>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal, lastWords: said.trim() })),
  );
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
async function stopChild(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
