import type { Again, Kind } from './recorded.ts';

interface Row {
  readonly what: string;
  readonly kind: Kind;
  readonly code: string;
  readonly again: Again;
}

/** An error of Odoo that no recording shows. `source`: where in Odoo it is raised, or which later recording has it. */
export interface FaultRow extends Row {
  readonly name: string;
  readonly message: string;
  readonly arguments?: readonly unknown[];
  readonly source: string;
  /** HTTP status on JSON-2. */
  readonly status: number;
  /** What people read of it; all of `message` where left out. */
  readonly words?: string;
}

/** Refusals of the hub's own add-on: UserErrors whose code is not told to people. */
function addonRefusals(refusals: readonly [code: string, kind: Kind, hub: string, words: string][]): FaultRow[] {
  return refusals.map(([code, kind, hub, words]) => ({
    ...{ what: code, kind, code: hub, again: kind === 'later' ? 'yes' : 'no' },
    ...{ name: 'odoo.exceptions.UserError', status: 422, source: 'deploy/odoo-addon' },
    ...{ message: `${code}: ${words}`, words },
  }));
}

export const FAULTS: readonly FaultRow[] = [
  {
    ...{ what: 'a user without an address', kind: 'business', code: 'ERP_USER_WITHOUT_EMAIL', again: 'no' },
    ...{ name: 'odoo.exceptions.UserError', status: 422, source: '17 and 18, 1151-noemail-picking-validate-partial' },
    message: "Unable to send message, please configure the sender's email address.",
  },
  {
    ...{ what: 'a refusal with a way out', kind: 'business', code: 'ERP_REFUSED', again: 'no' },
    ...{ name: 'odoo.exceptions.RedirectWarning', status: 422, source: 'odoo/exceptions.py' },
    message: "('Configure a journal first.', 12, 'Go to the journals')",
    arguments: ['Configure a journal first.', 12, 'Go to the journals'],
    words: 'Configure a journal first.',
  },
  ...addonRefusals([
    ['HUB-FENCE', 'later', 'ERP_FENCED', 'The step 7f-1 was claimed as 3, and this claim is 2'],
    ['HUB-DEADLINE', 'later', 'ERP_TOO_LATE', 'The deadline was 2026-11-28T09:00:00.000+00:00, and it is later here'],
    ['HUB-STALE', 'later', 'ERP_CHANGED_MEANWHILE', 'WH/MO/00010 has changed (mrp.production: 0 records instead of 1)'],
    ['HUB-BUSY', 'later', 'ERP_CONCURRENCY', 'stock.lot: could not serialize access due to concurrent update'],
    [
      'HUB-ASSERT',
      'business',
      'ERP_WOULD_POST_OTHERWISE',
      'Something else is scrapped (stock.move: quantity 3 instead of 4)',
    ],
    [
      'HUB-WIZARD',
      'business',
      'ERP_NEEDS_DECISION',
      'Odoo asks before stock.scrap/action_validate: resin: Insufficient Quantity To Scrap',
    ],
    [
      'HUB-LOAD',
      'business',
      'ERP_VALIDATION_FAILED',
      "stock.lot: No matching record found for database id '0'\nin field 'Product'",
    ],
    ['HUB-CALL', 'ours', 'ERP_CALL_MALFORMED', 'stock.quant/write is none of the calls that a posting may make'],
  ]),
  {
    ...{ what: 'a lost race', kind: 'later', code: 'ERP_CONCURRENCY', again: 'yes' },
    ...{ name: 'psycopg2.errors.SerializationFailure', status: 500, source: 'odoo/service/model.py, after five tries' },
    message: 'could not serialize access due to concurrent update\n',
    words: 'could not serialize access due to concurrent update',
  },
  {
    ...{ what: 'a deadlock', kind: 'later', code: 'ERP_CONCURRENCY', again: 'yes' },
    ...{ name: 'psycopg2.errors.DeadlockDetected', status: 500, source: 'odoo/service/model.py' },
    message: 'deadlock detected\nDETAIL:  Process 71 waits for ShareLock on transaction 912; blocked by process 72.',
    words: 'deadlock detected',
  },
  {
    ...{ what: 'a lost race', kind: 'later', code: 'ERP_CONCURRENCY', again: 'yes' },
    ...{ name: 'odoo.exceptions.ConcurrencyError', status: 409, source: 'odoo/exceptions.py of 19' },
    message: 'The record was changed meanwhile',
  },
  {
    ...{ what: 'a lock that is taken', kind: 'later', code: 'ERP_CONCURRENCY', again: 'yes' },
    ...{ name: 'odoo.exceptions.LockError', status: 409, source: 'odoo/exceptions.py of 19' },
    message: 'Cannot grab a lock on records',
  },
  {
    ...{ what: 'too many connections', kind: 'later', code: 'ERP_DATABASE', again: 'yes' },
    ...{ name: 'psycopg2.OperationalError', status: 500, source: 'odoo/sql_db.py' },
    message: 'connection to server at "10.1.2.3", port 5432 failed: FATAL:  sorry, too many clients already\n',
    words: 'FATAL:  sorry, too many clients already',
  },
  {
    ...{ what: 'an empty pool', kind: 'later', code: 'ERP_DATABASE', again: 'yes' },
    ...{ name: 'psycopg2.pool.PoolError', status: 500, source: 'odoo/sql_db.py' },
    message: 'The Connection Pool Is Full',
  },
  {
    ...{ what: 'a lost database', kind: 'unknown', code: 'ERP_DATABASE', again: 'looked' },
    ...{ name: 'psycopg2.OperationalError', status: 500, source: 'odoo/sql_db.py, during a commit for one' },
    message: 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally',
    words: 'server closed the connection unexpectedly',
  },
  {
    ...{ what: 'too many failed logins', kind: 'later', code: 'ERP_LOGIN_COOLDOWN', again: 'repaired' },
    ...{ name: 'odoo.exceptions.AccessDenied', status: 403, source: 'odoo/addons/base/models/res_users.py' },
    message: 'Too many login failures, please wait a bit before trying again.',
  },
  {
    ...{ what: 'a session that has ended', kind: 'later', code: 'ERP_AUTH', again: 'repaired' },
    ...{ name: 'odoo.http.SessionExpiredException', status: 403, source: 'odoo/http.py; code 100 on JSON-RPC' },
    message: 'Session expired',
  },
  {
    ...{ what: 'no address, told by JSON-RPC', kind: 'ours', code: 'ERP_METHOD_UNKNOWN', again: 'no' },
    ...{ name: 'werkzeug.exceptions.NotFound', status: 404, source: 'odoo/http.py; code 404 on JSON-RPC' },
    message: '404 Not Found: The requested URL was not found on the server.',
  },
  {
    ...{ what: 'no memory', kind: 'later', code: 'ERP_BUSY', again: 'yes' },
    ...{ name: 'builtins.MemoryError', status: 500, source: 'limit_memory_hard of odoo.conf' },
    message: 'out of memory',
  },
  {
    ...{ what: 'a bug of a module', kind: 'ours', code: 'ERP_SERVER_ERROR', again: 'no' },
    ...{ name: 'builtins.ZeroDivisionError', status: 500, source: 'any code' },
    message: 'float division by zero',
  },
  {
    ...{ what: 'an error that quotes a traceback and a file', kind: 'business', code: 'ERP_REFUSED', again: 'no' },
    ...{ name: 'odoo.exceptions.UserError', status: 422, source: 'odoo/addons/base/models/ir_actions.py, for one' },
    message:
      'The action failed: see /var/log/odoo/server.log of WH/Stock/Shelf 1\nTraceback (most recent call last):\n  File "x.py"',
    words: 'The action failed: see … of WH/Stock/Shelf 1',
  },
];

