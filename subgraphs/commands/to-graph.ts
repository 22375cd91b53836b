import type {
  Approval,
  Command,
  CommandEvent,
  CommandStatus,
  CommandStep,
  DispositionDecision,
  ExternalRef,
  HoldEnforcement,
  PlantRollout,
  Problem,
  QualityHold,
} from '../../schema/generated/commands.ts';
import type {
  Hold,
  HoldDisposition as StoredDisposition,
  HoldEnforcement as StoredEnforcement,
} from '../../store/holds.ts';
import type { ApprovalTable, CommandEventTable, CommandStepTable, CommandTable } from '../../store/ledger-tables.ts';
import type { Rollout } from '../../store/rollouts.ts';
import { isObject, textField } from './input-field.ts';

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

/** What the row itself says; the fields that it leaves out have resolvers of their own. */
export function toCommand(row: CommandTable): Command {
  const { input } = row;
  const orderNumber = textField(input, 'orderNumber');
  const changeNumber = textField(input, 'changeNumber');
  const ncrNumber = textField(input, 'ncrNumber');
  return {
    id: row.id,
    type: row.type,
    plantCode: row.plant,
    status: row.status as CommandStatus,
    statusSince: row.status_since.toISOString(),
    idempotencyKey: row.idempotency_key,
    correlationId: row.correlation_id,
    causedBy: row.caused_by === null ? null : ({ id: row.caused_by } as Command),
    reversedBy: null,
    input,
    fingerprint: row.fingerprint,
    requestedBy: row.requested_by,
    requestedAt: row.created_at.toISOString(),
    notBefore: instant(row.not_before),
    expiresAt: instant(row.not_after),
    nextAttemptAt: row.status === 'QUEUED' || row.status === 'IN_DOUBT' ? instant(row.next_attempt_at) : null,
    finishedAt: instant(row.finished_at),
    problems: toProblems(row.problems),
    productionOrder: row.plant !== null && orderNumber !== null ? { plantCode: row.plant, orderNumber } : null,
    engineeringChange: changeNumber === null ? null : { changeNumber },
    nonconformance: ncrNumber === null ? null : { ncrNumber },
  } as Command;
}

/** Problems as they were stored; what an older version did not write is filled in. */
export const toProblems = (stored: readonly unknown[]): Problem[] => stored.flatMap((entry) => toProblem(entry) ?? []);

export function toProblem(stored: unknown): Problem | null {
  if (!isObject(stored)) return null;
  const problem = stored as Partial<Problem>;
  return {
    class: problem.class ?? 'TECHNICAL',
    severity: problem.severity ?? 'ERROR',
    code: problem.code ?? 'INTERNAL',
    rule: problem.rule ?? null,
    message: problem.message ?? '',
    path: problem.path ?? null,
    detail: problem.detail ?? null,
    system: problem.system ?? null,
    isRetryable: problem.isRetryable ?? false,
  };
}

/** What is refused was said by the back end; until the step is applied the ledger itself keeps UNKNOWN. */
export const certaintyOf = ({ state, certainty }: Pick<CommandStepTable, 'state' | 'certainty'>) =>
  state === 'REFUSED' ? 'ATTESTED' : certainty;

export const toStep = (row: CommandStepTable): CommandStep => ({
  name: row.name,
  system: row.system,
  state: row.state,
  attempts: row.attempts,
  guarantee: row.guarantee,
  certainty: certaintyOf(row),
  externalRef: isObject(row.external_ref) ? (row.external_ref as ExternalRef) : null,
});

export const toApproval = (row: ApprovalTable): Approval => ({
  by: row.by,
  at: row.at.toISOString(),
  isApproved: row.is_approved,
  comment: row.comment,
});

/** Which process did it on which machine is for the hub's operators, who read it in the ledger. */
export const toCommandEvent = (row: CommandEventTable): CommandEvent => ({
  sequence: row.n,
  at: row.at.toISOString(),
  by: row.actor.startsWith('worker:') ? 'worker' : row.actor,
  from: row.from_status as CommandStatus | null,
  to: row.to_status as CommandStatus,
  detail: isObject(row.detail) ? { ...row.detail, owner: undefined } : null,
  hash: row.hash.toString('hex'),
});

/** A hold of an order, of an item, or of one lot; enforcement and dispositions have resolvers of their own. */
export function toQualityHold(hold: Hold): QualityHold {
  const { plantCode, itemNumber, lotNumber, orderNumber, ncrNumber } = hold;
  return {
    holdId: hold.holdId,
    plantCode,
    state: hold.state,
    severity: hold.severity,
    reason: hold.reason,
    item: itemNumber === null ? null : { itemNumber },
    lot: itemNumber === null || lotNumber === null ? null : { itemNumber, lotNumber },
    productionOrder: orderNumber === null ? null : { plantCode, orderNumber },
    supplierLotNumber: null,
    producedFrom: null,
    producedTo: null,
    includesDescendants: false,
    quantity: null,
    placedBy: hold.placedBy,
    placedAt: hold.placedAt.toISOString(),
    releasedBy: hold.releasedBy,
    releasedAt: instant(hold.releasedAt),
    nonconformance: ncrNumber === null ? null : { ncrNumber },
  } as QualityHold;
}

/** Its command has a resolver of its own. */
export const toPlantRollout = (rollout: Rollout): PlantRollout => ({
  plantCode: rollout.plantCode,
  state: rollout.state,
  activatesAt: instant(rollout.activatesAt),
  activatedAt: instant(rollout.activatedAt),
  items: rollout.items.map((item) => ({ ...item, problems: toProblems(item.problems) })),
  command: rollout.commandId === null ? null : ({ id: rollout.commandId } as Command),
});

export const toEnforcement = (row: StoredEnforcement): HoldEnforcement => ({
  system: row.system,
  state: row.state,
  at: row.at.toISOString(),
  problem: toProblem(row.problem),
});

export const toDisposition = (row: StoredDisposition): DispositionDecision => ({
  disposition: row.disposition as DispositionDecision['disposition'],
  itemNumber: row.itemNumber,
  lotNumber: row.lotNumber,
  quantity: row.quantity,
  by: row.by,
  at: row.at.toISOString(),
  concession: row.concession,
});
