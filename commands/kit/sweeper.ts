import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { HubDatabase, Transaction } from '../../store/db.ts';
import type { Bell } from './doorbell.ts';
import type { Hooks, Recorded } from './hooks.ts';
import { decide, findCommand, loadSteps } from './ledger.ts';
import type { CommandRegistry } from './registry.ts';
import type { CommandServices } from './types.ts';

export interface SweepCounts {
  /** Leases that ran out. */
  swept: number;
  expired: number;
  /** Scheduled commands whose time has come. */
  started: number;
  /** Plants that were rung for because something has been due there for a while. */
  rung: number;
}

export interface Sweeper {
  /** One bounded round. */
  runOnce(): Promise<SweepCounts>;
  start(): void;
  /** Waits for the round that runs, at most so long. */
  stop(deadlineMs: number): Promise<void>;
}

export interface SweeperParts {
  db: HubDatabase;
  registry: CommandRegistry;
  services: CommandServices;
  hooks: Hooks;
  bell: Bell;
  intervalMs?: number;
}

const BATCH = 200;
const INTERVAL_MS = 1_000;
const SEAL_EVERY_MS = 5_000;
const ACTOR = 'sweeper';
/** A command that has been due so long was not heard of. */
const UNHEARD_MS = 1_000;

/** Any number of processes may sweep: every decision locks its command, and skips one that another is deciding on. */
export function createSweeper({ db, registry, services, hooks, bell, intervalMs }: SweeperParts): Sweeper {
  const { log } = services;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  let isBusy = false;
  let sealedAt = Number.NEGATIVE_INFINITY;

  /** Decides on each command in a transaction of its own, with what its definition adds to the new status. */
  const decideEach = async (
    ids: readonly string[],
    decision: (id: string) => ReturnType<typeof sql>,
    isDone: (answer: unknown) => boolean,
  ): Promise<number> => {
    let done = 0;
    for (const id of ids) {
      let caused: Recorded[] = [];
      const plant = await db.transaction().execute(async (tx) => {
        if (!isDone(await decide<unknown>(tx, decision(id)))) return undefined;
        const command = await findCommand(tx, id);
        const definition = command ? registry.find(command.type) : undefined;
        if (command && definition && hooks.hasAny(definition, command.status)) {
          const steps = await loadSteps(tx, id);
          const results = steps.map((step) => step.result);
          const { problems } = command;
          caused = await hooks.onStatus(tx, definition, command.status, { command, steps, results, problems });
        }
        return command?.plantCode ?? null;
      });
      if (plant === undefined) continue;
      done += 1;
      for (const each of [{ id, plantCode: plant }, ...caused]) bell.ring(each.plantCode, each.id);
    }
    return done;
  };

  const seal = async (): Promise<void> => {
    const now = services.clock.monotonic();
    if (now - sealedAt < SEAL_EVERY_MS) return;
    sealedAt = now;
    await sql`SELECT hub.seal_now()`.execute(db);
  };

  const runOnce = async (): Promise<SweepCounts> => {
    const lost = await ids(db, sql`status = 'RUNNING' AND lease_until < clock_timestamp()`, sql`lease_until`);
    const swept = await decideEach(
      lost,
      (id) => sql`hub.sweep(${id}, ${ACTOR})`,
      (answer) => answer !== null,
    );
    const due = await ids(db, sql`status = 'SCHEDULED' AND not_before <= clock_timestamp()`, sql`not_before`);
    const started = await decideEach(due, (id) => sql`hub.start_due(${id}, ${ACTOR})`, Boolean);
    const late = await ids(
      db,
      sql`status IN ('SCHEDULED', 'QUEUED', 'PENDING_APPROVAL') AND not_after <= clock_timestamp()
          AND NOT EXISTS (SELECT FROM hub.command_step s
                          WHERE s.command_id = c.id AND s.state IN ('INTENT', 'IN_DOUBT', 'APPLIED'))`,
      sql`not_after`,
    );
    const expired = await decideEach(late, (id) => sql`hub.expire(${id}, ${ACTOR})`, Boolean);
    const unheard = await unheardPlants(db);
    for (const { id, plantCode } of unheard) bell.ring(plantCode, id);
    await seal();
    return { swept, started, expired, rung: unheard.length };
  };

  return {
    runOnce,
    start() {
      timer = setInterval(() => {
        if (isBusy) return;
        isBusy = true;
        current = runOnce()
          .then((counts) => {
            if (counts.swept + counts.expired > 0) log.info('swept', { ...counts });
          })
          .catch((error: unknown) => log.warn('a sweep failed', { error }))
          .finally(() => {
            isBusy = false;
          });
      }, intervalMs ?? INTERVAL_MS);
    },
    async stop(deadlineMs) {
      clearInterval(timer);
      await Promise.race([current, sleep(deadlineMs, undefined, { ref: false })]);
    },
  };
}

async function ids(db: Transaction, where: ReturnType<typeof sql>, order: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM hub.command c WHERE ${where} ORDER BY ${order} LIMIT ${BATCH}`.execute(db);
  return rows.map((row) => row.id);
}

/** One command per plant that has been due for a while. */
async function unheardPlants(db: Transaction): Promise<Recorded[]> {
  const { rows } = await sql<Recorded>`
    SELECT DISTINCT ON (coalesce(plant, '')) id, plant AS "plantCode" FROM hub.command
    WHERE status IN ('QUEUED', 'IN_DOUBT') AND next_attempt_at < clock_timestamp() - ${UNHEARD_MS} * interval '1 ms'
    ORDER BY coalesce(plant, '')`.execute(db);
  return rows;
}
