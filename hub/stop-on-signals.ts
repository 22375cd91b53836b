import type { Log } from '../lib/log.ts';
import { removeRunFile } from './data-folder.ts';

/** What runs, in the order in which it was started, and its end. */
export interface Stopping {
  readonly closers: (() => Promise<unknown>)[];
  readonly isWanted: boolean;
  /** Ends what runs in the reverse order, and then this process; the reason is the last that it says. */
  stop(code?: number, reason?: string): Promise<never>;
  /** A signal ends what runs from now on; one that came before ends it now. */
  started(): Promise<void>;
}

/** A first signal ends what runs, once the start is through; a second one ends everything at once. */
export function stopOnSignals(log: Log, folder: string): Stopping {
  const closers: (() => Promise<unknown>)[] = [];
  let isWanted = false;
  let isStarted = false;
  const stop = async (code = 0, reason = ''): Promise<never> => {
    isWanted = true;
    for (const close of closers.splice(0).reverse())
      await close().catch((error: unknown) => log.error('stopping', { error }));
    removeRunFile(folder, process.pid);
    if (code === 0) console.log('stopped');
    if (reason) console.error(reason);
    process.exit(code);
  };
  const onSignal = () => {
    if (isWanted) process.exit(1);
    isWanted = true;
    console.log('\nstopping ...');
    if (isStarted) void stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return {
    closers,
    get isWanted() {
      return isWanted;
    },
    stop,
    async started() {
      isStarted = true;
      if (isWanted) await stop();
    },
  };
}
