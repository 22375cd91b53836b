import DataLoader from 'dataloader';
import { z } from 'zod';
import { begin } from '../../lib/begin.ts';
import { decimal } from '../../lib/decimal.ts';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { UnitMeaning } from '../../lib/units.ts';
import type { JobOrderState, MesExecution, MesReader, ReadOptions } from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import { goodOf } from './completions.ts';
import type { Memory } from './memory.ts';
import { type OpenmesOptions, plantOfLine } from './options.ts';
import { findOrders, hasStarted, isClosed } from './orders.ts';
import { ScrapReads } from './scrap.ts';
import { type ProductUnits, quantityIn } from './units.ts';
import * as wire from './wire.ts';

const STATES: Readonly<Record<string, JobOrderState>> = {
  PENDING: 'WAITING',
  ACCEPTED: 'READY',
  IN_PROGRESS: 'RUNNING',
  BLOCKED: 'HELD',
  PAUSED: 'HELD',
  CHANGE_HOLD: 'HELD',
  DONE: 'COMPLETED',
  REJECTED: 'CANCELLED',
  CANCELLED: 'CANCELLED',
};

/** What the readers of one connection share. */
export interface Connection {
  readonly api: OpenmesApi;
  readonly units: ProductUnits;
  readonly memory: Memory;
  readonly options: OpenmesOptions;
}

/** What the MES knows of an order, whosever it is. */
type OrderExecution = Omit<MesExecution, 'plantCode'> & { readonly line: string | null };

/** Reads of one request: orders asked for within one tick are looked up together. */
export function openReader({ api, units, memory, options }: Connection, read: ReadOptions = {}): MesReader {
  const scrap = new ScrapReads(api, memory, read);
  const loader = new DataLoader<string, OrderExecution | null>(async (numbers) => {
    // An order that had started has started: its scrap need not wait for it.
    const started = numbers.map((number) => memory.orders.get(number)).filter((order) => order?.hasStarted);
    begin(started.map((order) => scrap.totalOf(order!.id)));
    const orders = await findOrders(api, memory, numbers, read);
    const byNumber = new Map(orders.map((order) => [order.order_no, order]));
    return Promise.all(
      numbers.map(async (number) => {
        const order = byNumber.get(number);
        return order === undefined ? null : toExecution(order);
      }),
    );
  });

  async function toExecution(order: wire.WorkOrderRow): Promise<OrderExecution> {
    const [unit, scrapped, operation] = await Promise.all([
      unitOf(units, order, read),
      hasStarted(order) ? scrap.totalOf(order.id) : '0',
      currentOperation(api, order, read),
    ]);
    const planned = decimal(order.planned_qty ?? order.quantity ?? 0);
    const produced = decimal(order.produced_qty ?? order.produced_quantity ?? 0);
    const share = planned.isZero() ? null : Math.min(1, produced.div(planned).toNumber());
    return {
      line: order.line?.code ?? null,
      orderNumber: order.order_no,
      state: STATES[order.status.toUpperCase()] ?? 'WAITING',
      currentOperation: operation,
      good: quantityIn(goodOf(produced.toFixed(), scrapped), unit),
      scrap: quantityIn(scrapped, unit),
      progress: share,
      updatedAt: new Date(order.updated_at).toISOString(),
      refs: [{ system: 'MES', connection: options.connection, type: 'work-order', id: String(order.id) }],
    };
  }

  return {
    async execution(plantCode, orderNumber) {
      const plants = options.plants.filter(({ code }) => code === plantCode);
      const found = plants.length === 0 ? null : await loader.load(orderNumber);
      if (found === null) return null;
      const { line, ...execution } = found;
      // an order that is on no line yet is the plant's that asks: it has an order of this number
      const isOthers = line !== null && plantOfLine(plants, line) === undefined;
      return isOthers ? null : { plantCode, ...execution };
    },
  };
}

export async function unitOf(units: ProductUnits, order: wire.WorkOrderRow, scope: ReadScope): Promise<UnitMeaning> {
  const name = order.product_type?.unit_of_measure;
  if (name !== undefined) return units.named(name);
  return units.ofProduct({ code: order.product_type?.code ?? null, id: order.product_type_id ?? null }, scope);
}

/** The step that is under way, else the next one; servers that list orders without their batches are asked again. */
async function currentOperation(api: OpenmesApi, order: wire.WorkOrderRow, scope: ReadScope): Promise<string | null> {
  if (!hasStarted(order) || isClosed(order.status)) return null;
  const shape = z.object({ data: wire.workOrder });
  const batches =
    order.batches ??
    (await api.read({ path: `/work-orders/${order.id}`, kind: 'work-orders/steps' }, shape, scope))?.data.batches ??
    [];
  const steps = batches
    .filter((batch) => batch.status === 'IN_PROGRESS' || batch.status === 'PENDING')
    .flatMap((batch) => batch.steps ?? []);
  const current = steps.find((step) => step.status === 'IN_PROGRESS') ?? steps.find((step) => step.status === 'READY');
  return current?.name ?? null;
}
