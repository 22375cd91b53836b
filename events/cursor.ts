import { GraphError } from '../lib/errors.ts';

/** A place in the event log: the transaction that wrote an event, and the event's number in it. */
export interface Position {
  readonly xid: bigint;
  readonly seq: bigint;
}

/** Which log, and where in it. */
export interface Cursor extends Position {
  readonly logId: string;
}

export function comparePositions(a: Position, b: Position): number {
  if (a.xid !== b.xid) return a.xid < b.xid ? -1 : 1;
  if (a.seq !== b.seq) return a.seq < b.seq ? -1 : 1;
  return 0;
}

export function encodeCursor({ logId, xid, seq }: Cursor): string {
  return Buffer.from(`${logId.slice(0, 8)}.${xid}.${seq}`).toString('base64url');
}

/** Errors: GraphError BAD_USER_INPUT for what no log ever gave out, RESYNC_REQUIRED for a cursor of another log. */
export function decodeCursor(text: string, logId: string): Position {
  const plain = Buffer.from(text, 'base64url').toString('latin1');
  const [, log, xid, seq] = /^([0-9a-f]{8})\.(\d{1,19})\.(\d{1,18})$/.exec(plain) ?? [];
  if (
    log === undefined ||
    xid === undefined ||
    seq === undefined ||
    Buffer.from(plain).toString('base64url') !== text
  ) {
    throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this graph');
  }
  if (log !== logId.slice(0, 8)) throw resyncRequired();
  return { xid: BigInt(xid), seq: BigInt(seq) };
}

export function resyncRequired(): GraphError {
  return new GraphError(
    'RESYNC_REQUIRED',
    'The event log no longer reaches back to this cursor: read eventCursor, then what is to be shown, then subscribe after it',
  );
}
