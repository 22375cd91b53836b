import { json } from '../kit/index.ts';
import { bound, type Context, number, type Route, text } from './context.ts';
import { setStatus } from './order-status.ts';
import { page } from './paging.ts';
import { presentOrder } from './present.ts';
import { HttpProblem, refused, validate } from './problems.ts';
import { ORDER_STATUSES, type OrderStatus, TERMINAL_STATUSES, type WorkOrder } from './state.ts';

const ROOT = '/api/v1/work-orders';

/** Work orders as users see and move them. */
export const workOrderRoutes: readonly Route[] = [
  { method: 'GET', path: ROOT, access: 'user', handle: list },
  { method: 'POST', path: ROOT, access: { roles: ['Supervisor'] }, handle: create },
  { method: 'GET', path: `${ROOT}/:id`, access: 'user', handle: show },
  { method: 'PATCH', path: `${ROOT}/:id`, access: { roles: ['Supervisor'] }, handle: update },
  { method: 'DELETE', path: `${ROOT}/:id`, access: { roles: ['Supervisor'] }, handle: remove },
  transition('accept', 'ACCEPTED', ['PENDING'], 'Only PENDING work orders can be accepted.'),
  transition('reject', 'REJECTED', ['PENDING', 'ACCEPTED'], 'Only PENDING or ACCEPTED work orders can be rejected.'),
  transition(
    'cancel',
    'CANCELLED',
    ORDER_STATUSES.filter((status) => !TERMINAL_STATUSES.includes(status)),
    'Cannot cancel a work order that is already in a terminal state.',
  ),
  transition('pause', 'PAUSED', ['IN_PROGRESS'], 'Only IN_PROGRESS work orders can be paused.'),
  transition(
    'reopen',
    'IN_PROGRESS',
    TERMINAL_STATUSES,
    'Only terminal work orders (DONE/REJECTED/CANCELLED) can be reopened.',
  ),
  transition('complete', 'DONE', ['IN_PROGRESS'], 'Only IN_PROGRESS work orders can be completed.'),
];

function list({ state, query }: Context) {
  const status = query.get('status')?.toUpperCase();
  const search = query.get('search')?.toLowerCase();
  const wanted = (field: keyof WorkOrder, name: string) => (order: WorkOrder) =>
    !query.has(name) || String(order[field]) === query.get(name);
  const orders = state.orders
    .all()
    .filter((order) => status === undefined || order.status === status)
    .filter(wanted('line_id', 'line_id'))
    .filter(wanted('week_number', 'week_number'))
    .filter(wanted('month_number', 'month_number'))
    .filter(wanted('production_year', 'production_year'))
    .filter((order) => !query.has('due_before') || (order.due_date ?? '9') <= String(query.get('due_before')))
    .filter((order) => {
      if (search === undefined) return true;
      const name = order.product_type_id === null ? '' : (state.productTypes.get(order.product_type_id)?.name ?? '');
      return order.order_no.toLowerCase().includes(search) || name.toLowerCase().includes(search);
    })
    .sort((a, b) => b.priority - a.priority || (a.due_date ?? '9').localeCompare(b.due_date ?? '9') || a.id - b.id);
  return page(orders, query, { perPage: 15 }, (order) => presentOrder(state, order, { batches: true }));
}

function show(context: Context) {
  return json(200, { data: presentOrder(context.state, orderOf(context), { batches: true }) });
}

function create(context: Context) {
  const { state, body } = context;
  validate(body, {
    order_no: { type: 'string', required: true, max: 100 },
    customer_order_no: { type: 'string', max: 100 },
    [body.planned_qty === undefined ? 'quantity' : 'planned_qty']: { type: 'number', required: true, min: 0.01 },
    line_id: { type: 'integer' },
    product_type_id: { type: 'integer' },
    priority: { type: 'integer' },
    due_date: { type: 'date' },
    description: { type: 'string' },
  });
  if (state.orders.first('order_no', String(body.order_no)) !== undefined) {
    const errors = { order_no: ['The order no has already been taken.'] };
    throw new HttpProblem(422, 'The given data was invalid.', { errors });
  }
  const order = insertOrder(context, {
    order_no: String(body.order_no),
    customer_order_no: text(body.customer_order_no),
    line_id: number(body.line_id),
    product_type_id: number(body.product_type_id),
    planned_qty: Number(body.planned_qty ?? body.quantity),
    priority: number(body.priority) ?? 0,
    due_date: text(body.due_date),
    week_number: number(body.week_number),
    production_year: number(body.production_year),
    description: text(body.description),
  });
  return json(201, { message: 'Work order created successfully', data: presentOrder(state, order) });
}

type NewOrder = Pick<WorkOrder, 'order_no' | 'planned_qty'> & Partial<WorkOrder>;

/** A new PENDING order with the process of its product frozen on it. */
export function insertOrder(context: Context, fields: NewOrder): WorkOrder {
  const { state } = context;
  const template = state.templates
    .where('product_type_id', fields.product_type_id ?? -1)
    .filter((candidate) => candidate.is_active)
    .at(-1);
  const now = state.now();
  const order = state.orders.insert({
    customer_order_no: null,
    line_id: null,
    product_type_id: null,
    process_snapshot: template === undefined ? null : { template_id: template.id, steps: template.steps },
    produced_qty: 0,
    unit_price: null,
    counting_source: 'operator',
    status: 'PENDING',
    priority: 0,
    due_date: null,
    week_number: null,
    month_number: null,
    production_year: null,
    description: null,
    completed_at: null,
    created_at: now,
    updated_at: now,
    ...fields,
  });
  context.effect('work-orders', order.id, 'order.created', { quantity: order.planned_qty });
  return order;
}

function update(context: Context) {
  const { state, body } = context;
  const order = orderOf(context);
  validate(body, {
    customer_order_no: { type: 'string', max: 100 },
    planned_qty: { type: 'number', min: 0.01 },
    priority: { type: 'integer' },
    due_date: { type: 'date' },
    description: { type: 'string' },
  });
  const changed = state.orders.put({
    ...order,
    customer_order_no: text(body.customer_order_no) ?? order.customer_order_no,
    planned_qty: number(body.planned_qty) ?? order.planned_qty,
    priority: number(body.priority) ?? order.priority,
    due_date: text(body.due_date) ?? order.due_date,
    description: text(body.description) ?? order.description,
    updated_at: state.now(),
  });
  context.effect('work-orders', order.id, 'order.updated');
  return json(200, { message: 'Work order updated successfully', data: presentOrder(state, changed) });
}

function remove(context: Context) {
  const order = orderOf(context);
  if (order.status !== 'PENDING') throw refused('Only pending work orders can be deleted');
  context.state.orders.remove(order.id);
  context.effect('work-orders', order.id, 'order.deleted');
  return json(200, { message: 'Work order deleted successfully' });
}

function transition(verb: string, target: OrderStatus, from: readonly OrderStatus[], message: string): Route {
  return {
    method: 'POST',
    path: `${ROOT}/:id/${verb}`,
    access: { roles: ['Supervisor'] },
    handle(context) {
      const order = orderOf(context);
      if (!from.includes(order.status)) throw refused(message);
      const changed = setStatus(context, order, target);
      return json(200, { message: `Work order status set to ${target}`, data: presentOrder(context.state, changed) });
    },
  };
}

export const orderOf = (context: Context): WorkOrder => bound(context.state.orders, context, 'WorkOrder');
