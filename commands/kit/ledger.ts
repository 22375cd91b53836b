import { sql } from 'kysely';
import type { Json } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Transaction } from '../../store/db.ts';
import type { CommandStepTable, CommandTable } from '../../store/ledger-tables.ts';
import type { CommandRow, CommandStatus, CommandTrace, Override } from './types.ts';

/** A row of the ledger with what only the kit itself needs. */
export interface LedgerCommand extends CommandRow {
  idempotencyKey: string;
  version: number;
  risk: 'NORMAL' | 'HIGH';
  reason: string | null;
  problems: readonly Problem[];
  approvedBy: string | null;
  waitUntil: Date | null;
  doubtSince: Date | null;
  probes: number;
  attempts: number;
  deferrals: number;
}

export interface LedgerStep {
  no: number;
  name: string;
  system: CommandStepTable['system'];
  connection: string;
  operation: string;
  marker: string;
  input: Json;
  before: Json;
  guarantee: CommandStepTable['guarantee'];
  state: CommandStepTable['state'];
  attempts: number;
  quiesceAt: Date | null;
  result: Json;
}

export function toLedgerCommand(row: CommandTable): LedgerCommand {
  return {
    id: row.id,
    type: row.type,
    version: row.version,
    plantCode: row.plant,
    plantCodes: row.plants,
    status: row.status as CommandStatus,
    input: row.input as Json,
    fingerprint: row.fingerprint,
    clientId: row.client_id,
    idempotencyKey: row.idempotency_key,
    requestedBy: row.requested_by,
    requestedAt: row.created_at,
    correlationId: row.correlation_id,
    trace: { parent: row.traceparent, state: row.tracestate },
    causedById: row.caused_by,
    overrides: row.overrides,
    notBefore: row.not_before,
    notAfter: row.not_after,
    fence: BigInt(row.fence),
    risk: row.risk,
    reason: row.reason,
    problems: row.problems as Problem[],
    approvedBy: row.approved_by,
    waitUntil: row.wait_until,
    doubtSince: row.doubt_since,
    probes: row.probes,
    attempts: row.attempts,
    deferrals: row.deferrals,
  };
}

export async function findCommand(db: Transaction, id: string): Promise<LedgerCommand | null> {
  const row = await db.selectFrom('command').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toLedgerCommand(row) : null;
}

export async function loadSteps(db: Transaction, commandId: string): Promise<LedgerStep[]> {
  const rows = await db
    .selectFrom('command_step')
    .selectAll()
    .where('command_id', '=', commandId)
    .orderBy('step_no')
    .execute();
  return rows.map((row) => ({
    no: row.step_no,
    name: row.name,
    system: row.system,
    connection: row.connection,
    operation: row.operation,
    marker: row.marker,
    input: row.input as Json,
    before: row.before as Json,
    guarantee: row.guarantee,
    state: row.state,
    attempts: row.attempts,
    quiesceAt: row.quiesce_at,
    result: row.result as Json,
  }));
}

export interface NewCommand {
  clientId: string;
  idempotencyKey: string;
  fingerprint: string;
  type: string;
  version: number;
  plants: readonly string[];
  input: unknown;
  overrides: readonly Override[];
  aggregates: readonly string[];
  risk: 'NORMAL' | 'HIGH';
  requestedBy: string;
  correlationId: string;
  /** The trace context of its caller; `parent` null: it gave none. */
  trace: CommandTrace;
  causedById: string | null;
  notBefore: Date | null;
  notAfter: Date | null;
}

export interface Accepted {
  id: string;
  /** REPLAY: this key and payload were seen before. REUSED: this key with another payload. */
  disposition: 'CREATED' | 'REPLAY' | 'REUSED';
}

/** `db` is a transaction where the command brings a trace. */
export async function accept(db: Transaction, command: NewCommand): Promise<Accepted> {
  const { rows } = await sql<{ id: string; disposition: Accepted['disposition'] }>`
    SELECT command_id AS id, disposition FROM hub.accept(
      ${command.clientId}, ${command.idempotencyKey}, ${command.fingerprint}, ${command.type}, ${command.version},
      ${[...command.plants].sort()}, ${JSON.stringify(command.input)}::jsonb, ${JSON.stringify(command.overrides)}::jsonb,
      ${[...command.aggregates]}, ${command.risk}, ${command.requestedBy}, ${command.correlationId},
      ${command.causedById}, ${command.notBefore}, ${command.notAfter})`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the ledger accepted nothing');
  const { parent, state } = command.trace;
  if (parent !== null && row.disposition === 'CREATED') {
    await sql`SELECT hub.note_trace(${row.id}, ${parent}, ${state})`.execute(db);
  }
  return row;
}

export async function lockAggregates(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await sql`SELECT hub.lock_aggregates(${[...keys]})`.execute(tx);
}

/** Calls one of the ledger's functions that answer with one value. */
export async function decide<T>(db: Transaction, call: ReturnType<typeof sql>): Promise<T> {
  const { rows } = await sql<{ value: T }>`SELECT ${call} AS value`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the ledger gave no answer');
  return row.value;
}
