import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';

/**
 * A subscription whose every event is executed with a context of its own, so that nothing that was loaded for one
 * event is shown with the next. `respond` may change each result. Not a stream: the result that refuses it.
 */
export async function subscribePerEvent<Result extends ExecutionResult>(
  args: ExecutionArgs,
  respond: (run: (contextValue: unknown) => Promise<ExecutionResult>) => Promise<Result>,
): Promise<AsyncIterableIterator<Result> | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;
  const source = events[Symbol.asyncIterator]();
  const stream: AsyncIterableIterator<Result> = {
    [Symbol.asyncIterator]: () => stream,
    async next() {
      const event = await source.next();
      if (event.done) return { value: undefined, done: true };
      const run = async (contextValue: unknown) => execute({ ...args, rootValue: event.value, contextValue });
      return { value: await respond(run), done: false };
    },
    async return() {
      await source.return?.();
      return { value: undefined, done: true };
    },
  };
  return stream;
}
