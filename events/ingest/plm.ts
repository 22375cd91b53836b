import type { PlmEvent, PlmPort } from '../../connectors/ports.ts';
import type { HubDatabase } from '../../store/db.ts';
import { appendEvents, type NewEvent } from '../log.ts';
import type { PollResult } from './progress.ts';

type PlmQueue = Pick<PlmPort, 'connection' | 'pendingEvents' | 'reconcile'>;

/**
 * One look at the PLM's outbound queue. Every event is stored once, by the PLM's own id, and stays in the PLM's queue
 * until what it asks for is finished: a change when it is active in every plant of its release, any other once stored.
 * Only then it is reconciled there, so that a crash in between costs no event.
 */
export async function pollPlm(db: HubDatabase, port: PlmQueue, plantCodes: readonly string[]): Promise<PollResult> {
  const pending = await port.pendingEvents();
  if (pending.length === 0) return { appended: 0, hasMore: false };
  const appended = await db.transaction().execute((tx) =>
    appendEvents(
      tx,
      pending.map((event) => toEvent(event, port.connection, plantCodes)),
    ),
  );
  const finished = await finishedChanges(db, pending);
  const done = pending.filter(({ changeNumber }) => changeNumber === null || finished.has(changeNumber));
  let failure: { error: unknown } | undefined;
  for (const event of done) {
    await port.reconcile(event.id).catch((error: unknown) => {
      failure ??= { error }; // the others are not to wait for this one
    });
  }
  if (failure) throw failure.error;
  return { appended, hasMore: false };
}

function toEvent(event: PlmEvent, connection: string, plantCodes: readonly string[]): NewEvent {
  return {
    stream: 'engineeringChange',
    plantCodes,
    occurredAt: new Date(event.at),
    payload: { kind: event.kind, changeNumber: event.changeNumber },
    source: { name: connection, key: event.id },
  };
}

/** Of the changes that the events name, those whose newest release is active in each of its plants. */
async function finishedChanges(db: HubDatabase, events: readonly PlmEvent[]): Promise<ReadonlySet<string>> {
  const numbers = [...new Set(events.flatMap((event) => event.changeNumber ?? []))];
  if (numbers.length === 0) return new Set();
  const newest = await db
    .selectFrom('rollout')
    .distinctOn(['change_number', 'plant'])
    .select(['change_number', 'state'])
    .where('change_number', 'in', numbers)
    .orderBy('change_number')
    .orderBy('plant')
    .orderBy('seq', 'desc')
    .execute();
  const isUnfinished = new Set(newest.filter((row) => row.state !== 'ACTIVE').map((row) => row.change_number));
  return new Set(newest.map((row) => row.change_number).filter((number) => !isUnfinished.has(number)));
}
