import type { RetryCause } from '../../../lib/errors.ts';

/**
 * What a case is to the caller. `business`: Odoo says no, and asking again changes nothing (RejectedError). `later`:
 * nothing happened (RetryableError). `unknown`: a write may have happened (OutcomeUnknownError); a read may be asked
 * again. `ours`: the hub calls what this Odoo does not have, or calls it wrongly (NeedsAttentionError).
 */
export type Kind = 'business' | 'later' | 'unknown' | 'ours';

export interface Meaning {
  readonly kind: Kind;
  readonly code: string;
  /** For people. {odoo}: Odoo's own words; {call}, {connection}, {status}, {type}. */
  readonly say: string;
  /** Of `later`, and of a read in a case of `unknown`. */
  readonly why?: RetryCause;
  /** A refusal for a reason that lies with the hub's user, not with the order. */
  readonly isTechnical?: boolean;
}

interface Case {
  /** What happened, for readers of this table. */
  readonly what: string;
  readonly is: Meaning;
}

/** An error that Odoo itself answered: on JSON-2 as the body of a status from 400 on, on JSON-RPC within 200. */
export interface FaultCase extends Case {
  /** Python class. */
  readonly python: RegExp;
  /** Narrows the row by Odoo's words, where one class means several things. A group `odoo`: what people are told of them. */
  readonly words?: RegExp;
}

/**
 * An answer that is not one of Odoo's API: a page of HTML, of a proxy, half a text. The kind is that of a read: to a
 * write, every one of them is `unknown`.
 */
export interface PageCase extends Case {
  readonly status: RegExp;
  readonly words?: RegExp;
  readonly hasRetryAfter?: true;
}

/** No complete answer. */
export interface FailureCase extends Case {
  /** False: no byte of the request can have arrived. */
  readonly isSent: boolean;
  /** The system's own code behind the HttpFailure, or its reason. */
  readonly failed: RegExp;
}

const asCalled = 'Odoo could not run {call} as the hub called it: {odoo}';
const refusedKey =
  'Odoo does not accept the key of the connection {connection}: it is wrong, expired or revoked. ' +
  'Make a new key for its user and put it where the factory file says ({odoo})';
const rolledBack = 'Odoo rolled {call} back: {odoo}';

const business = (code: string, say = '{odoo}'): Meaning => ({ kind: 'business', code, say });
const userMayNot = (code: string, say = '{odoo}'): Meaning => ({ ...business(code, say), isTechnical: true });
const later = (why: RetryCause, code: string, say: string): Meaning => ({ kind: 'later', why, code, say });
const unknown = (why: RetryCause, code: string, say: string): Meaning => ({ kind: 'unknown', why, code, say });
const ours = (code: string, say = asCalled): Meaning => ({ kind: 'ours', code, say });

/** Refusals of the hub's own add-on: its code, then its words. */
function addonRefusals(refusals: readonly [code: string, is: Meaning][]): FaultCase[] {
  return refusals.map(([code, is]) => ({
    what: `the hub's add-on says HUB-${code}`,
    python: /^odoo\.exceptions\.UserError$/,
    words: new RegExp(`^HUB-${code}: (?<odoo>[^]*)`),
    is,
  }));
}

/**
 * The first row that fits counts. Odoo rolls the transaction of a call back before it answers an error. The exception
 * is a lost database: there a commit may have gone through.
 */
