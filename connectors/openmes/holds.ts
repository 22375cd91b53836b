import { NeedsAttentionError, RejectedError, RetryableError } from '../../lib/errors.ts';
import { businessProblem, technicalProblem } from '../../lib/problem.ts';
import type {
  Json,
  MesHoldInput,
  MesHoldResult,
  MesLiftInput,
  Posting,
  PostingContext,
  ReadContext,
} from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import { isHeldByHub, isMarked, markedReason, readLot, readOrder } from './hold-marks.ts';
import { findTargets, type HoldTarget } from './hold-targets.ts';
import { findBlockingIssueType } from './issue-types.ts';
import { isClosed } from './orders.ts';

type Ref = MesHoldResult['refs'][number];
type Before = { targets: HoldTarget[] };

const targetsOf = (before: Json): HoldTarget[] => (before as unknown as Before).targets;
const scopeOf = ({ signal, calls }: ReadContext) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(calls === undefined ? {} : { calls }),
});

/**
 * Holds in OpenMES. A running order gets a production stop of type QUALITY_HOLD; one that does not run cannot be stopped
 * there and gets a blocking issue, so that none of its steps can start; a lot goes to quarantine. Stop, issue and lot carry
 * the hub's mark. One of them holds a target for every hold of the hub on it.
 */
export function holdPostings(api: OpenmesApi): {
  placeHold: Posting<MesHoldInput, Json, MesHoldResult>;
  liftHold: Posting<MesLiftInput, Json, MesHoldResult>;
} {
  return {
    placeHold: {
      operation: 'hold/place',
      guarantee: 'CONDITIONAL',
      because:
        'the MES takes one open stop per order; a quarantined lot stays one; the mark is looked up before a write',
      prepare: async (input, context) => ({ targets: await findTargets(api, input, scopeOf(context)) }),
      async apply(input, before, context) {
        const refs: Ref[] = [];
        for (const target of targetsOf(before)) {
          const ref =
            target.kind === 'order'
              ? await holdOrder(api, target, input, context)
              : await holdLot(api, target, input, context);
          if (ref !== null) refs.push(ref);
        }
        return { refs };
      },
      async probe(_input, before, context) {
        const held = await Promise.all(targetsOf(before).map((target) => heldRef(api, target, context)));
        if (held.includes(undefined)) return { outcome: 'absent' };
        return { outcome: 'found', result: { refs: held.filter((ref) => ref !== undefined && ref !== null) } };
      },
    },
    liftHold: {
      operation: 'hold/lift',
      guarantee: 'CONDITIONAL',
      because: 'what carries no mark of the hub any more is left alone',
      prepare: async (input, context) => {
        const targets = await findTargets(api, input, scopeOf(context));
        return { targets: targets.filter((target) => !isExcepted(target, input)) };
      },
      async apply(input, before, context) {
        const refs: Ref[] = [];
        if ((input.otherHolds ?? []).length > 0) return { refs };
        for (const target of targetsOf(before)) {
          refs.push(
            ...(target.kind === 'order'
              ? await liftOrder(api, target, input, context)
              : await liftLot(api, target, input, context)),
          );
        }
        return { refs };
      },
      async probe(input, before, context) {
        if ((input.otherHolds ?? []).length > 0) return { outcome: 'found', result: { refs: [] } };
        const done = await Promise.all(targetsOf(before).map((target) => isLifted(api, target, input, context)));
        return done.every(Boolean) ? { outcome: 'found', result: { refs: [] } } : { outcome: 'absent' };
      },
    },
  };
}

function isExcepted(target: HoldTarget, { except }: MesLiftInput): boolean {
  const names = target.kind === 'order' ? except?.orderNumbers : except?.lotNumbers;
  return names?.includes(target.name) ?? false;
}

async function holdOrder(
  api: OpenmesApi,
  target: HoldTarget,
  input: MesHoldInput,
  gate: PostingContext,
): Promise<Ref | null> {
  const now = await readOrder(api, target.id);
  if (now === null || isClosed(now.status)) return null;
  if (isHeldByHub(now)) return orderRef(now);
  if (now.status === 'IN_PROGRESS') {
    const body = { type: 'QUALITY_HOLD', reason: markedReason(input.holdId, input.reason, 2000) };
    moved(await api.write('POST', `/work-orders/${target.id}/stop`, body, 'work-orders/stop', gate));
  } else {
    const type = await findBlockingIssueType(api);
    if (type === null) throw new RejectedError(noBlockingType(target));
    const title = markedReason(input.holdId, input.reason, 255);
    const body = { work_order_id: target.id, issue_type_id: type, title, description: input.reason };
    moved(await api.write('POST', '/issues', body, 'issues', gate));
  }
  const after = await readOrder(api, target.id);
  if (after === null || !isHeldByHub(after) || after.status === 'IN_PROGRESS') throw notAsLeft(target);
  return orderRef(after);
}

function orderRef(order: { hubStopId: number | null; hubIssueIds: number[] }): Ref {
  if (order.hubStopId !== null) return { type: 'work-order-stop', id: String(order.hubStopId) };
  return { type: 'issue', id: String(order.hubIssueIds[0]) };
}

