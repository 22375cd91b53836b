import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { Log } from '../../lib/log.ts';

/** BullMQ as a doorbell: a job is the id of a command and nothing else; it carries no retry, no delay and no result. */
export interface BellQueue {
  add(commandId: string): Promise<void>;
  /** Calls back for every ring; the job is done when the answer is there, whatever it is. */
  listen(onRing: (commandId: unknown) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface BellQueueOptions {
  databaseUrl: string;
  /** Redis instead of the database. */
  redisUrl: string | null;
  log: Log;
  /** Another name where several hubs share a server. */
  name?: string;
}

const DATABASE_SCHEMA = 'hub_bell';
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true };
const WORKER = {
  concurrency: 8,
  // a job whose worker died is given to another soon, and however often that happens
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 1_000_000,
  runRetryDelay: 500,
};
/** BullMQ waits without end for a server that is gone. */
const CLOSE_MS = 2_000;
const READY_MS = 5_000;

/** A server that cannot be reached is tried again for ever; meanwhile `add` fails, and the sweeper stands in. */
export async function openBellQueue({
  databaseUrl,
  redisUrl,
  log,
  name = 'hub-commands',
}: BellQueueOptions): Promise<BellQueue> {
  const onError = (error: Error) => log.warn('the queue has trouble', { error });
  const database = { connectionString: databaseUrl, schema: DATABASE_SCHEMA, migrate: true, max: 3 };
  const queue = redisUrl
    ? new Queue(name, {
        connection: { url: redisUrl, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
        defaultJobOptions: JOB,
      })
    : new Queue(name, { connection: database, defaultJobOptions: JOB }, createPostgresBackend);
  queue.on('error', onError);
  await Promise.race([queue.waitUntilReady().catch(onError), sleep(READY_MS, undefined, { ref: false })]);
  const closers: (() => Promise<unknown>)[] = [() => queue.close()];

  return {
    async add(commandId) {
      await queue.add('ring', { commandId });
    },
    async listen(onRing) {
      const processor = async (job: { data: unknown }) => {
        await onRing((job.data as { commandId?: unknown } | null)?.commandId);
      };
      const worker = redisUrl
        ? new Worker(name, processor, { connection: { url: redisUrl, maxRetriesPerRequest: null }, ...WORKER })
        : new Worker(name, processor, { connection: database, ...WORKER }, createPostgresBackend);
      worker.on('error', onError);
      closers.unshift(() => worker.close(true));
      await Promise.race([worker.waitUntilReady().catch(onError), sleep(READY_MS, undefined, { ref: false })]);
    },
    async close() {
      const closed = Promise.allSettled(closers.map((close) => close()));
      await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
