import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** SQLSTATEs, or their classes, of what goes away by itself: connection, resources, shutdown, serialization, deadlock, lock and time limits. */
const TRANSIENT = /^(08|53|57P|40001|40P01|55P03|57014|25P03)/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const LOST =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout/i;

/** The same again may work: the database was away, busy, or undid the transaction for another. */
export function isTransientDatabaseError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return TRANSIENT.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (typeof code === 'string' && NETWORK.test(code)) || LOST.test(error.message);
}

/** SQLSTATE class 22: a value was none for the database, as a date that does not exist or a number out of range. */
export function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith('22') === true;
}

/** Runs work that is harmless to repeat up to five times over about a second, while the database is away or busy. */
export async function retryingDatabase<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !isTransientDatabaseError(error)) throw error;
      await sleep(30 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }
}
