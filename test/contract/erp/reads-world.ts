import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import type { ErpPort, ErpReader } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { patient } from '../../kit/patience.ts';
import { post, type Target, unique, World } from './writes-world.ts';

const LIMITS = {
  concurrency: 8,
  requestsPerSecond: null,
  readTimeoutMs: patient(30_000),
  rpcMaxMs: patient(30_000),
  quiescenceMs: patient(1_000),
  leaseMs: patient(40_000),
};

interface Setup {
  connection: string;
  /** Warehouse codes by plant. */
  plants: Record<string, string>;
  layoutKeepMs?: number;
}
export const SETUP: Setup = { connection: 'erp', plants: { HAM: 'WH', PUE: 'WPUE' } };

/** A reader over a world's server, and what a plant needs to have something to read. */
export class ReadWorld {
  readonly world: World;
  readonly port: ErpPort;
  readonly #setup: Setup;

  constructor(world: World, setup: Setup) {
    this.world = world;
    this.#setup = setup;
    this.port = this.portTo(world.server.url);
  }

  /** The hub's connector to the world's server, or to what stands before it. */
  portTo(url: string): ErpPort {
    const { database, login, secret } = this.world.server;
    const { connection, plants, layoutKeepMs } = this.#setup;
    return createOdooConnector({
      ...{ connection, url, database, login, secret: () => secret, limits: LIMITS },
      ...(layoutKeepMs === undefined ? {} : { layoutKeepMs }),
      plants: Object.entries(plants).map(([code, warehouse]) => ({ code, timeZone: 'Europe/Berlin', warehouse })),
    });
  }

  /**
   * Warehouses that a simulator lacks are made. A real server keeps those that it has: a second one switches storage
   * locations on for everybody, which only an administrator may do; a plant without its warehouse is left out.
   */
  static async open(target: Target, setup = SETUP): Promise<ReadWorld> {
    const world = await World.open(target);
    const plants: Record<string, string> = {};
    for (const [plant, code] of Object.entries(setup.plants)) {
      const [known] = await world.find('stock.warehouse', [['code', '=', code]], ['code']);
      if (known === undefined && world.server.sideUrl === null) continue;
      if (known === undefined) await world.create('stock.warehouse', { name: code, code });
      plants[plant] = code;
    }
    return new ReadWorld(world, { ...setup, plants });
  }

  async close(): Promise<void> {
    await this.port.close();
    await this.world.close();
  }

  get reader(): ErpReader {
    return this.port.open();
  }

  /** What reading costs, by model, as the request's own counter says. */
  async counted(read: (reader: ErpReader) => Promise<unknown>): Promise<Record<string, number>> {
    const calls = new CallCounter();
    await read(this.port.open({ calls }));
    return calls.toJSON().erp ?? {};
  }

  async workCenter(name: string): Promise<{ id: number; code: string }> {
    const code = unique(name);
    return { id: await this.world.create('mrp.workcenter', { name, code }), code };
  }

  async locationId(name: string): Promise<number> {
    const [warehouse] = await this.world.find('stock.warehouse', [['code', '=', 'WH']], ['view_location_id']);
    const parent = warehouse!.view_location_id as number;
    const domain = [
      ['name', '=', name],
      ['location_id', '=', parent],
    ];
    const [known] = await this.world.find('stock.location', domain, ['name']);
    return known?.id ?? this.world.create('stock.location', { name, location_id: parent, usage: 'internal' });
  }

  /** A gearbox in lots of a housing, two lot-tracked bearings and eight bolts, made in two operations. */
  async gearbox() {
    const { world } = this;
    const [gearbox, housing, bearing, bolt] = await Promise.all([
      world.item('GEARBOX', 'lot'),
      world.item('HOUSING'),
      world.item('BEARING', 'lot'),
      world.item('BOLT'),
    ]);
    const center = await this.workCenter('ASSEMBLY');
    const bomId = await world.bom(
      gearbox.id,
      [
        [housing.id, 1],
        [bearing.id, 2],
        [bolt.id, 8],
      ],
      {
        code: 'B',
        operation_ids: [
          [0, 0, { name: 'Assemble', workcenter_id: center.id, sequence: 10, time_cycle_manual: 10 }],
          [0, 0, { name: 'Test', workcenter_id: center.id, sequence: 20, time_cycle_manual: 5 }],
        ],
      },
    );
    const bearingLot = unique('BRG-LOT');
    const lotId = await world.lot(bearing.id, bearingLot);
    await world.putStock(housing.id, 500);
    await world.putStock(bearing.id, 1000, lotId);
    await world.putStock(bolt.id, 5000);
    return { gearbox, housing, bearing, bolt, center, bomId, bearingLot, lotId };
  }

  /** Makes so many of a product in one lot, out of these lots of its components; each is taken once per piece. */
  async make(
    product: { id: number; itemNumber: string },
    bomId: number,
    quantity: number,
    lots: Record<string, string>,
  ) {
    const { name } = await this.world.order(product.id, quantity, bomId);
    const lotNumber = unique('MADE');
    const amount = String(quantity);
    const consumption = Object.entries(lots).map(([itemNumber, lot]) => ({
      itemNumber,
      quantity: amount,
      lots: [{ lotNumber: lot, quantity: amount }],
    }));
    await this.confirm(name, amount, lotNumber, consumption);
    return { orderNumber: name, lotNumber };
  }

  /** Confirms part of an order as a command would; the rest stays open as a backorder. */
  async confirm(
    orderNumber: string,
    produced: string,
    lotNumber: string,
    consumption: { itemNumber: string; quantity: string; lots: { lotNumber: string; quantity: string }[] }[],
  ) {
    await post(this.world.postings.confirmPart, {
      plantCode: 'HAM',
      ...(await this.world.openPart(orderNumber)),
      produced,
      outputLots: [{ lotNumber, quantity: produced }],
      consumption,
      remainder: 'KEEP_OPEN',
      endedAt: null,
    });
  }
}
