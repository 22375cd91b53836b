import { GraphError } from '../../lib/errors.ts';
import type { SubgraphAnswer, SubgraphError } from './transport.ts';

/** Errors of one answer that are told; a server that sends more says nothing new with them. */
const ERRORS_MAX = 1_000;

/**
 * What a subgraph answered, whatever it is, as an answer that the plan can work with. What of it is no GraphQL becomes
 * an error of that subgraph, beside what is: nothing is lost without a word, and nothing is thrown.
 */
export function readAnswer(serviceName: string, answer: unknown): SubgraphAnswer {
  if (!isRecord(answer)) return { data: null, errors: [noResponse(serviceName)] };
  const { data } = answer;
  const errors = readErrors(serviceName, answer.errors);
  if (data !== undefined && data !== null && !isRecord(data)) {
    errors.push(malformed(serviceName, 'answered data that is no object'));
  }
  if (isRecord(data)) {
    return errors.length > 0 ? { data, errors: errors.map((error) => besideValue(error, data)) } : { data };
  }
  return { data: null, errors: errors.length > 0 ? errors : [noResponse(serviceName)] };
}

function readErrors(serviceName: string, errors: unknown): SubgraphError[] {
  if (errors === undefined || errors === null) return [];
  if (!Array.isArray(errors)) return [readError(serviceName, errors)];
  return errors.slice(0, ERRORS_MAX).map((error) => readError(serviceName, error));
}

function readError(serviceName: string, error: unknown): SubgraphError {
  if (!isRecord(error) || typeof error.message !== 'string') {
    return malformed(serviceName, 'told an error that has no message');
  }
  const { message, path, extensions, originalError } = error;
  return {
    message,
    ...(isPath(path) ? { path } : {}),
    ...(isRecord(extensions) ? { extensions } : {}),
    ...(originalError instanceof Error ? { originalError } : {}),
  };
}

/** Such an error is told whatever the value; one at a null may be made up for by another subgraph. */
function besideValue(error: SubgraphError, data: Record<string, unknown>): SubgraphError {
  if (!error.path) return error;
  let at: unknown = data;
  for (const key of error.path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return error;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at === null || at === undefined ? error : { ...error, isBesideValue: true };
}

/** An error that leads nowhere is one of the whole answer. */
const isPath = (path: unknown): path is (string | number)[] =>
  Array.isArray(path) &&
  path.length > 0 &&
  path.every((key) => typeof key === 'string' || (Number.isSafeInteger(key) && key >= 0));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is there but is not what GraphQL says it has to be; asking again changes nothing. */
export function malformed(serviceName: string, what: string): SubgraphError {
  const message = `${serviceName} ${what}`;
  return { message, extensions: new GraphError('BACKEND_UNAVAILABLE', message).extensions };
}

/** Neither data nor errors, a proxy's page for example: that may pass. */
function noResponse(serviceName: string): SubgraphError {
  const error = unavailable(serviceName, 'answered something that is no GraphQL response');
  return { message: error.message, extensions: error.extensions, originalError: error };
}

export const unavailable = (serviceName: string, what: string, cause?: unknown): GraphError =>
  new GraphError('BACKEND_UNAVAILABLE', `${serviceName} ${what}`, { isRetryable: true, cause });
