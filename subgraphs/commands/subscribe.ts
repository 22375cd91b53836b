import type { EventFilter, HubEvent, Stream } from '../../events/log.ts';
import { GraphError } from '../../lib/errors.ts';
import type { CommandsContext } from './context.ts';
import { sortDatabaseError } from './database-error.ts';

/** A field of Subscription: the events that it reads from the log, and each as the graph shows it. */
export interface SubscriptionField<Args, S extends Stream> {
  subscribe(root: unknown, args: Partial<Args>, context: CommandsContext): Promise<AsyncIterableIterator<HubEvent<S>>>;
  resolve(event: HubEvent<S>): object;
}

/** Events of the caller's plants. Errors: BAD_USER_INPUT for a plant that is not there or not the caller's; those of the cursor. */
export async function subscribeTo<S extends Stream>(
  context: CommandsContext,
  filter: {
    stream: S;
    plantCode: string | null | undefined;
    keys: NonNullable<EventFilter['keys']>;
    isLatestOnly?: boolean;
  },
  after: string | null | undefined,
): Promise<AsyncIterableIterator<HubEvent<S>>> {
  const { stream, plantCode, keys, isLatestOnly = false } = filter;
  if (plantCode != null && !context.visiblePlants.includes(plantCode)) {
    throw new GraphError('BAD_USER_INPUT', `There is no plant ${plantCode}`);
  }
  const visiblePlants = new Set(context.visiblePlants);
  try {
    return await context.stream.subscribe(
      { stream, visiblePlants, plantCode: plantCode ?? undefined, keys, isLatestOnly },
      after,
      context.signal,
    );
  } catch (error) {
    throw sortDatabaseError(error);
  }
}

/** An event of something that is not there any more, or that the caller may not see any more. */
export const gone = (what: string): GraphError =>
  new GraphError('INTERNAL', `The ${what} of this event is not there any more`);
