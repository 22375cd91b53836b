import DataLoader from 'dataloader';
import { z } from 'zod';
import { decimal, decimalText, sum } from '../../lib/decimal.ts';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { JobOrderState, MesExecution, MesReader, ReadOptions } from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import type { OpenmesOptions } from './options.ts';
import type { ProductUnits } from './units.ts';
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

/** Reads of one request: orders asked for within one tick are looked up together. */
export function openReader(
  api: OpenmesApi,
  units: ProductUnits,
  options: OpenmesOptions,
  read: ReadOptions = {},
): MesReader {
  const loader = new DataLoader<string, MesExecution | null>(async (numbers) => {
    const orders = await findOrders(api, numbers, read);
    const scrap = await findScrap(api, orders.filter(hasStarted), read);
    return Promise.all(
      numbers.map(async (number) => {
        const order = orders.find((row) => row.order_no === number);
        return order === undefined ? null : toExecution(order, scrap.get(order.id) ?? '0');
      }),
    );
  });

  async function toExecution(order: wire.WorkOrderRow, scrap: string): Promise<MesExecution> {
    const unit = await unitOf(units, order, read);
    const planned = decimal(order.planned_qty ?? order.quantity ?? 0);
    const produced = decimal(order.produced_qty ?? order.produced_quantity ?? 0);
    const share = planned.isZero() ? null : Math.min(1, produced.div(planned).toNumber());
    return {
      plantCode: options.plantCode,
      orderNumber: order.order_no,
      state: STATES[order.status.toUpperCase()] ?? 'WAITING',
      currentOperation: await currentOperation(api, order, read),
      good: { value: decimalText(produced), unit },
      scrap: { value: decimalText(scrap), unit },
      progress: share,
      updatedAt: new Date(order.updated_at).toISOString(),
      refs: [{ system: 'MES', connection: options.connection, type: 'work-order', id: String(order.id) }],
    };
  }

  return {
    execution: async (plantCode, orderNumber) => (plantCode === options.plantCode ? loader.load(orderNumber) : null),
  };
}

export async function unitOf(units: ProductUnits, order: wire.WorkOrderRow, scope: ReadScope): Promise<string> {
  const name = order.product_type?.unit_of_measure;
  if (name !== undefined) return units.code(name);
  return units.ofProduct({ code: order.product_type?.code ?? null, id: order.product_type_id ?? null }, scope);
}

/** One order: one search. Several: the whole list where it is no longer than a search for each, else the searches. */
async function findOrders(api: OpenmesApi, numbers: readonly string[], scope: ReadScope): Promise<wire.WorkOrderRow[]> {
  if (numbers.length > 1) {
    const call = { path: '/work-orders', kind: 'work-orders' };
    const all = await api.list(call, wire.workOrder, scope, (pages) => pages <= numbers.length);
    if (all !== null) return all.filter((order) => numbers.includes(order.order_no));
  }
  const found = await Promise.all(numbers.map((number) => findOrder(api, number, scope)));
  return found.filter((order) => order !== null);
}

/** The order with exactly this number; the MES's search also finds parts of numbers, and product names. */
export async function findOrder(api: OpenmesApi, number: string, scope: ReadScope): Promise<wire.WorkOrderRow | null> {
  const call = { path: '/work-orders', query: { search: number }, kind: 'work-orders' };
  const rows = await api.list(call, wire.workOrder, scope);
  return rows?.find((order) => order.order_no === number) ?? null;
}

const hasStarted = (order: wire.WorkOrderRow): boolean =>
  !['PENDING', 'ACCEPTED'].includes(order.status.toUpperCase()) ||
  (order.batches_count ?? order.batches?.length ?? 1) > 0;

/** Scrap totals by order id; the same choice between the whole list and one call per order. */
async function findScrap(
  api: OpenmesApi,
  orders: readonly wire.WorkOrderRow[],
  scope: ReadScope,
): Promise<Map<number, string>> {
  if (orders.length > 1) {
    const call = { path: '/scrap-entries', kind: 'scrap-entries' };
    const all = await api.list(call, wire.scrapEntry, scope, (pages) => pages <= orders.length);
    if (all !== null) {
      const ofOrder = (id: number) => all.filter((entry) => entry.work_order_id === id).map((entry) => entry.quantity);
      return new Map(orders.map((order) => [order.id, decimalText(sum(ofOrder(order.id)))]));
    }
  }
  return new Map(
    await Promise.all(
      orders.map(async ({ id }): Promise<[number, string]> => {
        const call = { path: `/work-orders/${id}/scrap-entries`, kind: 'scrap-entries' };
        const answer = await api.read(call, wire.scrapOfOrder, scope);
        return [id, decimalText(answer?.meta.total_scrap_qty ?? 0)];
      }),
    ),
  );
}

/** The step that is under way, else the next one; servers that list orders without their batches are asked again. */
async function currentOperation(api: OpenmesApi, order: wire.WorkOrderRow, scope: ReadScope): Promise<string | null> {
  if (!hasStarted(order) || ['DONE', 'REJECTED', 'CANCELLED'].includes(order.status.toUpperCase())) return null;
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
