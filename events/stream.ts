import type { HubDatabase } from '../store/db.ts';
import { Audience } from './audience.ts';
import { comparePositions, encodeCursor, type Position } from './cursor.ts';
import {
  type Attachment,
  createLiveReader,
  type LiveListener,
  type LiveReader,
  type LiveReaderOptions,
} from './live-reader.ts';
import { logState, resolveCursor } from './log.ts';
import { type EventRecord, matcher, readEvents, supersedes } from './read.ts';
import type { EventFilter, HubEvent, Stream } from './types.ts';

export interface EventStream {
  /**
   * Without `after`: what is appended from now on. With it: first all since that cursor, then what comes, without a
   * gap and in order, at least once. Errors: BAD_USER_INPUT and RESYNC_REQUIRED of the cursor. The iterator ends when
   * the signal is aborted, also while it waits.
   */
  subscribe<S extends Stream>(
    filter: EventFilter<S>,
    after?: string | null,
    signal?: AbortSignal,
  ): Promise<AsyncIterableIterator<HubEvent<S>>>;
  /** Every event from now on, of all streams and plants, for the hub itself. Resolves once it runs, to what ends it. */
  watch(listener: LiveListener): Promise<() => void>;
  close(): Promise<void>;
}

export interface EventStreamOptions extends LiveReaderOptions {
  /** Events that one subscriber may have waiting; one that falls behind reads on from the log, at its own pace. */
  readonly queueLimit?: number;
}

export function createEventStream(options: EventStreamOptions): EventStream {
  const live = createLiveReader(options);
  const audience = new Audience(options.db, options.log);
  const open = new Set<Subscription>();
  return {
    async subscribe<S extends Stream>(filter: EventFilter<S>, after?: string | null, signal?: AbortSignal) {
      const subscription = new Subscription(options.db, live, filter, options.queueLimit ?? 500);
      open.add(subscription);
      const onAbort = () => void subscription.return();
      const { visiblePlants, plantCode } = filter;
      const plants = plantCode === undefined ? [...visiblePlants] : [plantCode];
      const leave = filter.stream === 'productionStatus' ? audience.add(plants) : () => {};
      subscription.onEnd = () => {
        open.delete(subscription);
        leave();
        signal?.removeEventListener('abort', onAbort);
      };
      try {
        await subscription.start(after ?? undefined);
      } catch (error) {
        await subscription.return();
        throw error;
      }
      if (signal?.aborted) await subscription.return();
      else signal?.addEventListener('abort', onAbort, { once: true });
      return subscription as unknown as AsyncIterableIterator<HubEvent<S>>;
    },
    async watch(listener) {
      const { detach } = await live.attach(listener);
      return detach;
    },
    async close() {
      await Promise.all([...open].map((subscription) => subscription.return()));
      audience.close();
      await live.close();
    },
  };
}

/** Backfill from the log, cutover, live: see `fill`. All up to `scanned` was delivered, is queued or does not pass. */
class Subscription implements AsyncIterableIterator<HubEvent> {
  onEnd: () => void = () => {};
  readonly #db: HubDatabase;
  readonly #live: LiveReader;
  readonly #filter: EventFilter;
  readonly #passes: (record: EventRecord) => boolean;
  readonly #queueLimit: number;
  #logId = '';
  #scanned: Position = { xid: 0n, seq: 0n };
  #queue: EventRecord[] = [];
  /** What the live reader told while the cutover still read the log. */
  #early: EventRecord[] | undefined;
  #attachment: Attachment | undefined;
  #isEnded = false;
  #wake: () => void = () => {};
  #turn: Promise<unknown> = Promise.resolve();
  readonly #ended: Promise<void>;
  #end: () => void = () => {};

  constructor(db: HubDatabase, live: LiveReader, filter: EventFilter, queueLimit: number) {
    this.#db = db;
    this.#live = live;
    this.#filter = filter;
    this.#passes = matcher(filter);
    this.#queueLimit = queueLimit;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(after: string | undefined): Promise<void> {
    if (after === undefined) {
      await this.#attach();
      const position = this.#attachment?.position;
      if (position && comparePositions(this.#scanned, position) < 0) this.#scanned = position;
    } else {
      this.#scanned = await resolveCursor(this.#db, after);
      this.#logId = (await logState(this.#db)).id;
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<HubEvent>> {
    const result = this.#turn.then(() => this.#take());
    this.#turn = result.catch(() => {});
    return result;
  }

  async return(): Promise<IteratorResult<HubEvent>> {
    if (!this.#isEnded) {
      this.#isEnded = true;
      this.#attachment?.detach();
      this.#queue = [];
      this.#end();
      this.onEnd();
    }
    return { done: true, value: undefined };
  }

  async #take(): Promise<IteratorResult<HubEvent>> {
    try {
      while (!this.#isEnded) {
        const record = this.#queue.shift();
        if (record) return { done: false, value: this.#toEvent(record) };
        if (this.#attachment && !this.#early) {
          await Promise.race([this.#ended, this.#woken()]);
        } else {
          await Promise.race([this.#ended, this.#fill()]);
        }
      }
    } catch (error) {
      await this.return();
      throw error;
    }
    return { done: true, value: undefined };
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** One batch from the log. Where it reached the end, the live reader takes over, and the log is read once more. */
  async #fill(): Promise<void> {
    const batch = await readEvents(this.#db, this.#scanned, this.#queueLimit, this.#filter);
    if (this.#isEnded) return;
    this.#queue.push(...batch.records);
    this.#scanned = batch.end;
    if (batch.hasMore) return;
    if (!this.#attachment) {
      this.#early = [];
      await this.#attach();
      return;
    }
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const record of early) this.#takeLive(record);
  }

  async #attach(): Promise<void> {
    const attachment = await this.#live.attach((record) => {
      if (this.#passes(record)) this.#takeLive(record);
    });
    this.#logId = attachment.logId;
    if (this.#isEnded) attachment.detach();
    else this.#attachment = attachment;
  }

  #takeLive(record: EventRecord): void {
    if (comparePositions(record.position, this.#scanned) <= 0) return;
    const waiting = this.#early ?? this.#queue;
    const older = this.#filter.isLatestOnly ? waiting.findIndex((other) => supersedes(record, other)) : -1;
    if (older >= 0) waiting.splice(older, 1);
    if (waiting.length >= this.#queueLimit) {
      this.#attachment?.detach();
      this.#attachment = undefined;
      this.#early = undefined;
      return;
    }
    waiting.push(record);
    if (!this.#early) this.#scanned = record.position;
    this.#wake();
  }

  #toEvent(record: EventRecord): HubEvent {
    return {
      cursor: encodeCursor({ logId: this.#logId, ...record.position }),
      eventId: record.eventId,
      occurredAt: record.occurredAt,
      recordedAt: record.recordedAt,
      stream: record.stream,
      plantCodes: record.plants,
      payload: record.payload,
    };
  }
}
