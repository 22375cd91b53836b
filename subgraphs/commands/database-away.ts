import { GraphError, toGraphError } from '../../lib/errors.ts';
import { isTransientDatabaseError } from '../../store/database-errors.ts';

/** A database that is away or busy as an error of the graph; other errors as they are. */
export function sortDatabaseError(error: unknown): unknown {
  if (!isTransientDatabaseError(error)) return toGraphError(error);
  const message = "The hub's own database cannot be reached";
  return new GraphError('BACKEND_UNAVAILABLE', message, { system: 'HUB', isRetryable: true, cause: error });
}
