/**
 * A source of events, each turned into a response when it is asked for: nothing is read ahead, so a slow reader holds
 * up its source instead of filling memory. `return` ends it at once, also while the source is silent.
 */
export class EventStream<Event, Response> implements AsyncIterableIterator<Response> {
  readonly #source: AsyncIterator<Event>;
  readonly #respond: (event: Event) => Promise<Response>;
  readonly #onFailure: (error: unknown) => Response;
  readonly #onEnd: () => void;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(
    source: AsyncIterator<Event>,
    options: {
      readonly respond: (event: Event) => Promise<Response>;
      /** The last response when the source breaks. */
      readonly onFailure: (error: unknown) => Response;
      readonly onEnd: () => void;
    },
  ) {
    this.#source = source;
    this.#respond = options.respond;
    this.#onFailure = options.onFailure;
    this.#onEnd = options.onEnd;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Response>> {
    if (this.#isOver) return Promise.resolve(OVER);
    return new Promise((resolve) => {
      this.#wake = () => resolve(OVER);
      this.#pull().then(resolve);
    });
  }

  async return(): Promise<IteratorResult<Response>> {
    this.#end();
    return OVER;
  }

  async #pull(): Promise<IteratorResult<Response>> {
    try {
      const event = await this.#source.next();
      if (!event.done) return { value: await this.#respond(event.value), done: false };
      this.#end();
      return OVER;
    } catch (error) {
      if (this.#isOver) return OVER;
      this.#wake = () => {}; // the reader waits for this last response, not for the end
      this.#end();
      return { value: this.#onFailure(error), done: false };
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd();
    // A generator that waits for its next event answers `return` only then: it is not waited for.
    this.#source.return?.().catch(() => {});
    this.#wake();
  }
}

const OVER: IteratorReturnResult<undefined> = { value: undefined, done: true };
