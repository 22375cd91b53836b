import type { Problem } from './problem.ts';

/** The business says no: nothing was posted, and asking again changes nothing. The executor rejects the command. */
export class RejectedError extends Error {
  override readonly name = 'RejectedError';
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[], options: { cause?: unknown } = {}) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map((p) => `${p.code}: ${p.message}`).join('; '), options);
    this.problems = list;
  }
}

/** AUTH (the key is refused) and CONFIGURATION (the wrong address, database, certificate) last until a person repairs them. */
export type RetryCause =
  | 'NOT_SENT'
  | 'THROTTLED'
  | 'ROLLED_BACK'
  | 'AUTH'
  | 'CONFIGURATION'
  | 'TIMEOUT'
  | 'UNAVAILABLE';

/** Nothing happened, and it is worth trying later. The executor queues the command again. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** NOT_SENT and THROTTLED burn no attempt of a command. */
  readonly why: RetryCause;
  readonly retryAfterMs: number | undefined;
  readonly system: string | undefined;
  readonly connection: string | undefined;
  /** Stable, of the connector's own table; undefined where it has none. */
  readonly code: string | undefined;
  constructor(
    message: string,
    options: {
      why: RetryCause;
      retryAfterMs?: number;
      system?: string;
      connection?: string;
      code?: string;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.why = options.why;
    this.retryAfterMs = options.retryAfterMs;
    this.system = options.system;
    this.connection = options.connection;
    this.code = options.code;
  }
  /** Nothing changes until somebody repairs the connection. */
  get needsPerson(): boolean {
    return this.why === 'AUTH' || this.why === 'CONFIGURATION';
  }
}

/** A write was sent and no proven answer came: it may or may not have happened. The executor probes first. */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
  readonly system: string | undefined;
  readonly connection: string | undefined;
  readonly code: string | undefined;
  constructor(message: string, options: { system?: string; connection?: string; code?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.system = options.system;
    this.connection = options.connection;
    this.code = options.code;
  }
}

/**
 * What stands in a back end is neither what the posting leaves nor what it found: a person has to look.
 * The executor parks the command (NEEDS_ATTENTION) with `reason`.
 */
export class NeedsAttentionError extends Error {
  override readonly name = 'NeedsAttentionError';
  readonly reason: 'DUPLICATE_MARKER' | 'SCHEMA_MISMATCH' | 'AMBIGUOUS_BLIND' | 'PARTIAL' | 'AUTH_BROKEN';
  readonly problems: readonly Problem[];
  constructor(reason: NeedsAttentionError['reason'], problems: readonly Problem[], options: { cause?: unknown } = {}) {
    super(problems.map((p) => p.message).join('; ') || reason, options);
    this.reason = reason;
    this.problems = problems;
  }
}

/** An error of the graph with a stable code for programs; its message is for people and leaves the hub. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly system: string | undefined;
  readonly connection: string | undefined;
  readonly isRetryable: boolean;
  /** What a command is refused with where its check meets this, if that is another code than the graph's. */
  readonly asProblem: { code: string; rule: string } | undefined;
  constructor(
    code: GraphErrorCode,
    message: string,
    options: {
      system?: string;
      connection?: string;
      isRetryable?: boolean;
      asProblem?: { code: string; rule: string };
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.system = options.system;
    this.connection = options.connection;
    this.isRetryable = options.isRetryable ?? false;
    this.asProblem = options.asProblem;
  }
  /** What graphql-js copies into the answer. */
  get extensions(): Record<string, unknown> {
    return {
      code: this.code,
      ...(this.system === undefined ? {} : { system: this.system }),
      ...(this.connection === undefined ? {} : { connection: this.connection }),
      isRetryable: this.isRetryable,
    };
  }
}

export type GraphErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'KEY_MISSING'
  | 'KEY_AMBIGUOUS'
  | 'BACKEND_UNAVAILABLE'
  | 'BACKEND_TIMEOUT'
  | 'NOT_SUPPORTED_BY_SOURCE'
  | 'RESYNC_REQUIRED'
  | 'PLAN_FAILED'
  | 'PLANNER_BUSY'
  | 'INTERNAL';

/** A failed read of a back end as an error of the graph. */
export function toGraphError(error: unknown): unknown {
  if (error instanceof RetryableError) {
    const options = {
      isRetryable: !error.needsPerson,
      cause: error,
      ...(error.system === undefined ? {} : { system: error.system }),
      ...(error.connection === undefined ? {} : { connection: error.connection }),
    };
    return error.why === 'TIMEOUT'
      ? new GraphError('BACKEND_TIMEOUT', error.message, options)
      : new GraphError('BACKEND_UNAVAILABLE', error.message, options);
  }
  return error;
}
