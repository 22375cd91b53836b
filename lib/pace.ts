import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the next call may leave: calls are spread evenly, at most so many a second. Null: no limit. */
export function createPace(perSecond: number | null, now: () => number = () => performance.now()) {
  let free = Number.NEGATIVE_INFINITY;
  return async (signal?: AbortSignal): Promise<void> => {
    if (perSecond === null) return;
    const at = Math.max(now(), free);
    free = at + 1000 / perSecond;
    const wait = at - now();
    if (wait > 0) await sleep(wait, undefined, signal === undefined ? {} : { signal });
  };
}
