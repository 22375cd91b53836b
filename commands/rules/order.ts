import type { OrderSnapshot } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import { finding, note } from './policy.ts';

export type OpenPart = NonNullable<OrderSnapshot['openPart']>;

const OPEN_STATES: readonly string[] = ['RELEASED', 'RUNNING'];

/** PC-01: the order exists at the plant, and work may be confirmed on it. */
export function checkOrder(
  snapshot: OrderSnapshot | null,
  asked: { plantCode: string; orderNumber: string },
): { openPart: OpenPart | null; problems: Problem[] } {
  const path = ['orderNumber'];
  if (snapshot === null) {
    const message = `There is no order ${asked.orderNumber} at ${asked.plantCode}`;
    return { openPart: null, problems: [finding('PC-01', 'ORDER_NOT_FOUND', message, { path, system: 'ERP' })] };
  }
  const { order, openPart } = snapshot;
  if (!OPEN_STATES.includes(order.state) || openPart === null) {
    const detail = { state: order.state, orderNumber: order.orderNumber };
    const message = `${order.orderNumber} is ${order.state}: work is confirmed on RELEASED and RUNNING orders`;
    return { openPart: null, problems: [finding('PC-01', 'ORDER_NOT_OPEN', message, { path, detail, system: 'ERP' })] };
  }
  if (order.itemNumber === null) {
    const message = `The product of ${order.orderNumber} has no item number`;
    return { openPart: null, problems: [finding('PC-01', 'KEY_MISSING', message, { path, system: 'ERP' })] };
  }
  return { openPart, problems: [] };
}

/** PC-02: what the shop floor worked to is what the order was released with. */
export function checkVersions(
  sent: { bomRevision: string | null; routingVersion: string | null },
  order: { bomRevision: string | null; routingVersion: string | null },
): Problem[] {
  return [
    ...checkVersion(sent.bomRevision, order.bomRevision, 'bomRevision', 'BOM_REVISION', 'bill of materials'),
    ...checkVersion(sent.routingVersion, order.routingVersion, 'routingVersion', 'ROUTING_VERSION', 'routing'),
  ];
}

function checkVersion(sent: string | null, own: string | null, field: string, code: string, what: string): Problem[] {
  const detail = { sent, order: own };
  const path = [field];
  if (sent === null) {
    return [
      note('PC-02', `${code}_MISSING`, `The ${what} that was worked to was not sent: not checked`, { path, detail }),
    ];
  }
  if (sent === own) return [];
  const message = `Worked to ${what} ${sent}, the order was released with ${own ?? 'none that has a revision'}`;
  return [finding('PC-02', `${code}_MISMATCH`, message, { path, detail })];
}

/** PC-03, as far as it says where a quantity goes: the operation is one of the order's, and still open. */
export function checkOperation(
  operationNumber: string | null,
  part: OpenPart,
): { isLast: boolean; operation: OpenPart['operations'][number] | null; problems: Problem[] } {
  if (operationNumber === null) return { isLast: true, operation: null, problems: [] };
  const path = ['operationNumber'];
  const operation = part.operations.find((candidate) => candidate.operationNumber === operationNumber) ?? null;
  const isLast = operation !== null && operation === part.operations.at(-1);
  if (operation === null) {
    const detail = { operations: part.operations.map((candidate) => candidate.operationNumber) };
    const message = `The order has no operation ${operationNumber}`;
    return { isLast, operation, problems: [finding('PC-03', 'OPERATION_NOT_FOUND', message, { path, detail })] };
  }
  if (!isLast && !operation.isOpen) {
    const message = `Operation ${operationNumber} is finished`;
    return { isLast, operation, problems: [finding('PC-03', 'OPERATION_NOT_OPEN', message, { path })] };
  }
  return { isLast, operation, problems: [] };
}
