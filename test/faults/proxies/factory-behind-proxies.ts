import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ITEMS } from '../../../demo/factory.ts';
import { connectOdoo } from '../../../demo/http/odoo.ts';
import { seedConnection } from '../../../demo/seed/index.ts';
import { type OdooPlant, openPlant, productOf, readItems } from '../../../demo/seed/odoo-context.ts';
import { makeOrder } from '../../../demo/seed/odoo-orders.ts';
import { makeLots } from '../../../demo/seed/odoo-stock.ts';
import { DEMO_FACTORY_FILE } from '../../../hub/demo-file.ts';
import { type RunningSimulator, SIMULATOR_ACCESS, startSimulator } from '../../../hub/simulators.ts';
import type { ConnectionConfig, FactoryConfig } from '../../../lib/config/factory.ts';
import { loadFactory } from '../../../lib/config/load.ts';
import { startTestHub, type TestHub } from '../../kit/hub.ts';
import { type Cell, type Proxies, type ProxyConfiguration, startProxies } from '../../kit/proxies/index.ts';

/** How an ERP is spoken to, and what is reported to it. */
export interface Way {
  readonly name: string;
  readonly erp: keyof typeof ERPS;
  readonly scrap: boolean;
}

/** What the simulators are; `home` is the plant of the demo factory that is put into it. */
const ERPS = {
  json2: { connection: 'odoo-ham', home: 'HAM', modules: [] },
  jsonrpc: { connection: 'odoo-pue', home: 'PUE', modules: [] },
  addon: { connection: 'odoo-addon', home: 'HAM', modules: ['manufacturing_hub'] },
} as const;

export const WAYS: readonly Way[] = [
  { name: 'a confirmation by JSON-2', erp: 'json2', scrap: false },
  { name: 'a confirmation with scrap by JSON-RPC', erp: 'jsonrpc', scrap: true },
  { name: 'a confirmation with scrap by JSON-2', erp: 'json2', scrap: true },
  { name: 'a confirmation by JSON-RPC', erp: 'jsonrpc', scrap: false },
  { name: 'a confirmation with scrap through the add-on', erp: 'addon', scrap: true },
];

/** A plant of the hub whose ERP is reached through one proxy. */
export interface Site {
  readonly cell: Cell<Way>;
  readonly plantCode: string;
  readonly orderNumber: string;
  readonly orderId: number;
  readonly lot: string;
  readonly place: OdooPlant;
  readonly connection: string;
}

export interface FactoryBehindProxies {
  readonly test: TestHub;
  readonly sites: readonly Site[];
  readonly proxies: readonly Proxies[];
  stop(): Promise<void>;
}

/**
 * One hub with a plant for every cell, each with a connection of its own through its own proxy to one of three ERPs,
 * and an open order of ten housings with lots.
 */
