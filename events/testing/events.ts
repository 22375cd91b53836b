import { sql } from 'kysely';
import type { HubDatabase } from '../../store/db.ts';
import { appendEvents, type HubEvent, type NewEvent } from '../log.ts';

export function progress(orderNumber: string, ...plantCodes: string[]): NewEvent {
  return {
    stream: 'productionStatus',
    plantCodes: plantCodes.length > 0 ? plantCodes : ['HAM'],
    payload: { kind: 'PROGRESS', orderNumber, operationNumber: null, state: 'RUNNING', good: null, scrap: null },
  };
}

export async function append(db: HubDatabase, ...events: NewEvent[]): Promise<number> {
  return db.transaction().execute((tx) => appendEvents(tx, events));
}

/** The next so many events; an error where the iterator ends before. */
export async function take<E extends HubEvent>(events: AsyncIterator<E>, count: number): Promise<E[]> {
  const taken: E[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done) throw new Error(`ended after ${taken.length} of ${count}`);
    taken.push(next.value);
  }
  return taken;
}

export function orders(events: readonly HubEvent<'productionStatus'>[]): string[] {
  return events.map((event) => event.payload.orderNumber);
}

/** A transaction that has its number and stays open until it is told to commit. */
export async function openTransaction(db: HubDatabase, ...events: NewEvent[]): Promise<{ commit(): Promise<void> }> {
  let commit = () => {};
  const told = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = db.transaction().execute(async (tx) => {
      await sql`SELECT pg_current_xact_id()`.execute(tx);
      await appendEvents(tx, events);
      resolve();
      await told;
    });
    done.catch(reject);
  });
  return {
    commit: async () => {
      commit();
      await done;
    },
  };
}
