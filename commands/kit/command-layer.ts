import type { BackEnds } from '../../connectors/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import type { Log } from '../../lib/log.ts';
import type { HubDatabase } from '../../store/db.ts';
import { openBellQueue } from './bell-queue.ts';
import { createBell } from './doorbell.ts';
import { createExecutor } from './executor.ts';
import { createHooks } from './hooks.ts';
import { type KillSwitch, noKills } from './kill-points.ts';
import { limitFaults } from './limits.ts';
import { createOperations, type Operations } from './operate.ts';
import { indexPostings } from './postings.ts';
import { createRegistry } from './registry.ts';
import { createSemaphores } from './semaphores.ts';
import { createStepRunner } from './step-runner.ts';
import { createSubmit, type Submit } from './submit.ts';
import { createSweeper, type Sweeper } from './sweeper.ts';
import type { AnyCommandDefinition, CommandServices } from './types.ts';
import { type CommandWorker, createWorker } from './worker.ts';

export interface CommandLayerOptions {
  db: HubDatabase;
  definitions: readonly AnyCommandDefinition[];
  backEnds: BackEnds;
  plants: readonly FactoryPlant[];
  clock: Clock;
  log: Log;
  /** Where rings travel between processes; null: this process is the only one, or polling is enough. */
  queue: { databaseUrl: string; redisUrl: string | null; name?: string } | null;
  /** Whether commands are run here, and not only accepted. */
  runsCommands: boolean;
  kill?: KillSwitch;
  random?: () => number;
  /** Postings at once per connection and plant, 8 by default. */
  postingsAtOnce?: number;
  concurrencyPerPlant?: number;
  pollMs?: number;
  sweepMs?: number;
}

/** Commands accepted, operated and, where this process runs them, carried out. */
export interface CommandLayer extends Operations {
  submit: Submit;
  readonly types: readonly string[];
  /** Undefined where commands are only accepted. */
  readonly worker: CommandWorker | undefined;
  readonly sweeper: Sweeper | undefined;
  start(): Promise<void>;
  /** Waits for what runs, at most so long (10 s). */
  stop(deadlineMs?: number): Promise<void>;
}

const POSTINGS_AT_ONCE = 8;
const STOP_MS = 10_000;

/** Errors: one that lists every limit of a connection that breaks the ledger's inequalities. */
export async function openCommandLayer(options: CommandLayerOptions): Promise<CommandLayer> {
  const { db, backEnds, clock, log, plants } = options;
  const kill = options.kill ?? noKills;
  const random = options.random ?? Math.random;
  const registry = createRegistry(options.definitions);
  const postings = indexPostings(backEnds);
  const faults = [...postings.limits].flatMap(([connection, limits]) => limitFaults(connection, limits));
  if (faults.length > 0) throw new Error(`The limits of connections do not fit together:\n${faults.join('\n')}`);

  const byCode = new Map(plants.map((plant) => [plant.code, plant]));
  const services: CommandServices = { backEnds, clock, log, plants, plant: (code) => byCode.get(code) };
  const queue = options.queue ? await openBellQueue({ ...options.queue, log }) : null;
  let worker: CommandWorker | undefined;
  const bell = createBell({ queue, kill, log, wake: (plantCode) => worker?.wake(plantCode) });
  const hooks = createHooks(registry, services);
  const door = { db, registry, services, bell, kill };

  let sweeper: Sweeper | undefined;
  if (options.runsCommands) {
    const semaphores = createSemaphores(() => options.postingsAtOnce ?? POSTINGS_AT_ONCE);
    const steps = createStepRunner({ db, postings, clock, log, kill, random, semaphores });
    const execute = createExecutor({ db, registry, services, postings, hooks, steps, kill, random });
    const { concurrencyPerPlant, pollMs, sweepMs } = options;
    worker = createWorker({
      ...{ db, execute, services, postings, bell },
      ...(concurrencyPerPlant === undefined ? {} : { concurrencyPerPlant }),
      ...(pollMs === undefined ? {} : { pollMs }),
    });
    sweeper = createSweeper({
      ...{ db, registry, services, hooks, bell },
      ...(sweepMs === undefined ? {} : { intervalMs: sweepMs }),
    });
  }

  return {
    submit: createSubmit(door),
    ...createOperations(door),
    types: registry.types,
    worker,
    sweeper,
    async start() {
      worker?.start();
      sweeper?.start();
      if (worker) await queue?.listen(worker.onRing);
    },
    async stop(deadlineMs = STOP_MS) {
      await Promise.all([sweeper?.stop(deadlineMs), worker?.stop(deadlineMs)]);
      await queue?.close();
    },
  };
}
