import { GraphError } from '../../lib/errors.ts';

/**
 * Events of a source that cannot be held up, for a reader who may be slower. When more than `capacity` wait, the source
 * is let go; the reader still gets what waits and then an error that says to resume: nothing is left out silently.
 */
export class BoundedQueue<Event> implements AsyncIterator<Event> {
  readonly #capacity: number;
  readonly #onEnd: () => void;
  readonly #waiting: Event[] = [];
  #reader: { resolve: (step: IteratorResult<Event>) => void; reject: (error: unknown) => void } | undefined;
  #end: { readonly error?: unknown } | undefined;

  /** `onEnd` is called once, when the reader has left or the queue has overflown. */
  constructor(capacity: number, onEnd: () => void) {
    this.#capacity = capacity;
    this.#onEnd = onEnd;
  }

  push(event: Event): void {
    if (this.#end) return;
    if (this.#reader) {
      this.#reader.resolve({ value: event, done: false });
      this.#reader = undefined;
    } else if (this.#waiting.length < this.#capacity) {
      this.#waiting.push(event);
    } else {
      this.#finish({ error: tooSlow() });
      this.#onEnd();
    }
  }

  /** The source has nothing more; with an error, it broke. */
  close(error?: unknown): void {
    this.#finish(error === undefined ? {} : { error });
  }

  next(): Promise<IteratorResult<Event>> {
    const [event] = this.#waiting.splice(0, 1);
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#end) return this.#lastStep();
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  async return(): Promise<IteratorResult<Event>> {
    const isOpen = !this.#end;
    this.#waiting.length = 0;
    this.#finish({});
    if (isOpen) this.#onEnd();
    return { value: undefined, done: true };
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) this.#lastStep().then(reader.resolve, reader.reject);
  }

  /** The error comes once; after it, as after a plain end, there is nothing. */
  async #lastStep(): Promise<IteratorResult<Event>> {
    const error = this.#end?.error;
    this.#end = {};
    if (error !== undefined) throw error;
    return { value: undefined, done: true };
  }
}

const tooSlow = (): GraphError =>
  new GraphError(
    'RESYNC_REQUIRED',
    'The subscriber was slower than its events: subscribe again with the cursor of the last event received',
    { isRetryable: true },
  );
