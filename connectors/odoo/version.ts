import { RetryableError } from '../../lib/errors.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from './transport/http.ts';
import { isRecord, parseJson } from './transport/json.ts';

export interface OdooVersion {
  /** 17, 18, 19, … */
  major: number;
  /** As the server says it, for example 19.0 or saas~18.3. */
  text: string;
}

/** Asks without a login: GET /web/version (19 and later), then /web/webclient/version_info. Errors: RetryableError. */
export async function probeVersion(connection: string, client: HttpClient, timeoutMs: number): Promise<OdooVersion> {
  const options = { kind: 'read', timeoutMs } as const;
  try {
    const answer = await client.send({ method: 'GET', path: '/web/version', headers: {}, body: null }, options);
    const found = versionIn(answer, (body) => [body.version_info, body.version]);
    if (found) return found;
    const older = await client.send(
      {
        method: 'POST',
        path: '/web/webclient/version_info',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params: {} }),
      },
      options,
    );
    const result = versionIn(older, (body) =>
      isRecord(body.result) ? [body.result.server_version_info, body.result.server_version] : [],
    );
    if (result) return result;
    throw new RetryableError(`${client.base.origin} is not an Odoo server: it tells no version (${older.status})`, {
      why: 'UNAVAILABLE',
      system: 'ERP',
      connection,
    });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new RetryableError(`Odoo does not answer at ${client.base.origin}: ${error.message}`, {
      why: error.isSent ? (error.reason === 'timeout' ? 'TIMEOUT' : 'UNAVAILABLE') : 'NOT_SENT',
      system: 'ERP',
      connection,
      cause: error,
    });
  }
}

function versionIn(answer: HttpAnswer, pick: (body: Record<string, unknown>) => unknown[]): OdooVersion | undefined {
  const body = answer.status === 200 ? parseJson(answer)?.value : undefined;
  if (!isRecord(body)) return undefined;
  const [info, text] = pick(body);
  if (!Array.isArray(info)) return undefined;
  // A SaaS release tells "saas~18" where the others tell a number.
  const major = Number(/\d+/.exec(String(info[0]))?.[0]);
  return Number.isInteger(major) ? { major, text: typeof text === 'string' ? text : String(info[0]) } : undefined;
}
