import { sql } from 'kysely';
import type { Transaction } from '../store/db.ts';
import type { Position } from './cursor.ts';
import { wantedKeys } from './keys.ts';
import type { EventFilter, EventPayloads, Stream } from './types.ts';

/** A row of the log with its place. */
export interface EventRecord {
  readonly position: Position;
  readonly eventId: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly stream: Stream;
  readonly plants: readonly string[];
  readonly keys: readonly string[];
  readonly payload: EventPayloads[Stream];
}

export interface EventBatch {
  readonly records: readonly EventRecord[];
  /** Up to here nothing is missing; the next read goes on after it. */
  readonly end: Position;
  /** True where the limit cut the batch off. */
  readonly hasMore: boolean;
  /** A transaction is open: behind it, or in it, there may be events that nothing will wake for. Look again soon. */
  readonly isHeldUp: boolean;
}

interface Row {
  readonly xid: string;
  readonly seq: string;
  readonly event_id: string;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly stream: Stream;
  readonly plants: string[];
  readonly keys: string[];
  readonly payload: EventPayloads[Stream];
}

/**
 * Events after a place in their order, only those below the oldest open transaction, in one snapshot. With a filter:
 * of its stream, with its keys, and only of plants that may be seen.
 */
export async function readEvents(
  db: Transaction,
  after: Position,
  limit: number,
  filter?: EventFilter,
): Promise<EventBatch> {
  const { rows } = await sql<Row & { xmin: string; is_held_up: boolean }>`
    WITH edge AS MATERIALIZED (
      SELECT e.xmin, e.xmin < pg_snapshot_xmax(pg_current_snapshot()) AS is_held_up
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) e
    )
    SELECT edge.xmin::text AS xmin, edge.is_held_up, found.*
    FROM edge LEFT JOIN LATERAL (
      SELECT xid::text AS xid, seq::text AS seq, event_id, occurred_at, recorded_at, stream, plants, keys, payload
      FROM hub.event e
      WHERE (e.xid, e.seq) > (${String(after.xid)}::xid8, ${String(after.seq)}::bigint) AND e.xid < edge.xmin
        ${filter ? condition(filter) : sql``} ${filter?.isLatestOnly ? NEWEST : sql``}
      ORDER BY e.xid, e.seq LIMIT ${limit}
    ) found ON true`.execute(db);
  const edge = rows[0];
  if (!edge) throw new Error('the snapshot of the event log came back empty');
  const records = rows.filter((row) => row.seq !== null).map(toRecord);
  const hasMore = records.length === limit;
  const head = { xid: BigInt(edge.xmin), seq: 0n };
  const end = hasMore ? (records.at(-1) as EventRecord).position : head.xid > after.xid ? head : after;
  return { records, end, hasMore, isHeldUp: edge.is_held_up };
}

/** The same filter, for records that are at hand. */
export function matcher(filter: EventFilter): (record: EventRecord) => boolean {
  const wanted = wantedKeys(filter);
  return (record) =>
    record.stream === filter.stream &&
    record.plants.length > 0 &&
    record.plants.every((plant) => filter.visiblePlants.has(plant)) &&
    (filter.plantCode === undefined || record.plants.includes(filter.plantCode)) &&
    wanted.every((key) => record.keys.includes(key));
}

/** Whether an event passes a filter depends on its stream, plants and keys: where the newer one does, the older did too. */
const NEWEST = sql`AND NOT EXISTS (
  SELECT FROM hub.event n
  WHERE (n.xid, n.seq) > (e.xid, e.seq) AND n.xid < edge.xmin
    AND n.stream = e.stream AND n.plants = e.plants AND n.keys = e.keys)`;

/** The same, for records that are at hand: whether the later one makes the earlier superfluous. */
export const supersedes = (later: EventRecord, earlier: EventRecord): boolean =>
  isSameList(later.plants, earlier.plants) && isSameList(later.keys, earlier.keys);

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, i) => value === other[i]);

function condition(filter: EventFilter) {
  const plant = filter.plantCode === undefined ? sql`` : sql`AND ${filter.plantCode} = ANY (e.plants)`;
  return sql`AND e.stream = ${filter.stream} AND cardinality(e.plants) > 0 AND e.plants <@ ${[...filter.visiblePlants]}::text[]
    AND e.keys @> ${wantedKeys(filter)}::text[] ${plant}`;
}

function toRecord(row: Row): EventRecord {
  return {
    position: { xid: BigInt(row.xid), seq: BigInt(row.seq) },
    eventId: row.event_id,
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    stream: row.stream,
    plants: row.plants,
    keys: row.keys,
    payload: row.payload,
  };
}
