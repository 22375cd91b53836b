import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ITEMS } from '../../demo/factory.ts';
import { type GraphUser, type HubAddress, signIn } from '../../demo/http/graph.ts';
import { connectOdoo } from '../../demo/http/odoo.ts';
import { type SeedRun, seedFactory } from '../../demo/seed/index.ts';
import { type OdooPlant, openPlant, readItems } from '../../demo/seed/odoo-context.ts';
import { toRun } from '../../hub/data-folder.ts';
import { DEMO_FACTORY_FILE } from '../../hub/demo-file.ts';
import { createProgress } from '../../hub/progress.ts';
import type { SimulatorAddress } from '../../hub/simulators.ts';
import { type RunningHub, startHub } from '../../hub/start.ts';
import type { Environment } from '../../lib/config/environment.ts';
import type { FactoryConfig } from '../../lib/config/factory.ts';
import { loadFactory } from '../../lib/config/load.ts';
import { createLog, type Log } from '../../lib/log.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { type SidePort, sidePort } from './side-port.ts';

export interface TestHub {
  hub: RunningHub;
  run: SeedRun & HubAddress & { metricsUrl: string };
  database: TestDatabase;
  user(role: string, plants?: readonly string[], name?: string): Promise<GraphUser>;
  odoo(plantCode: string): Promise<OdooPlant>;
  side(connection: string): SidePort;
  stop(): Promise<void>;
}

export interface TestHubOptions {
  /** A change of the demo factory, for example other limits. */
  factory?: (factory: FactoryConfig) => void;
  environment?: Partial<Environment>;
  /** False: the back ends stay empty. */
  isSeeded?: boolean;
  /** True: the ERP connections are examined, which calls them on its own. */
  examines?: boolean;
  /** Simulators that run already. */
  simulators?: readonly SimulatorAddress[];
  /** What the hub says at the terminal. */
  print?: (line: string) => void;
  /** Instead of one at the level of the environment. */
  log?: Log;
  /** Of another hub, which it shares. */
  database?: TestDatabase & { drop(): Promise<void> };
}

/** A hub of its own: database, simulators, gateway and worker on free ports; the demo factory is in its back ends. */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const database = options.database ?? (await createTestDatabase());
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-test-'));
  const factory = loadFactory(DEMO_FACTORY_FILE);
  for (const { polling } of Object.values(factory.connections)) Object.assign(polling, { minMs: 100, maxMs: 500 });
  options.factory?.(factory);
  const environment: Environment = {
    port: 0,
    host: '127.0.0.1',
    metricsPort: 0,
    metricsHost: '127.0.0.1',
    databaseUrl: database.url,
    redisUrl: null,
    configFile: null,
    role: 'all',
    logLevel: 'error',
    dataFolder: folder,
    kill: null,
    hasShopFloor: false,
    ...options.environment,
  };
  const hub = await startHub({
    environment,
    factory,
    log: options.log ?? createLog(environment.logLevel),
    progress: createProgress(options.print ?? (() => {})),
    ...(options.simulators ? { simulators: options.simulators } : {}),
    examines: options.examines === true,
    ...(options.isSeeded === false
      ? {}
      : {
          fill: (connected) =>
            seedFactory(
              toRun({ url: '', databaseUrl: '', tokenSecret: '', metricsUrl: '' }, factory, connected),
              () => {},
            ),
        }),
  });
  const run = toRun(hub, factory, hub.connected);
  hub.becomeReady();
  const plants = run.plants.map((plant) => plant.code);
  const opened = new Map<string, Promise<OdooPlant>>();
  return {
    hub,
    run,
    database,
    user: (role, codes = plants, name = role) => signIn(hub, name, role, codes),
    odoo: (plantCode) => {
      const known = opened.get(plantCode) ?? openOdoo(run, plantCode);
      opened.set(plantCode, known);
      return known;
    },
    side: (connection) => sidePort(run.connections[connection]?.sideUrl ?? ''),
    async stop() {
      await hub.stop();
      if (!options.database) await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same for a whole test file: `const hub = ownHub();` at its top, `hub().user('mes')` in its tests. */
export function ownHub(options: TestHubOptions = {}): () => TestHub {
  let started: TestHub | undefined;
  beforeAll(async () => {
    started = await startTestHub(options);
  });
  afterAll(async () => {
    await started?.stop();
  });
  return () => {
    if (!started) throw new Error('the hub is there once the tests run');
    return started;
  };
}

async function openOdoo(run: SeedRun, plantCode: string): Promise<OdooPlant> {
  const plant = run.plants.find((candidate) => candidate.code === plantCode);
  const target = run.connections[plant?.erp ?? ''];
  if (!plant || !target) throw new Error(`${plantCode} has no ERP`);
  const odoo = await connectOdoo({
    url: target.url,
    database: target.database ?? '',
    login: target.login ?? '',
    secret: target.secret,
  });
  const place = await openPlant(odoo, plantCode, plant.warehouse, plant.name);
  await readItems(
    place,
    ITEMS.map((item) => item.number),
  );
  return place;
}
