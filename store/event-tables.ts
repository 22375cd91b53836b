import type { ColumnType, Generated } from 'kysely';

/** The event log (migration 030): appended in the transaction that makes the fact true, never changed. */
export interface EventTable {
  seq: Generated<string>;
  xid: Generated<string>;
  event_id: Generated<string>;
  recorded_at: Generated<Date>;
  /** When it happened, which may be long before it was recorded. */
  occurred_at: ColumnType<Date, Date | string | undefined, never>;
  stream: string;
  plants: string[];
  /** What a subscription may filter by, as `kind:value`. */
  keys: string[];
  payload: ColumnType<unknown, string, never>;
  source: string | null;
  source_key: string | null;
}

/** Migration 030, one row: which log this is, and up to where it was pruned. */
export interface EventLogTable {
  id: string;
  pruned_xid: string;
  pruned_seq: string;
}

/** Migration 031: how far each connection was read. */
export interface IngestCursorTable {
  connection: string;
  feed: string;
  cursor: string;
  updated_at: Generated<Date>;
}

/** Migration 031: what was last seen of a record, so that a second look at the same content makes no event. */
export interface IngestSeenTable {
  connection: string;
  record: string;
  fingerprint: string;
  content: ColumnType<unknown, string, string>;
  seen_at: Generated<Date>;
}

/** Migration 033: when a connection was last looked at with success, give or take ten seconds. */
export interface IngestLookTable {
  connection: string;
  good_at: Date;
}
