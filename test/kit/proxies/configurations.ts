/**
 * What stands between the hub and an ERP in a company, in its usual configurations, each by what it answers itself.
 * A proxy that `passesOn` has given the call to the back end and answers on its own when that takes longer than
 * `PATIENCE_MS`; the others answer once they are `closed`, and the back end never sees the call.
 */
export interface ProxyConfiguration {
  readonly name: string;
  readonly program: 'nginx' | 'haproxy';
  readonly passesOn: boolean;
  /** What the caller sees: a status with what comes with it, or a connection that ends without an answer. */
  readonly answers: ProxyAnswer | 'cut';
  /** What the configuration file says beside what all have. */
  readonly says: Readonly<Record<string, string>>;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly retryAfter?: number;
  readonly location?: string;
}

/** How long a proxy waits for the back end's first byte. */
export const PATIENCE_MS = 400;
/** In a late commit the back end does its work this long after the proxy has answered. */
export const LATE_MS = 1500;

const LOGIN = '/portal/login?next=erp';

const nginx = (
  name: string,
  answers: ProxyConfiguration['answers'],
  says: Readonly<Record<string, string>>,
): ProxyConfiguration => ({ ...{ name: `nginx: ${name}`, program: 'nginx', passesOn: true, answers }, says });

const haproxy = (
  name: string,
  answers: ProxyConfiguration['answers'],
  says: Readonly<Record<string, string>>,
): ProxyConfiguration => ({ ...{ name: `haproxy: ${name}`, program: 'haproxy', passesOn: true, answers }, says });

const closed = (configuration: ProxyConfiguration): ProxyConfiguration => ({ ...configuration, passesOn: false });

/** They pass the call on, and answer by themselves before the back end does. */
const PASSING: readonly ProxyConfiguration[] = [
  nginx('504 as it comes', { status: 504 }, {}),
  nginx('504, buffering off', { status: 504 }, { location: 'proxy_buffering off; proxy_request_buffering off;' }),
  nginx('504, no retry of what is not idempotent', { status: 504 }, { upstream: 'twice', location: RETRIES() }),
  nginx('502', { status: 502 }, { instead: 'return 502;' }),
  nginx('maintenance page 503', { status: 503 }, { instead: page(503) }),
  nginx(
    'maintenance page 503 with Retry-After',
    { status: 503, retryAfter: 1 },
    { instead: `add_header Retry-After 1 always; ${page(503)}` },
  ),
  nginx('portal 302', { status: 302, location: LOGIN }, { instead: `return 302 ${LOGIN};` }),
  nginx('portal 403', { status: 403 }, { instead: page(403) }),
  nginx('portal 200, its sign-in page', { status: 200 }, { instead: page(200) }),
  nginx('limiter 429', { status: 429 }, { instead: page(429) }),
  nginx(
    'limiter 429 with Retry-After',
    { status: 429, retryAfter: 1 },
    { instead: `add_header Retry-After 1 always; ${page(429)}` },
  ),
  nginx('404 page', { status: 404 }, { instead: page(404) }),
  nginx('413 page', { status: 413 }, { instead: page(413) }),
  nginx('cut', 'cut', { instead: 'return 444;' }),
  haproxy('504 as it comes', { status: 504 }, {}),
  haproxy('504, retries but no POST', { status: 504 }, { backend: HAPROXY_RETRIES() }),
  haproxy('502', { status: 502 }, { page: raw(502) }),
  haproxy('maintenance page 503', { status: 503 }, { page: raw(503) }),
  haproxy(
    'maintenance page 503 with Retry-After',
    { status: 503, retryAfter: 1 },
    { page: raw(503, 'Retry-After: 1') },
  ),
  haproxy('portal 302', { status: 302, location: LOGIN }, { page: raw(302, `Location: ${LOGIN}`) }),
  haproxy('portal 403', { status: 403 }, { page: raw(403) }),
  haproxy('portal 200, its sign-in page', { status: 200 }, { page: raw(200) }),
  haproxy('limiter 429', { status: 429 }, { page: raw(429) }),
  haproxy('404 page', { status: 404 }, { page: raw(404) }),
  haproxy('idle cut', 'cut', { page: '' }),
];

/** Once closed they answer at once, and the back end sees nothing. */
const CLOSING: readonly ProxyConfiguration[] = [
  closed(nginx('closed for maintenance, 503', { status: 503 }, { closed: 'return 503;' })),
  closed(nginx('closed by the portal, 302', { status: 302, location: LOGIN }, { closed: `return 302 ${LOGIN};` })),
  closed(nginx('closed by the portal, 403', { status: 403 }, { closed: 'return 403;' })),
  closed(nginx('closed by a limit, 429', { status: 429 }, { limit: '429' })),
  closed(nginx('closed by a limit, 503', { status: 503 }, { limit: '503' })),
  closed(haproxy('closed for maintenance, 503', { status: 503 }, { closed: 'status 503' })),
  closed(haproxy('closed by a limit, 429', { status: 429, retryAfter: 1 }, { closed: 'status 429 hdr Retry-After 1' })),
];

export const CONFIGURATIONS: readonly ProxyConfiguration[] = [...PASSING, ...CLOSING];

/** Those that answer while the back end may still do its work. */
export const PASSING_ON = PASSING;

export function configuration(name: string): ProxyConfiguration {
  const found = CONFIGURATIONS.find((one) => one.name === name);
  if (!found) throw new Error(`no proxy configuration ${name}`);
  return found;
}

/** Two servers to choose from; nginx repeats on the other what is idempotent, which a POST is not. */
function RETRIES(): string {
  return 'proxy_next_upstream error timeout http_502 http_503 http_504; proxy_next_upstream_tries 2;';
}

/** As HAProxy's manual advises: everything that may be repeated is, but no POST. */
function HAPROXY_RETRIES(): string {
  return ['retries 2', 'retry-on all-retryable-errors', 'http-request disable-l7-retry if METH_POST'].join('\n  ');
}

function html(status: number): string {
  const words = status === 200 ? 'Please sign in' : `Our answer ${status}`;
  return `<!DOCTYPE html><html><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`;
}

function page(status: number): string {
  return `default_type text/html; return ${status} '${html(status)}';`;
}

/** A whole HTTP answer, as HAProxy keeps its error pages. */
function raw(status: number, header?: string): string {
  const head = [`HTTP/1.1 ${status} Proxy`, 'Content-Type: text/html', 'Cache-Control: no-cache', 'Connection: close'];
  const body = html(status);
  return [...head, ...(header ? [header] : []), `Content-Length: ${body.length}`, '', body].join('\r\n');
}
