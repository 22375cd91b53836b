import { GraphError, toGraphError } from '../../lib/errors.ts';
import { isDataError, isTransientDatabaseError } from '../../store/database-errors.ts';

/**
 * A failure of the hub's database as an error of the graph: it is away or busy, or it cannot read a value that the
 * caller gave. Other errors as they are.
 */
export function sortDatabaseError(error: unknown): unknown {
  if (isTransientDatabaseError(error)) {
    const message = "The hub's own database cannot be reached";
    return new GraphError('BACKEND_UNAVAILABLE', message, { system: 'HUB', isRetryable: true, cause: error });
  }
  if (isDataError(error)) {
    return new GraphError('BAD_USER_INPUT', 'An argument has a value that cannot be looked for', { cause: error });
  }
  return toGraphError(error);
}
