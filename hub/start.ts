import { readFileSync } from 'node:fs';
import path from 'node:path';
import { catalog } from '../commands/catalog/index.ts';
import { type CommandLayer, createKillSwitch, openCommandLayer } from '../commands/index.ts';
import { startIngest } from '../events/ingest/index.ts';
import { createEventStream } from '../events/stream.ts';
import { createGateway, type Transport } from '../gateway/index.ts';
import { systemClock } from '../lib/clock.ts';
import type { Environment } from '../lib/config/environment.ts';
import type { ConnectionConfig, FactoryConfig } from '../lib/config/factory.ts';
import { Counters } from '../lib/counters.ts';
import type { Log } from '../lib/log.ts';
import { scalars } from '../lib/scalars/index.ts';
import type { HubDatabase } from '../store/db.ts';
import { type ConnectedBackEnd, type OpenBackEnds, openBackEnds, resolveConnections } from './back-ends.ts';
import { readConnectionMetrics } from './connection-metrics.ts';
import { type OpenDatabase, openDatabase, prepareDatabase } from './database.ts';
import { recordExamination } from './examination-record.ts';
import { type Examinations, startExaminations } from './examinations.ts';
import { createIdentity } from './identity.ts';
import { readMetrics } from './metrics.ts';
import type { Progress } from './progress.ts';
import { type SimulatorAddress, startSimulator } from './simulators.ts';
import { openSubgraphLinks, type SubgraphLinks } from './subgraph-links.ts';
import { createSubgraph, SUBGRAPHS, type SubgraphParts } from './subgraphs.ts';
import { openWebhooks } from './webhooks.ts';

export interface HubOptions {
  environment: Environment;
  factory: FactoryConfig;
  log: Log;
  progress: Progress;
  /** Simulators that run already; otherwise each simulated connection gets one of its own. */
  simulators?: readonly SimulatorAddress[];
  /** Fills what is empty, before commands run and back ends are polled. */
  fill?: (connected: readonly ConnectedBackEnd[]) => Promise<void>;
  /** False: the ERP connections are not examined. */
  examines?: boolean;
}

export interface RunningHub {
  url: string;
  databaseUrl: string;
  connected: readonly ConnectedBackEnd[];
  simulators: readonly SimulatorAddress[];
  commands: CommandLayer;
  database: OpenDatabase;
  /** From now on /ready answers 200. */
  becomeReady(): void;
  /** Lets what runs finish, then stops everything in the reverse order. */
  stop(): Promise<void>;
}

/** Builds what the role needs, in the order in which one part needs another. What was started is stopped when a later part fails. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop().catch((failure: unknown) => options.log.error('stopping after a failed start', { error: failure }));
    throw error;
  }
}

async function start(
  options: HubOptions,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningHub> {
  const { environment, factory, log, progress } = options;
  const [database, simulators] = await Promise.all([
    progress
      .step(
        'database',
        () => openDatabase(environment, log),
        (d) => (d.isEmbedded ? 'embedded PostgreSQL' : 'DATABASE_URL'),
      )
      .then((d) => {
        closers.push(() => d.close());
        return d;
      }),
    startSimulators(options, closers),
  ]);
  await progress.step(
    'tables',
    () => prepareDatabase(database.db),
    (names) => (names.length === 0 ? 'up to date' : `${names.length} migrations`),
  );
  const connected = resolveConnections(factory, simulators);
  const backEnds = openBackEnds(factory, connected, log);
  closers.push(() => backEnds.close());
  const { role } = environment;
  const runs = (name: Environment['role']) => role === 'all' || role === name;
  const stream = createEventStream({ db: database.db, url: database.url, log });
  const commands = await openCommandLayer({
    db: database.db,
    definitions: catalog,
    backEnds,
    plants: factory.plants,
    clock: systemClock,
    log,
    queue: { databaseUrl: database.url, redisUrl: environment.redisUrl },
    runsCommands: runs('worker'),
    kill: createKillSwitch(environment.kill, factory.security.mode),
  });
  closers.push(() => commands.stop());
  closers.push(() => stream.close());
  const parts = { factory, backEnds, db: database.db, commands, stream };
  const links = openSubgraphLinks(factory, environment.dataFolder);
  const counters = new Counters();
  let isReady = false;
  let url = '';
  const ownSubgraph = SUBGRAPHS.find((name) => name === role);
  if (ownSubgraph) {
    url = await progress.step(
      `subgraph ${ownSubgraph}`,
      async () => {
        const server = await links.serve(createSubgraph(ownSubgraph, parts), environment, { log, counters });
        closers.push(() => server.close());
        return server.url;
      },
      (u) => u,
    );
  }
  if (runs('gateway')) {
    url = await progress.step(
      'gateway',
      () => startGateway(options, parts, links, { counters, isReady: () => isReady }, closers),
      (u) => u,
    );
  }
  await options.fill?.(connected);
  await commands.start();
  const examinations = examine(options, { db: database.db, backEnds, connected });
  closers.push(() => examinations.close());
  if (runs('ingest')) {
    const ingest = startIngest({
      db: database.db,
      url: database.url,
      stream,
      log,
      erps: backEnds.erps,
      mess: backEnds.meses,
      plm: backEnds.plm ?? null,
      plantCodes: factory.plants.map((plant) => plant.code),
      pace: (name) => (factory.connections[name] as ConnectionConfig).polling,
      onHealth: (connection) => examinations.nudge(connection),
    });
    closers.push(() => ingest.close());
  }
  return {
    url,
    databaseUrl: database.url,
    connected,
    simulators,
    commands,
    database,
    stop,
    becomeReady: () => {
      isReady = true;
    },
  };
}

/**
 * Beside everything else: an ERP that is away or slow holds up no start. Every process that calls an ERP examines it,
 * as each has its own way there and its own copy of the key; the one that watches the back ends keeps what it found.
 */
