import type { ExecutionResult } from 'graphql';
import type { StartedEvent, View } from '../plan/planned-subscription.ts';

/** The text of an answer, as every client that asks for it in this form is sent it. Never throws. */
export type TextOf = (show: () => ExecutionResult, correlationId: string) => string;

/** One event of a feed: joined once, and written once for each form in which clients ask for it. */
export class FeedEvent {
  readonly cursor: string | undefined;
  readonly #event: StartedEvent;
  readonly #correlationId: string;
  readonly #textOf: TextOf;
  readonly #texts = new Map<View, string>();
  /** It may be told. */
  isReady = false;

  constructor(event: StartedEvent, correlationId: string, textOf: TextOf) {
    this.cursor = event.cursor;
    this.#event = event;
    this.#correlationId = correlationId;
    this.#textOf = textOf;
  }

  async complete(): Promise<void> {
    await this.#event.complete();
    this.isReady = true;
  }

  text(view: View): string {
    const known = this.#texts.get(view);
    if (known !== undefined) return known;
    const text = this.#textOf(() => this.#event.show(view), this.#correlationId);
    this.#texts.set(view, text);
    return text;
  }

  /** Characters that are kept for it. */
  get size(): number {
    let size = 0;
    for (const text of this.#texts.values()) size += text.length;
    return size;
  }
}

/** The latest events of a feed, numbered from 0 on. */
export class RecentEvents {
  readonly #events: FeedEvent[] = [];
  readonly #numbers = new Map<string, number>();
  /** After what the feed began, while its first event is still here. */
  #beginning: string | undefined;
  #first = 0;

  constructor(beginning: string | undefined) {
    this.#beginning = beginning;
  }

  /** The number of the oldest event that is still here. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next event gets. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  get last(): FeedEvent | undefined {
    return this.#events.at(-1);
  }

  get size(): number {
    return this.#events.reduce((sum, event) => sum + event.size, 0);
  }

  at(number: number): FeedEvent | undefined {
    return this.#events[number - this.#first];
  }

  push(event: FeedEvent): void {
    if (event.cursor !== undefined) this.#numbers.set(event.cursor, this.end);
    this.#events.push(event);
  }

  dropFirst(): void {
    const dropped = this.#events.shift();
    if (dropped?.cursor !== undefined && this.#numbers.get(dropped.cursor) === this.#first) {
      this.#numbers.delete(dropped.cursor);
    }
    this.#first += 1;
    this.#beginning = undefined;
  }

  /** The number of the event with this cursor. */
  numberOf(cursor: string): number | undefined {
    return this.#numbers.get(cursor);
  }

  /** The number of what follows the cursor; undefined where that is not known here. */
  numberAfter(cursor: string): number | undefined {
    const number = this.#numbers.get(cursor);
    if (number !== undefined) return number + 1;
    return cursor === this.#beginning ? 0 : undefined;
  }
}
