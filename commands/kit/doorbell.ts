import type { Log } from '../../lib/log.ts';
import type { BellQueue } from './bell-queue.ts';
import type { KillSwitch } from './kill-points.ts';

/** Tells workers that there is something to do. The ledger decides what: a lost or doubled ring changes latency only. */
export interface Bell {
  ring(plantCode: string | null, commandId: string): void;
}

export interface BellParts {
  /** Reaches the workers of other processes; null where there are none. */
  queue: BellQueue | null;
  /** Wakes the worker of this process. */
  wake?: (plantCode: string | null) => void;
  kill: KillSwitch;
  log: Log;
}

/** Rings at most once per plant in so many milliseconds; one ring makes a worker look for all that is due there. */
const QUIET_MS = 20;

export function createBell({ queue, wake, kill, log }: BellParts): Bell {
  const quiet = new Map<string, { waiting: string | null }>();

  const send = (commandId: string): void => {
    if (!queue) return;
    kill('before_enqueue');
    queue.add(commandId).then(
      () => kill('after_enqueue'),
      (error: unknown) => log.warn('the queue did not take a command; the sweeper finds it', { commandId, error }),
    );
  };

  const sendQuietly = (plant: string, commandId: string): void => {
    const state = quiet.get(plant);
    if (state) {
      state.waiting = commandId;
      return;
    }
    const fresh = { waiting: null as string | null };
    quiet.set(plant, fresh);
    setTimeout(() => {
      quiet.delete(plant);
      if (fresh.waiting !== null) sendQuietly(plant, fresh.waiting);
    }, QUIET_MS).unref();
    send(commandId);
  };

  return {
    ring(plantCode, commandId) {
      wake?.(plantCode);
      sendQuietly(plantCode ?? '', commandId);
    },
  };
}
