import { sql } from 'kysely';
import type { Json } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import { retryingDatabase } from '../../store/database-errors.ts';
import type { Transaction } from '../../store/db.ts';
import type { CommandStepTable, CommandTable } from '../../store/ledger-tables.ts';
import { decide, type LedgerCommand, type LedgerStep, toLedgerCommand } from './ledger.ts';
import type { CommandStatus } from './types.ts';

/** Whose the command is while it runs; the ledger refuses everyone else. */
export interface Ownership {
  readonly id: string;
  readonly owner: string;
  readonly fence: bigint;
}

export interface Claim {
  owner: string;
  /** '' for the commands of no single plant. */
  plant: string;
  leaseMs: number;
  limit: number;
}

export async function claim(db: Transaction, { owner, plant, leaseMs, limit }: Claim): Promise<LedgerCommand[]> {
  const { rows } = await sql<CommandTable>`
    SELECT * FROM hub.claim(${owner}, ${plant}, ${leaseMs}, ${limit})`.execute(db);
  return rows.map(toLedgerCommand);
}

export const renew = (db: Transaction, { id, owner, fence }: Ownership, leaseMs: number): Promise<boolean> =>
  decide<boolean>(db, sql`hub.renew(${id}, ${owner}, ${fence}, ${leaseMs})`);

export type PlannedStep = Pick<
  LedgerStep,
  'name' | 'system' | 'connection' | 'operation' | 'marker' | 'input' | 'guarantee'
>;

/** False: another owns the command. */
export const storePlan = (
  db: Transaction,
  { id, owner, fence }: Ownership,
  steps: readonly PlannedStep[],
  problems: readonly Problem[],
): Promise<boolean> =>
  retryingDatabase(() =>
    decide<boolean>(
      db,
      sql`hub.plan(${id}, ${owner}, ${fence}, ${JSON.stringify(steps)}::jsonb, ${JSON.stringify(problems)}::jsonb)`,
    ),
  );

/** Not tried twice: an intent whose commit is unknown counts as recorded, and nothing is sent on it. */
export const recordIntent = (
  db: Transaction,
  { id, owner, fence }: Ownership,
  step: { no: number; before: Json },
  limits: { leaseMs: number; rpcMaxMs: number; quiescenceMs: number },
): Promise<'OK' | 'FENCED' | 'EXPIRED' | 'ORDER'> =>
  decide(
    db,
    sql`hub.intent(${id}, ${owner}, ${fence}, ${step.no}, ${JSON.stringify(step.before)}::jsonb, ${limits.leaseMs},
                   ${limits.rpcMaxMs}, ${limits.quiescenceMs})`,
  );

export interface Settlement {
  no: number;
  to: CommandStepTable['state'];
  certainty?: CommandStepTable['certainty'];
  ref?: Json;
  result?: Json;
  problem?: Problem;
  /** Of PLANNED: proof that nothing was carried out, so that it need not be quiet first. */
  isProven?: boolean;
}

/** False: another owns the command, or the back end need not be quiet yet. The same settlement again is true again. */
export const settle = (db: Transaction, { id, owner, fence }: Ownership, step: Settlement): Promise<boolean> =>
  retryingDatabase(() =>
    decide<boolean>(
      db,
      sql`hub.settle(${id}, ${owner}, ${fence}, ${step.no}, ${step.to}, ${step.certainty ?? null},
                     ${json(step.ref)}::jsonb, ${json(step.result)}::jsonb, ${json(step.problem)}::jsonb,
                     ${step.isProven ?? false})`,
    ),
  );

export interface Ending {
  to: CommandStatus;
  reason: string;
  /** Left out: they stay as they are. */
  problems?: readonly Problem[];
  delayMs?: number;
  burnsAttempt?: boolean;
  /** It waits for another command, at most so long, and lets those behind it pass. */
  waitMs?: number;
}

/** REPEATED: this run had ended so before, as after a commit whose answer was lost. FENCED: another owns it. */
export const finish = (
  db: Transaction,
  { id, owner, fence }: Ownership,
  end: Ending,
): Promise<'OK' | 'REPEATED' | 'FENCED'> =>
  decide(
    db,
    sql`hub.finish(${id}, ${owner}, ${fence}, ${end.to}, ${end.reason}, ${json(end.problems)}::jsonb,
                   ${Math.ceil(end.delayMs ?? 0)}, ${end.burnsAttempt ?? false}, ${end.waitMs ?? null})`,
  );

/**
 * The same for a command that belongs to these aggregates too, as it has found out. WAIT: one that was accepted before
 * it is open there, or one that was accepted after it has begun; it has its place among them from now on.
 */
export const storePlanInTurn = (
  db: Transaction,
  { id, owner, fence }: Ownership,
  steps: readonly PlannedStep[],
  problems: readonly Problem[],
  aggregates: readonly string[],
): Promise<'OK' | 'FENCED' | 'WAIT'> =>
  retryingDatabase(() =>
    decide(
      db,
      sql`hub.plan_in_turn(${id}, ${owner}, ${fence}, ${JSON.stringify(steps)}::jsonb,
                           ${JSON.stringify(problems)}::jsonb, ${[...aggregates]})`,
    ),
  );

/** Gives up a run that cannot go on. Null: another owns the command. */
export const release = (db: Transaction, { id, owner, fence }: Ownership): Promise<'QUEUED' | 'IN_DOUBT' | null> =>
  retryingDatabase(() => decide(db, sql`hub.release(${id}, ${owner}, ${fence})`));

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
