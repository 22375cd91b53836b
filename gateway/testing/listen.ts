import { type ExecutionResult, parse, validate } from 'graphql';
import { Counters } from '../../lib/counters.ts';
import { ANONYMOUS, type Caller } from '../../lib/identity/caller.ts';
import { PlannedSubscription } from '../plan/planned-subscription.ts';
import type { FeedBounds } from '../subscriptions/feed.ts';
import type { Outlet } from '../subscriptions/listener.ts';
import { SharedSubscriptions, wholeCaller } from '../subscriptions/shared-subscriptions.ts';
import { type Federated, follow, requestContext } from './federate.ts';

export const caller = (claims: Partial<Caller> = {}): Caller => ({ ...ANONYMOUS, plants: new Set(['HAM']), ...claims });

/** A client of a shared subscription, whose socket a test fills and empties. */
export class TestClient implements Outlet {
  readonly told: { data?: Record<string, unknown> | null; errors?: { message: string; extensions: object }[] }[] = [];
  hasRoom = true;
  over: Promise<unknown> = Promise.resolve();
  readonly #gone = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #heard = new Set<() => void>();

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  onRoom(listener: () => void): void {
    this.#waiting.add(listener);
  }

  send(text: string): void {
    this.told.push(JSON.parse(text));
    for (const look of this.#heard) look();
  }

  read(): void {
    this.hasRoom = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const listener of waiting) listener();
  }

  leave(): void {
    this.#gone.abort();
  }

  /** Until so many answers have come. */
  async until(count: number): Promise<this> {
    const deadline = AbortSignal.timeout(20_000);
    while (this.told.length < count) {
      if (deadline.aborted) throw new Error(`${this.told.length} answers, not ${count}: ${JSON.stringify(this.told)}`);
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#heard.delete(look);
          resolve();
        };
        this.#heard.add(look);
        setTimeout(look, 50);
      });
    }
    return this;
  }
}

export interface Sharing {
  readonly counters: Counters;
  readonly subscriptions: SharedSubscriptions;
  listen(query: string, options?: { caller?: Caller; variables?: object; client?: TestClient }): Promise<TestClient>;
  /** The same, shared with nobody. */
  alone(query: string, as: Caller): AsyncGenerator<ExecutionResult>;
}

/** Subscriptions of an executor, shared, without sockets. */
export function sharing(
  { executor }: Federated,
  options: { bounds?: FeedBounds; sharedCaller?: (caller: Caller) => Caller } = {},
): Sharing {
  const counters = new Counters();
  const subscriptions = new SharedSubscriptions({
    textOf: (show, correlationId) => {
      const { errors, ...rest } = show();
      const shown = errors?.map(({ message, path, extensions }) => ({
        message,
        path,
        extensions: { ...extensions, correlationId },
      }));
      return JSON.stringify({ ...rest, ...(shown ? { errors: shown } : {}) });
    },
    sharedCaller: options.sharedCaller ?? wholeCaller,
    counters,
    ...(options.bounds ? { bounds: options.bounds } : {}),
  });
  const operation = (query: string, as: Caller, signal: AbortSignal, variables?: object) => {
    const document = parse(query);
    const [invalid] = validate(executor.schema, document);
    if (invalid) throw invalid;
    const context = { ...requestContext(signal), caller: as };
    return { document, operationName: undefined, variables: variables as never, context, signal };
  };
  return {
    counters,
    subscriptions,
    async listen(query, { caller: as = caller(), variables, client = new TestClient() } = {}) {
      const subscription = await executor.prepareSubscription(operation(query, as, client.signal, variables));
      if (!(subscription instanceof PlannedSubscription)) throw new Error(JSON.stringify(subscription));
      const listener = subscriptions.listen(subscription, as, client, client.signal);
      client.over = listener.next();
      return client;
    },
    alone: (query, as) => follow(executor, operation(query, as, new AbortController().signal)),
  };
}
