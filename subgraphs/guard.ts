import { toGraphError } from '../lib/errors.ts';

type Resolve = (...args: unknown[]) => unknown;

/** The same resolvers; what a back end fails with leaves them as an error of the graph. */
export function throwingGraphErrors<Resolvers extends object>(
  resolvers: Resolvers,
  sort: (error: unknown) => unknown = toGraphError,
): Resolvers {
  const guarded = (resolve: Resolve): Resolve => {
    return async (...args) => {
      try {
        return await resolve(...args);
      } catch (error) {
        throw sort(error);
      }
    };
  };
  const guardedType = (fields: object) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        typeof field === 'function' ? guarded(field as Resolve) : field,
      ]),
    );
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]) => [type, guardedType(fields)]),
  ) as Resolvers;
}

/** What one client request shares in a subgraph: made once, however many fetches it takes. */
export function once<Context extends object>(
  shared: Map<string, unknown>,
  name: string,
  create: () => Context,
): Context {
  const known = shared.get(name) as Context | undefined;
  const context = known ?? create();
  shared.set(name, context);
  return context;
}
