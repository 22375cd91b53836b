import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';

/** A process that was started. */
export interface Mortal {
  readonly pid: number;
  readonly exited: Promise<Death>;
  stop(): Promise<void>;
}

export interface Death {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr. */
  readonly lastWords: string;
}

/** It ended before it was up. */
export class DeadBeforeUpError extends Error {
  override readonly name = 'DeadBeforeUpError';
  readonly death: Death;
  constructor(name: string, death: Death) {
    super(`${name} ended before it was up (${causeOf(death)})`);
    this.death = death;
  }
}

export interface KeepOptions<P extends Mortal> {
  readonly name: string;
  /** Resolves once it is up; DeadBeforeUpError when it ends before. The signal ends what is being started. */
  start(signal: AbortSignal): Promise<P>;
  /** For people: what happened, and what is done about it. */
  say(text: string): void;
  readonly log: Log;
  /** So many deaths in so long are not a misfortune any more. Left out: it is started again for ever. */
  readonly limit?: { readonly deaths: number; readonly withinMs: number };
  /** Each pause before a start is twice the one before; a process that lives as long as `calmMs` begins anew. */
  readonly pauses?: { readonly firstMs: number; readonly mostMs: number; readonly calmMs: number };
}

export interface Kept<P extends Mortal> {
  readonly name: string;
  /** Undefined while it is away. */
  readonly current: P | undefined;
  readonly restarts: number;
  /** Resolves with the reason when it died too often; never otherwise. */
  readonly gaveUp: Promise<string>;
  stop(): Promise<void>;
}

const PAUSES = { firstMs: 200, mostMs: 5_000, calmMs: 60_000 };

/** Starts a process, and starts it again whenever it ends. Rejects where the first start fails: that is no misfortune. */
export async function keepRunning<P extends Mortal>(options: KeepOptions<P>): Promise<Kept<P>> {
  const { name, start, say, log, limit, pauses = PAUSES } = options;
  const stopping = new AbortController();
  const deaths: number[] = [];
  let restarts = 0;
  let inARow = 0;
  let current: P | undefined = await start(stopping.signal);
  let upSince = performance.now();
  let giveUp = (_reason: string) => {};
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve;
  });

  /** Remembers a death; false where it was one too many. */
  const survives = (death: Death): boolean => {
    const now = performance.now();
    inARow = now - upSince >= pauses.calmMs ? 1 : inARow + 1;
    upSince = Number.POSITIVE_INFINITY; // not up
    deaths.push(now);
    while (now - (deaths[0] as number) > (limit?.withinMs ?? 0)) deaths.shift();
    log.error('a process has ended', { process: name, code: death.code, signal: death.signal, inARow });
    if (!limit || deaths.length < limit.deaths) return true;
    const often = `${name} ended ${deaths.length} times within ${Math.round(limit.withinMs / 1000)} s`;
    giveUp(`${often} (${causeOf(death)}). ${lastWordsOf(death)}`);
    return false;
  };

  const pause = async (death: Death): Promise<void> => {
    const ms = Math.min(pauses.firstMs * 2 ** (inARow - 1), pauses.mostMs);
    say(`${name}  ended (${causeOf(death)}); it is started again in ${ms / 1000} s`);
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
  };

  const startAgain = async (): Promise<P | Death> => {
    try {
      return await start(stopping.signal);
    } catch (error) {
      if (error instanceof DeadBeforeUpError) return error.death;
      return { code: null, signal: null, lastWords: error instanceof Error ? error.message : String(error) };
    }
  };

  const watch = async (): Promise<void> => {
    let death = await (current as P).exited;
    const isStopped = () => stopping.signal.aborted;
    while (!isStopped()) {
      current = undefined;
      if (!survives(death)) return;
      const diedAt = performance.now();
      await pause(death);
      if (isStopped()) return;
      const next = await startAgain();
      if ('pid' in next) {
        if (isStopped()) return next.stop();
        current = next;
        upSince = performance.now();
        restarts += 1;
        say(`${name}  is back after ${((performance.now() - diedAt) / 1000).toFixed(1)} s`);
        death = await next.exited;
      } else death = next;
    }
  };
  const watching = watch();

  return {
    name,
    get current() {
      return current;
    },
    get restarts() {
      return restarts;
    },
    gaveUp,
    async stop() {
      stopping.abort();
      await current?.stop();
      await watching;
    },
  };
}

const causeOf = ({ code, signal }: Death): string => signal ?? (code === null ? 'not started' : `code ${code}`);

const lastWordsOf = ({ lastWords }: Death): string =>
  lastWords === '' ? 'It said nothing.' : `It said at the end:\n${lastWords}`;
