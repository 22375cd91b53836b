import { expect, vi } from 'vitest';
import type { GraphUser } from '../../../demo/http/graph.ts';
import type { TestHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';

export interface StatusEvent {
  orderNumber: string;
  kind: string;
  operationNumber: string | null;
  state: string | null;
  good: { value: string } | null;
  order: { state: string } | null;
}

const SUBSCRIPTION = `subscription ($after: String) {
  productionStatusChanged(plantCode: "HAM", after: $after) {
    orderNumber kind operationNumber state good { value } order { state }
  }
}`;
const PATIENCE_MS = patient(60_000);

/** A dashboard that listens over a socket to what people do in Odoo itself. */
export class ErpDashboard {
  readonly events: StatusEvent[] = [];
  readonly #hub: TestHub;
  #stop = () => {};

  private constructor(hub: TestHub) {
    this.#hub = hub;
  }

  static async open(hub: TestHub): Promise<ErpDashboard> {
    const dashboard = new ErpDashboard(hub);
    await vi.waitUntil(() => isPolled(hub), { timeout: PATIENCE_MS, interval: 50 });
    const user: GraphUser = await hub.user('viewer', ['HAM']);
    const { eventCursor } = await user.read<{ eventCursor: string }>('{ eventCursor }');
    dashboard.#stop = user.listen<{ productionStatusChanged: StatusEvent }>(
      SUBSCRIPTION,
      { after: eventCursor },
      ({ productionStatusChanged }) => void dashboard.events.push(productionStatusChanged),
    );
    return dashboard;
  }

  close(): void {
    this.#stop();
  }

  /** Waits for an event of an order. */
  async hears(orderNumber: string, expected: Partial<StatusEvent>): Promise<void> {
    const own = () => this.events.filter((event) => event.orderNumber === orderNumber);
    await expect
      .poll(own, { timeout: PATIENCE_MS })
      .toEqual(expect.arrayContaining([expect.objectContaining(expected)]));
  }

  /** A draft in Odoo; its id and number. */
  async draft(itemNumber = 'GP-20'): Promise<{ id: number; number: string }> {
    const { odoo, products } = await this.#hub.odoo('HAM');
    const id = await odoo.create('mrp.production', { product_id: products.get(itemNumber)?.id, product_qty: 3 });
    const [row] = await odoo.searchRead('mrp.production', [['id', '=', id]], ['name']);
    return { id, number: String(row?.name) };
  }

  async inOdoo(model: string, method: string, ids: number[], named: Record<string, unknown> = {}): Promise<void> {
    await (await this.#hub.odoo('HAM')).odoo.call(model, method, { ids, named });
  }

  async workOrders(orderId: number): Promise<number[]> {
    const { odoo } = await this.#hub.odoo('HAM');
    const rows = await odoo.searchRead('mrp.workorder', [['production_id', '=', orderId]], ['name']);
    return rows.map((row) => row.id);
  }
}

/** Changes are told from the first look on. */
async function isPolled({ database }: TestHub): Promise<boolean> {
  const rows = await database.db.selectFrom('ingest_look').select('connection').execute();
  return rows.some((row) => row.connection === 'odoo-ham');
}
