import { json } from '../kit/index.ts';
import { type Context, type Route, text } from './context.ts';
import { cursorPage } from './paging.ts';
import { exportOrder } from './present.ts';
import { notFound, validate } from './problems.ts';
import { ORDER_STATUSES } from './state.ts';
import { orderOf } from './work-orders.ts';

/** What an ERP polls. Completions are finished orders unless a status is named. */
export const exportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/erp/production/completions',
    access: { scope: 'erp:production:read' },
    handle: completions,
  },
  {
    method: 'GET',
    path: '/api/v1/erp/work-orders/:id',
    access: { scope: 'erp:production:read' },
    handle: (context) => json(200, { data: exportOrder(context.state, orderOf(context)) }),
  },
  { method: 'GET', path: '/api/v1/erp/stock', access: { scope: 'erp:stock:read' }, handle: nothing },
  { method: 'GET', path: '/api/v1/erp/stock-documents', access: { scope: 'erp:stock:read' }, handle: nothing },
  {
    method: 'POST',
    path: '/api/v1/erp/stock-documents/:id/ack',
    access: { scope: 'erp:stock:write' },
    handle() {
      throw notFound('model [StockDocument]');
    },
  },
  { method: 'GET', path: '/api/v1/erp/quality/issues', access: { scope: 'erp:quality:read' }, handle: qualityIssues },
];

/** No warehouse is kept here: there are neither balances nor documents. */
function nothing({ query }: Context) {
  return cursorPage([], query, (row) => row);
}

function completions({ state, query }: Context) {
  validate(Object.fromEntries(query), {
    since: { type: 'date' },
    status: { type: 'string', in: ORDER_STATUSES },
    line: { type: 'string', max: 100 },
  });
  const since = text(query.get('since'));
  const status = query.get('status') ?? 'DONE';
  const line = query.get('line');
  const orders = state.orders
    .where('status', status)
    .filter((order) => since === null || Date.parse(order.updated_at) >= Date.parse(since))
    .filter((order) => line === null || state.lines.get(order.line_id ?? -1)?.code === line)
    .sort((a, b) => a.id - b.id);
  return cursorPage(orders, query, (order) => exportOrder(state, order));
}

function qualityIssues({ state, query }: Context) {
  const since = text(query.get('since'));
  const status = text(query.get('status'));
  const issues = state.issues
    .all()
    .filter((issue) => since === null || Date.parse(issue.updated_at) >= Date.parse(since))
    .filter((issue) => status === null || issue.status === status);
  return cursorPage(issues, query, (issue) => {
    const type = state.issueTypes.get(issue.issue_type_id);
    return {
      id: issue.id,
      title: issue.title,
      status: issue.status,
      disposition: null,
      nc_source: null,
      non_conforming_qty: null,
      issue_type: type?.name ?? null,
      severity: type?.severity ?? null,
      work_order_no: state.orders.get(issue.work_order_id)?.order_no ?? null,
      root_cause: null,
      containment_action: null,
      reported_at: issue.reported_at,
      acknowledged_at: issue.acknowledged_at,
      resolved_at: issue.resolved_at,
      closed_at: issue.closed_at,
      updated_at: issue.updated_at,
    };
  });
}
