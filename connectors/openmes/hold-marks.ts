import { z } from 'zod';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { OpenmesApi } from './api.ts';
import * as wire from './wire.ts';

const PREFIX = '[hub hold ';

/** The text that a hold leaves in the MES: who looks there sees whose it is, and the hub finds its own again. */
export const markedReason = (holdId: string, reason: string, max: number): string =>
  `${PREFIX}${holdId}] ${reason}`.slice(0, max);

export const isMarked = (text: string | null | undefined): boolean => text?.startsWith(PREFIX) ?? false;

export interface OrderState {
  status: string;
  /** Open stop of the hub, at most one. */
  hubStopId: number | null;
  hasOtherStop: boolean;
  /** Open issues of the hub. */
  hubIssueIds: number[];
}

/** How an order stands now, as far as holds go. Null where it is gone. */
export async function readOrder(api: OpenmesApi, id: number, read: ReadScope = {}): Promise<OrderState | null> {
  const orderShape = z.object({ data: wire.workOrder });
  const stopShape = z.object({ data: z.array(wire.stop) });
  const [order, stops, issues] = await Promise.all([
    api.read({ path: `/work-orders/${id}`, kind: 'work-orders' }, orderShape, read),
    api.read({ path: `/work-orders/${id}/stops`, kind: 'work-orders/stops' }, stopShape, read),
    api.list({ path: '/issues', query: { work_order_id: id }, kind: 'issues' }, wire.issue, read),
  ]);
  if (order === null) return null;
  const open = (stops?.data ?? []).find((stop) => stop.resumed_at === null);
  const isOpen = (status: string) => status === 'OPEN' || status === 'ACKNOWLEDGED';
  return {
    status: order.data.status.toUpperCase(),
    hubStopId: open !== undefined && isMarked(open.reason) ? open.id : null,
    hasOtherStop: open !== undefined && !isMarked(open.reason),
    hubIssueIds: (issues ?? [])
      .filter((issue) => isOpen(issue.status) && isMarked(issue.title))
      .map((issue) => issue.id),
  };
}

export const isHeldByHub = (order: OrderState): boolean => order.hubStopId !== null || order.hubIssueIds.length > 0;

export async function readLot(api: OpenmesApi, id: number, read: ReadScope = {}): Promise<wire.MaterialLotRow | null> {
  const shape = z.object({ data: wire.materialLot });
  return (await api.read({ path: `/material-lots/${id}`, kind: 'material-lots' }, shape, read))?.data ?? null;
}
