import type { Environment } from '../../lib/config/environment.ts';
import type { FactoryConfig } from '../../lib/config/factory.ts';
import type { Log } from '../../lib/log.ts';
import { startDatabaseServer } from '../database-server.ts';
import type { Progress } from '../progress.ts';
import { type SimulatorAddress, startSimulators } from '../simulators.ts';
import { createTokenSecret } from '../token-secret.ts';
import { type Kept, keepRunning } from './keep.ts';
import type { Beginning } from './messages.ts';
import { type RoleProcess, spawnRole } from './role-process.ts';
import { keepSimulator } from './simulator-process.ts';
import { type KeptParts, tellOf } from './tell.ts';

export interface SuperviseOptions {
  environment: Environment;
  factory: FactoryConfig;
  isDemo: boolean;
  log: Log;
  progress: Progress;
  /** What was started, to be stopped in the reverse order: by whoever called, also where the start fails. */
  closers: (() => Promise<unknown>)[];
}

export interface SupervisedHub {
  url: string;
  metricsUrl: string;
  databaseUrl: string;
  tokenSecret: string;
  simulators: readonly SimulatorAddress[];
  /** Resolves with the reason when the hub cannot go on. */
  failed: Promise<string>;
  becomeReady(): void;
}

const LIMIT = { deaths: 5, withinMs: 60_000 };

/**
 * Owns the database and the simulators, and keeps two processes running: the gateway with the subgraphs, and worker and
 * ingest. It does nothing else, so that there is little it could die of.
 */
export async function supervise(options: SuperviseOptions): Promise<SupervisedHub> {
  const { environment, factory, isDemo, log, progress, closers } = options;
  const say = (text: string) => progress.line(`  ${text}`);
  const tokenSecret = createTokenSecret();
  const parts: KeptParts = { gateway: undefined, background: undefined, simulators: [], isReady: false };
  const listener = await tellOf(parts, environment, log);
  closers.push(() => listener.close());
  // They read their code while the database starts.
  const spawned = new Map(['gateway', 'background'].map((role) => [role, spawnRole(role, progress.line)]));
  /** Neither up nor given up: nobody else would end them. */
  const starting = new Set(spawned.values());
  const { server, simulators } = await startServers(options, say);
  closers.push(async () => {
    for (const { kill } of starting) kill();
  });
  parts.simulators = simulators.map(({ kept }) => kept);

  const beginning: Omit<Beginning, 'isFirst'> = {
    ...{ factory, isDemo, tokenSecret },
    environment: { ...environment, databaseUrl: server.url },
    simulators: simulators.map(({ connection, url, sideUrl }) => ({ connection, url, sideUrl })),
  };
  /** Where the gateway listens: a free port is chosen once. */
  let url = '';
  const keep = (role: 'gateway' | 'background', onStart: (started: RoleProcess) => void) =>
    keepRunning({
      ...{ name: role, say, log, limit: LIMIT },
      async start(signal) {
        const isFirst = spawned.has(role);
        const process = spawned.get(role) ?? spawnRole(role, progress.line);
        spawned.delete(role);
        starting.add(process);
        signal.addEventListener('abort', process.kill);
        const port = url ? Number(new URL(url).port) : environment.port;
        const given = { ...beginning, isFirst, environment: { ...beginning.environment, role, port } };
        const started = await process.begin(given).finally(() => {
          signal.removeEventListener('abort', process.kill);
          starting.delete(process);
        });
        onStart(started);
        return started;
      },
    });
  const onGateway = (gateway: RoleProcess) => {
    url = gateway.url;
    if (parts.isReady) gateway.send({ kind: 'ready' });
  };
  const onBackground = (background: RoleProcess) => {
    if (parts.isReady) background.serve(url, false).catch(() => {});
  };
  const keptAlready = (kept: Kept<RoleProcess>) => {
    closers.push(() => kept.stop());
    return kept;
  };
  const [gateway, background] = await Promise.all([
    keep('gateway', onGateway).then(keptAlready),
    keep('background', onBackground).then(keptAlready),
  ]);
  Object.assign(parts, { gateway, background });
  await background.current?.serve(url, true);
  return {
    ...{ url, tokenSecret, metricsUrl: listener.url, databaseUrl: server.url, simulators: beginning.simulators },
    failed: Promise.race([
      gateway.gaveUp,
      background.gaveUp,
      server.lost.then(() => 'The embedded database has ended. Start the hub again: nothing accepted is lost.'),
    ]),
    becomeReady() {
      parts.isReady = true;
      gateway.current?.send({ kind: 'ready' });
    },
  };
}

/** The database, and the simulators, side by side. */
async function startServers(
  { environment, factory, log, progress, closers }: SuperviseOptions,
  say: (text: string) => void,
) {
  const [server, simulators] = await Promise.all([
    progress
      .step(
        'database',
        () => startDatabaseServer(environment),
        (started) => (started.isEmbedded ? 'embedded PostgreSQL' : 'DATABASE_URL'),
      )
      .then((started) => {
        closers.push(() => started.stop());
        return started;
      }),
    startSimulators(factory, environment.dataFolder, progress, async (connection, folder) => {
      const simulator = await keepSimulator(connection, folder, { say, log });
      closers.push(() => simulator.kept.stop());
      return simulator;
    }),
  ]);
  return { server, simulators };
}
