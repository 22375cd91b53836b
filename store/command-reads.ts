import { type ExpressionBuilder, sql } from 'kysely';
import type { Transaction } from './db.ts';
import type { ApprovalTable, CommandEventTable, CommandStepTable, CommandTable } from './ledger-tables.ts';
import type { HubTables } from './tables.ts';

/** Whose commands may be seen: all of a command's plants are among `plants`; `clientId` null: of every client. */
export interface CommandScope {
  plants: readonly string[];
  clientId: string | null;
}

export interface CommandFilter {
  plantCode?: string | null | undefined;
  type?: string | null | undefined;
  status?: readonly string[] | null | undefined;
  /** Of a finding that stops the command or keeps it waiting: not of a note, and not of one that is overridden. */
  problemClass?: string | null | undefined;
  orderNumber?: string | null | undefined;
  correlationId?: string | null | undefined;
}

/** Newest first; `after` is the place of the last one that was seen. */
export async function listCommands(
  db: Transaction,
  scope: CommandScope,
  filter: CommandFilter,
  page: { first: number; after: CommandPlace | null },
): Promise<{ commands: CommandTable[]; hasNextPage: boolean; end: CommandPlace | null }> {
  const { after } = page;
  const rows = await matching(db, scope, filter)
    .selectAll('command')
    .select(sql<string>`created_at::text`.as('place_at'))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.first + 1)
    .execute();
  const commands = rows.slice(0, page.first);
  const last = commands.at(-1);
  return {
    commands,
    hasNextPage: rows.length > commands.length,
    end: last ? { at: last.place_at, id: last.id } : null,
  };
}

/** Where a command stands among the newest; `at` to the microsecond. */
export interface CommandPlace {
  at: string;
  id: string;
}

export async function countCommands(db: Transaction, scope: CommandScope, filter: CommandFilter): Promise<number> {
  const row = await matching(db, scope, filter).select(sql<string>`count(*)`.as('n')).executeTakeFirst();
  return Number(row?.n ?? 0);
}

export function commandsByIds(db: Transaction, ids: readonly string[], scope: CommandScope): Promise<CommandTable[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return matching(db, scope, {})
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
}

export async function commandByKey(
  db: Transaction,
  key: { clientId: string; idempotencyKey: string },
  plants: readonly string[],
): Promise<CommandTable | null> {
  const row = await matching(db, { plants, clientId: key.clientId }, {})
    .selectAll()
    .where('idempotency_key', '=', key.idempotencyKey)
    .executeTakeFirst();
  return row ?? null;
}

/** Of commands that the caller may see, in their order. */
export function stepsOf(db: Transaction, commandIds: readonly string[]): Promise<CommandStepTable[]> {
  return db
    .selectFrom('command_step')
    .selectAll()
    .where('command_id', 'in', [...commandIds])
    .orderBy('step_no')
    .execute();
}

export function historyOf(db: Transaction, commandIds: readonly string[]): Promise<CommandEventTable[]> {
  return db
    .selectFrom('command_event')
    .selectAll()
    .where('command_id', 'in', [...commandIds])
    .orderBy('n')
    .execute();
}

export function approvalsOf(db: Transaction, commandIds: readonly string[]): Promise<ApprovalTable[]> {
  return db
    .selectFrom('approval')
    .selectAll()
    .where('command_id', 'in', [...commandIds])
    .orderBy('n')
    .execute();
}

function matching(db: Transaction, scope: CommandScope, filter: CommandFilter) {
  const { plantCode, type, status, problemClass, orderNumber, correlationId } = filter;
  const conditions = (eb: ExpressionBuilder<HubTables, 'command'>) =>
    eb.and([
      sql<boolean>`plants <@ ${[...scope.plants]}::text[]`,
      ...(scope.clientId === null ? [] : [eb('client_id', '=', scope.clientId)]),
      ...(plantCode == null ? [] : [sql<boolean>`${plantCode} = ANY (plants)`]),
      ...(type == null ? [] : [eb('type', '=', type)]),
      ...(status == null ? [] : [sql<boolean>`status = ANY (${[...status]}::text[])`]),
      ...(problemClass == null ? [] : [stoppedBy(problemClass)]),
      ...(orderNumber == null
        ? []
        : [sql<boolean>`input ? 'orderNumber' AND input ->> 'orderNumber' = ${orderNumber}`]),
      ...(correlationId == null ? [] : [eb('correlation_id', '=', correlationId)]),
    ]);
  return db.selectFrom('command').where(conditions);
}

const stoppedBy = (problemClass: string) => sql<boolean>`EXISTS (
  SELECT FROM jsonb_array_elements(problems) AS problem
  WHERE problem ->> 'class' = ${problemClass} AND coalesce(problem ->> 'severity', 'ERROR') <> 'NOTE'
    AND NOT (problem ->> 'severity' IN ('WARNING', 'WAIT')
             AND overrides @> jsonb_build_array(jsonb_build_object('code', problem -> 'code'))))`;
