import { implementationStatusFrom } from './changes.ts';
import { byGuid, type Context, created, type Route, refOf, requiredText, textOf, urls } from './context.ts';
import { raise } from './events.ts';
import { newGuid } from './guid.ts';
import { phaseRef } from './items.ts';
import { ArenaProblem } from './problems.ts';
import { release } from './revisions.ts';
import type { Change, Lifecycle } from './state.ts';
import { IN_PRODUCTION, USER } from './workspace.ts';

/** What a caller may ask for, and from where. */
const MOVES: Readonly<Record<string, readonly Lifecycle[]>> = {
  OPEN_AND_LOCKED: ['OPEN_AND_UNLOCKED'],
  OPEN_AND_UNLOCKED: ['OPEN_AND_LOCKED', 'REJECTED', 'SUBMITTED_FOR_APPROVAL'],
  SUBMITTED: ['OPEN_AND_UNLOCKED', 'OPEN_AND_LOCKED'],
  APPROVED: ['SUBMITTED_FOR_APPROVAL'],
  REJECTED: ['SUBMITTED_FOR_APPROVAL'],
  CANCELED: ['OPEN_AND_UNLOCKED', 'REJECTED'],
  COMPLETED: ['EFFECTIVE', 'EXPIRED'],
  EFFECTIVE: ['COMPLETED'],
  EXPIRED: ['EFFECTIVE'],
};

export const changeStatusRoutes: readonly Route[] = [
  { method: 'POST', path: '/changes/statuschanges', handle: changeStatus },
];

function changeStatus(context: Context) {
  const { state, body } = context;
  const change = byGuid(state.changes, refOf(body, 'change'));
  const wanted = requiredText(body, 'status');
  if (!MOVES[wanted]?.includes(change.lifecycle)) {
    const text = `The status of ${change.number} cannot be changed from ${change.lifecycle} to ${wanted}.`;
    throw new ArenaProblem(400, 3140, text);
  }
  const implementation = body.implementationStatus as { value?: unknown } | undefined;
  const status =
    implementation === undefined ? change.implementationStatus : implementationStatusFrom(implementation.value);
  const moved = move(context, { ...change, implementationStatus: status }, targetOf(change, wanted, Date.now()));
  return created({
    ...(['APPROVED', 'REJECTED', 'CANCELED'].includes(wanted) ? { administrators: [USER] } : {}),
    change: { guid: change.id, number: change.number },
    comment: textOf(body, 'comment'),
    ...(implementation === undefined ? {} : { implementationStatus: { value: implementation.value } }),
    status: moved.lifecycle,
    url: urls('changes', change.id),
  });
}

/** Without a routing a submitted change needs nobody's vote; an approved one waits for its date where it has one. */
function targetOf(change: Change, wanted: string, now: number): Lifecycle {
  if (wanted === 'SUBMITTED') return change.routings.length > 0 ? 'SUBMITTED_FOR_APPROVAL' : approved(change, now);
  if (wanted === 'APPROVED') return approved(change, now);
  return wanted as Lifecycle;
}

function approved(change: Change, now: number): Lifecycle {
  const planned = change.effectivityPlannedDateTime;
  return planned !== null && Date.parse(planned) > now ? 'APPROVED' : 'EFFECTIVE';
}

type Moving = Pick<Context, 'state' | 'effect'>;

function move(context: Moving, change: Change, to: Lifecycle): Change {
  const { state } = context;
  const now = state.now();
  const moved = state.changes.put({
    ...change,
    lifecycle: to,
    lifecycleDateTime: now,
    submissionDateTime: change.submissionDateTime ?? (to === 'OPEN_AND_LOCKED' || to === 'CANCELED' ? null : now),
    effectiveDateTime: to === 'EFFECTIVE' ? (change.effectiveDateTime ?? now) : change.effectiveDateTime,
  });
  if (to === 'EFFECTIVE' && change.effectiveDateTime === null) releaseItems(context, moved);
  context.effect('changes', change.id, `change.${to.toLowerCase()}`);
  raise(context, {
    resource: 'CHANGE',
    action: 'WORKFLOW',
    result: change.id,
    pre: { lifecycleStatus: { type: change.lifecycle } },
    post: { lifecycleStatus: { type: to } },
  });
  return moved;
}

function releaseItems(context: Moving, change: Change): void {
  const { state } = context;
  for (const row of state.changeItems.where('change', change.id)) {
    const working = row.working === null ? undefined : state.revisions.get(row.working);
    if (working === undefined || working.status !== 0) continue;
    const phase = row.newPhase ?? IN_PRODUCTION.guid;
    const from = phaseRef(working.phase);
    const to = { number: row.newRevisionNumber ?? 'A', phase, change: change.id, notes: null };
    const { effective } = release(state, working, to);
    context.effect('items', effective.id, 'item.released');
    raise(context, {
      resource: 'ITEM',
      action: 'WORKFLOW',
      result: newGuid(),
      item: effective.id,
      pre: { lifecyclePhase: from },
      post: { lifecyclePhase: phaseRef(phase) },
    });
  }
}

/** Changes whose date has come become effective, deviations whose time is over expire. Run before every request. */
export function letTimePass(context: Moving): void {
  const now = Date.now();
  for (const change of context.state.changes.where('lifecycle', 'APPROVED')) {
    if (approved(change, now) === 'EFFECTIVE') move(context, change, 'EFFECTIVE');
  }
  for (const change of context.state.changes.where('lifecycle', 'EFFECTIVE')) {
    const { expirationDateTime } = change;
    if (expirationDateTime !== null && Date.parse(expirationDateTime) <= now) move(context, change, 'EXPIRED');
  }
}