export const FAULTS: readonly FaultCase[] = [
  {
    what: 'a model that this Odoo does not have (JSON-RPC)',
    python: /^odoo\.exceptions\.UserError$/,
    words: /^Object .+ doesn't exist$/,
    is: ours('ERP_MODEL_UNKNOWN'),
  },
  {
    what: 'a transfer whose backorder is told by mail, by a user without an address (17, 18)',
    python: /^odoo\.exceptions\.UserError$/,
    words: /configure the sender's email address/,
    is: userMayNot(
      'ERP_USER_WITHOUT_EMAIL',
      'The Odoo user of the connection {connection} needs an e-mail address: {odoo}',
    ),
  },
  {
    what: 'a constraint: of python or SQL, a reference, a field that must be set',
    python: /^odoo\.exceptions\.ValidationError$/,
    is: business('ERP_VALIDATION_FAILED'),
  },
  {
    what: 'the user behind a cached id is gone (JSON-RPC)',
    python: /^odoo\.exceptions\.MissingError$/,
    words: /res\.users\((\d+),\)\D+\1\D*$/,
    is: later(
      'AUTH',
      'ERP_USER_UNKNOWN',
      'Odoo no longer knows the user of the connection {connection}: check its login ({odoo})',
    ),
  },
  {
    what: 'a record that is gone',
    python: /^odoo\.exceptions\.MissingError$/,
    is: business('ERP_RECORD_MISSING'),
  },
  ...addonRefusals([
    ['FENCE', later('ROLLED_BACK', 'ERP_FENCED', rolledBack)],
    ['DEADLINE', later('ROLLED_BACK', 'ERP_TOO_LATE', rolledBack)],
    ['STALE', later('ROLLED_BACK', 'ERP_CHANGED_MEANWHILE', rolledBack)],
    ['BUSY', later('ROLLED_BACK', 'ERP_CONCURRENCY', rolledBack)],
    [
      'ASSERT',
      business('ERP_WOULD_POST_OTHERWISE', 'Odoo would not post what was asked for, so nothing is posted: {odoo}'),
    ],
    ['WIZARD', business('ERP_NEEDS_DECISION')],
    ['LOAD', business('ERP_VALIDATION_FAILED')],
    ['CALL', ours('ERP_CALL_MALFORMED')],
  ]),
  {
    what: 'the business says no',
    python: /^odoo\.exceptions\.(UserError|RedirectWarning|Warning)$/,
    is: business('ERP_REFUSED'),
  },
  {
    what: 'a method that may not be called from outside',
    python: /^odoo\.exceptions\.AccessError$/,
    words: /^Private methods/,
    is: ours('ERP_METHOD_UNKNOWN'),
  },
  {
    what: 'the user may not',
    python: /^(odoo\.exceptions\.AccessError|werkzeug\.exceptions\.Forbidden)$/,
    is: userMayNot('ERP_RIGHTS_MISSING'),
  },
  {
    what: 'ten failed logins from one address: Odoo listens to none for a minute',
    python: /^odoo\.exceptions\.AccessDenied$/,
    words: /^Too many login failures/,
    is: later('AUTH', 'ERP_LOGIN_COOLDOWN', 'Odoo takes no login of the connection {connection} for a while: {odoo}'),
  },
  {
    what: 'a login that is not there, or not with this key (authenticate, which only says no)',
    python: /^odoo\.exceptions\.AccessDenied$/,
    words: /^the login /,
    is: later(
      'AUTH',
      'ERP_AUTH',
      'Odoo does not accept {odoo} with the key of the connection {connection}: the login is wrong, or the key is ' +
        'wrong, expired or revoked',
    ),
  },
  {
    what: 'a wrong, expired or revoked key',
    python: /^(odoo\.exceptions\.AccessDenied|werkzeug\.exceptions\.Unauthorized)$|SessionExpiredException$/,
    is: later('AUTH', 'ERP_AUTH', refusedKey),
  },
  {
    what: 'Odoo has enough to do',
    python: /^werkzeug\.exceptions\.(ServiceUnavailable|TooManyRequests)$/,
    is: later('THROTTLED', 'ERP_BUSY', 'Odoo is busy: {odoo}'),
  },
  {
    what: 'a model that this Odoo does not have (JSON-2)',
    python: /^werkzeug\.exceptions\.NotFound$/,
    words: /^the model /,
    is: ours('ERP_MODEL_UNKNOWN'),
  },
  {
    what: 'a method, or an address below /json/2, that this Odoo does not have',
    python: /^(werkzeug\.exceptions\.NotFound|builtins\.(AttributeError|NameError))$/,
    is: ours('ERP_METHOD_UNKNOWN'),
  },
  {
    what: 'arguments that do not fit (JSON-2: 422, 400, 405, 413)',
    python: /^werkzeug\.exceptions\./,
    is: ours('ERP_CALL_MALFORMED'),
  },
  {
    what: 'a lost race for the same records, after five tries of Odoo itself',
    python:
      /^psycopg2\.errors\.(SerializationFailure|DeadlockDetected|LockNotAvailable|QueryCanceled|ReadOnlySqlTransaction)$|(^|\.)(ConcurrencyError|LockError|TransactionRollbackError)$/,
    is: later('ROLLED_BACK', 'ERP_CONCURRENCY', rolledBack),
  },
  {
    what: 'no memory for it',
    python: /^builtins\.MemoryError$/,
    is: later('ROLLED_BACK', 'ERP_BUSY', rolledBack),
  },
  {
    what: 'a database that is not there (JSON-RPC)',
    python: /^psycopg2\.OperationalError$/,
    words: /database ".*" does not exist/,
    is: later(
      'CONFIGURATION',
      'ERP_DATABASE_UNKNOWN',
      'Odoo does not have the database of the connection {connection}: check its name in the factory file ({odoo})',
    ),
  },
  {
    what: 'Odoo does not reach its database, or gets no connection to it',
    python: /^psycopg2\.OperationalError$|^psycopg2\.pool\.PoolError$/,
    words: /FATAL|could not connect|connection to server|Connection Pool Is Full/i,
    is: later('UNAVAILABLE', 'ERP_DATABASE', 'Odoo is not available: {odoo}'),
  },
  {
    what: 'Odoo lost its database while it worked',
    python: /^psycopg2\.(OperationalError|InterfaceError|errors\.(AdminShutdown|CrashShutdown))$/,
    is: unknown('UNAVAILABLE', 'ERP_DATABASE', 'Odoo lost its database: {odoo}'),
  },
  {
    what: 'an external id that names nothing',
    python: /^builtins\.ValueError$/,
    words: /^External ID not found/,
    is: business('ERP_RECORD_MISSING'),
  },
  {
    what: 'a field that this Odoo does not have',
    python: /^builtins\.ValueError$/,
    words: /^Invalid field/,
    is: ours('ERP_FIELD_UNKNOWN'),
  },
  {
    what: 'a field that this Odoo does not have (write, from 19 on)',
    python: /^builtins\.KeyError$/,
    words: /^\w+$/,
    is: ours('ERP_FIELD_UNKNOWN'),
  },
  {
    what: 'an operator, a value or an argument that Odoo does not understand',
    python: /^builtins\.(ValueError|KeyError|TypeError|IndexError)$/,
    is: ours('ERP_CALL_MALFORMED'),
  },
  {
    what: 'anything else that Odoo’s code raised',
    python: /./,
    is: ours('ERP_SERVER_ERROR'),
  },
];

