import type { Transaction } from '../../store/db.ts';
import { appendEvents, type NewEvent } from '../log.ts';

/** What one look at a back end found. */
export interface PollResult {
  /** Events that were new. */
  readonly appended: number;
  /** There is more to read at once. */
  readonly hasMore: boolean;
}

/** How far a feed of a connection was read; null before the first time. */
export async function readCursor(db: Transaction, connection: string, feed: string): Promise<string | null> {
  const row = await db
    .selectFrom('ingest_cursor')
    .select('cursor')
    .where('connection', '=', connection)
    .where('feed', '=', feed)
    .executeTakeFirst();
  return row?.cursor ?? null;
}

/**
 * Moves the cursor, in the transaction of the events that were found on the way. False where another process has
 * moved it meanwhile: what was read is then that one's to tell.
 */
export async function moveCursor(
  tx: Transaction,
  connection: string,
  feed: string,
  from: string | null,
  to: string,
): Promise<boolean> {
  const row = { connection, feed, cursor: to, updated_at: new Date() };
  const moved =
    from === null
      ? await tx
          .insertInto('ingest_cursor')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
      : await tx
          .updateTable('ingest_cursor')
          .set({ cursor: to, updated_at: row.updated_at })
          .where('connection', '=', connection)
          .where('feed', '=', feed)
          .where('cursor', '=', from)
          .executeTakeFirst();
  return ('numUpdatedRows' in moved ? moved.numUpdatedRows : (moved.numInsertedOrUpdatedRows ?? 0n)) > 0n;
}

/** A record as it was found. `fingerprint` is the same as long as there is nothing to tell of it. */
export interface Sighting<Content> {
  readonly record: string;
  readonly fingerprint: string;
  readonly content: Content;
  /** What to tell, given what was seen of the record before; at least one event. */
  toEvents(before: Content | undefined): NewEvent[];
}

/** Tells of what is not as it was last seen. Only after `moveCursor`, in its transaction. Returns how many events. */
export async function appendSightings<Content>(
  tx: Transaction,
  connection: string,
  sightings: readonly Sighting<Content>[],
): Promise<number> {
  if (sightings.length === 0) return 0;
  const known = await tx
    .selectFrom('ingest_seen')
    .select(['record', 'fingerprint', 'content'])
    .where('connection', '=', connection)
    .where('record', 'in', [...new Set(sightings.map((sighting) => sighting.record))])
    .execute();
  const before = new Map(known.map((row) => [row.record, { ...row, content: row.content as Content }]));
  const events: NewEvent[] = [];
  const changed = new Map<string, Sighting<Content>>();
  for (const sighting of sightings) {
    const last = before.get(sighting.record);
    if (last?.fingerprint === sighting.fingerprint) continue;
    events.push(...sighting.toEvents(last?.content));
    before.set(sighting.record, { ...sighting });
    changed.set(sighting.record, sighting);
  }
  if (changed.size === 0) return 0;
  await tx
    .insertInto('ingest_seen')
    .values([...changed.values()].map((sighting) => toRow(connection, sighting)))
    .onConflict((conflict) =>
      conflict.columns(['connection', 'record']).doUpdateSet((row) => ({
        fingerprint: row.ref('excluded.fingerprint'),
        content: row.ref('excluded.content'),
        seen_at: row.ref('excluded.seen_at'),
      })),
    )
    .execute();
  return appendEvents(tx, events);
}

/** Remembers records that were never seen, and tells nothing. */
export async function rememberSightings<Content>(
  db: Transaction,
  connection: string,
  sightings: readonly Sighting<Content>[],
): Promise<void> {
  if (sightings.length === 0) return;
  await db
    .insertInto('ingest_seen')
    .values(sightings.map((sighting) => toRow(connection, sighting)))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function toRow<Content>(connection: string, { record, fingerprint, content }: Sighting<Content>) {
  return { connection, record, fingerprint, content: JSON.stringify(content), seen_at: new Date() };
}

/** Forgets records not changed since an instant; one that changes after all is then told as new. */
export async function forgetSightings(db: Transaction, before: Date): Promise<void> {
  await db.deleteFrom('ingest_seen').where('seen_at', '<', before).execute();
}