function examine(
  { environment: { role }, factory, log, progress, examines = true }: HubOptions,
  { db, backEnds, connected }: { db: HubDatabase; backEnds: OpenBackEnds; connected: readonly ConnectedBackEnd[] },
): Examinations {
  const isCalling = examines && ['all', 'worker', 'ingest', 'odoo'].includes(role);
  const isKeeping = role === 'all' || role === 'ingest';
  const plantsOf = (connection: string) =>
    factory.plants.filter((plant) => plant.erp.connection === connection).map((plant) => plant.code);
  return startExaminations({
    connections: isCalling ? backEnds.erps : [],
    keyOf: (connection) => connected.find((target) => target.name === connection)?.secret() ?? '',
    log,
    print: (line) => progress.line(line),
    ...(isKeeping ? { record: (report) => recordExamination(db, report, plantsOf(report.connection)) } : {}),
  });
}

async function startSimulators(
  { factory, environment, simulators, progress }: HubOptions,
  closers: (() => Promise<unknown>)[],
): Promise<readonly SimulatorAddress[]> {
  if (simulators) return simulators;
  const folder = path.join(environment.dataFolder, 'simulators');
  const wanted = Object.values(factory.connections).filter((connection) => connection.isSimulated);
  return Promise.all(
    wanted.map(async (connection) => {
      const text = `simulator ${connection.name} (${connection.kind}${connection.version ? ` ${connection.version}` : ''})`;
      const simulator = await progress.step(
        text,
        () => startSimulator(connection, folder),
        (s) => s.url,
      );
      closers.push(() => simulator.stop());
      return simulator;
    }),
  );
}

async function startGateway(
  { environment, factory, log }: HubOptions,
  parts: SubgraphParts,
  links: SubgraphLinks,
  { counters, isReady }: { readonly counters: Counters; readonly isReady: () => boolean },
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  const transports: Record<string, Transport> = {};
  for (const name of SUBGRAPHS) transports[name] = links.transport(name, () => createSubgraph(name, parts));
  const { verify, developmentTokens } = await createIdentity(factory, environment.dataFolder);
  const gateway = await createGateway({
    supergraphSdl: readFileSync(path.join(import.meta.dirname, '..', 'schema', 'supergraph.graphql'), 'utf8'),
    transports,
    scalars,
    mode: factory.security.mode,
    identity: verify,
    ...(developmentTokens ? { developmentTokens } : {}),
    allowedOrigins: factory.security.allowedOrigins,
    ready: () => ({ isReady: isReady() }),
    metrics: async () =>
      (await Promise.all([readMetrics(parts.db), readConnectionMetrics(parts.db, erpsOf(factory))])).join(''),
    counters,
    route: openWebhooks({ factory, db: parts.db, log }).route,
    log,
  });
  closers.push(() => gateway.close());
  const { url } = await gateway.listen(environment.port, environment.host);
  return url;
}

const erpsOf = ({ connections }: FactoryConfig): string[] =>
  Object.values(connections)
    .filter(({ kind }) => kind === 'odoo')
    .map(({ name }) => name);
