import { NeedsAttentionError, RetryableError } from '../../../lib/errors.ts';
import { faultBehind } from './fault.ts';
import type { HttpClient } from './http.ts';
import { isRecord } from './json.ts';
import { json2Transport } from './json2.ts';
import { jsonrpcTransport } from './jsonrpc.ts';
import type { Access, OdooTransport, TransportKind } from './transport.ts';
import type { OdooVersion } from './version.ts';

export interface Choice {
  transport: OdooTransport;
  /** For people: why this one. */
  because: string;
  /** It is not the best that this version has. */
  isFallback: boolean;
}

export interface ChoiceOptions {
  connection: string;
  client: HttpClient;
  login: string;
  access: Access;
  version: OdooVersion;
  /** What the factory file asks for. */
  wanted: TransportKind | null;
  timeoutMs: number;
}

/** Errors that say that JSON-2 is not there, or not let through; a proxy's page for the key counts as that too. */
const NO_JSON2 = [
  ...['ERP_ROUTE_MISSING', 'ERP_REDIRECTED', 'ERP_SIGN_IN_PAGE', 'ERP_AUTH', 'ERP_DATABASE_UNKNOWN'],
  ...['ERP_CALL_MALFORMED', 'ERP_METHOD_UNKNOWN'],
];

/**
 * The transport that works: what is wanted, else JSON-2 where a call of it is answered by Odoo, else JSON-RPC.
 * Errors: RetryableError where neither answers, or where it cannot be told right now.
 */
export async function chooseTransport(options: ChoiceOptions): Promise<Choice> {
  const { connection, client, login, version, wanted } = options;
  const json2 = json2Transport(connection, client);
  const jsonrpc = jsonrpcTransport(connection, client, login);
  if (wanted === 'json2' && !version.mayHaveJson2) {
    const message = `Odoo ${version.text} of ${connection} has no JSON-2: leave transport out of the connection`;
    throw new RetryableError(message, { why: 'CONFIGURATION', code: 'ERP_ROUTE_MISSING', system: 'ERP', connection });
  }
  if (wanted !== null) {
    return { transport: wanted === 'json2' ? json2 : jsonrpc, because: 'the factory file says so', isFallback: false };
  }
  if (!version.mayHaveJson2) {
    return { transport: jsonrpc, because: `Odoo ${version.text} has no JSON-2`, isFallback: false };
  }
  const obstacle = await obstacleTo(json2, options);
  if (obstacle === null) return { transport: json2, because: `Odoo ${version.text} has it`, isFallback: false };
  const other = await obstacleTo(jsonrpc, options);
  if (other === null)
    return { transport: jsonrpc, because: `JSON-2 does not answer (${obstacle.message})`, isFallback: true };
  for (const error of [other, obstacle]) if (codeOf(error) === 'ERP_DATABASE_UNKNOWN') throw error;
  const message =
    `Odoo ${version.text} of ${connection} answers neither JSON-2 nor JSON-RPC: is its module rpc installed, and does ` +
    `every proxy before it let /json/2 and /jsonrpc pass? (${obstacle.message}; ${other.message})`;
  throw new RetryableError(message, { why: 'CONFIGURATION', code: 'ERP_ROUTE_MISSING', system: 'ERP', connection });
}

/** Null where Odoo itself answers, be it that it refuses the key. Errors: those that pass, such as a server that is away. */
async function obstacleTo(transport: OdooTransport, { access, timeoutMs }: ChoiceOptions): Promise<Error | null> {
  try {
    const user = await transport.call(
      access,
      { model: 'res.users', method: 'context_get' },
      { kind: 'read', timeoutMs },
    );
    return isRecord(user) && typeof user.uid === 'number' ? null : new Error('it tells no user');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERP_AUTH' && faultBehind(error) !== undefined) return null;
    if (error instanceof Error && code !== undefined && NO_JSON2.includes(code)) return error;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof RetryableError) return error.code;
  return error instanceof NeedsAttentionError ? error.problems[0]?.code : undefined;
}
