import { json } from '../kit/index.ts';
import { bound, type Context, type Route, text } from './context.ts';
import { isBlocked, recomputeStatus } from './order-status.ts';
import { presentBatch, presentStep } from './present.ts';
import { HttpProblem, notFound, refused, validate } from './problems.ts';
import type { Batch, BatchStep } from './state.ts';
import { orderOf } from './work-orders.ts';

/** Batches and their steps: how the shop floor records production. Completing the last step books the quantity. */
export const batchRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/work-orders/:id/batches', access: 'user', handle: list },
  { method: 'POST', path: '/api/v1/work-orders/:id/batches', access: 'user', handle: create },
  { method: 'GET', path: '/api/v1/batches/:id', access: 'user', handle: show },
  { method: 'POST', path: '/api/v1/batch-steps/:id/start', access: 'user', handle: start },
  { method: 'POST', path: '/api/v1/batch-steps/:id/complete', access: 'user', handle: complete },
];

function list(context: Context) {
  const batches = context.state.batches.where('work_order_id', orderOf(context).id);
  return json(200, { data: batches.map((batch) => presentBatch(context.state, batch)) });
}

function show(context: Context) {
  return json(200, { data: presentBatch(context.state, bound(context.state.batches, context, 'Batch')) });
}

function create(context: Context) {
  const { state, body } = context;
  const order = orderOf(context);
  // The server takes both names and complains about the first.
  const field = body.target_qty === undefined && body.quantity !== undefined ? 'quantity' : 'target_qty';
  validate(body, { [field]: { type: 'number', required: true, min: 0.01 }, lot_number: { type: 'string', max: 50 } });
  const target = Number(body[field]);
  const before = state.batches.where('work_order_id', order.id);
  const planned = before.reduce((total, batch) => total + batch.target_qty, target);
  if (planned - order.planned_qty > 0.001) throw refused('Total batch quantity would exceed planned quantity');
  const now = state.now();
  const batch = state.batches.insert({
    work_order_id: order.id,
    batch_number: before.length + 1,
    lot_number: text(body.lot_number),
    target_qty: target,
    produced_qty: 0,
    scrap_qty: 0,
    status: 'PENDING',
    started_at: null,
    completed_at: null,
    created_at: now,
    updated_at: now,
  });
  for (const step of order.process_snapshot?.steps ?? []) {
    state.steps.insert({
      ...step,
      batch_id: batch.id,
      status: 'PENDING',
      started_at: null,
      started_by_id: null,
      completed_at: null,
      completed_by_id: null,
      duration_minutes: null,
    });
  }
  promoteReady(context, batch.id);
  context.effect('batches', batch.id, 'batch.created', { quantity: target });
  return json(201, { message: 'Batch created successfully', data: presentBatch(state, batch) });
}

function start(context: Context) {
  const { state, user } = context;
  const { step, batch } = stepOf(context);
  const refusal = refusalToStart(context, step, batch);
  if (refusal !== undefined) throw stepProblem(refusal);
  const now = state.now();
  const started = state.steps.put({ ...step, status: 'IN_PROGRESS', started_at: now, started_by_id: user.id });
  if (batch.status !== 'IN_PROGRESS')
    state.batches.put({ ...batch, status: 'IN_PROGRESS', started_at: batch.started_at ?? now, updated_at: now });
  context.effect('batch-steps', step.id, 'step.started');
  recomputeStatus(context, batch.work_order_id);
  return json(200, { message: 'Step started successfully', data: presentStep(started) });
}

function refusalToStart(context: Context, step: BatchStep, batch: Batch): string | undefined {
  if (step.status !== 'READY' && step.status !== 'PENDING') return `Step is already ${step.status}`;
  if (isBlocked(context, batch.work_order_id)) return 'Work order is blocked by issues';
  const before = context.state.steps
    .where('batch_id', batch.id)
    .find((other) => other.step_number === step.step_number - 1);
  if (before !== undefined && before.status !== 'DONE' && before.status !== 'SKIPPED')
    return 'must be completed before';
  return undefined;
}

function complete(context: Context) {
  const { state, body, user } = context;
  const { step, batch } = stepOf(context);
  validate(body, { produced_qty: { type: 'number', min: 0 }, actual_elapsed_minutes: { type: 'integer', min: 0 } });
  if (step.status !== 'IN_PROGRESS') throw stepProblem(`Step cannot be completed. Current status: ${step.status}`);
  const now = state.now();
  const minutes = Math.floor((Date.parse(now) - Date.parse(step.started_at ?? now)) / 60_000);
  const done = state.steps.put({
    ...step,
    status: 'DONE',
    completed_at: now,
    completed_by_id: user.id,
    duration_minutes: minutes,
  });
  context.effect('batch-steps', step.id, 'step.completed');
  const steps = state.steps.where('batch_id', batch.id);
  if (steps.every((other) => other.status === 'DONE' || other.status === 'SKIPPED'))
    finishBatch(context, batch, Number(body.produced_qty ?? batch.target_qty));
  else promoteReady(context, batch.id);
  recomputeStatus(context, batch.work_order_id);
  return json(200, { message: 'Step completed successfully', data: presentStep(done) });
}

function finishBatch(context: Context, batch: Batch, produced: number): void {
  const { state } = context;
  const now = state.now();
  state.batches.put({ ...batch, status: 'DONE', produced_qty: produced, completed_at: now, updated_at: now });
  const order = state.orders.get(batch.work_order_id);
  if (order === undefined) return;
  const total = state.batches
    .where('work_order_id', order.id)
    .filter((other) => other.status === 'DONE')
    .reduce((sum, other) => sum + other.produced_qty, 0);
  state.orders.put({ ...order, produced_qty: total, updated_at: now });
  const lots = batch.lot_number === null ? {} : { lots: [batch.lot_number] };
  context.effect('work-orders', order.id, 'production.recorded', { quantity: produced, ...lots });
}

function promoteReady(context: Context, batchId: number): void {
  const steps = context.state.steps.where('batch_id', batchId);
  const next = steps.find((step) => step.status !== 'DONE' && step.status !== 'SKIPPED');
  if (next?.status === 'PENDING') context.state.steps.put({ ...next, status: 'READY' });
}

function stepOf(context: Context): { step: BatchStep; batch: Batch } {
  const step = bound(context.state.steps, context, 'BatchStep');
  const batch = context.state.batches.get(step.batch_id);
  if (batch === undefined) throw notFound('model [Batch]');
  return { step, batch };
}

const stepProblem = (message: string) => new HttpProblem(422, message, { errors: { step: [message] } });
