import { json } from '../kit/index.ts';
import { bound, type Context, type Route, text } from './context.ts';
import { isBlocked, setStatus } from './order-status.ts';
import { page } from './paging.ts';
import { HttpProblem, refused, validate } from './problems.ts';
import type { Issue } from './state.ts';

/** Issues (andon): one of a blocking type blocks its work order until it is resolved. */
export const issueRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/issue-types', access: 'user', handle: listTypes },
  { method: 'POST', path: '/api/v1/issue-types', access: { roles: [] }, handle: createType },
  { method: 'GET', path: '/api/v1/issues', access: 'user', handle: list },
  { method: 'POST', path: '/api/v1/issues', access: 'user', handle: create },
  { method: 'GET', path: '/api/v1/issues/:id', access: 'user', handle: show },
  { method: 'POST', path: '/api/v1/issues/:id/acknowledge', access: { roles: ['Supervisor'] }, handle: acknowledge },
  { method: 'POST', path: '/api/v1/issues/:id/close', access: { roles: ['Supervisor'] }, handle: close },
  { method: 'POST', path: '/api/v1/issues/:id/resolve', access: { roles: ['Supervisor'] }, handle: resolve },
];

function listTypes({ state }: Context) {
  const types = state.issueTypes.all().filter((type) => type.is_active);
  return json(200, { data: types.map((type) => ({ ...type, description: null, is_critical: type.is_blocking })) });
}

function createType(context: Context) {
  const { body, state } = context;
  validate(body, {
    code: { type: 'string', required: true, max: 50 },
    name: { type: 'string', required: true, max: 255 },
    severity: { type: 'string', required: true, in: ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] },
    is_blocking: { type: 'boolean', required: true },
  });
  const type = state.issueTypes.insert({
    code: String(body.code),
    name: String(body.name),
    severity: body.severity as 'LOW',
    is_blocking: body.is_blocking === true,
    is_active: true,
  });
  context.effect('issue-types', type.id, 'issue_type.created');
  return json(201, { data: type, message: 'Issue type created successfully' });
}

function list({ state, query }: Context) {
  const orderId = query.get('work_order_id');
  const status = query.get('status')?.toUpperCase();
  const issues = (orderId === null ? state.issues.all() : state.issues.where('work_order_id', Number(orderId)))
    .filter((issue) => status === undefined || issue.status === status)
    .reverse();
  return page(issues, query, { perPage: 20 }, (issue) => present(state, issue));
}

function show(context: Context) {
  return json(200, { data: present(context.state, bound(context.state.issues, context, 'Issue')) });
}

function create(context: Context) {
  const { state, body, user } = context;
  validate(body, {
    work_order_id: { type: 'integer', required: true },
    issue_type_id: { type: 'integer', required: true },
    title: { type: 'string', required: true, max: 255 },
    description: { type: 'string', max: 5000 },
  });
  const order = state.orders.get(Number(body.work_order_id));
  const type = state.issueTypes.get(Number(body.issue_type_id));
  if (order === undefined) throw invalid('work_order_id', 'The selected work order does not exist');
  if (type === undefined) throw invalid('issue_type_id', 'The selected issue type does not exist');
  const issue = state.issues.insert({
    work_order_id: order.id,
    issue_type_id: type.id,
    title: String(body.title),
    description: text(body.description),
    status: 'OPEN',
    reported_by_id: user.id,
    reported_at: state.now(),
    acknowledged_at: null,
    resolved_at: null,
    closed_at: null,
    resolution_notes: null,
    updated_at: state.now(),
  });
  context.effect('issues', issue.id, 'issue.opened');
  if (type.is_blocking && !['BLOCKED', 'DONE', 'CANCELLED'].includes(order.status))
    setStatus(context, order, 'BLOCKED');
  return json(201, { data: present(state, issue), message: 'Issue reported successfully' });
}

function acknowledge(context: Context) {
  const issue = bound(context.state.issues, context, 'Issue');
  if (issue.status !== 'OPEN') throw refused('Only OPEN issues can be acknowledged');
  return moved(context, issue, { status: 'ACKNOWLEDGED', acknowledged_at: context.state.now() }, 'acknowledged');
}

function close(context: Context) {
  const issue = bound(context.state.issues, context, 'Issue');
  if (issue.status !== 'RESOLVED') throw refused('Only RESOLVED issues can be closed');
  return moved(context, issue, { status: 'CLOSED', closed_at: context.state.now() }, 'closed');
}

function moved(context: Context, issue: Issue, patch: Partial<Issue>, word: string) {
  const { state } = context;
  const after = state.issues.put({ ...issue, ...patch, updated_at: state.now() });
  context.effect('issues', issue.id, `issue.${word}`);
  return json(200, { data: present(state, after), message: `Issue ${word} successfully` });
}

function resolve(context: Context) {
  const { state, body } = context;
  const issue = bound(state.issues, context, 'Issue');
  validate(body, { resolution_notes: { type: 'string', required: true, max: 5000 } });
  if (issue.status !== 'OPEN' && issue.status !== 'ACKNOWLEDGED')
    throw refused('Only OPEN or ACKNOWLEDGED issues can be resolved');
  const now = state.now();
  const resolved = state.issues.put({
    ...issue,
    status: 'RESOLVED',
    resolved_at: now,
    resolution_notes: String(body.resolution_notes),
    updated_at: now,
  });
  context.effect('issues', issue.id, 'issue.resolved');
  unblock(context, issue.work_order_id);
  return json(200, { data: present(state, resolved), message: 'Issue resolved successfully' });
}

/** Without blocking issues the order goes on where it was: running while a batch runs, else waiting. */
function unblock(context: Context, orderId: number): void {
  const order = context.state.orders.get(orderId);
  if (order?.status !== 'BLOCKED' || isBlocked(context, orderId)) return;
  const running = context.state.batches.where('work_order_id', orderId).some((batch) => batch.status === 'IN_PROGRESS');
  setStatus(context, order, running ? 'IN_PROGRESS' : 'PENDING');
}

function present(state: Context['state'], issue: Issue) {
  const type = state.issueTypes.get(issue.issue_type_id);
  return {
    ...issue,
    issue_type: type === undefined ? null : { id: type.id, name: type.name, is_critical: type.is_blocking },
    reported_by: { id: issue.reported_by_id, username: `user${issue.reported_by_id}` },
    acknowledged_by: null,
    created_at: issue.reported_at,
  };
}

const invalid = (field: string, message: string) =>
  new HttpProblem(422, 'The given data was invalid.', { errors: { [field]: [message] } });
