import { NeedsAttentionError, OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { businessProblem, technicalProblem } from '../../../lib/problem.ts';
import { nameOfCall, type OdooCall } from './call.ts';
import type { OdooFault } from './fault.ts';
import type { HttpAnswer, HttpFailure } from './http.ts';

type Kind = 'business' | 'rights' | 'auth' | 'rolled-back' | 'unavailable' | 'unknown' | 'ours';

interface Row {
  /** Python class by exact name or by prefix. */
  python: RegExp;
  /** Narrows the row by Odoo's words, where one class means several things. */
  message?: RegExp;
  kind: Kind;
  code: string;
}

/**
 * What an error that Odoo answered means; the first row that fits counts. The transaction was rolled back in every
 * case but `unknown`: there the database connection was lost, and a commit may have gone through.
 */
const FAULTS: readonly Row[] = [
  {
    python: /^odoo\.exceptions\.UserError$/,
    message: /^Object .+ doesn't exist$/,
    kind: 'ours',
    code: 'ERP_MODEL_UNKNOWN',
  },
  { python: /^odoo\.exceptions\.ValidationError$/, kind: 'business', code: 'ERP_VALIDATION_FAILED' },
  { python: /^odoo\.exceptions\.MissingError$/, kind: 'business', code: 'ERP_RECORD_MISSING' },
  { python: /^odoo\.exceptions\.(UserError|RedirectWarning|Warning)$/, kind: 'business', code: 'ERP_REFUSED' },
  { python: /^odoo\.exceptions\.AccessError$/, message: /^Private methods/, kind: 'ours', code: 'ERP_METHOD_UNKNOWN' },
  { python: /^odoo\.exceptions\.AccessError$/, kind: 'rights', code: 'ERP_RIGHTS_MISSING' },
  { python: /^odoo\.exceptions\.AccessDenied$/, kind: 'auth', code: 'ERP_AUTH' },
  { python: /^werkzeug\.exceptions\.Unauthorized$/, kind: 'auth', code: 'ERP_AUTH' },
  { python: /SessionExpiredException$/, kind: 'auth', code: 'ERP_AUTH' },
  { python: /^werkzeug\.exceptions\.Forbidden$/, kind: 'rights', code: 'ERP_RIGHTS_MISSING' },
  { python: /^werkzeug\.exceptions\.(ServiceUnavailable|TooManyRequests)$/, kind: 'unavailable', code: 'ERP_BUSY' },
  { python: /^werkzeug\.exceptions\.NotFound$/, message: /^the model /, kind: 'ours', code: 'ERP_MODEL_UNKNOWN' },
  { python: /^werkzeug\.exceptions\.NotFound$/, kind: 'ours', code: 'ERP_METHOD_UNKNOWN' },
  { python: /^werkzeug\.exceptions\./, kind: 'ours', code: 'ERP_CALL_MALFORMED' },
  {
    python: /^psycopg2\.errors\.(SerializationFailure|DeadlockDetected|LockNotAvailable|QueryCanceled)$/,
    kind: 'rolled-back',
    code: 'ERP_CONCURRENCY',
  },
  {
    python: /(^|\.)(ConcurrencyError|LockError|TransactionRollbackError)$/,
    kind: 'rolled-back',
    code: 'ERP_CONCURRENCY',
  },
  {
    python: /^psycopg2\.OperationalError$/,
    message: /FATAL|could not connect|connection to server/,
    kind: 'unavailable',
    code: 'ERP_DATABASE',
  },
  {
    python: /^psycopg2\.(OperationalError|InterfaceError|errors\.AdminShutdown|errors\.CrashShutdown)$/,
    kind: 'unknown',
    code: 'ERP_DATABASE',
  },
  { python: /^builtins\.MemoryError$/, kind: 'rolled-back', code: 'ERP_BUSY' },
  { python: /^builtins\.AttributeError$/, kind: 'ours', code: 'ERP_METHOD_UNKNOWN' },
  { python: /^builtins\.ValueError$/, message: /^External ID not found/, kind: 'business', code: 'ERP_RECORD_MISSING' },
  { python: /^builtins\.ValueError$/, message: /^Invalid field/, kind: 'ours', code: 'ERP_FIELD_UNKNOWN' },
  { python: /^builtins\.(ValueError|KeyError|TypeError|IndexError)$/, kind: 'ours', code: 'ERP_CALL_MALFORMED' },
];
const OTHER: Row = { python: /./, kind: 'ours', code: 'ERP_SERVER_ERROR' };

/** Where an error comes from: for its message, and whether it was a write. */
export interface CallSite {
  connection: string;
  call: OdooCall;
  kind: 'read' | 'write';
}

/** The error that a fault of Odoo becomes. */
export function errorOfFault(site: CallSite, fault: OdooFault): Error {
  const row = FAULTS.find((entry) => entry.python.test(fault.python) && (entry.message?.test(fault.message) ?? true));
  return BUILD[(row ?? OTHER).kind](site, fault, (row ?? OTHER).code);
}

const BUILD: Record<Kind, (site: CallSite, fault: OdooFault, code: string) => Error> = {
  business: (_site, fault, code) =>
    new RejectedError(businessProblem(code, fault.message, { system: 'ERP', detail: detailOf(fault) }), {
      cause: fault,
    }),
  rights: (_site, fault, code) =>
    new RejectedError(
      technicalProblem(code, fault.message, { system: 'ERP', isRetryable: false, detail: detailOf(fault) }),
      { cause: fault },
    ),
  auth: (site, fault) => retryable(site, `Odoo does not accept the hub's key: ${fault.message}`, 'AUTH', fault),
  'rolled-back': (site, fault) =>
    retryable(site, `Odoo rolled ${nameOfCall(site.call)} back: ${firstLine(fault.message)}`, 'ROLLED_BACK', fault),
  unavailable: (site, fault) =>
    retryable(site, `Odoo is not available: ${firstLine(fault.message)}`, 'UNAVAILABLE', fault),
  unknown: (site, fault) =>
    site.kind === 'read'
      ? retryable(site, `Odoo lost its database: ${firstLine(fault.message)}`, 'UNAVAILABLE', fault)
      : unknownOutcome(site, `Odoo lost its database: ${firstLine(fault.message)}`, fault),
  ours: (site, fault, code) => {
    const message = `Odoo could not run ${nameOfCall(site.call)} as the hub called it: ${fault.message}`;
    const problem = technicalProblem(code, message, { system: 'ERP', isRetryable: false, detail: detailOf(fault) });
    return new NeedsAttentionError('SCHEMA_MISMATCH', [problem], { cause: fault });
  },
};

/** The error that a call without a complete answer becomes. */
export function errorOfFailure(site: CallSite, failure: HttpFailure): Error {
  const what = `Odoo (${site.connection}): ${nameOfCall(site.call)}: ${failure.message}`;
  if (!failure.isSent) return retryable(site, what, 'NOT_SENT', failure);
  if (site.kind === 'write') return unknownOutcome(site, what, failure);
  return retryable(site, what, failure.reason === 'timeout' ? 'TIMEOUT' : 'UNAVAILABLE', failure);
}

/** The error that an answer becomes which is not one of Odoo's own. */
export function errorOfStrangeAnswer(site: CallSite, answer: HttpAnswer): Error {
  const shown = `${answer.status} ${answer.contentType.split(';')[0] || 'without a content type'}`;
  const what = `Odoo (${site.connection}): ${nameOfCall(site.call)} was answered by ${shown}, not by Odoo's API`;
  if (answer.status === 401) return retryable(site, `${what}: the key is not accepted`, 'AUTH');
  if (answer.status === 429 || (answer.status === 503 && answer.retryAfterMs !== undefined)) {
    return retryable(site, `${what}: too many requests`, 'THROTTLED', undefined, answer.retryAfterMs);
  }
  if (site.kind === 'write') return unknownOutcome(site, what);
  const hint = answer.status === 404 ? '; check the URL and the name of the database' : '';
  return retryable(site, what + hint, 'UNAVAILABLE');
}

function retryable(
  site: CallSite,
  message: string,
  why: RetryableError['why'],
  cause?: unknown,
  retryAfterMs?: number,
): RetryableError {
  return new RetryableError(message, {
    why,
    system: 'ERP',
    connection: site.connection,
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function unknownOutcome(site: CallSite, message: string, cause?: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError(message, { system: 'ERP', connection: site.connection, cause });
}

const detailOf = (fault: OdooFault) => ({ odoo: fault.python });
const firstLine = (text: string) => text.split('\n')[0] ?? text;
