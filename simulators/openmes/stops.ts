import { json } from '../kit/index.ts';
import { type Context, number, type Route, text } from './context.ts';
import { isBlocked, setStatus } from './order-status.ts';
import { presentOrder } from './present.ts';
import { HttpProblem, refused, validate } from './problems.ts';
import type { Stop, WorkOrder } from './state.ts';
import { orderOf } from './work-orders.ts';

const TYPES = [
  'OPERATIONAL',
  'MATERIAL_SHORTAGE',
  'MACHINE_FAILURE',
  'QUALITY_HOLD',
  'ENGINEERING_CHANGE',
  'OTHER',
] as const;

/** Structured production stops: at most one is open for an order, and only a running order can be stopped. */
export const stopRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/work-orders/:id/stops', access: 'user', handle: list },
  { method: 'GET', path: '/api/v1/downtime-reasons', access: 'user', handle: reasons },
  { method: 'POST', path: '/api/v1/work-orders/:id/stop', access: { roles: ['Supervisor'] }, handle: stop },
  { method: 'POST', path: '/api/v1/work-orders/:id/resume', access: { roles: ['Supervisor'] }, handle: resume },
];

function reasons({ state }: Context) {
  return json(200, { data: state.downtimeReasons.all() });
}

function list(context: Context) {
  const stops = context.state.stops.where('work_order_id', orderOf(context).id).reverse();
  return json(200, {
    data: stops.map((row) => ({
      ...presentStop(row),
      duration_minutes_current: row.duration_minutes ?? minutesBetween(row.stopped_at, context.state.now()),
    })),
  });
}

function stop(context: Context) {
  const { state, body, user } = context;
  const order = orderOf(context);
  validate(body, {
    type: { type: 'string', required: true, in: TYPES },
    reason: { type: 'string', required: true, max: 2000 },
    batch_id: { type: 'integer' },
    issue_id: { type: 'integer' },
    downtime_reason_id: { type: 'integer' },
    requires_change: { type: 'boolean' },
  });
  const batchId = number(body.batch_id);
  if (batchId !== null && state.batches.get(batchId)?.work_order_id !== order.id) {
    throw invalid('batch_id', 'The selected batch does not belong to this work order.');
  }
  const issueId = number(body.issue_id);
  if (issueId !== null && state.issues.get(issueId)?.work_order_id !== order.id)
    throw invalid('issue_id', 'The selected issue does not belong to this work order.');
  const reasonId = number(body.downtime_reason_id);
  if (reasonId !== null && state.downtimeReasons.get(reasonId) === undefined)
    throw invalid('downtime_reason_id', 'The selected downtime reason id is invalid.');
  if (order.status !== 'IN_PROGRESS') throw refused('Only IN_PROGRESS work orders can be stopped.');
  if (openStop(context, order)) throw refused('This work order already has an open production stop.');
  const requiresChange = body.requires_change === true;
  const row = state.stops.insert({
    work_order_id: order.id,
    batch_id: batchId,
    type: String(body.type),
    reason: String(body.reason),
    requires_change: requiresChange,
    produced_qty_at_stop: order.produced_qty,
    context: { remaining_qty: order.planned_qty - order.produced_qty },
    stopped_by_id: user.id,
    stopped_at: state.now(),
    resumed_by_id: null,
    resumed_at: null,
    resume_notes: null,
    duration_minutes: null,
    resulting_status: null,
  });
  context.effect('work-order-stops', row.id, 'stop.opened');
  const changed = setStatus(context, order, requiresChange ? 'CHANGE_HOLD' : 'PAUSED');
  return json(201, {
    message: 'Production stopped.',
    data: presentStop(row),
    work_order: presentOrder(state, changed),
  });
}

function resume(context: Context) {
  const { state, body, user } = context;
  const order = orderOf(context);
  validate(body, { change_request_id: { type: 'integer' }, notes: { type: 'string', max: 2000 } });
  if (!['PAUSED', 'BLOCKED', 'CHANGE_HOLD'].includes(order.status))
    throw refused('Only PAUSED, BLOCKED or CHANGE_HOLD work orders can be resumed.');
  if (order.status === 'BLOCKED' && isBlocked(context, order.id))
    throw refused('This work order is blocked by an open blocking issue. Resolve the issue to unblock it.');
  const open = openStop(context, order);
  if (order.status === 'CHANGE_HOLD' || open?.requires_change)
    throw refused('This work order is on change hold: an approved change request must be applied before resuming.');
  const closed = open && closeStop(context, open, user.id, text(body.notes));
  const changed = setStatus(context, order, 'IN_PROGRESS');
  return json(200, {
    message: 'Work order status set to IN_PROGRESS',
    data: presentOrder(state, changed),
    stop: closed ? presentStop(closed) : null,
  });
}

function closeStop(context: Context, row: Stop, userId: number, notes: string | null): Stop {
  const now = context.state.now();
  const closed = context.state.stops.put({
    ...row,
    resumed_by_id: userId,
    resumed_at: now,
    resume_notes: notes,
    duration_minutes: minutesBetween(row.stopped_at, now),
    resulting_status: 'IN_PROGRESS',
  });
  context.effect('work-order-stops', row.id, 'stop.closed');
  return closed;
}

const invalid = (field: string, message: string) =>
  new HttpProblem(422, 'The given data was invalid.', { errors: { [field]: [message] } });

const openStop = (context: Context, order: WorkOrder): Stop | undefined =>
  context.state.stops.where('work_order_id', order.id).find((row) => row.resumed_at === null);

const minutesBetween = (from: string, to: string): number => Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);

function presentStop(row: Stop) {
  return { ...row, produced_qty_at_stop: row.produced_qty_at_stop.toFixed(2) };
}