/** An answer that is not Odoo's, as a read takes it: no recording of an Odoo can show it. */
export interface PageRow extends Row {
  readonly status: number;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const HTML = 'text/html; charset=utf-8';
const nginx = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

export const PAGES: readonly PageRow[] = [
  {
    ...{ what: 'a page to sign in at', kind: 'later', code: 'ERP_SIGN_IN_PAGE', again: 'repaired' },
    ...{ status: 200, type: HTML },
    body: '<!DOCTYPE html>\n<html><body><form action="/web/login" method="post"><input type="password" name="password"/></form></body></html>',
  },
  {
    ...{ what: 'any other page', kind: 'unknown', code: 'ERP_ANSWER_STRANGE', again: 'looked' },
    ...{ status: 200, type: HTML, body: '<html><body>Welcome to our network</body></html>' },
  },
  {
    ...{ what: 'from http to https', kind: 'later', code: 'ERP_REDIRECTED', again: 'repaired' },
    ...{ status: 301, type: HTML, headers: { location: 'https://elsewhere.example/' }, body: nginx('301 Moved') },
  },
  {
    ...{ what: 'a password of a proxy', kind: 'later', code: 'ERP_AUTH', again: 'repaired' },
    ...{ status: 401, type: HTML, body: nginx('401 Authorization Required') },
  },
  {
    ...{ what: 'a path that a proxy does not let pass', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    ...{ status: 403, type: HTML, body: nginx('403 Forbidden') },
  },
  {
    ...{ what: 'a server that is no Odoo', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    ...{ status: 404, type: HTML, body: nginx('404 Not Found') },
  },
  {
    ...{ what: 'a server of files', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    ...{ status: 405, type: HTML, body: nginx('405 Not Allowed') },
  },
  {
    ...{ what: 'plain HTTP to a port of TLS', kind: 'later', code: 'ERP_TLS', again: 'repaired' },
    ...{ status: 400, type: HTML, body: nginx('400 The plain HTTP request was sent to HTTPS port') },
  },
  {
    ...{ what: 'a body that is too large', kind: 'later', code: 'ERP_BODY_TOO_LARGE', again: 'repaired' },
    ...{ status: 413, type: HTML, body: nginx('413 Request Entity Too Large') },
  },
  {
    ...{ what: 'too many requests', kind: 'later', code: 'ERP_BUSY', again: 'yes' },
    ...{ status: 429, type: 'text/plain', body: 'slow down' },
  },
  {
    ...{ what: 'maintenance until then', kind: 'later', code: 'ERP_BUSY', again: 'yes' },
    ...{ status: 503, type: HTML, headers: { 'retry-after': '7' }, body: nginx('503 Service Unavailable') },
  },
  {
    ...{ what: 'maintenance', kind: 'unknown', code: 'ERP_ANSWER_STRANGE', again: 'looked' },
    ...{ status: 503, type: HTML, body: nginx('503 Service Unavailable') },
  },
  {
    ...{ what: 'a proxy without Odoo', kind: 'unknown', code: 'ERP_GATEWAY', again: 'looked' },
    ...{ status: 502, type: HTML, body: nginx('502 Bad Gateway') },
  },
  {
    ...{ what: 'a proxy that waited too long', kind: 'unknown', code: 'ERP_GATEWAY', again: 'looked' },
    ...{ status: 504, type: HTML, body: nginx('504 Gateway Time-out') },
  },
  {
    ...{ what: 'a page of an error', kind: 'unknown', code: 'ERP_ANSWER_STRANGE', again: 'looked' },
    ...{ status: 500, type: HTML, body: '<!doctype html>\n<title>Internal Server Error</title>' },
  },
  {
    ...{ what: 'JSON of a proxy', kind: 'unknown', code: 'ERP_ANSWER_STRANGE', again: 'looked' },
    ...{ status: 500, type: 'application/json', body: '{"error":"upstream connect error"}' },
  },
  {
    ...{ what: 'JSON of a gateway of APIs', kind: 'later', code: 'ERP_BUSY', again: 'yes' },
    ...{ status: 429, type: 'application/json', body: '{"message":"API rate limit exceeded"}' },
  },
  {
    ...{ what: 'JSON of a portal, with a name', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    ...{ status: 403, type: 'application/json', body: '{"name":"Forbidden","message":"no access","status":403}' },
  },
  {
    ...{ what: 'JSON of a server of files', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    ...{ status: 404, type: 'application/json', body: '{"name":"NotFoundError","message":"no","arguments":[]}' },
  },
  {
    ...{ what: 'JSON that breaks off', kind: 'unknown', code: 'ERP_ANSWER_STRANGE', again: 'looked' },
    ...{ status: 200, type: 'application/json', body: '{"jsonrpc": "2.0", "id": 1, "resu' },
  },
];
