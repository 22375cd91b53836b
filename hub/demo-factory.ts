import path from 'node:path';
import { ITEMS } from '../demo/factory.ts';
import { signIn } from '../demo/http/graph.ts';
import { connectOdoo } from '../demo/http/odoo.ts';
import { placeSeededHold } from '../demo/seed/hold.ts';
import { type SeedRun, seedFactory } from '../demo/seed/index.ts';
import { openPlant, readItems } from '../demo/seed/odoo-context.ts';
import { createShopFloor } from '../demo/shop-floor.ts';
import type { Log } from '../lib/log.ts';

export const DEMO_FACTORY_FILE = path.join(import.meta.dirname, '..', 'demo', 'factory.yaml');

const REPORT_EVERY_MS = 4000;

/** Fills what is simulated; a real system is only filled by `npm run seed`. */
export async function seedSimulators(run: SeedRun, say: (text: string) => void): Promise<void> {
  const simulated = Object.entries(run.connections).filter(([, connection]) => connection.sideUrl !== null);
  await seedFactory({ ...run, connections: Object.fromEntries(simulated) }, say);
}

/** The nonconformance's lot is held; through the graph, like anybody would. */
export async function holdNonconformingLot(url: string, run: SeedRun): Promise<string> {
  return placeSeededHold(
    await signIn(
      url,
      'jana.inspector',
      'quality-inspector',
      run.plants.map((plant) => plant.code),
    ),
    run,
  );
}

/** A report every few seconds, plant after plant, until it is stopped. Whatever goes wrong, it tries again. */
export function startShopFloors(url: string, run: SeedRun, log: Log): () => Promise<void> {
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
        if (floors.length === 0) floors = await openFloors(url, run);
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

async function openFloors(url: string, run: SeedRun) {
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
      return createShopFloor(place, await signIn(url, `mes-${plant.code.toLowerCase()}`, 'mes', [plant.code]));
    }),
  );
}
