import { parseArgs } from 'node:util';
import { readRunFile } from '../demo/run-file.ts';
import { ConfigurationError, readEnvironment } from '../lib/config/environment.ts';
import { loadFactory } from '../lib/config/load.ts';
import { createLog, type Log } from '../lib/log.ts';
import { attach } from './attach.ts';
import type { ConnectedBackEnd } from './back-ends.ts';
import { removeRunFile, toRun, writeRunFile } from './data-folder.ts';
import { DEMO_FACTORY_FILE, holdNonconformingLot, seedSimulators, startShopFloors } from './demo-factory.ts';
import { createProgress } from './progress.ts';
import { startHub } from './start.ts';
import { welcome } from './welcome.ts';

const HELP = `npm start

Starts the hub: database, simulators, gateway, subgraphs and worker. Settings come from the environment (PORT,
DATABASE_URL, REDIS_URL, HUB_CONFIG, HUB_ROLE, HUB_DATA, LOG_LEVEL) and from the factory file that HUB_CONFIG names;
without one the demo factory runs on simulators. See docs/configuration.md.
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(HELP);
else await run().catch(fail);

async function run(): Promise<void> {
  const environment = readEnvironment();
  const isDemo = environment.configFile === null;
  const factory = loadFactory(environment.configFile ?? DEMO_FACTORY_FILE);
  const log = createLog(environment.logLevel);
  const folder = environment.dataFolder;
  const attached = attach(environment, factory, readRunFile(folder));
  const progress = createProgress((line) => console.log(line));
  progress.line(
    `manufacturing graph hub  ${factory.plants.map((plant) => `${plant.code} ${plant.name}`).join(', ')}${isDemo ? '  (demo factory)' : ''}`,
  );
  const stopping = new AbortController();
  const closers: (() => Promise<unknown>)[] = [];
  const stop = stopOnSignals(closers, stopping, log, folder);
  const isDevelopment = factory.security.mode === 'development';
  const hasSimulators = Object.values(factory.connections).some((connection) => connection.isSimulated);
  const fill = (connected: readonly ConnectedBackEnd[]) =>
    progress.step(
      'demo factory',
      () => seedSimulators(toRun({ url: '', databaseUrl: '' }, factory, connected), (text) => log.info(text)),
      () => 'put into the simulators through their own protocols',
    );
  const hub = await startHub({
    ...{ environment: attached.environment, factory, log, progress },
    ...(attached.simulators ? { simulators: attached.simulators } : {}),
    ...(hasSimulators && environment.role === 'all' ? { fill } : {}),
  });
  closers.push(() => hub.stop());
  if (stopping.signal.aborted) return stop();
  void hub.database.lost.then(() => {
    if (stopping.signal.aborted) return;
    console.error('The embedded database has ended; the hub stops. Start it again: nothing accepted is lost.');
    process.exit(1);
  });
  const seed = toRun(hub, factory, hub.connected);
  if (isDemo && hub.url)
    await progress.step(
      'quality hold',
      () => holdNonconformingLot(hub.url, seed),
      (text) => text,
    );
  if (isDevelopment && environment.role === 'all') writeRunFile(folder, seed);
  hub.becomeReady();
  if (isDemo && environment.role === 'all' && environment.hasShopFloor)
    closers.push(startShopFloors(hub.url, seed, log));
  if (environment.role === 'all' && isDevelopment) progress.line(welcome(hub.url, factory, isDemo));
  progress.line(`ready in ${progress.seconds()} s  ${hub.url || environment.role}`);
}

/** A first signal ends what runs in the reverse order, once the start is through; a second one ends everything at once. */
function stopOnSignals(
  closers: (() => Promise<unknown>)[],
  stopping: AbortController,
  log: Log,
  folder: string,
): () => Promise<void> {
  const stop = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((error: unknown) => log.error('stopping', { error }));
    removeRunFile(folder, process.pid);
    console.log('stopped');
    process.exit(0);
  };
  const onSignal = () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    console.log('\nstopping ...');
    if (closers.length > 0) void stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stop;
}

function fail(error: unknown): never {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    console.error(
      `Port ${port} is taken. Stop what listens there, or choose another: PORT=4001 npm start (PORT=0 takes a free one).`,
    );
  else if (error instanceof ConfigurationError) console.error(error.message);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
