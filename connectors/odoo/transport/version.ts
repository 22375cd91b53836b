import { RetryableError } from '../../../lib/errors.ts';
import { type CallSite, errorOfFailure } from './faults.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from './http.ts';
import { isRecord, parseJson } from './json.ts';

export interface OdooVersion {
  /** 17, 18, 19, … */
  major: number;
  /** As the server says it, for example 19.0 or saas~18.3. */
  text: string;
  /** JSON-2 came between 18.0 and 19.0: hosted releases after 18.0 may have it. */
  mayHaveJson2: boolean;
  /** The server's clock minus the hub's when it was asked, to about a second; null where it does not tell the time. */
  clockOffsetMs: number | null;
}

/** The second way costs 17 and 18 a page in 56 queries that says that there is none; the first is in all three. */
const PATHS = [
  {
    request: {
      method: 'POST',
      path: '/web/webclient/version_info',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params: {} }),
    },
    pick: ({ result }: Record<string, unknown>): unknown[] =>
      isRecord(result) ? [result.server_version_info, result.server_version] : [],
  },
  {
    request: { method: 'GET', path: '/web/version', headers: {}, body: null },
    pick: (body: Record<string, unknown>): unknown[] => [body.version_info, body.version],
  },
] as const;

/** Asks without a login: /web/webclient/version_info, then GET /web/version (19 and later). Errors: RetryableError. */
export async function probeVersion(connection: string, client: HttpClient, timeoutMs: number): Promise<OdooVersion> {
  let status = 0;
  for (const { request, pick } of PATHS) {
    const askedAt = Date.now();
    const site: CallSite = { connection, call: { model: 'web', method: 'version' }, kind: 'read', secret: '' };
    const answer = await client.send(request, { kind: 'read', timeoutMs }).catch((error: unknown) => {
      throw error instanceof HttpFailure ? errorOfFailure(site, error) : error;
    });
    const found = versionIn(answer, pick);
    if (found) return { ...found, clockOffsetMs: offsetOf(answer.sentAt, askedAt, Date.now()) };
    status = answer.status;
  }
  // A server that has only just begun to listen, or a proxy without its server, has no version for a while.
  const isPassing = [500, 502, 503, 504].includes(status);
  throw new RetryableError(
    isPassing
      ? `The server of ${connection} does not work right now (${status})`
      : `The server of ${connection} is no Odoo: it tells no version (${status}); check the url`,
    {
      why: isPassing ? 'UNAVAILABLE' : 'CONFIGURATION',
      code: isPassing ? 'ERP_GATEWAY' : 'ERP_ROUTE_MISSING',
      system: 'ERP',
      connection,
    },
  );
}

function versionIn(
  answer: HttpAnswer,
  pick: (body: Record<string, unknown>) => readonly unknown[],
): Omit<OdooVersion, 'clockOffsetMs'> | undefined {
  const body = answer.status === 200 ? parseJson(answer)?.value : undefined;
  if (!isRecord(body)) return undefined;
  const [info, text] = pick(body);
  if (!Array.isArray(info)) return undefined;
  // A hosted release tells "saas~18" and 3 where the others tell 18 and 0.
  const major = Number(/\d+/.exec(String(info[0]))?.[0]);
  if (!Number.isInteger(major)) return undefined;
  const isLaterThan18 = major > 18 || (major === 18 && Number(info[1]) > 0);
  return { major, text: typeof text === 'string' ? text : String(info[0]), mayHaveJson2: isLaterThan18 };
}

/** The header tells whole seconds, cut off: half a second is added. */
function offsetOf(sentAt: number, askedAt: number, answeredAt: number): number | null {
  return Number.isNaN(sentAt) ? null : Math.round(sentAt + 500 - (askedAt + answeredAt) / 2);
}
