import type { BackEnds, CallRecorder, Json } from '../../connectors/ports.ts';
import type { NewEvent } from '../../events/log.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { Log } from '../../lib/log.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Transaction } from '../../store/db.ts';

export type CommandStatus =
  | 'PENDING_APPROVAL'
  | 'SCHEDULED'
  | 'QUEUED'
  | 'RUNNING'
  | 'IN_DOUBT'
  | 'NEEDS_ATTENTION'
  | 'SUCCEEDED'
  | 'REJECTED'
  | 'COMPENSATING'
  | 'COMPENSATED'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'ABANDONED';

/** A row of the ledger, as checks, plans and hooks see it. */
export interface CommandRow {
  id: string;
  type: string;
  plantCode: string | null;
  status: CommandStatus;
  input: Json;
  fingerprint: string;
  clientId: string;
  requestedBy: string;
  requestedAt: Date;
  correlationId: string;
  trace: CommandTrace;
  causedById: string | null;
  overrides: readonly Override[];
  notBefore: Date | null;
  notAfter: Date;
  fence: bigint;
  /** Every plant that the command touches; `plantCode` where it is one. */
  plantCodes: readonly string[];
}

export interface Override {
  code: string;
  reason: string;
}

/** Services that checks and hooks may use. Back-end reads are fresh. */
export interface CommandServices {
  backEnds: BackEnds;
  clock: Clock;
  log: Log;
  plant(code: string): FactoryPlant | undefined;
  plants: readonly FactoryPlant[];
}

export interface CheckContext<Input> extends CommandServices {
  input: Input;
  /** Null in a dry run. */
  command: CommandRow | null;
  requestedBy: string;
  /** Whether those who are told the findings may see another command: who asks for a dry run, or a command's own client. */
  maySee(command: Pick<CommandRow, 'plantCodes' | 'clientId'>): boolean;
  overrides: readonly Override[];
  /** Reads of the hub's own tables (holds, rollouts, earlier commands) in the check's transaction or pool. */
  store: Transaction;
}

/** All findings together; `facts` is what the plan needs and is recomputed with every check. Facts are left out where an ERROR makes them senseless. */
export interface CheckResult<Facts> {
  problems: Problem[];
  facts?: Facts;
  /**
   * What the command turned out to be in strict order with, beside what the door knew: an order under each of its
   * numbers. It goes on when everything that was accepted before it there has ended.
   */
  aggregates?: readonly string[];
}

/** One write to a back end. Deterministic for given facts, stored with the ledger, resolved by any worker of any later version. */
export interface StepPlan {
  /** For people, for example "post 40 of WH/MO/00012". */
  name: string;
  system: 'ERP' | 'PLM' | 'MES' | 'QMS';
  connection: string;
  /** Key of a posting of that connection, for example mrp.production/confirm-part. */
  operation: string;
  input: Json;
}

/** A command that this one causes, recorded in the transaction that finishes it. */
export interface ChildCommand {
  type: string;
  plantCode: string | null;
  input: Json;
  notBefore?: Date;
  notAfter?: Date;
}

export interface FinishContext<Input> extends CommandServices {
  command: CommandRow;
  input: Input;
  /** The steps as they were planned and stored; empty where there was no plan. */
  steps: readonly StepPlan[];
  /** The results of the steps, in the order of the plan. */
  results: readonly Json[];
  problems: readonly Problem[];
  /** Of the check, where this very run has made one: always for a command without steps, which ends with its check. */
  facts?: unknown;
}

/** What a hook adds to the ledger's own transaction. */
export interface Outcome {
  events?: NewEvent[];
  children?: ChildCommand[];
}

/** One mutation, or one command that another causes. One file each in commands/catalog. */
export interface CommandDefinition<Input, Facts = unknown> {
  /** The mutation's name, or the name of a command that only the hub itself causes. */
  type: string;
  version: number;
  /** Scope that a caller needs, for example production:write; null for a command that only the hub causes. */
  scope: string | null;
  /** HIGH: a second person approves after the checks have passed. */
  risk: 'NORMAL' | 'HIGH';
  /**
   * The door: malformed input only (syntax, quantities, keys), no back end and no store. Returns the canonical input
   * (decimals in canonical text, lots in NFC) that the fingerprint is taken of.
   */
  parse(raw: unknown): { input: Input } | { problems: Problem[] };
  /** Plants that the caller must be allowed; one plant is the command's own, several leave it null. */
  plantsOf(input: Input): readonly string[];
  /**
   * Instead of `plantsOf`, where the input names a record of the hub's own and the plant is that record's (a hold).
   * `notFound` is the answer where there is no such record, and the same where the caller may not see its plant.
   */
  findPlants?(store: Transaction, input: Input): Promise<{ plants: readonly string[]; notFound: Problem }>;
  /** Scope that overriding a warning needs, by its code, where the command's own scope is not enough. */
  overrideScopes?: Readonly<Record<string, string>>;
  /** How long a finding of severity WAIT may keep it queued, 10 minutes by default; after that it counts as a WARNING. */
  waitMs?: number;
  /** What it is in strict order with, for example mo:HAM:WH/MO/00012. */
  aggregatesOf(input: Input): readonly string[];
  /** A later start, for example of a scheduled activation. */
  notBefore?(input: Input): Date | undefined;
  notAfter?(input: Input): Date | undefined;
  /** In the transaction that records the command: what must be true at once for every later command. */
  onAccept?(tx: Transaction, context: { command: CommandRow; input: Input }): Promise<Outcome>;
  /** Fresh checks: in a dry run, and in the worker before the first effect. Every failing rule, not the first. */
  check(context: CheckContext<Input>): Promise<CheckResult<Facts>>;
  /** Steps in their order; empty for a command that only the hub itself carries out. */
  plan(context: CheckContext<Input>, facts: Facts): StepPlan[];
  /** In the transaction that makes the command SUCCEEDED. */
  onSucceeded?(tx: Transaction, context: FinishContext<Input>): Promise<Outcome>;
  /** In the transaction that makes it REJECTED, CANCELLED or EXPIRED: nothing was posted. */
  onStopped?(tx: Transaction, context: FinishContext<Input>): Promise<Outcome>;
  /** In the transaction of every other change of status that others should see, for example a rollout's state. */
  onStatus?(tx: Transaction, context: FinishContext<Input> & { to: CommandStatus }): Promise<Outcome>;
}

export type AnyCommandDefinition = CommandDefinition<never, never>;

/** The W3C trace context that a caller gave: traceparent and tracestate. */
export interface CommandTrace {
  parent: string | null;
  state: string | null;
}

/** What a mutation asks of the command layer; see commands/kit/submit.ts. */
export interface Submission {
  type: string;
  raw: unknown;
  idempotencyKey: string;
  overrides: readonly Override[];
  isDryRun: boolean;
  caller: Caller;
  /** Of the request that brought it; a new one where left out. */
  correlationId?: string;
  /** Counts what a dry run reads. */
  calls?: CallRecorder;
}

export interface SubmissionResult {
  /** Null for a dry run, and where the door refused it. */
  commandId: string | null;
  isReplay: boolean;
  problems: Problem[];
}
