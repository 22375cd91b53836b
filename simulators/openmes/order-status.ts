import type { Context } from './context.ts';
import type { OrderStatus, WorkOrder } from './state.ts';

/** Sets an order's status and stamps the change. Setting DONE from the floor also stamps the completion. */
export function setStatus(context: Context, order: WorkOrder, status: OrderStatus, more: Partial<WorkOrder> = {}) {
  const changed = context.state.orders.put({ ...order, ...more, status, updated_at: context.state.now() });
  if (order.status !== status) context.effect('work-orders', order.id, `order.${status.toLowerCase()}`);
  return changed;
}

export const isBlocked = (context: Context, orderId: number): boolean =>
  context.state.issues
    .where('work_order_id', orderId)
    .some(
      (issue) =>
        (issue.status === 'OPEN' || issue.status === 'ACKNOWLEDGED') &&
        context.state.issueTypes.get(issue.issue_type_id)?.is_blocking === true,
    );

/** What the server recomputes after every start and completion of a step. */
export function recomputeStatus(context: Context, orderId: number): void {
  const order = context.state.orders.get(orderId);
  if (order === undefined) return;
  if (isBlocked(context, orderId)) {
    setStatus(context, order, 'BLOCKED');
    return;
  }
  if (order.produced_qty >= order.planned_qty) {
    setStatus(context, order, 'DONE', { completed_at: context.state.now() });
    return;
  }
  const running = context.state.batches.where('work_order_id', orderId).some((batch) => batch.status === 'IN_PROGRESS');
  setStatus(context, order, running ? 'IN_PROGRESS' : 'PENDING');
}
