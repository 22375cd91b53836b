import { z } from 'zod';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { OpenmesApi } from './api.ts';
import type { Memory } from './memory.ts';
import * as wire from './wire.ts';

const LIST = { path: '/work-orders', kind: 'work-orders' };

const CLOSED = new Set(['DONE', 'REJECTED', 'CANCELLED']);
export const isClosed = (status: string): boolean => CLOSED.has(status.toUpperCase());

export const hasStarted = (order: wire.WorkOrderRow): boolean =>
  !['PENDING', 'ACCEPTED'].includes(order.status.toUpperCase()) ||
  (order.batches_count ?? order.batches?.length ?? 1) > 0;

/**
 * The orders with these numbers that the MES knows, by the way that takes the fewest calls: all pages of the list side by
 * side where it has no more than there are numbers, else each by itself. Where the length of the list is not known yet
 * its first page tells it, and what that page has is not asked for again.
 */
export async function findOrders(
  api: OpenmesApi,
  memory: Memory,
  numbers: readonly string[],
  scope: ReadScope,
): Promise<wire.WorkOrderRow[]> {
  const found = await find(api, memory, numbers, scope);
  for (const order of found) memory.orders.set(order.order_no, { id: order.id, hasStarted: hasStarted(order) });
  return found;
}

async function find(
  api: OpenmesApi,
  memory: Memory,
  numbers: readonly string[],
  scope: ReadScope,
): Promise<wire.WorkOrderRow[]> {
  const known = memory.pagesOf(LIST.path) ?? 1;
  if (numbers.length === 1 || known > numbers.length) return findEach(api, memory, numbers, scope);
  const { rows, pages } = await api.pages(LIST, wire.workOrder, { from: 1, to: known }, scope);
  memory.noteLength(LIST.path, pages);
  const wanted = new Set(numbers);
  const found = rows.filter((order) => wanted.delete(order.order_no));
  const left = pages - known;
  if (wanted.size === 0 || left <= 0) return found;
  if (left > wanted.size) return [...found, ...(await findEach(api, memory, [...wanted], scope))];
  const rest = await api.pages(LIST, wire.workOrder, { from: known + 1, to: pages }, scope);
  return [...found, ...rest.rows.filter((order) => wanted.delete(order.order_no))];
}

async function findEach(
  api: OpenmesApi,
  memory: Memory,
  numbers: readonly string[],
  scope: ReadScope,
): Promise<wire.WorkOrderRow[]> {
  const found = await Promise.all(numbers.map((number) => findKnown(api, memory, number, scope)));
  return found.filter((order) => order !== null);
}

/** By the id that it had before, where that is still the order of this number; else by a search. */
async function findKnown(
  api: OpenmesApi,
  memory: Memory,
  number: string,
  scope: ReadScope,
): Promise<wire.WorkOrderRow | null> {
  const known = memory.orders.get(number);
  if (known !== undefined) {
    const call = { path: `/work-orders/${known.id}`, kind: 'work-orders' };
    const order = (await api.read(call, z.object({ data: wire.workOrder }), scope))?.data;
    if (order?.order_no === number) return order;
    memory.orders.delete(number);
  }
  return findOrder(api, number, scope);
}

/** The order with exactly this number; the MES's search also finds parts of numbers, and product names. */
export async function findOrder(api: OpenmesApi, number: string, scope: ReadScope): Promise<wire.WorkOrderRow | null> {
  const rows = await api.list({ ...LIST, query: { search: number } }, wire.workOrder, scope);
  return rows.find((order) => order.order_no === number) ?? null;
}
