import { catalog } from '../commands/catalog/index.ts';
import { type CommandLayer, createKillSwitch, openCommandLayer } from '../commands/index.ts';
import { createEventStream } from '../events/stream.ts';
import { systemClock } from '../lib/clock.ts';
import type { Environment } from '../lib/config/environment.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import { Counters } from '../lib/counters.ts';
import type { Log } from '../lib/log.ts';
import { openBackEnds } from './back-ends.ts';
import { type ConnectedBackEnd, resolveConnections } from './connected.ts';
import { openDatabase, prepareDatabase } from './database.ts';
import { type DatabaseServer, startDatabaseServer } from './database-server.ts';
import { createHubMetrics, type HubMetrics } from './metrics/hub-metrics.ts';
import { serveMetrics } from './metrics/listener.ts';
import type { Progress } from './progress.ts';
import { runs, subgraphOf } from './roles.ts';
import { type SimulatorAddress, startSimulator, startSimulators } from './simulators.ts';
import { examineConnections, watchBackEnds } from './start-background.ts';
import { startGateway } from './start-gateway.ts';
import { openSubgraphLinks } from './subgraph-links.ts';
import { createSubgraph } from './subgraphs.ts';
import { createTokenSecret } from './token-secret.ts';

export interface HubOptions {
  environment: Environment;
  factory: FactoryConfig;
  log: Log;
  progress: Progress;
  /** Simulators that run already; otherwise each simulated connection gets one of its own. */
  simulators?: readonly SimulatorAddress[];
  /** Fills what is empty, before commands run and back ends are polled. */
  fill?: (connected: readonly ConnectedBackEnd[]) => Promise<unknown>;
  /** False: the ERP connections are not examined. */
  examines?: boolean;
  /** True: the database is that of a hub beside this process. */
  sharesDatabase?: boolean;
  /** What /dev/token asks for; one of its own where left out. */
  tokenSecret?: string;
  /** False: whoever started this process asks for its metrics and tells them. */
  tellsMetrics?: boolean;
}

export interface RunningHub {
  url: string;
  /** Empty where it tells no metrics. */
  metricsUrl: string;
  databaseUrl: string;
  tokenSecret: string;
  connected: readonly ConnectedBackEnd[];
  simulators: readonly SimulatorAddress[];
  commands: CommandLayer;
  metrics: HubMetrics;
  database: Pick<DatabaseServer, 'lost'>;
  /** From now on /ready answers 200. */
  becomeReady(): void;
  /** Lets what runs finish, then stops everything in the reverse order. */
  stop(): Promise<void>;
}

type Closers = (() => Promise<unknown>)[];

/** Builds what the role needs, in the order in which one part needs another. What was started is stopped when a later part fails. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const closers: Closers = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(options, closers)), stop };
  } catch (error) {
    await stop().catch((failure: unknown) => options.log.error('stopping after a failed start', { error: failure }));
    throw error;
  }
}

async function start(options: HubOptions, closers: Closers): Promise<Omit<RunningHub, 'stop'>> {
  const { environment, factory, log, progress, tokenSecret = createTokenSecret() } = options;
  const { role } = environment;
  const { server, simulators } = await startServers(options, closers);
  const { db, close } = openDatabase(server.url, log);
  closers.push(close);
  await progress.step(
    'tables',
    () => prepareDatabase(db),
    (names) => (names.length === 0 ? 'up to date' : `${names.length} migrations`),
  );
  const connected = resolveConnections(factory, simulators);
  const backEnds = openBackEnds(factory, connected, log);
  closers.push(() => backEnds.close());
  const stream = createEventStream({ db, url: server.url, log });
  const commands = await openCommandLayer({
    ...{ db, definitions: catalog, backEnds, plants: factory.plants, clock: systemClock, log },
    queue: { databaseUrl: server.url, redisUrl: environment.redisUrl },
    runsCommands: runs(role, 'worker'),
    kill: createKillSwitch(environment.kill, factory.security.mode),
  });
  closers.push(() => commands.stop());
  closers.push(() => stream.close());
  const metrics = createHubMetrics(role, factory, db);
  let isReady = false;
  const metricsUrl = await tellMetrics(options, metrics, () => isReady, closers);
  const parts = { factory, backEnds, db, commands, stream };
  const links = openSubgraphLinks(factory, environment.dataFolder);
  const counters = new Counters();
  let url = '';
  const own = subgraphOf(role);
  if (own) {
    const served = await progress.step(
      `subgraph ${own}`,
      () => links.serve(createSubgraph(own, parts), environment, { log, counters }),
      (at) => at.url,
    );
    metrics.add(() => counters.families());
    closers.push(() => served.close());
    url = served.url;
  }
  if (runs(role, 'gateway')) {
    const gateway = await progress.step(
      'gateway',
      () => startGateway({ environment, factory, log, parts, links, tokenSecret, isReady: () => isReady }),
      (at) => at.url,
    );
    metrics.add(() => gateway.metrics());
    closers.push(() => gateway.close());
    url = gateway.url;
  }
  await options.fill?.(connected);
  await commands.start();
  const background = { factory, db, backEnds, log };
  const { examines = true } = options;
  const examinations = examineConnections(background, { role, connected, progress, examines });
  closers.push(() => examinations.close());
  if (runs(role, 'ingest')) {
    const onHealth = (connection: string) => examinations.nudge(connection);
    const ingest = watchBackEnds(background, { databaseUrl: server.url, stream, onHealth });
    closers.push(() => ingest.close());
  }
  return {
    ...{ url, metricsUrl, databaseUrl: server.url, tokenSecret, connected, simulators, commands, metrics },
    database: server,
    becomeReady: () => {
      isReady = true;
    },
  };
}

/** What is not in this process: the database, and the simulators where none run yet. */
async function startServers(options: HubOptions, closers: Closers) {
  const { environment, factory, progress, sharesDatabase = false } = options;
  const given = sharesDatabase ? 'of the hub that runs here' : 'DATABASE_URL';
  const [server, simulators] = await Promise.all([
    progress
      .step(
        'database',
        () => startDatabaseServer(environment),
        (started) => (started.isEmbedded ? 'embedded PostgreSQL' : given),
      )
      .then((started) => {
        closers.push(() => started.stop());
        return started;
      }),
    options.simulators ??
      startSimulators(factory, environment.dataFolder, progress, async (connection, folder) => {
        const simulator = await startSimulator(connection, folder);
        closers.push(() => simulator.stop());
        return simulator;
      }),
  ]);
  return { server, simulators };
}

async function tellMetrics(
  { environment, log, tellsMetrics = true }: HubOptions,
  metrics: HubMetrics,
  isReady: () => boolean,
  closers: Closers,
): Promise<string> {
  if (!tellsMetrics) return '';
  const { metricsPort: port, metricsHost: host } = environment;
  const listener = await serveMetrics({ port, host, isReady, read: () => metrics.read('all'), log });
  closers.push(() => listener.close());
  return listener.url;
}
