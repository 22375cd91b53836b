import { randomUUID } from 'node:crypto';
import { CallCounter } from '../../lib/call-counter.ts';
import type { Counters } from '../../lib/counters.ts';
import { GraphError } from '../../lib/errors.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { PlannedSubscription } from '../plan/planned-subscription.ts';
import { DEFAULT_BOUNDS, Feed, type FeedBounds } from './feed.ts';
import { Listener, type Outlet } from './listener.ts';
import { FeedEvent, type TextOf } from './recent-events.ts';

export const LEFT_BEHIND = 'hub_subscribers_left_behind_total';

export interface SharingOptions {
  readonly textOf: TextOf;
  /**
   * What of a caller an answer may depend on; the rest is made equal. A shared stream is asked for in the name of what
   * this returns, so that nothing that is not in it can make a difference.
   */
  readonly sharedCaller: (caller: Caller) => Caller;
  readonly counters: Counters;
  readonly bounds?: FeedBounds;
}

/** Subscriptions computed once for all who ask the same with the same rights. */
export class SharedSubscriptions {
  readonly #options: SharingOptions;
  readonly #countLeftBehind: () => void;
  /** The feeds of each subscription, wherever in it they are. */
  readonly #groups = new Map<string, Set<Feed>>();

  constructor(options: SharingOptions) {
    this.#options = options;
    this.#countLeftBehind = options.counters.counter(
      LEFT_BEHIND,
      'Subscribers that fell behind a shared stream and read on from the log on their own.',
    );
  }

  /** Streams of sources that are open. */
  get streams(): number {
    let streams = 0;
    for (const feeds of this.#groups.values()) streams += feeds.size;
    return streams;
  }

  /** Ends when the signal is aborted. */
  listen(subscription: PlannedSubscription, caller: Caller, outlet: Outlet, signal: AbortSignal): Listener {
    const shared = this.#options.sharedCaller(caller);
    const key = `${subscription.key}\u0000${keyOf(shared)}`;
    const listener = new Listener(subscription, outlet, signal, { goOn: (behind) => this.#goOn(behind, key, shared) });
    this.#place(listener, key, shared);
    return listener;
  }

  #place(listener: Listener, key: string, caller: Caller): void {
    const { cursor, subscription } = listener;
    for (const feed of this.#groups.get(key) ?? []) {
      const place =
        cursor === undefined ? (feed.isLive ? feed.recent.end : undefined) : feed.recent.numberAfter(cursor);
      if (place === undefined || (feed.isLatestOnly && place !== feed.recent.end)) continue;
      if (cursor === undefined) listener.cursor = feed.recent.last?.cursor;
      listener.moveTo(feed, place);
      return;
    }
    const feed = new Feed(subscription, cursor, {
      caller,
      bounds: this.#options.bounds ?? DEFAULT_BOUNDS,
      textOf: this.#options.textOf,
      onEvent: (at, told) => this.#meet(at, told, key),
      onLeftBehind: this.#countLeftBehind,
      onOver: (over) => this.#forget(over, key),
    });
    const feeds = this.#groups.get(key) ?? new Set();
    this.#groups.set(key, feeds.add(feed));
    listener.moveTo(feed, 0);
    void feed.run();
  }

  #goOn(listener: Listener, key: string, caller: Caller): void {
    if (listener.subscription.isResumable && listener.cursor !== undefined) {
      this.#place(listener, key, caller);
      return;
    }
    const words = 'The subscriber was slower than its events, which cannot be asked for again: subscribe anew';
    const correlationId = randomUUID();
    const context = { caller, correlationId, calls: new CallCounter(), signal: AbortSignal.abort(), shared: new Map() };
    const error = new GraphError('RESYNC_REQUIRED', words, { isRetryable: true });
    const event = listener.subscription.failure(error, context, correlationId);
    listener.endWith(new FeedEvent(event, correlationId, this.#options.textOf));
  }

  /** Two feeds that tell the same event are one from there on: the listeners of the later go to the earlier. */
  #meet(late: Feed, cursor: string, key: string): void {
    for (const early of this.#groups.get(key) ?? []) {
      const place = early === late ? undefined : early.recent.numberOf(cursor);
      if (place === undefined || (late.isLatestOnly && place !== early.recent.end - 1)) continue;
      early.isLive ||= late.isLive;
      late.isLive = false;
      const { end } = late.recent;
      for (const listener of [...late.listeners]) {
        const isNext = listener.place === end;
        const found = isNext
          ? place
          : listener.cursor === undefined
            ? undefined
            : early.recent.numberAfter(listener.cursor);
        if (found !== undefined) listener.moveTo(early, found);
      }
      if (late.isOver) return;
    }
  }

  #forget(feed: Feed, key: string): void {
    const feeds = this.#groups.get(key);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.#groups.delete(key);
  }
}

const keyOf = ({ sub, clientId, scopes, plants }: Caller): string =>
  JSON.stringify([sub, clientId, [...scopes].sort(), [...plants].sort()]);

/** Of a gateway that does not know what its subgraphs look at: all but when the token ends. */
export const wholeCaller = (caller: Caller): Caller => ({ ...caller, expiresAt: Number.POSITIVE_INFINITY });
