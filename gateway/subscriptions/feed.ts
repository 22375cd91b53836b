import { randomUUID } from 'node:crypto';
import { CallCounter } from '../../lib/call-counter.ts';
import { GraphError } from '../../lib/errors.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import { inTrace, ownTrace } from '../../lib/trace.ts';
import type { PlannedSubscription, StartedEvent } from '../plan/planned-subscription.ts';
import { isEventStream } from '../transports/transport.ts';
import type { Listener } from './listener.ts';
import { FeedEvent, RecentEvents, type TextOf } from './recent-events.ts';

/** What a feed keeps of its events. */
export interface FeedBounds {
  /** For listeners that have not been told them yet; one that falls further behind is left behind. */
  readonly events: number;
  readonly characters: number;
  /** After all have been told them, so that who comes or comes back a little later can join. */
  readonly toldEvents: number;
}

export const DEFAULT_BOUNDS: FeedBounds = { events: 256, characters: 256 * 1024, toldEvents: 16 };

export interface FeedParts {
  readonly caller: Caller;
  readonly bounds: FeedBounds;
  readonly textOf: TextOf;
  /** An event is about to be told: where another feed has it too, its listeners go there. */
  readonly onEvent: (feed: Feed, cursor: string) => void;
  readonly onLeftBehind: (listener: Listener) => void;
  readonly onOver: (feed: Feed) => void;
}

/**
 * One stream of a source, for all who are at the same place of it. Each event is joined once. The next is asked for when
 * one of the listeners has been told all before it: the quickest sets the pace, and who cannot keep up is left behind.
 */
export class Feed {
  readonly recent: RecentEvents;
  /** It tells what happens now, not what happened before. */
  isLive: boolean;
  isOver = false;
  readonly #subscription: PlannedSubscription;
  readonly #parts: FeedParts;
  readonly #context: RequestContext;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<Listener>();
  #source: AsyncIterator<unknown> | undefined;
  #cursor: string | undefined;
  #onRead = (): void => {};

  constructor(subscription: PlannedSubscription, after: string | undefined, parts: FeedParts) {
    this.#subscription = subscription;
    this.#parts = parts;
    this.#cursor = after;
    this.isLive = after === undefined;
    this.recent = new RecentEvents(after);
    this.#context = subscription.contextOf({
      caller: parts.caller,
      correlationId: randomUUID(),
      calls: new CallCounter(),
      signal: this.#closed.signal,
      shared: new Map(),
    });
  }

  get isLatestOnly(): boolean {
    return this.#subscription.isLatestOnly;
  }

  get listeners(): ReadonlySet<Listener> {
    return this.#listeners;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
    listener.pump();
  }

  /** Without listeners it ends. */
  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.close();
  }

  /** A listener has been told all that there is. */
  isRead(): void {
    this.#onRead();
  }

  /** Ends its source at once, also while that is silent. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.isOver = true;
    this.#closed.abort();
    // A generator that waits for its next event answers `return` only then: it is not waited for.
    this.#source?.return?.().catch(() => {});
    this.#onRead();
    this.#parts.onOver(this);
  }

  /** Of no one caller's trace: who came first has no more to do with it than the others. */
  run(): Promise<void> {
    return inTrace(ownTrace(this.#context.correlationId), () => this.#run());
  }

  async #run(): Promise<void> {
    try {
      await this.#follow();
    } catch (error) {
      if (this.#isClosed) return;
      // Events came faster than they were joined. Where they can be asked for again nobody needs to know.
      if (isOverflow(error) && this.#cursor !== undefined) return this.#run();
      const correlationId = randomUUID();
      await this.#tell(this.#subscription.failure(error, this.#context, correlationId), correlationId);
    }
    this.#end();
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  async #follow(): Promise<void> {
    const source = await this.#subscription.open(this.#context, this.#cursor);
    if (!isEventStream(source)) return this.#take(source);
    this.#source = source;
    if (this.#isClosed) return void source.return?.().catch(() => {});
    while (!this.#isClosed) {
      await this.#untilRead();
      const step = await source.next();
      if (step.done || this.#isClosed) return;
      await this.#take(step.value);
    }
  }

  async #untilRead(): Promise<void> {
    while (!this.#isClosed && !this.#someIsUpToDate()) {
      // What is asked for next may then be of any age: nothing for who wants to hear what happens from now on.
      if ([...this.#listeners].some(({ isWaiting }) => isWaiting)) this.isLive = false;
      await new Promise<void>((resolve) => {
        this.#onRead = resolve;
      });
    }
  }

  #someIsUpToDate(): boolean {
    for (const listener of this.#listeners) if (listener.isUpToDate) return true;
    return false;
  }

  async #take(answer: unknown): Promise<void> {
    const correlationId = randomUUID();
    const event = this.#subscription.start(answer, this.#context, correlationId);
    if (event.cursor !== undefined) {
      this.#cursor = event.cursor;
      this.#parts.onEvent(this, event.cursor);
      if (this.#isClosed) return;
    }
    await this.#tell(event, correlationId);
  }

  async #tell(event: StartedEvent, correlationId: string): Promise<void> {
    const told = new FeedEvent(event, correlationId, this.#parts.textOf);
    this.recent.push(told);
    await inTrace(ownTrace(correlationId), () => told.complete());
    if (this.#isClosed) return;
    for (const listener of this.#listeners) listener.pump();
    this.#trim();
  }

  #trim(): void {
    const { bounds } = this.#parts;
    const { recent } = this;
    let slowest = recent.end;
    for (const listener of this.#listeners) slowest = Math.min(slowest, listener.place);
    const count = () => recent.end - recent.first;
    while (count() > bounds.toldEvents && recent.first < slowest) recent.dropFirst();
    while (count() > bounds.events || (count() > 1 && recent.size > bounds.characters)) {
      if (recent.first >= slowest) this.#leaveBehind();
      recent.dropFirst();
    }
  }

  #leaveBehind(): void {
    const { first } = this.recent;
    for (const listener of [...this.#listeners]) {
      if (listener.place > first) continue;
      this.#listeners.delete(listener);
      listener.leaveBehind(this.recent.at(first));
      this.#parts.onLeftBehind(listener);
    }
  }

  /** Its source has ended: who has been told all is done, the others are told the rest first. */
  #end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#parts.onOver(this);
    for (const listener of [...this.#listeners]) listener.pump();
  }
}

const isOverflow = (error: unknown): boolean => error instanceof GraphError && error.code === 'RESYNC_REQUIRED';