const notTheApi = '{call} of the connection {connection} was answered by {status} {type}, not by Odoo’s API';

/** What each says to people: of a write it is said that its outcome is not known, and why. */
export const PAGES: readonly PageCase[] = [
  {
    what: 'a page to sign in at, of a proxy before Odoo',
    status: /^(200|401|403)$/,
    words: /^\s*<[\s\S]*(type=["']?password|\/web\/login\?|<form[^>]+(login|signin|sso))/i,
    is: later(
      'AUTH',
      'ERP_SIGN_IN_PAGE',
      `${notTheApi}, but by a page to sign in at: let the hub pass the proxy before Odoo, or name Odoo’s own address`,
    ),
  },
  {
    what: 'a database that is not there (JSON-2)',
    status: /^404$/,
    words: /No database is selected/,
    is: later(
      'CONFIGURATION',
      'ERP_DATABASE_UNKNOWN',
      'Odoo does not have the database of the connection {connection}: check its name in the factory file (404)',
    ),
  },
  {
    what: 'another address',
    status: /^3/,
    is: later(
      'CONFIGURATION',
      'ERP_REDIRECTED',
      `${notTheApi}: the hub follows no redirects, give the address that they lead to as url`,
    ),
  },
  {
    what: 'a key that a proxy does not accept',
    status: /^(401|407)$/,
    is: later('AUTH', 'ERP_AUTH', `${notTheApi}: the key is not accepted`),
  },
  {
    what: 'too many requests',
    status: /^429$/,
    is: later('THROTTLED', 'ERP_BUSY', `${notTheApi}: too many requests`),
  },
  {
    what: 'maintenance, with the time to come back',
    status: /^503$/,
    hasRetryAfter: true,
    is: later('THROTTLED', 'ERP_BUSY', `${notTheApi}: it asks to come back later`),
  },
  {
    what: 'plain HTTP to a port of TLS',
    status: /^400$/,
    words: /plain HTTP request was sent to HTTPS/i,
    is: later('CONFIGURATION', 'ERP_TLS', `${notTheApi}: the url must begin with https`),
  },
  {
    what: 'a body that is too long for somebody between',
    status: /^413$/,
    is: later('CONFIGURATION', 'ERP_BODY_TOO_LARGE', `${notTheApi}: check how large a body a proxy before Odoo takes`),
  },
  {
    what: 'a body or its type that is not taken',
    status: /^(400|415)$/,
    is: ours('ERP_CALL_MALFORMED', notTheApi),
  },
  {
    what: 'a proxy that got no answer from Odoo, or none in time',
    status: /^(408|499|502|504)$/,
    is: unknown('UNAVAILABLE', 'ERP_GATEWAY', notTheApi),
  },
  {
    what: 'no such address: not an Odoo, or a proxy that lets it not pass',
    status: /^4/,
    is: later(
      'CONFIGURATION',
      'ERP_ROUTE_MISSING',
      `${notTheApi}: check the url, and what a proxy before Odoo lets pass`,
    ),
  },
  {
    what: 'anything else: a page of an error, text that breaks off',
    status: /./,
    is: unknown('UNAVAILABLE', 'ERP_ANSWER_STRANGE', notTheApi),
  },
];

const unreached = 'The server of {connection} is not reached ({odoo}): {call} was not sent';
const unanswered = 'Odoo ({connection}) did not answer {call}: {odoo}';

export const FAILURES: readonly FailureCase[] = [
  {
    what: 'a certificate that does not prove whose server it is',
    isSent: false,
    failed: /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/,
    is: later(
      'CONFIGURATION',
      'ERP_CERTIFICATE',
      'The certificate of the server of {connection} is not trusted ({odoo}): renew it, or name the authority that ' +
        'signed it in the variable NODE_EXTRA_CA_CERTS',
    ),
  },
  {
    what: 'TLS to a port of plain HTTP, or TLS of another age',
    isSent: false,
    failed: /^(EPROTO|ERR_SSL|ERR_TLS)/,
    is: later(
      'CONFIGURATION',
      'ERP_TLS',
      'The server of {connection} does not speak the TLS of the hub ({odoo}): does its url begin with http?',
    ),
  },
  {
    what: 'a host that has no address',
    isSent: false,
    failed: /^(ENOTFOUND|EAI_)/,
    is: later(
      'NOT_SENT',
      'ERP_HOST_UNKNOWN',
      'The host of {connection} has no address ({odoo}): check the url and the name server',
    ),
  },
  {
    what: 'nobody listens there, no way leads there, no time was left',
    isSent: false,
    failed: /./,
    is: later('NOT_SENT', 'ERP_UNREACHABLE', unreached),
  },
  {
    what: 'no answer in time',
    isSent: true,
    failed: /^timeout$/,
    is: unknown('TIMEOUT', 'ERP_TIMEOUT', unanswered),
  },
  {
    what: 'the connection broke off, or the answer had no end',
    isSent: true,
    failed: /./,
    is: unknown('UNAVAILABLE', 'ERP_ANSWER_LOST', unanswered),
  },
];
