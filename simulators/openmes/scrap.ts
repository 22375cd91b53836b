import { json } from '../kit/index.ts';
import { bound, type Context, number, type Route, text } from './context.ts';
import { page } from './paging.ts';
import { presentOrder } from './present.ts';
import { HttpProblem, validate } from './problems.ts';
import type { ScrapEntry } from './state.ts';
import { orderOf } from './work-orders.ts';

/** Scrap reasons, and what was scrapped of a work order. Scrap is part of what was produced. */
export const scrapRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/scrap-reasons', access: 'user', handle: listReasons },
  { method: 'POST', path: '/api/v1/scrap-reasons', access: { roles: [] }, handle: createReason },
  { method: 'GET', path: '/api/v1/scrap-entries', access: 'user', handle: list },
  { method: 'GET', path: '/api/v1/scrap-entries/:id', access: 'user', handle: show },
  { method: 'GET', path: '/api/v1/work-orders/:id/scrap-entries', access: 'user', handle: listOfOrder },
  { method: 'POST', path: '/api/v1/work-orders/:id/scrap-entries', access: 'user', handle: create },
];

function listReasons({ state, query }: Context) {
  const reasons = state.scrapReasons
    .all()
    .filter((reason) => reason.is_active || query.get('include_inactive') === '1')
    .sort((a, b) => a.sort_order - b.sort_order || a.name.localeCompare(b.name));
  return json(200, { data: reasons });
}

function createReason(context: Context) {
  const { state, body } = context;
  validate(body, {
    code: { type: 'string', required: true, max: 20 },
    name: { type: 'string', required: true, max: 255 },
    category: { type: 'string', required: true, in: ['material', 'machine', 'method', 'man', 'environment'] },
    description: { type: 'string' },
    sort_order: { type: 'integer', min: 0 },
    is_active: { type: 'boolean' },
  });
  if (state.scrapReasons.first('code', String(body.code)) !== undefined)
    throw invalid('code', 'The code has already been taken.');
  const reason = state.scrapReasons.insert({
    code: String(body.code),
    name: String(body.name),
    category: String(body.category),
    description: text(body.description),
    is_active: body.is_active !== false,
    sort_order: number(body.sort_order) ?? 0,
  });
  context.effect('scrap-reasons', reason.id, 'scrap_reason.created');
  return json(201, { message: 'Scrap reason created', data: reason });
}

function list({ state, query }: Context) {
  const orderId = query.get('work_order_id');
  const from = query.get('from');
  const to = query.get('to');
  const entries = (
    orderId === null ? state.scrapEntries.all() : state.scrapEntries.where('work_order_id', Number(orderId))
  )
    .filter((entry) => from === null || Date.parse(entry.reported_at) >= Date.parse(from))
    .filter((entry) => to === null || Date.parse(entry.reported_at) <= Date.parse(to))
    .reverse();
  return page(entries, query, { perPage: 30 }, (entry) => {
    const order = state.orders.get(entry.work_order_id);
    return { ...present(state, entry), work_order: order === undefined ? null : presentOrder(state, order) };
  });
}

function show(context: Context) {
  const { state } = context;
  const entry = bound(state.scrapEntries, context, 'ScrapEntry');
  const order = state.orders.get(entry.work_order_id);
  const work_order = order === undefined ? null : presentOrder(state, order);
  return json(200, { data: { ...present(state, entry), work_order } });
}

function listOfOrder(context: Context) {
  const { state } = context;
  const order = orderOf(context);
  const entries = state.scrapEntries.where('work_order_id', order.id).reverse();
  const total = entries.reduce((sum, entry) => sum + entry.quantity, 0);
  const good = Math.max(0, order.produced_qty - total);
  return json(200, {
    data: entries.map((entry) => present(state, entry)),
    meta: {
      work_order_id: order.id,
      total_scrap_qty: total,
      quality_pct: order.produced_qty > 0 ? Math.round((good / order.produced_qty) * 10_000) / 100 : null,
    },
  });
}

function create(context: Context) {
  const { state, body, user } = context;
  const order = orderOf(context);
  validate(body, {
    scrap_reason_id: { type: 'integer', required: true },
    quantity: { type: 'number', required: true, min: 0.01, max: 99_999_999 },
    batch_step_id: { type: 'integer' },
    notes: { type: 'string' },
    reported_at: { type: 'date' },
  });
  if (state.scrapReasons.get(Number(body.scrap_reason_id))?.is_active !== true)
    throw invalid('scrap_reason_id', 'The selected scrap reason id is invalid.');
  const entry = state.scrapEntries.insert({
    work_order_id: order.id,
    scrap_reason_id: Number(body.scrap_reason_id),
    quantity: Number(body.quantity),
    batch_step_id: number(body.batch_step_id),
    shift_id: null,
    notes: text(body.notes),
    reported_by: user.id,
    reported_at: text(body.reported_at) ?? state.now(),
  });
  context.effect('scrap-entries', entry.id, 'scrap.recorded', { quantity: entry.quantity });
  return json(201, { message: 'Scrap recorded', data: present(state, entry) });
}

function present(state: Context['state'], entry: ScrapEntry) {
  return {
    ...entry,
    quantity: entry.quantity.toFixed(2),
    scrap_reason: state.scrapReasons.get(entry.scrap_reason_id) ?? null,
  };
}

const invalid = (field: string, message: string) =>
  new HttpProblem(422, 'The given data was invalid.', { errors: { [field]: [message] } });
