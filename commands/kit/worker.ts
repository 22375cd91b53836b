import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTrace, readTrace } from '../../lib/trace.ts';
import { isTransientDatabaseError } from '../../store/database-errors.ts';
import type { HubDatabase } from '../../store/db.ts';
import type { Bell } from './doorbell.ts';
import type { Execute } from './executor.ts';
import { holdLease, type Lease } from './lease.ts';
import { findCommand, type LedgerCommand } from './ledger.ts';
import type { PostingIndex } from './postings.ts';
import { claim, release } from './run-ledger.ts';
import type { CommandServices } from './types.ts';

export interface CommandWorker {
  /** Claims and runs what is due now, and what comes due behind it, until nothing is left. Returns how many runs. */
  runOnce(): Promise<number>;
  /** Looks from time to time, and at every wake. */
  start(): void;
  /** Something may be due at a plant; null: among the commands of no single plant. */
  wake(plantCode: string | null): void;
  /** A ring of the queue: only the ledger is believed. */
  onRing(commandId: unknown): Promise<void>;
  /** Claims nothing more and waits for what runs, at most so long; what still runs then is left to its lease. */
  stop(deadlineMs: number): Promise<void>;
  readonly owner: string;
  /** The last time that it asked the ledger successfully; a worker whose figure is old is deaf. */
  readonly lastClaimAt: Date | null;
}

export interface WorkerParts {
  db: HubDatabase;
  execute: Execute;
  services: CommandServices;
  postings: PostingIndex;
  bell: Bell;
  /** Commands at once per plant: a plant that is slow cannot take the workers of another. */
  concurrencyPerPlant?: number;
  pollMs?: number;
}

const CONCURRENCY_PER_PLANT = 16;
const POLL_MS = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function createWorker(parts: WorkerParts): CommandWorker {
  const { db, execute, services, postings, bell } = parts;
  const { clock, log } = services;
  const slots = parts.concurrencyPerPlant ?? CONCURRENCY_PER_PLANT;
  const owner = `worker:${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const plants = [...services.plants.map((plant) => plant.code), ''];
  const running = new Map<string, Set<Promise<void>>>(plants.map((plant) => [plant, new Set()]));
  const filling = new Map<string, Promise<number>>();
  const askedAgain = new Set<string>();
  let isStarted = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let lastClaimAt: Date | null = null;

  /** Fills the free slots of a plant. One at a time per plant; asked meanwhile, it looks once more. */
  const fill = (plant: string): Promise<number> => {
    const current = filling.get(plant);
    if (current) {
      askedAgain.add(plant);
      return current;
    }
    const started = fillNow(plant)
      .catch((error: unknown) => {
        log[isTransientDatabaseError(error) ? 'warn' : 'error']('commands could not be claimed', { plant, error });
        return 0;
      })
      .finally(() => {
        filling.delete(plant);
        if (askedAgain.delete(plant)) void fill(plant);
      });
    filling.set(plant, started);
    return started;
  };

  const fillNow = async (plant: string): Promise<number> => {
    const active = running.get(plant);
    if (!active || isStopped) return 0;
    const free = slots - active.size;
    if (free <= 0) return 0;
    const leaseMs = postings.leaseMs(plant === '' ? null : plant);
    const commands = await claim(db, { owner, plant, leaseMs, limit: free });
    lastClaimAt = clock.now();
    for (const command of commands) {
      const run = runOne(command, leaseMs, plant).finally(() => {
        active.delete(run);
        void fill(plant); // the next of its order is due now
      });
      active.add(run);
    }
    return commands.length;
  };

  /** Its calls and its log lines carry the ids of the request that brought the command. */
  const runOne = (command: LedgerCommand, leaseMs: number, plant: string): Promise<void> => {
    const { parent: traceparent, state: tracestate } = command.trace;
    const trace = readTrace({ 'x-correlation-id': command.correlationId, traceparent, tracestate });
    return inTrace(trace, () => runTraced(command, leaseMs, plant));
  };

  const runTraced = async (command: LedgerCommand, leaseMs: number, plant: string): Promise<void> => {
    const lease = holdLease({ db, clock, log }, { id: command.id, owner, fence: command.fence }, leaseMs);
    try {
      const result = await execute(command, lease);
      for (const each of result.caused) bell.ring(each.plantCode, each.id);
      log.info('a command was run', { commandId: command.id, type: command.type, status: result.status });
      if (result.status === 'FENCED') log.warn('FENCED: another worker owns the command', { commandId: command.id });
      if (result.delayMs !== null && isStarted) setTimeout(() => void fill(plant), result.delayMs + 5).unref();
    } catch (error) {
      await breakOff(command, lease, error);
    } finally {
      lease.stop();
    }
  };

  const breakOff = async (command: LedgerCommand, lease: Lease, error: unknown): Promise<void> => {
    const { id: commandId } = command;
    try {
      const status = await release(db, lease.ownership);
      log.warn('a run broke off', { commandId, status, error });
    } catch (failure) {
      log.error('a run broke off; its lease runs out and the command is swept', { commandId, error, failure });
    }
  };

  const idle = async (): Promise<void> => {
    for (;;) {
      const busy = [...filling.values(), ...[...running.values()].flatMap((set) => [...set])];
      if (busy.length === 0) return;
      await Promise.allSettled(busy);
    }
  };

  return {
    owner,
    get lastClaimAt() {
      return lastClaimAt;
    },
    async runOnce() {
      const counts = await Promise.all(plants.map(fill));
      await idle();
      return counts.reduce((sum, count) => sum + count, 0);
    },
    start() {
      isStarted = true;
      const poll = () => {
        for (const plant of plants) void fill(plant);
      };
      poll();
      timer = setInterval(poll, parts.pollMs ?? POLL_MS);
    },
    wake(plantCode) {
      if (isStarted) void fill(plantCode ?? '');
    },
    async onRing(commandId) {
      const command = typeof commandId === 'string' && UUID.test(commandId) ? await findCommand(db, commandId) : null;
      if (!command) {
        log.warn('SECURITY: the queue rang for a command that the ledger does not know', { commandId });
        return;
      }
      const plant = command.plantCode ?? '';
      await fill(plant);
      // while this worker has no room, the ring is kept from workers that may have: give them time to hear the next
      if ((running.get(plant)?.size ?? 0) >= slots) await Promise.race(running.get(plant) ?? []);
    },
    async stop(deadlineMs) {
      isStopped = true;
      clearInterval(timer);
      await Promise.race([idle(), sleep(deadlineMs, undefined, { ref: false })]);
    },
  };
}
