import path from 'node:path';
import { SHOP_FLOOR } from '../../demo/factory.ts';
import { connectOdoo } from '../../demo/http/odoo.ts';
import { seedBoms } from '../../demo/seed/odoo-boms.ts';
import { type OdooPlant, openPlant, productOf, seedItems, seedWorkCenters } from '../../demo/seed/odoo-context.ts';
import { seedOrders } from '../../demo/seed/odoo-orders.ts';
import { type OpenBackEnds, openBackEnds } from '../../hub/back-ends.ts';
import { resolveConnections } from '../../hub/connected.ts';
import { DEMO_FACTORY_FILE } from '../../hub/demo-file.ts';
import type { RunningSimulator } from '../../hub/simulators.ts';
import { startSimulator } from '../../hub/simulators.ts';
import type { FactoryConfig, FactoryPlant } from '../../lib/config/factory.ts';
import { loadFactory } from '../../lib/config/load.ts';
import type { Log } from '../../lib/log.ts';

export const CONNECTION = 'odoo-ham';
export const PLANT = 'HAM';

/** One plant of the demo factory with its ERP and nothing else. */
export function soakFactory(): FactoryConfig & { plant: FactoryPlant } {
  const factory = loadFactory(DEMO_FACTORY_FILE);
  const found = factory.plants.find((candidate) => candidate.code === PLANT);
  const connection = factory.connections[CONNECTION];
  if (!found || !connection) throw new Error('the demo factory has changed');
  const plant = { ...found, mes: null };
  return { ...factory, plants: [plant], connections: { [CONNECTION]: connection }, plm: null, qms: null, plant };
}

/** `modules`: what it has beside the usual ones, such as the hub's add-on. */
export function startOdoo(folder: string, modules: string[] = []): Promise<RunningSimulator> {
  const connection = soakFactory().connections[CONNECTION];
  if (!connection) throw new Error('the demo factory has changed');
  return startSimulator({ ...connection, modules }, path.join(folder, 'odoo'));
}

export type SimulatorAddress = Pick<RunningSimulator, 'connection' | 'kind' | 'url' | 'sideUrl'>;

export function connect(simulator: SimulatorAddress, log: Log): OpenBackEnds {
  const factory = soakFactory();
  return openBackEnds(factory, resolveConnections(factory, [simulator]), log);
}

/** Items, a bill of materials, plenty of material, and the orders to work on. */
export async function seedOrdersOf(
  simulator: SimulatorAddress,
  numbers: readonly string[],
  quantity: number,
): Promise<OdooPlant> {
  const factory = soakFactory();
  const [target] = resolveConnections(factory, [simulator]);
  if (!target) throw new Error('there is no ERP');
  const odoo = await connectOdoo({
    url: target.url,
    database: target.database ?? '',
    login: target.login ?? '',
    secret: target.secret(),
  });
  const { code, name, erp } = factory.plant;
  const place = await openPlant(odoo, code, erp.warehouse, name);
  await seedWorkCenters(place);
  await seedItems(place);
  await seedBoms(place);
  for (const [item] of SHOP_FLOOR.stock) await fill(place, item);
  await seedOrders(
    place,
    numbers.map((number) => ({
      ...{ number, item: SHOP_FLOOR.item, quantity: String(quantity) },
      ...{ state: 'confirmed' as const, inDays: 0 },
    })),
  );
  return place;
}

async function fill(place: OdooPlant, item: string): Promise<void> {
  const { odoo, warehouse } = place;
  const productId = productOf(place, item).id;
  const counted = { inventory_quantity_auto_apply: 1_000_000 };
  const [quant] = await odoo.searchRead(
    'stock.quant',
    [
      ['product_id', '=', productId],
      ['location_id', '=', warehouse.stockId],
    ],
    ['id'],
    { limit: 1 },
  );
  const mode = { inventory_mode: true };
  if (quant) await odoo.write('stock.quant', [quant.id], counted, mode);
  else await odoo.create('stock.quant', { product_id: productId, location_id: warehouse.stockId, ...counted }, mode);
}
