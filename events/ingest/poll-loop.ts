import type { Log } from '../../lib/log.ts';
import type { PollResult } from './progress.ts';

export interface PollLoopOptions {
  readonly name: string;
  readonly runOnce: () => Promise<PollResult>;
  /** Whether it is this process's turn; asked before every run. */
  readonly leads: () => Promise<boolean>;
  /** Told when the first run fails after a good one, and when one is good again. */
  readonly onHealth: (health: { isUp: boolean; message: string }) => Promise<void>;
  /** The pause after news, and the longest one where all is quiet. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly log: Log;
}

export interface PollLoop {
  /** Look now: something is known to have happened. */
  nudge(): void;
  /** Resolves when a run that is under way has ended. */
  close(): Promise<void>;
}

const FOLLOWER_MS = 5000;
const GROWTH = 1.5;

/** Polls often while there is news, seldom while there is none, and with growing pauses while the back end is away. */
export function startPollLoop({ name, runOnce, leads, onHealth, minMs, maxMs, log }: PollLoopOptions): PollLoop {
  let isClosed = false;
  let isNudged = false;
  let wake = () => {};
  let pause = minMs;
  let failures = 0;

  const run = async (): Promise<number> => {
    if (!(await leads())) return Math.min(FOLLOWER_MS, maxMs);
    try {
      const { appended, hasMore } = await runOnce();
      if (failures > 0) await tell(true, `${name} answers again after ${failures} failed polls`);
      failures = 0;
      if (hasMore) return 0;
      pause = appended > 0 ? minMs : Math.min(pause * GROWTH, maxMs);
      return pause;
    } catch (error) {
      failures += 1;
      const message = error instanceof Error ? error.message : String(error);
      log.warn('a poll failed', { name, failures, error: message });
      if (failures === 1) await tell(false, `${name} cannot be polled: ${message}`);
      return Math.min(minMs * 2 ** Math.min(failures, 20), maxMs);
    }
  };

  const tell = async (isUp: boolean, message: string) => {
    await onHealth({ isUp, message }).catch((error: Error) =>
      log.warn('the state of a connection could not be told', { name, error: error.message }),
    );
  };

  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      if (isClosed || isNudged) return resolve();
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = (async () => {
    while (!isClosed) {
      isNudged = false;
      const next = await run();
      if (!isClosed) await sleep(next);
    }
  })();

  return {
    nudge() {
      isNudged = true;
      pause = minMs;
      wake();
    },
    async close() {
      isClosed = true;
      wake();
      await loop;
    },
  };
}
