import { NeedsAttentionError, OutcomeUnknownError, RejectedError, RetryableError } from '../../../lib/errors.ts';
import { businessProblem, technicalProblem } from '../../../lib/problem.ts';
import { nameOfCall, type OdooCall } from './call.ts';
import { OdooFault } from './fault.ts';
import { FAILURES, FAULTS, type Meaning, PAGES } from './fault-table.ts';
import type { HttpAnswer, HttpFailure } from './http.ts';
import { isRecord } from './json.ts';
import { firstLine, spoken } from './words.ts';

/** Where an error comes from: for its message, and whether it was a write. */
export interface CallSite {
  connection: string;
  call: OdooCall;
  kind: 'read' | 'write';
  /** That of the call; taken out of what Odoo says. */
  secret: string;
}

/**
 * Odoo describes every error that it caught by these five members, on JSON-2 as the body and on JSON-RPC as the data of
 * the error (all recordings of 17, 18 and 19). JSON that has others is of somebody else, a gateway of APIs for one.
 */
export const isOdooError = (said: unknown): said is OdooError =>
  isRecord(said) &&
  typeof said.name === 'string' &&
  typeof said.message === 'string' &&
  Array.isArray(said.arguments) &&
  'context' in said &&
  typeof said.debug === 'string';

export interface OdooError extends Record<string, unknown> {
  name: string;
  message: string;
}

/** The error that Odoo itself answered. */
export function errorOfFault(
  site: CallSite,
  said: Pick<OdooError, 'name'> & Record<string, unknown>,
  status: number,
): Error {
  const python = said.name;
  const fault = new OdooFault(python, spoken(wordsIn(said), site.secret), status);
  const row = FAULTS.find((entry) => entry.python.test(python) && (entry.words?.test(fault.message) ?? true));
  const told = row?.words?.exec(fault.message)?.groups?.odoo ?? fault.message;
  const words = row?.is.kind === 'business' ? told : firstLine(told);
  return build(site, row?.is as Meaning, { odoo: words || python }, { cause: fault, detail: { odoo: python } });
}

/** The error that a call without a complete answer becomes. */
export function errorOfFailure(site: CallSite, failure: HttpFailure): Error {
  const code = (failure.cause as NodeJS.ErrnoException | undefined)?.code ?? failure.reason;
  const row = FAILURES.find((entry) => entry.isSent === failure.isSent && entry.failed.test(code));
  return build(site, row?.is as Meaning, { odoo: failure.message }, { cause: failure });
}

/**
 * The error that an answer becomes which is not one of Odoo's own. To a write it is no proof of anything, whatever its
 * status: somebody between the hub and Odoo may have passed the call on, and have answered by himself.
 */
export function errorOfStrangeAnswer(site: CallSite, answer: HttpAnswer): Error {
  const { retryAfterMs } = answer;
  const row = PAGES.find(
    (entry) =>
      entry.status.test(String(answer.status)) &&
      (entry.words?.test(answer.text) ?? true) &&
      (entry.hasRetryAfter !== true || retryAfterMs !== undefined),
  );
  const type = answer.contentType.split(';')[0] || 'without a content type';
  const facts = { status: String(answer.status), type };
  const is = row?.is as Meaning;
  const meant: Meaning = site.kind === 'write' ? { ...is, kind: 'unknown' } : is;
  return build(site, meant, facts, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** A RedirectWarning's message is all of its arguments in one text; the first one is meant for people. */
function wordsIn(said: Record<string, unknown>): string {
  const [first] = Array.isArray(said.arguments) ? said.arguments : [];
  if (/RedirectWarning$/.test(String(said.name)) && typeof first === 'string') return first;
  return String(said.message ?? said.name);
}

interface Extra {
  cause?: unknown;
  detail?: unknown;
  retryAfterMs?: number;
}

function build(site: CallSite, is: Meaning, facts: Readonly<Record<string, string>>, extra: Extra): Error {
  const { code, kind } = is;
  const { connection } = site;
  const { detail, ...more } = extra;
  const values: Record<string, string> = { call: nameOfCall(site.call), connection, ...facts };
  const message = is.say.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
  if (kind === 'business') {
    const about = { system: 'ERP', isRetryable: false, detail } as const;
    const problem = is.isTechnical ? technicalProblem : businessProblem;
    return new RejectedError(problem(code, message, about), more);
  }
  if (kind === 'ours') {
    const problem = technicalProblem(code, message, { system: 'ERP', isRetryable: false, detail });
    return new NeedsAttentionError('SCHEMA_MISMATCH', [problem], more);
  }
  if (kind === 'unknown' && site.kind === 'write') {
    return new OutcomeUnknownError(message, { system: 'ERP', connection, code, cause: extra.cause });
  }
  return new RetryableError(message, { why: is.why ?? 'UNAVAILABLE', system: 'ERP', connection, code, ...more });
}
