import { sql } from 'kysely';
import type { ErpOrderKey, ErpPort } from '../../connectors/ports.ts';
import type { Log } from '../../lib/log.ts';
import type { HubDatabase, Transaction } from '../../store/db.ts';
import { appendEvents } from '../log.ts';
import { pollErp, recordOf, type SeenOrder, toSighting } from './erp.ts';
import { appendSightings, rememberSightings } from './progress.ts';

export type SweptPort = Pick<ErpPort, 'connection' | 'plants' | 'ordersNow' | 'openOrders' | 'pollChanges'>;

/** How far a sweep has come: first through the orders that were seen, then through those that are open in the ERP. */
export type SweepPlace = { readonly seenAfter: string } | { readonly openAfter: string | null };

export const SWEEP_START: SweepPlace = { seenAfter: '' };

/** Orders that are compared in one step. */
const TOGETHER = 200;

export interface SweepStep {
  readonly appended: number;
  /** Null at the end. The same place where the step could not be made yet. */
  readonly next: SweepPlace | null;
}

/**
 * One step of a sweep: deletions leave no trace that a poll could find, so what was seen is compared with what is there.
 * An order that is gone is told and forgotten; one that is not as it was seen is told as by a poll. One that was never
 * seen is remembered without a word, so that its end will be noticed.
 */
export async function sweepErp(db: HubDatabase, port: SweptPort, place: SweepPlace): Promise<SweepStep> {
  if ('openAfter' in place) return rememberOpen(db, port, place);
  const seen = await readSeen(db, port, place.seenAfter);
  const last = seen.at(-1);
  if (last === undefined) return { appended: 0, next: { openAfter: null } };
  const { orders, unreadable } = await port.ordersNow(seen.flatMap((row) => row.content.recordIds));
  const there = new Set([...orders, ...unreadable].map(recordOf));
  const gone = seen.filter(({ record }) => !there.has(record));
  const appended = await db.transaction().execute(async (tx) => {
    const told = await appendSightings(tx, port.connection, orders.map(toSighting));
    return told + (await tellGone(tx, port.connection, gone));
  });
  return { appended, next: seen.length < TOGETHER ? { openAfter: null } : { seenAfter: last.record } };
}

interface SeenRow {
  readonly record: string;
  readonly fingerprint: string;
  readonly content: SeenOrder;
}

/** A completed order cannot be deleted, in no ERP. */
async function readSeen(db: HubDatabase, { connection, plants }: SweptPort, after: string): Promise<SeenRow[]> {
  const rows = await db
    .selectFrom('ingest_seen')
    .select(['record', 'fingerprint', 'content'])
    .where('connection', '=', connection)
    .where('record', '>', after)
    .where(
      sql<string>`split_part(record, ':', 2)`,
      'in',
      plants.map((plant) => plant.code),
    )
    .where(sql<string>`content ->> 'state'`, '<>', 'COMPLETED')
    .orderBy('record')
    .limit(TOGETHER)
    .execute();
  return rows.map((row) => ({ ...row, content: row.content as SeenOrder }));
}

/** Only those that are still as they were read: another process may have told of them since. */
async function tellGone(tx: Transaction, connection: string, rows: readonly SeenRow[]): Promise<number> {
  const told: string[] = [];
  for (const { record, fingerprint } of rows) {
    const { numDeletedRows } = await tx
      .deleteFrom('ingest_seen')
      .where('connection', '=', connection)
      .where('record', '=', record)
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    if (numDeletedRows > 0n) told.push(record);
  }
  return appendEvents(tx, told.map(toGoneEvent));
}

function toGoneEvent(record: string) {
  const [, plantCode = '', ...number] = record.split(':');
  return {
    stream: 'productionStatus',
    plantCodes: [plantCode],
    payload: {
      kind: 'STATE_CHANGED',
      orderNumber: number.join(':'),
      operationNumber: null,
      state: null,
      good: null,
      scrap: null,
    },
  } as const;
}

/**
 * Without a word is right only for what has not changed since the first poll. So there is a poll between reading an
 * order and remembering it: what changed before that poll is told by it, what changes later by the next one.
 */
async function rememberOpen(
  db: HubDatabase,
  port: SweptPort,
  place: Extract<SweepPlace, { openAfter: unknown }>,
): Promise<SweepStep> {
  const page = await port.openOrders(place.openAfter);
  const next = page.next === null ? null : { openAfter: page.next };
  const unseen = await withoutSeen(db, port.connection, page.orders);
  if (unseen.length === 0) return { appended: 0, next };
  const { orders } = await port.ordersNow(unseen.flatMap((order) => order.recordIds));
  const { appended, hasMore } = await pollErp(db, port);
  if (hasMore) return { appended, next: place };
  await rememberSightings(db, port.connection, orders.map(toSighting));
  return { appended, next };
}

async function withoutSeen(db: HubDatabase, connection: string, orders: ErpOrderKey[]): Promise<ErpOrderKey[]> {
  if (orders.length === 0) return [];
  const rows = await db
    .selectFrom('ingest_seen')
    .select('record')
    .where('connection', '=', connection)
    .where('record', 'in', orders.map(recordOf))
    .execute();
  const seen = new Set(rows.map((row) => row.record));
  return orders.filter((order) => !seen.has(recordOf(order)));
}

export interface Sweep {
  /** Goes on with the sweep that is under way, or begins one when it is time. Returns how many events were appended. */
  goOn(isActive: boolean): Promise<number>;
}

/** What one look gives to a sweep: no poll is to wait for it longer. */
const SHARE_MS = 500;
/** How much less often an idle back end is swept. */
const IDLE = 6;

/** Sweeps an ERP slowly, `everyMs` from start to start while it is active; the first begins that long after the start. */
export function createSweep({
  db,
  port,
  everyMs,
  log,
  now = () => performance.now(),
}: {
  readonly db: HubDatabase;
  readonly port: SweptPort;
  readonly everyMs: number;
  readonly log: Log;
  readonly now?: () => number;
}): Sweep {
  let place: SweepPlace | null = null;
  let begunAt = now();
  return {
    async goOn(isActive) {
      if (place === null) {
        if (now() - begunAt < everyMs * (isActive ? 1 : IDLE)) return 0;
        begunAt = now();
        place = SWEEP_START;
      }
      const endsAt = now() + SHARE_MS;
      let appended = 0;
      try {
        let isWaiting = false;
        do {
          const step: SweepStep = await sweepErp(db, port, place);
          appended += step.appended;
          isWaiting = step.next === place;
          place = step.next;
        } while (place !== null && !isWaiting && now() < endsAt);
      } catch (error) {
        place = null;
        log.warn('a sweep was given up until the next one', { name: port.connection, error: (error as Error).message });
      }
      return appended;
    },
  };
}
