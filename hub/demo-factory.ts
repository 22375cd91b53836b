import { ITEMS } from '../demo/factory.ts';
import { type HubAddress, signIn } from '../demo/http/graph.ts';
import { connectOdoo } from '../demo/http/odoo.ts';
import { placeSeededHold } from '../demo/seed/hold.ts';
import { type SeedRun, seedFactory } from '../demo/seed/index.ts';
import { openPlant, readItems } from '../demo/seed/odoo-context.ts';
import { createShopFloor } from '../demo/shop-floor.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { Log } from '../lib/log.ts';
import type { ConnectedBackEnd } from './connected.ts';
import { toRun } from './data-folder.ts';
import type { Progress } from './progress.ts';

const REPORT_EVERY_MS = 4000;
/** Put there now through their own protocols, or found there. */
const IN_PLACE = 'in the simulators';

/** Fills what is simulated; a real system is only filled by `npm run seed`. */
export function fillSimulators(factory: FactoryConfig, progress: Progress, log: Log) {
  return async (connected: readonly ConnectedBackEnd[]): Promise<void> => {
    const simulated = connected.filter(({ sideUrl }) => sideUrl !== null);
    if (simulated.length === 0) return;
    const nowhere = { url: '', databaseUrl: '', tokenSecret: '', metricsUrl: '' };
    await progress.step(
      'demo factory',
      () => seedFactory(toRun(nowhere, factory, simulated), (text) => log.info(text)),
      (empty) => {
        const codes = empty.join(' and ');
        return codes ? `${IN_PLACE}; nothing to fill in for ${codes}` : IN_PLACE;
      },
    );
  };
}

/** The nonconformance's lot is held; through the graph, like anybody would. */
export async function holdNonconformingLot(run: SeedRun & HubAddress, progress: Progress): Promise<void> {
  const plants = run.plants.map((plant) => plant.code);
  await progress.step(
    'quality hold',
    async () => placeSeededHold(await signIn(run, 'jana.inspector', 'quality-inspector', plants), run),
    (text) => text,
  );
}

/** A report every few seconds, plant after plant, until it is stopped. Whatever goes wrong, it tries again. */
export function startShopFloors(run: SeedRun & HubAddress, log: Log): () => Promise<void> {
  let isStopped = false;
  let wake = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async () => {
    let floors: ReturnType<typeof createShopFloor>[] = [];
    for (let turn = 0; !isStopped; turn += 1) {
      try {
        if (floors.length === 0) floors = await openFloors(run);
        await floors[turn % floors.length]?.runOnce();
      } catch (error) {
        if (!isStopped) log.warn('the simulated shop floor could not report', { error });
      }
      if (!isStopped) await pause(REPORT_EVERY_MS / Math.max(1, floors.length));
    }
  };
  const running = loop();
  return async () => {
    isStopped = true;
    wake();
    await running;
  };
}

async function openFloors(run: SeedRun & HubAddress) {
  const simulated = run.plants.filter((plant) => run.connections[plant.erp]?.sideUrl);
  return Promise.all(
    simulated.map(async (plant) => {
      const target = run.connections[plant.erp];
      if (!target) throw new Error(`${plant.code} has no ERP`);
      const odoo = await connectOdoo({
        url: target.url,
        database: target.database ?? '',
        login: target.login ?? '',
        secret: target.secret,
      });
      const place = await openPlant(odoo, plant.code, plant.warehouse, plant.name);
      await readItems(
        place,
        ITEMS.map((item) => item.number),
      );
      return createShopFloor(place, await signIn(run, `mes-${plant.code.toLowerCase()}`, 'mes', [plant.code]));
    }),
  );
}
