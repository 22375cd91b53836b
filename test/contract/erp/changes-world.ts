import type { ErpOrderChange } from '../../../connectors/ports.ts';
import { connectOdoo, type OdooClient } from '../../../demo/http/odoo.ts';
import { ReadWorld } from './reads-world.ts';
import { type Cell, type Target, unique } from './writes-world.ts';

/** A reader of changes that comes back with its cursor, over a world with something to make. */
export class ChangesWorld {
  readonly at: ReadWorld;
  cursor: string | null = null;
  #people: Promise<OdooClient> | undefined;
  gearbox: Awaited<ReturnType<ReadWorld['gearbox']>> | undefined;

  private constructor(at: ReadWorld) {
    this.at = at;
  }

  /** What happened so far is not told any more. */
  static async open(target: Target): Promise<ChangesWorld> {
    const world = new ChangesWorld(await ReadWorld.open(target));
    world.gearbox = await world.at.gearbox();
    await world.poll();
    await world.settle();
    return world;
  }

  get world() {
    return this.at.world;
  }

  /** One look. */
  async poll(): Promise<ErpOrderChange[]> {
    const { cursor, orders } = await this.at.port.pollChanges(this.cursor);
    this.cursor = cursor;
    return orders;
  }

  /** Looks until nothing is told any more; what was told last of each order. */
  async settle(): Promise<Map<string, ErpOrderChange>> {
    const told = new Map<string, ErpOrderChange>();
    for (;;) {
      const { cursor, orders, hasMore } = await this.at.port.pollChanges(this.cursor);
      for (const order of orders) told.set(order.orderNumber, order);
      if (cursor === this.cursor && !hasMore) return told;
      this.cursor = cursor;
    }
  }

  /** What people do in the ERP itself, and the hub never does. */
  async byHand(model: string, method: string, ids: number[], named: Record<string, unknown> = {}): Promise<void> {
    this.#people ??= connectOdoo(this.world.server);
    await (await this.#people).call(model, method, { ids, named });
  }

  async order(quantity = 10): Promise<{ id: number; name: string }> {
    return this.world.order(this.gearbox!.gearbox.id, quantity, this.gearbox!.bomId);
  }

  async draft(quantity = 10): Promise<{ id: number; name: string }> {
    const { gearbox, bomId } = this.gearbox!;
    const id = await this.world.create('mrp.production', {
      product_id: gearbox.id,
      product_qty: quantity,
      bom_id: bomId,
    });
    const [row] = await this.world.find('mrp.production', [['id', '=', id]], ['name']);
    return { id, name: row!.name as string };
  }

  async workOrders(orderId: number): Promise<number[]> {
    return (await this.world.find('mrp.workorder', [['production_id', '=', orderId]], ['name'])).map(({ id }) => id);
  }

  /** The move of a component with its lines. */
  async component(orderId: number, productId: number): Promise<{ id: number; lines: Cell[] }> {
    const domain = [
      ['raw_material_production_id', '=', orderId],
      ['product_id', '=', productId],
    ];
    const [move] = await this.world.find('stock.move', domain, ['quantity']);
    const lines = await this.world.find('stock.move.line', [['move_id', '=', move!.id]], ['lot_id', 'quantity']);
    return { id: move!.id, lines };
  }

  /** Makes a part of an order as a command would; the rest stays open as a backorder. */
  async confirmPart(orderNumber: string, produced: number): Promise<void> {
    const { bearing, bearingLot, housing, bolt } = this.gearbox!;
    const quantity = String(produced * 2);
    await this.at.confirm(orderNumber, String(produced), unique('MADE'), [
      { itemNumber: housing.itemNumber, quantity: String(produced), lots: [] },
      { itemNumber: bearing.itemNumber, quantity, lots: [{ lotNumber: bearingLot, quantity }] },
      { itemNumber: bolt.itemNumber, quantity: String(produced * 8), lots: [] },
    ]);
  }
}
