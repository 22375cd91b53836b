import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { HubDatabase, Transaction } from '../../store/db.ts';
import { type Ownership, renew } from './run-ledger.ts';

/** A worker's hold on one command: renewed while it runs, given up when the ledger says that it is another's. */
export interface Lease {
  readonly ownership: Ownership;
  readonly leaseMs: number;
  /** Aborted once the lease is known to be lost. */
  readonly signal: AbortSignal;
  /** Asks the ledger, and renews. */
  isMine(tx?: Transaction): Promise<boolean>;
  stop(): void;
}

export function holdLease(
  parts: { db: HubDatabase; clock: Clock; log: Log },
  ownership: Ownership,
  leaseMs: number,
): Lease {
  const lost = new AbortController();
  const isMine = async (tx: Transaction = parts.db): Promise<boolean> => {
    const mine = await renew(tx, ownership, leaseMs);
    if (!mine) {
      clearInterval(timer);
      lost.abort(new Error('another worker owns the command'));
    }
    return mine;
  };
  const timer = setInterval(() => {
    isMine().catch((error: unknown) => {
      parts.log.warn('a lease could not be renewed', { commandId: ownership.id, error });
    });
  }, leaseMs / 3);
  timer.unref();
  return { ownership, leaseMs, signal: lost.signal, isMine, stop: () => clearInterval(timer) };
}