async function holdLot(
  api: OpenmesApi,
  target: HoldTarget,
  input: MesHoldInput,
  gate: PostingContext,
): Promise<Ref | null> {
  const ref = { type: 'material-lot', id: String(target.id) };
  const now = await readLot(api, target.id);
  if (now === null || now.status === 'consumed' || now.status === 'rejected') return null;
  if (now.status === 'quarantine') return ref;
  const body = { to_status: 'quarantine', reason: markedReason(input.holdId, input.reason, 255) };
  moved(
    await api.write('POST', `/material-lots/${target.id}/reclassify-status`, body, 'material-lots/reclassify', gate),
  );
  const after = await readLot(api, target.id);
  if (after?.status !== 'quarantine') throw notAsLeft(target);
  return ref;
}

async function liftOrder(
  api: OpenmesApi,
  target: HoldTarget,
  input: MesLiftInput,
  gate: PostingContext,
): Promise<Ref[]> {
  const now = await readOrder(api, target.id);
  if (now === null || !isHeldByHub(now)) return [];
  const refs: Ref[] = [];
  const notes = `Hold ${input.holdId} released`;
  for (const id of now.hubIssueIds) {
    moved(await api.write('POST', `/issues/${id}/resolve`, { resolution_notes: notes }, 'issues/resolve', gate));
    refs.push({ type: 'issue', id: String(id) });
  }
  if (now.hubStopId !== null) {
    const stillHeld = ['PAUSED', 'BLOCKED'].includes((await readOrder(api, target.id))?.status ?? '');
    if (stillHeld)
      moved(await api.write('POST', `/work-orders/${target.id}/resume`, { notes }, 'work-orders/resume', gate));
    refs.push({ type: 'work-order-stop', id: String(now.hubStopId) });
  }
  const after = await readOrder(api, target.id);
  if (after !== null && isHeldByHub(after)) throw notAsLeft(target);
  // The MES lets an order run again when its last issue is resolved, also past a stop that a person has put on it.
  if (after?.hasOtherStop && after.status === 'IN_PROGRESS')
    moved(await api.write('POST', `/work-orders/${target.id}/pause`, {}, 'work-orders/pause', gate));
  return refs;
}

async function liftLot(api: OpenmesApi, target: HoldTarget, input: MesLiftInput, gate: PostingContext): Promise<Ref[]> {
  const now = await readLot(api, target.id);
  if (now === null || now.status !== 'quarantine' || !isMarked(now.hold_reason)) return [];
  const to = input.isScrapped ? 'rejected' : 'released';
  const body = { to_status: to, reason: `Hold ${input.holdId}: ${to}` };
  moved(
    await api.write('POST', `/material-lots/${target.id}/reclassify-status`, body, 'material-lots/reclassify', gate),
  );
  const after = await readLot(api, target.id);
  if (after?.status !== to) throw notAsLeft(target);
  return [{ type: 'material-lot', id: String(target.id) }];
}

/** Undefined: not held. Null: nothing there to hold any more. */
async function heldRef(api: OpenmesApi, target: HoldTarget, context: ReadContext): Promise<Ref | null | undefined> {
  if (target.kind === 'lot') {
    const lot = await readLot(api, target.id, scopeOf(context));
    if (lot === null || lot.status === 'consumed' || lot.status === 'rejected') return null;
    return lot.status === 'quarantine' ? { type: 'material-lot', id: String(target.id) } : undefined;
  }
  const order = await readOrder(api, target.id, scopeOf(context));
  if (order === null || isClosed(order.status)) return null;
  return isHeldByHub(order) ? orderRef(order) : undefined;
}

async function isLifted(
  api: OpenmesApi,
  target: HoldTarget,
  input: MesLiftInput,
  context: ReadContext,
): Promise<boolean> {
  if (target.kind === 'order') {
    const order = await readOrder(api, target.id, scopeOf(context));
    return order === null || !isHeldByHub(order);
  }
  const lot = await readLot(api, target.id, scopeOf(context));
  const isHeld = lot?.status === 'quarantine' && isMarked(lot.hold_reason);
  return !isHeld && (!input.isScrapped || lot?.status !== 'released');
}

/** A refusal means that the record moved since it was read: nothing happened, and the next try reads it again. */
function moved(refusal: string | null): void {
  if (refusal !== null) throw new RetryableError(`The MES refused: ${refusal}`, { why: 'ROLLED_BACK', system: 'MES' });
}

const notAsLeft = (target: HoldTarget) =>
  new NeedsAttentionError('SCHEMA_MISMATCH', [
    technicalProblem('HOLD_NOT_CONFIRMED', `The MES accepted the change of ${target.name} but does not show it`, {
      system: 'MES',
      isRetryable: false,
    }),
  ]);

const noBlockingType = (target: HoldTarget) =>
  businessProblem(
    'HOLD_NOT_POSSIBLE',
    `${target.name} does not run, and the MES has no issue type that would block it`,
    {
      system: 'MES',
    },
  );
