import type { Log } from '../lib/log.ts';
import type { HubDatabase } from '../store/db.ts';
import type { Position } from './cursor.ts';
import { logState } from './log.ts';
import { type EventRecord, readEvents } from './read.ts';
import { listen } from './wake.ts';

export interface LiveReaderOptions {
  readonly db: HubDatabase;
  /** Of the same database, for the connection that listens. */
  readonly url: string;
  readonly log: Log;
  /** How often to look without having been woken. */
  readonly pollMs?: number;
  readonly batchSize?: number;
}

/** Takes each event once, in order. Must not throw. */
export type LiveListener = (record: EventRecord) => void;

/** The one reader of the log's end in a process: a query per batch of new events, however many listen. */
export interface LiveReader {
  /** From the next event on. Resolves once the reader runs. */
  attach(listener: LiveListener): Promise<Attachment>;
  close(): Promise<void>;
}

export interface Attachment {
  readonly logId: string;
  /** What lies behind: later events are told. */
  readonly position: Position;
  detach(): void;
}

const HELD_UP_MS = 25;

export function createLiveReader({ db, url, log, pollMs = 1000, batchSize = 500 }: LiveReaderOptions): LiveReader {
  const listeners = new Set<LiveListener>();
  let position: Position | undefined;
  let logId = '';
  let starting: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;
  let isWoken = false;
  let wake = () => {};
  let stopListening = async () => {};

  const start = async () => {
    const state = await logState(db);
    position = state.head;
    logId = state.id;
    if (isClosed) return;
    stopListening = listen(url, log, 'hub_event', () => {
      isWoken = true;
      wake();
    });
    running = run();
  };

  const run = async () => {
    let failures = 0;
    let heldUp = 0;
    while (!isClosed) {
      isWoken = false;
      let pause = pollMs;
      try {
        const batch = await readEvents(db, position as Position, batchSize);
        failures = 0;
        for (const record of batch.records) for (const listener of [...listeners]) listener(record);
        position = batch.end;
        if (batch.hasMore) continue;
        heldUp = batch.isHeldUp && batch.records.length === 0 ? heldUp + 1 : 0;
        if (batch.isHeldUp) pause = Math.min(HELD_UP_MS * 2 ** (heldUp >> 2), pollMs);
      } catch (error) {
        if (isClosed) return;
        failures += 1;
        pause = Math.min(100 * 2 ** failures, 10_000);
        log.warn('the event log could not be read', { failures, error: (error as Error).message });
      }
      await sleep(pause, failures > 0);
    }
  };

  const sleep = (milliseconds: number, isDeaf: boolean) =>
    new Promise<void>((resolve) => {
      if (isClosed || (isWoken && !isDeaf)) return resolve();
      const end = () => {
        clearTimeout(timer);
        wake = () => {};
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      wake = () => {
        if (!isDeaf || isClosed) end();
      };
    });

  return {
    async attach(listener) {
      if (isClosed) throw new Error('the event reader is closed');
      starting ??= start().catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      await starting;
      if (isClosed || !position) throw new Error('the event reader is closed');
      listeners.add(listener);
      return { logId, position, detach: () => void listeners.delete(listener) };
    },
    async close() {
      isClosed = true;
      wake();
      listeners.clear();
      await starting?.catch(() => {});
      await stopListening();
      await running;
    },
  };
}
