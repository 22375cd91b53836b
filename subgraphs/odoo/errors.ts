import { GraphError, NeedsAttentionError, RejectedError, toGraphError } from '../../lib/errors.ts';

/** A failed read of an ERP as an error of the graph. */
function toOdooGraphError(error: unknown): unknown {
  if (error instanceof RejectedError || error instanceof NeedsAttentionError) {
    const message = error.problems.map((problem) => problem.message).join('; ');
    const code = error instanceof RejectedError ? 'BACKEND_UNAVAILABLE' : 'NOT_SUPPORTED_BY_SOURCE';
    return new GraphError(code, message, { system: 'ERP', isRetryable: false, cause: error });
  }
  return toGraphError(error);
}

function rethrow(error: unknown): never {
  throw toOdooGraphError(error);
}

type Resolve = (...args: unknown[]) => unknown;

/** The same resolvers, each of whose failures is an error of the graph. */
export function withGraphErrors<Resolvers extends object>(resolvers: Resolvers): Resolvers {
  const wrap = (resolve: Resolve): Resolve => {
    return (...args) => {
      try {
        const found = resolve(...args);
        return found instanceof Promise ? found.catch(rethrow) : found;
      } catch (error) {
        return rethrow(error);
      }
    };
  };
  const wrapType = (fields: object) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        typeof field === 'function' ? wrap(field as Resolve) : field,
      ]),
    );
  return Object.fromEntries(Object.entries(resolvers).map(([type, fields]) => [type, wrapType(fields)])) as Resolvers;
}
