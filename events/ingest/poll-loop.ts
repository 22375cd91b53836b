import type { Log } from '../../lib/log.ts';
import { inTrace, ownTrace } from '../../lib/trace.ts';
import type { PollResult } from './progress.ts';
import { Tempo, type TempoOptions } from './tempo.ts';

export interface PollLoopOptions extends TempoOptions {
  readonly name: string;
  readonly runOnce: (loop: { isActive: boolean }) => Promise<PollResult>;
  /** Whether it is this process's turn; asked before every run. */
  readonly leads: () => Promise<boolean>;
  /** Told after every run; `message` when the first run fails after a good one, and when one is good again. */
  readonly onRun: (run: { isUp: boolean; message: string | null }) => Promise<void>;
  readonly log: Log;
}

export interface PollLoop {
  /** Something happened around the back end: it is looked at often for a while. */
  stir(): void;
  /** Something is known to have happened in it: look now, and again soon after. */
  hint(): void;
  /** Resolves when a run that is under way has ended. */
  close(): Promise<void>;
}

const FOLLOWER_MS = 5000;

/** Polls often while something happens, seldom while all is quiet, and with growing pauses while the back end is away. */
export function startPollLoop({ name, runOnce, leads, onRun, log, ...tempoOptions }: PollLoopOptions): PollLoop {
  const tempo = new Tempo(tempoOptions);
  let isClosed = false;
  let wake = () => {};

  const run = async (): Promise<void> => {
    if (!(await leads())) return tempo.skip(Math.min(FOLLOWER_MS, tempoOptions.maxMs));
    tempo.begin();
    const { failures } = tempo;
    try {
      const { appended, hasMore } = await runOnce({ isActive: tempo.isActive });
      tempo.end({ hasNews: appended > 0, hasMore });
      await tell(true, failures > 0 ? `${name} answers again after ${failures} failed polls` : null);
    } catch (error) {
      tempo.fail();
      const message = error instanceof Error ? error.message : String(error);
      log.warn('a poll failed', { name, failures: failures + 1, error: message });
      await tell(false, failures === 0 ? `${name} cannot be polled: ${message}` : null);
    }
  };

  const tell = async (isUp: boolean, message: string | null) => {
    await onRun({ isUp, message }).catch((error: Error) =>
      log.warn('the state of a connection could not be told', { name, error: error.message }),
    );
  };

  /** Ends early when the rest may have become shorter. */
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = (async () => {
    while (!isClosed) {
      await inTrace(ownTrace(), run); // all that one look calls and logs
      for (let rest = tempo.restMs; rest > 0 && !isClosed; rest = tempo.restMs) await sleep(rest);
    }
  })();

  return {
    stir() {
      tempo.stir();
      wake();
    },
    hint() {
      tempo.hint();
      wake();
    },
    async close() {
      isClosed = true;
      wake();
      await loop;
    },
  };
}
