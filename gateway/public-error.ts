import { GraphQLError } from 'graphql';
import { GraphError, OutcomeUnknownError, RejectedError, toGraphError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

const SHOWN_EXTENSIONS = ['code', 'system', 'connection', 'isRetryable', 'serviceName'];

/** An error as clients may see it. */
export type PublicError = (error: GraphQLError, correlationId: string) => GraphQLError;

/**
 * What was said on purpose stays, the details of a bug go to the log.
 * Shape: extensions { code, isRetryable, correlationId } always, and system, connection, serviceName where known.
 */
export function createPublicError(options: {
  readonly log: Log;
  /** Takes out what graphql-js adds about names that were nearly right. */
  readonly hidesSuggestions: boolean;
}): PublicError {
  const { log, hidesSuggestions } = options;
  return (error, correlationId) => {
    const shown = publicError(error, correlationId, log);
    return hidesSuggestions ? withoutSuggestions(shown) : shown;
  };
}

function publicError(error: GraphQLError, correlationId: string, log: Log): GraphQLError {
  const cause = causeOf(error);
  const spoken = cause === undefined ? { message: error.message } : wordsOf(cause);
  if (!spoken) log.error('A request met a bug', { correlationId, path: error.path, error: cause });
  const extensions: Record<string, unknown> = {};
  for (const name of SHOWN_EXTENSIONS)
    if (error.extensions[name] !== undefined) extensions[name] = error.extensions[name];
  Object.assign(extensions, spoken?.extensions ?? (spoken ? {} : { code: 'INTERNAL', isRetryable: false }));
  extensions.code ??= 'INTERNAL';
  extensions.isRetryable ??= false;
  extensions.correlationId = correlationId;
  return reworded(error, spoken?.message ?? 'The hub met an error of its own; its log tells more', extensions);
}

/** The same place, other words. */
export function reworded(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });
}

function withoutSuggestions(error: GraphQLError): GraphQLError {
  const [message = ''] = error.message.split(/ ?Did you mean /, 1);
  return message === error.message ? error : reworded(error, message, error.extensions);
}

/** What was thrown first; undefined for an error that was not thrown but said, as by a remote subgraph. */
function causeOf(error: GraphQLError): Error | undefined {
  let cause: Error = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause instanceof GraphQLError ? undefined : cause;
}

interface Words {
  readonly message: string;
  readonly extensions?: Record<string, unknown>;
}

function wordsOf(cause: Error): Words | undefined {
  const known = toGraphError(cause);
  if (known instanceof GraphError) {
    if (known.code === 'INTERNAL') return undefined;
    return { message: known.message, extensions: known.extensions };
  }
  if (cause instanceof RejectedError) {
    return { message: cause.message, extensions: { code: cause.problems[0]?.code ?? 'REJECTED', isRetryable: false } };
  }
  if (cause instanceof OutcomeUnknownError) {
    return { message: cause.message, extensions: { code: 'OUTCOME_UNKNOWN', isRetryable: true } };
  }
  return undefined;
}
