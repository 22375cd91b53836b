import { z } from 'zod';
import type { ReadScope } from '../../lib/rest-client.ts';
import type { OpenmesApi } from './api.ts';
import { findOrder, isClosed } from './orders.ts';
import * as wire from './wire.ts';

export type HoldTarget = { kind: 'order' | 'lot'; id: number; name: string };

export interface HoldScope {
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
}

/** What a hold reaches in the MES: the order, the lot, or an item's open orders and its lots. Unknown things: nothing. */
export async function findTargets(api: OpenmesApi, scope: HoldScope, read: ReadScope): Promise<HoldTarget[]> {
  const targets: HoldTarget[] = [];
  if (scope.orderNumber !== null) {
    const order = await findOrder(api, scope.orderNumber, read);
    if (order !== null) targets.push({ kind: 'order', id: order.id, name: order.order_no });
  } else if (scope.lotNumber === null && scope.itemNumber !== null) {
    targets.push(...(await openOrdersOf(api, scope.itemNumber, read)));
  }
  if (scope.lotNumber !== null || (scope.orderNumber === null && scope.itemNumber !== null)) {
    targets.push(...(await lotsOf(api, scope, read)));
  }
  return targets;
}

async function openOrdersOf(api: OpenmesApi, itemNumber: string, read: ReadScope): Promise<HoldTarget[]> {
  const orders = await api.list({ path: '/work-orders', kind: 'work-orders' }, wire.workOrder, read);
  return orders
    .filter((order) => order.product_type?.code === itemNumber && !isClosed(order.status))
    .map((order) => ({ kind: 'order', id: order.id, name: order.order_no }));
}

async function lotsOf(api: OpenmesApi, scope: HoldScope, read: ReadScope): Promise<HoldTarget[]> {
  const materialId = scope.itemNumber === null ? undefined : await findMaterial(api, scope.itemNumber, read);
  if (scope.itemNumber !== null && materialId === undefined) return [];
  const call = { path: '/material-lots', query: { material_id: materialId }, kind: 'material-lots' };
  const lots = await api.list(call, wire.materialLot, read);
  return lots
    .filter((lot) => lot.status !== 'consumed' && lot.status !== 'rejected')
    .filter((lot) => scope.lotNumber === null || lot.lot_number === scope.lotNumber)
    .map((lot) => ({ kind: 'lot', id: lot.id, name: lot.lot_number }));
}

async function findMaterial(api: OpenmesApi, code: string, read: ReadScope): Promise<number | undefined> {
  const shape = z.object({ data: z.array(wire.material) });
  const call = { path: '/materials', query: { search: code }, kind: 'materials' };
  const answer = await api.read(call, shape, read);
  return answer?.data.find((row) => row.code === code)?.id;
}