export async function startFactory(cells: readonly Cell<Way>[]): Promise<FactoryBehindProxies> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-proxies-'));
  const closers: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const factory = loadFactory(DEMO_FACTORY_FILE);
    addThirdErp(factory);
    const simulators = await Promise.all(
      Object.values(factory.connections).map((connection) => startSimulator(connection, folder)),
    );
    closers.push(() => Promise.all(simulators.map((simulator) => simulator.stop())));
    const urls = await proxiesOf(cells, simulators, closers);
    const places = await openPlaces(simulators);
    const sites: Site[] = [];
    for (const [index, cell] of cells.entries()) sites.push(await openSite(places, cell, index));
    const test = await startTestHub({
      simulators,
      isSeeded: false,
      factory: (own) => {
        addThirdErp(own);
        for (const [index, cell] of cells.entries()) addPlant(own, index, urls.of(cell));
        // What is told here does not come of news.
        for (const { polling } of Object.values(own.connections)) polling.minMs = polling.maxMs = 60_000;
      },
    });
    closers.push(() => test.stop());
    return { test, sites, proxies: urls.proxies, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const connectionName = (index: number) => `erp-${index}`;
const plantCode = (index: number) => `P${index}`;

function addThirdErp(factory: FactoryConfig): void {
  const { connection: name, modules } = ERPS.addon;
  const model = factory.connections['odoo-ham'] as ConnectionConfig;
  factory.connections[name] = { ...structuredClone(model), name, modules: [...modules] };
}

function addPlant(factory: FactoryConfig, index: number, url: string): void {
  const model = factory.connections['odoo-ham'] as ConnectionConfig;
  const { database, login, secret } = SIMULATOR_ACCESS.odoo;
  factory.connections[connectionName(index)] = {
    ...structuredClone(model),
    ...{ name: connectionName(index), url, isSimulated: false, version: null, database, login },
    ...{ secret: { demo: secret }, modules: [] },
  };
  const [plant] = factory.plants;
  if (!plant) throw new Error('the demo factory has no plant');
  const erp = { connection: connectionName(index), warehouse: 'WH' };
  factory.plants.push({ ...structuredClone(plant), code: plantCode(index), name: plantCode(index), mes: null, erp });
}

/** One process of each program before each ERP. */
async function proxiesOf(
  cells: readonly Cell<Way>[],
  simulators: readonly RunningSimulator[],
  closers: (() => Promise<unknown>)[],
): Promise<{ proxies: readonly Proxies[]; of(cell: Cell<Way>): string }> {
  const started = new Map<string, Proxies>();
  for (const [erp, { connection }] of Object.entries(ERPS)) {
    const own = cells.filter((cell) => cell.case.erp === erp).map(({ proxy }) => proxy);
    const target = simulators.find((simulator) => simulator.connection === connection);
    if (own.length === 0 || !target) continue;
    const proxies = await startProxies(target.url, uniqueByName(own));
    closers.push(() => proxies.close());
    started.set(erp, proxies);
  }
  return {
    proxies: [...started.values()],
    of: (cell) => (started.get(cell.case.erp) as Proxies).url(cell.proxy.name),
  };
}

const uniqueByName = (configurations: readonly ProxyConfiguration[]) => [
  ...new Map(configurations.map((one) => [one.name, one])).values(),
];

/** The demo factory's items and bills in each ERP, put there past the proxies. */
async function openPlaces(simulators: readonly RunningSimulator[]): Promise<Record<keyof typeof ERPS, OdooPlant>> {
  const open = async ({ connection, home: code }: (typeof ERPS)[keyof typeof ERPS]) => {
    const address = simulators.find((simulator) => simulator.connection === connection) as RunningSimulator;
    const target = { kind: 'odoo' as const, ...SIMULATOR_ACCESS.odoo, url: address.url, sideUrl: address.sideUrl };
    const plant = { ...{ code, name: code, timeZone: 'UTC', erp: connection, warehouse: 'WH' }, mes: null };
    const run = { plants: [plant], plm: null, qms: null, connections: { [connection]: target } };
    await seedConnection(run, connection, () => {});
    const place = await openPlant(await connectOdoo(target), code, 'WH', code);
    await readItems(
      place,
      ITEMS.map((item) => item.number),
    );
    return place;
  };
  const [json2, jsonrpc, addon] = await Promise.all([open(ERPS.json2), open(ERPS.jsonrpc), open(ERPS.addon)]);
  return { json2, jsonrpc, addon };
}

/** An open order, and material enough for it. */
async function openSite(places: Record<keyof typeof ERPS, OdooPlant>, cell: Cell<Way>, index: number): Promise<Site> {
  const { connection } = ERPS[cell.case.erp];
  const place = places[cell.case.erp];
  const lot = `CST-${plantCode(index)}`;
  const lots = await makeLots(place, [{ item: 'CST-GP20', lot }]);
  const stock = [
    { product_id: productOf(place, 'CST-GP20').id, lot_id: [...lots.values()][0] },
    { product_id: productOf(place, 'PNT-7016').id },
  ];
  for (const entry of stock) {
    const values = { ...entry, location_id: place.warehouse.stockId, inventory_quantity_auto_apply: 500 };
    await place.odoo.create('stock.quant', values, { inventory_mode: true });
  }
  const orderNumber = `PRX/MO/${String(index).padStart(5, '0')}`;
  const wish = { number: orderNumber, item: 'GP-20-HSG', quantity: '10', state: 'confirmed', inDays: 0 } as const;
  const orderId = await makeOrder(place, wish);
  return { cell, plantCode: plantCode(index), orderNumber, orderId, lot, place, connection };
}
