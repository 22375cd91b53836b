import { dateInZone, startOfDateInZone } from '../../lib/clock.ts';
import {
  atPath,
  type Context,
  created,
  ok,
  page,
  type Route,
  refOf,
  requiredText,
  search,
  textOf,
  urls,
} from './context.ts';
import { raise } from './events.ts';
import { newGuid } from './guid.ts';
import { badOption, badRequest, invalidGuid, locked, required } from './problems.ts';
import { type Change, EFFECTIVITIES } from './state.ts';
import { CHANGE_CATEGORIES, IMPLEMENTATION_STATUSES, ROUTINGS, USER } from './workspace.ts';

/** Changes: created open, edited while open; the implementation status can be edited at any time. */
export const changeRoutes: readonly Route[] = [
  { method: 'GET', path: '/changes', handle: list },
  { method: 'POST', path: '/changes', handle: create },
  { method: 'GET', path: '/changes/*', handle: (context) => ok(presentChange(atPath(context.state.changes, context))) },
  { method: 'PUT', path: '/changes/*', handle: update },
];

const instantText = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Arena takes an instant for the Pacific day that it falls on, from that day's first moment. */
function startOfPacificDay(value: string): string {
  const instant = new Date(value);
  if (Number.isNaN(instant.getTime())) throw badRequest();
  return instantText(startOfDateInZone(dateInZone(instant, 'America/Los_Angeles'), 'America/Los_Angeles'));
}

function list({ state, query }: Context) {
  const found = search(state.changes.all(), query, {
    number: (change) => change.number,
    title: (change) => change.title,
    'lifecycleStatus.type': (change) => change.lifecycle,
    implementationStatus: (change) => change.implementationStatus,
    'category.guid': (change) => change.category,
    'creator.guid': () => USER.guid,
  });
  return page(
    found.sort((a, b) => a.number.localeCompare(b.number)),
    query,
    compactChange,
  );
}

function create(context: Context) {
  const { state, body } = context;
  const category = CHANGE_CATEGORIES.find((known) => known.guid === refOf(body, 'category'));
  if (category === undefined) {
    const guid = refOf(body, 'category');
    throw guid === undefined ? required('category') : invalidGuid(guid);
  }
  const prefix = (body.numberSequencePrefix as { value?: unknown } | undefined)?.value ?? category.prefix;
  const effectivityType = EFFECTIVITIES.find((type) => type === (body.effectivityType ?? 'PERMANENT_ON_APPROVAL'));
  if (effectivityType === undefined) throw badOption(body.effectivityType, 'effectivityType');
  const now = state.now();
  const change = state.changes.put({
    id: newGuid(),
    number: state.nextNumber(String(prefix)),
    title: requiredText(body, 'title'),
    description: textOf(body, 'description'),
    category: category.guid,
    effectivityType,
    effectivityPlannedDateTime:
      effectivityType === 'PERMANENT_ON_DATE'
        ? startOfPacificDay(requiredText(body, 'effectivityPlannedDateTime'))
        : null,
    expirationDateTime:
      effectivityType === 'TEMPORARY' ? startOfPacificDay(requiredText(body, 'expirationDateTime')) : null,
    approvalDeadlineDateTime: textOf(body, 'approvalDeadlineDateTime'),
    enforceApprovalDeadline: body.enforceApprovalDeadline === true,
    implementationStatus: 'NOT_STARTED',
    lifecycle: 'OPEN_AND_UNLOCKED',
    lifecycleDateTime: now,
    routings: routingsFrom(body),
    creationDateTime: now,
    submissionDateTime: null,
    effectiveDateTime: null,
  });
  context.effect('changes', change.id, 'change.created');
  raise(context, { resource: 'CHANGE', action: 'CREATE', result: change.id, pre: null, post: { guid: change.id } });
  return created(presentChange(change));
}

function routingsFrom(body: Context['body']): string[] {
  if (body.routings === undefined) return [];
  if (!Array.isArray(body.routings)) throw badRequest();
  return body.routings.map((entry: { guid?: unknown }) => {
    const known = ROUTINGS.find((routing) => routing.guid === entry?.guid);
    if (known === undefined) throw invalidGuid(entry?.guid);
    return known.guid;
  });
}

function update(context: Context) {
  const { state, body } = context;
  const change = atPath(state.changes, context);
  const { implementationStatus, ...others } = body;
  if (Object.keys(others).length > 0 && change.lifecycle !== 'OPEN_AND_UNLOCKED') throw locked('change');
  const changed = state.changes.put({
    ...change,
    title: textOf(body, 'title') ?? change.title,
    description: textOf(body, 'description') ?? change.description,
    implementationStatus:
      implementationStatus === undefined ? change.implementationStatus : implementationStatusFrom(implementationStatus),
    effectivityPlannedDateTime:
      textOf(body, 'effectivityPlannedDateTime') === null
        ? change.effectivityPlannedDateTime
        : startOfPacificDay(requiredText(body, 'effectivityPlannedDateTime')),
  });
  context.effect(
    'changes',
    change.id,
    `change.${implementationStatus === undefined ? 'updated' : `implementation.${changed.implementationStatus.toLowerCase()}`}`,
  );
  return ok(presentChange(changed));
}

/** The settings call one of them NEEDS_ATTN. */
export function implementationStatusFrom(value: unknown): string {
  const name = value === 'NEEDS_ATTN' ? 'NEEDS_ATTENTION' : value;
  const known = IMPLEMENTATION_STATUSES.find((status) => status === name);
  if (known === undefined) throw badOption(value, 'implementationStatus');
  return known;
}

function compactChange(change: Change) {
  return {
    category: { guid: change.category },
    creationDateTime: change.creationDateTime,
    creator: USER,
    effectiveDateTime: change.effectiveDateTime,
    ...(change.expirationDateTime === null ? {} : { expirationDateTime: change.expirationDateTime }),
    guid: change.id,
    implementationStatus: change.implementationStatus,
    lifecycleDateTime: change.lifecycleDateTime,
    lifecycleStatus: { type: change.lifecycle },
    number: change.number,
    submissionDateTime: change.submissionDateTime,
    title: change.title,
    url: urls('changes', change.id),
  };
}

/** A change in full; which dates it has depends on its kind of effectivity. */
export function presentChange(change: Change) {
  const category = CHANGE_CATEGORIES.find((known) => known.guid === change.category);
  return {
    additionalAttributes: [],
    ...compactChange(change),
    approvalDeadlineDateTime: change.approvalDeadlineDateTime,
    category: { guid: change.category, name: category?.name, path: category?.path },
    description: change.description,
    ...(change.effectivityPlannedDateTime === null
      ? {}
      : { effectivityPlannedDateTime: change.effectivityPlannedDateTime }),
    effectivityType: change.effectivityType,
    enforceApprovalDeadline: change.enforceApprovalDeadline,
    routingAdmins: [USER],
    routings: ROUTINGS.filter((routing) => change.routings.includes(routing.guid)).map(({ guid, name }) => ({
      guid,
      name,
    })),
    submitter: change.submissionDateTime === null ? null : USER,
  };
}
