import { RetryableError } from './errors.ts';
import type { SystemName } from './problem.ts';

interface UnderWay {
  answer: Promise<unknown>;
  waiting: number;
  isOver: boolean;
  abandoned: AbortController;
}

/**
 * Reads of one connection under way that several wait for: who asks the very same question while it is being answered
 * gets that answer too. Nothing is kept once it is there. A read ends when nobody waits for it any more; its failure is
 * everybody's.
 */
export class SharedReads {
  readonly #origin: { system: SystemName; connection: string };
  readonly #underWay = new Map<string, UnderWay>();

  constructor(origin: { system: SystemName; connection: string }) {
    this.#origin = origin;
  }

  /**
   * `key` says who may know the answer and what is asked: whoever has the same key gets the same answer.
   * Errors: those of `read`; RetryableError UNAVAILABLE for who leaves.
   */
  async run<Result>(
    key: string,
    signal: AbortSignal | undefined,
    read: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (signal?.aborted) throw this.#gone();
    const underWay = this.#underWay.get(key) ?? this.#start(key, read);
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = () => reject(this.#gone());
    signal?.addEventListener('abort', leave);
    underWay.waiting += 1;
    try {
      return (await Promise.race([underWay.answer, left])) as Result;
    } finally {
      signal?.removeEventListener('abort', leave);
      underWay.waiting -= 1;
      if (underWay.waiting === 0) {
        this.#forget(key, underWay);
        if (!underWay.isOver) underWay.abandoned.abort();
      }
    }
  }

  #start(key: string, read: (signal: AbortSignal) => Promise<unknown>): UnderWay {
    const abandoned = new AbortController();
    const answer = read(abandoned.signal);
    const underWay: UnderWay = { answer, waiting: 0, isOver: false, abandoned };
    this.#underWay.set(key, underWay);
    const end = () => {
      underWay.isOver = true;
      this.#forget(key, underWay);
    };
    answer.then(end, end);
    return underWay;
  }

  #forget(key: string, underWay: UnderWay): void {
    if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
  }

  #gone(): RetryableError {
    const { system, connection } = this.#origin;
    const message = `${system} connection ${connection}: nobody waits for the answer any more`;
    return new RetryableError(message, { why: 'UNAVAILABLE', system, connection });
  }
}
