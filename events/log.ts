import { sql } from 'kysely';
import { GraphError } from '../lib/errors.ts';
import type { HubDatabase, Transaction } from '../store/db.ts';
import { comparePositions, decodeCursor, encodeCursor, type Position, resyncRequired } from './cursor.ts';
import { keysOf } from './keys.ts';
import type { NewEvent } from './types.ts';

export type { EventFilter, EventPayloads, HubEvent, NewEvent, Stream } from './types.ts';

/** Appends facts in the transaction that makes them true. Returns how many were new: a known source key is skipped. */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const rows = events.map((event) => ({
    stream: event.stream,
    plants: [...event.plantCodes],
    keys: keysOf(event.payload),
    payload: JSON.stringify(event.payload),
    source: event.source?.name ?? null,
    source_key: event.source?.key ?? null,
    ...(event.occurredAt ? { occurred_at: instant(event.occurredAt) } : {}),
  }));
  const stored = await tx
    .insertInto('event')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['source', 'source_key']).doNothing())
    .returning('seq')
    .execute();
  return stored.length;
}

function instant(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new Error('an event carries an instant that is none');
  return date;
}

/** The head of the log: what is recorded from now on comes after it, also by transactions that are open now. */
export async function eventCursor(db: Transaction): Promise<string> {
  const state = await logState(db);
  return encodeCursor({ logId: state.id, ...state.head });
}

export interface LogState {
  readonly id: string;
  /** Everything before it is readable and does not change any more. */
  readonly head: Position;
  readonly pruned: Position;
  /** No transaction has reached this number yet. */
  readonly nextXid: bigint;
}

export async function logState(db: Transaction): Promise<LogState> {
  const { rows } = await sql<{ id: string; pruned_xid: string; pruned_seq: string; xmin: string; xmax: string }>`
    SELECT id, pruned_xid::text, pruned_seq::text, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
      pg_snapshot_xmax(pg_current_snapshot())::text AS xmax
    FROM hub.event_log`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('hub.event_log is empty: the migrations have not run');
  return {
    id: row.id,
    head: { xid: BigInt(row.xmin), seq: 0n },
    pruned: { xid: BigInt(row.pruned_xid), seq: BigInt(row.pruned_seq) },
    nextXid: BigInt(row.xmax),
  };
}

/** Errors: BAD_USER_INPUT, and RESYNC_REQUIRED where events after the cursor are gone or the log was replaced. */
export async function resolveCursor(db: Transaction, after: string): Promise<Position> {
  const state = await logState(db);
  const position = decodeCursor(after, state.id);
  if (position.xid > state.nextXid) throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this graph');
  if (comparePositions(position, state.pruned) < 0) throw resyncRequired();
  return position;
}

/** Removes events recorded before an instant, oldest first and without holes. Returns how many. */
export async function pruneEvents(db: HubDatabase, before: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT FROM hub.event_log FOR UPDATE`.execute(tx);
    const { rows } = await sql<{ n: string }>`
      WITH kept AS (
        SELECT xid, seq FROM hub.event WHERE recorded_at >= ${before} OR xid >= pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xid, seq LIMIT 1
      ), gone AS (
        DELETE FROM hub.event e
        WHERE e.recorded_at < ${before} AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
          AND NOT EXISTS (SELECT FROM kept WHERE (e.xid, e.seq) >= (kept.xid, kept.seq))
        RETURNING e.xid, e.seq
      ), last AS (
        SELECT xid, seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1
      ), noted AS (
        UPDATE hub.event_log SET pruned_xid = last.xid, pruned_seq = last.seq FROM last
      )
      SELECT count(*) AS n FROM gone`.execute(tx);
    return Number(rows[0]?.n ?? 0);
  });
}

/**
 * To be called once at start. A log that was restored into another database cluster carries transaction numbers of
 * the old one: it becomes one transaction of long ago, in its order, and cursors of before are answered with RESYNC_REQUIRED.
 */
export async function adoptEventLog(db: HubDatabase): Promise<{ wasRestored: boolean }> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT FROM hub.event_log FOR UPDATE`.execute(tx);
    const { rows } = await sql`
      SELECT FROM hub.event WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1`.execute(tx);
    if (rows.length === 0) return { wasRestored: false };
    await sql`UPDATE hub.event SET xid = '1'`.execute(tx);
    await sql`UPDATE hub.event_log SET id = gen_random_uuid(), pruned_xid = '0', pruned_seq = 0`.execute(tx);
    return { wasRestored: true };
  });
}
