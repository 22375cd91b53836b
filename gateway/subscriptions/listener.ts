import type { PlannedSubscription, View } from '../plan/planned-subscription.ts';
import type { Feed } from './feed.ts';
import type { FeedEvent } from './recent-events.ts';

/** The way to one client, for one of its operations. */
export interface Outlet {
  /** False: what was sent before has not left yet. */
  readonly hasRoom: boolean;
  /** Calls once, when there is room again; never for a client that has gone. */
  onRoom(listener: () => void): void;
  /** The text of one answer. */
  send(text: string): void;
}

/** What becomes of a listener that its feed has left behind. */
export interface Rescue {
  /** Finds it a feed that goes on after the last event that it was told. */
  goOn(listener: Listener): void;
}

/**
 * One client's place in a feed. It is an iterator that yields nothing and ends with the subscription: what is told goes
 * straight to the client, as fast as it reads. `return` leaves at once.
 */
export class Listener implements AsyncIterableIterator<never> {
  readonly subscription: PlannedSubscription;
  readonly outlet: Outlet;
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.end();
  readonly #rescue: Rescue;
  readonly #over: Promise<IteratorResult<never>>;
  #finish: (end: IteratorResult<never>) => void = () => {};
  #feed: Feed | undefined;
  #isStarted = false;
  #isWaiting = false;
  #isOver = false;
  /** Dropped by the feed before it was told: the first that is told when there is room again. */
  #owed: FeedEvent | undefined;
  /** Of the event after which it goes on. */
  cursor: string | undefined;
  /** The number, in its feed, of the next event for it. */
  place = 0;

  /** Ends when the signal is aborted. */
  constructor(subscription: PlannedSubscription, outlet: Outlet, signal: AbortSignal, rescue: Rescue) {
    this.subscription = subscription;
    this.outlet = outlet;
    this.#signal = signal;
    this.#rescue = rescue;
    this.cursor = subscription.after;
    this.#over = new Promise((resolve) => {
      this.#finish = resolve;
    });
    signal.addEventListener('abort', this.#onAbort);
  }

  get view(): View {
    return this.subscription.view;
  }

  /** Its client does not read what it was sent before. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** It reads, and has been told all that the feed has. */
  get isUpToDate(): boolean {
    return this.#isStarted && !this.#isWaiting && this.place === this.#feed?.recent.end;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Nothing is told before the first call: only then does the client's protocol know of the subscription. */
  next(): Promise<IteratorResult<never>> {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.pump();
    }
    return this.#over;
  }

  async return(): Promise<IteratorResult<never>> {
    this.end();
    return OVER;
  }

  /** From now on it is told the events of the feed from this number on. */
  moveTo(feed: Feed, number: number): void {
    this.#feed?.remove(this);
    this.#feed = feed;
    this.place = number;
    feed.add(this);
  }

  /** The feed drops the next event for it, and it with it. */
  leaveBehind(event: FeedEvent | undefined): void {
    this.#feed = undefined;
    this.#owed = event;
  }

  /** Tells what there is to tell and room for. */
  pump(): void {
    if (!this.#isStarted || this.#isWaiting || this.#isOver) return;
    const feed = this.#feed;
    if (!feed) {
      this.#catchUp();
      return;
    }
    for (let event = feed.recent.at(this.place); event?.isReady; event = feed.recent.at(this.place)) {
      if (!this.outlet.hasRoom) {
        this.#wait();
        return;
      }
      this.place += 1;
      this.#tell(event);
    }
    if (feed.isOver && this.place === feed.recent.end) this.end();
    else feed.isRead();
  }

  /** One last word. */
  endWith(event: FeedEvent): void {
    this.#tell(event);
    this.end();
  }

  /** Ends with what has been told. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#feed?.remove(this);
    this.#feed = undefined;
    this.#owed = undefined;
    this.#finish(OVER);
  }

  #tell(event: FeedEvent): void {
    this.outlet.send(event.text(this.view));
    this.cursor = event.cursor ?? this.cursor;
  }

  #wait(): void {
    this.#isWaiting = true;
    if (this.subscription.isLatestOnly && this.cursor !== undefined) this.#leaveFeed();
    this.outlet.onRoom(() => {
      this.#isWaiting = false;
      this.pump();
    });
  }

  /** What it would be told later is not what it wants: its source says then what is the newest. */
  #leaveFeed(): void {
    const feed = this.#feed;
    this.#feed = undefined;
    feed?.remove(this);
  }

  #catchUp(): void {
    if (!this.outlet.hasRoom) {
      this.#wait();
      return;
    }
    if (this.#owed) this.#tell(this.#owed);
    this.#owed = undefined;
    this.#rescue.goOn(this);
  }
}

const OVER: IteratorReturnResult<undefined> = { value: undefined, done: true };
