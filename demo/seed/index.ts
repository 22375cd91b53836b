import { WORK_CENTERS } from '../factory.ts';
import { connectArena, engineerOf } from '../http/arena.ts';
import { connectOdoo, OdooCallError } from '../http/odoo.ts';
import { connectOpenmes } from '../http/openmes.ts';
import type { RunConnection, RunFile } from '../run-file.ts';
import { seedArena } from './arena.ts';
import { checkApps } from './odoo-apps.ts';
import { seedBoms } from './odoo-boms.ts';
import { openPlant, seedItems, seedWorkCenters } from './odoo-context.ts';
import { seedOrders, seedPurchases } from './odoo-orders.ts';
import { seedStock } from './odoo-stock.ts';
import { seedOpenmes } from './openmes.ts';

export type SeedRun = Pick<RunFile, 'plants' | 'plm' | 'qms' | 'connections'>;

/** Puts the demo factory into one back end through its own wire protocol. Idempotent: what is there is left alone. */
export async function seedConnection(run: SeedRun, name: string, say: (text: string) => void): Promise<void> {
  const connection = Object.hasOwn(run.connections, name) ? run.connections[name] : undefined;
  if (!connection)
    throw new Error(`there is no connection ${name}; there are ${Object.keys(run.connections).join(', ')}`);
  if (connection.kind === 'odoo') await seedOdoo(run, name, connection, say).catch(explain);
  if (connection.kind === 'arena')
    await seedArena(await connectArena({ ...connection, login: engineerOf(connection) }), say);
  if (connection.kind === 'openmes') {
    for (const plant of run.plants.filter((candidate) => candidate.mes === name)) {
      await seedOpenmes(connectOpenmes(connection), plant.code);
      say(`${name}: lines, processes, lots and open orders of ${plant.code}`);
    }
  }
}

async function seedOdoo(
  run: SeedRun,
  name: string,
  connection: RunConnection,
  say: (text: string) => void,
): Promise<void> {
  const { url, secret } = connection;
  const odoo = await connectOdoo({ url, secret, database: connection.database ?? '', login: connection.login ?? '' });
  const plants = run.plants.filter((candidate) => candidate.erp === name);
  const strange = plants.find(({ code }) => !(code in WORK_CENTERS));
  if (strange)
    throw new Error(
      `The demo factory has the plants ${Object.keys(WORK_CENTERS).join(' and ')}, and nothing for ${strange.code}: ` +
        'give the plant one of these codes in the factory file to fill its Odoo',
    );
  await checkApps(odoo);
  const opened = await Promise.all(plants.map((plant) => openPlant(odoo, plant.code, plant.warehouse, plant.name)));
  for (const target of opened) {
    await seedWorkCenters(target);
    await seedItems(target);
    const boms = await seedBoms(target);
    const counted = await seedStock(target);
    const orders = await seedOrders(target);
    const purchases = await seedPurchases(target);
    say(
      `${name}: ${target.plantCode} in Odoo ${odoo.version}: ${boms} bills of materials, ${counted} stock counts, ${orders} orders, ${purchases} purchase orders made`,
    );
  }
}

function explain(error: unknown): never {
  if (!(error instanceof OdooCallError && error.isAboutRights)) throw error;
  throw new Error(
    `${error.message}\nSeeding needs a user who may create products, contacts, work centres, bills of materials and ` +
      'purchase orders: administrator of Inventory, Manufacturing and Purchase, with Contact Creation',
  );
}

/** Every connection, side by side; plants that the demo factory has not stay empty. Gives their codes. */
export async function seedFactory(run: SeedRun, say: (text: string) => void): Promise<readonly string[]> {
  const known = { ...run, plants: run.plants.filter(({ code }) => code in WORK_CENTERS) };
  await Promise.all(Object.keys(run.connections).map((name) => seedConnection(known, name, say)));
  return run.plants
    .filter(
      ({ code, erp, mes }) => !(code in WORK_CENTERS) && (erp in run.connections || (mes ?? '') in run.connections),
    )
    .map(({ code }) => code);
}
