import { atPath, byGuid, type Context, created, type Route, refOf, textOf, whole } from './context.ts';
import { newGuid } from './guid.ts';
import { phaseRef, revisionRef } from './items.ts';
import { badRequest, invalidGuid, locked, required } from './problems.ts';
import { nextRevision, revisionsOf } from './revisions.ts';
import type { ChangeItem, State, View } from './state.ts';
import { DISPOSITIONS, IN_PRODUCTION, PHASES } from './workspace.ts';

const VIEWS = ['bomView', 'filesView', 'sourcingView', 'specsView'] as const;

/** The items of a change: which revision it affects, and which one it brings. */
export const changeItemRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/changes/*/items',
    handle: ({ state, guids }) =>
      whole(state.changeItems.where('change', guids[0] ?? '').map((row) => presentChangeItem(state, row))),
  },
  { method: 'POST', path: '/changes/*/items', handle: add },
];

function add(context: Context) {
  const { state, body } = context;
  const change = atPath(state.changes, context);
  if (change.lifecycle !== 'OPEN_AND_UNLOCKED') throw locked('change');
  const isTemporary = change.effectivityType === 'TEMPORARY';
  const guid = refOf(body, isTemporary ? 'affectedItemRevision' : 'newItemRevision');
  if (guid === undefined) throw required(isTemporary ? 'affectedItemRevision' : 'newItemRevision');
  const named = byGuid(state.revisions, guid);
  if (named.status !== (isTemporary ? 1 : 0)) throw invalidGuid(guid);
  const effective = revisionsOf(state, named.item).find((revision) => revision.status === 1);
  const phase = refOf(body, 'newLifecyclePhase') ?? effective?.phase ?? IN_PRODUCTION.guid;
  if (!PHASES.some((known) => known.guid === phase)) throw invalidGuid(phase);
  const row = state.changeItems.put({
    id: newGuid(),
    change: change.id,
    item: named.item,
    affected: effective?.id ?? null,
    working: isTemporary ? null : named.id,
    newRevisionNumber: isTemporary
      ? null
      : (textOf(body, 'newRevisionNumber') ?? named.number ?? nextRevision(effective?.number ?? null)),
    newPhase: isTemporary ? null : phase,
    materialEffectivityDateTime: textOf(body, 'materialEffectivityDateTime'),
    views: {
      bomView: viewFrom(body.bomView),
      filesView: viewFrom(body.filesView),
      sourcingView: viewFrom(body.sourcingView),
      specsView: viewFrom(body.specsView),
    },
    dispositions: dispositionsFrom(body.dispositionAttributes),
  });
  context.effect('changes/items', row.id, 'change_item.added');
  return created(presentChangeItem(state, row));
}

function viewFrom(value: unknown): View {
  const view = (value ?? {}) as { includedInThisChange?: unknown; notes?: unknown };
  return {
    includedInThisChange: view.includedInThisChange === true,
    notes: typeof view.notes === 'string' ? view.notes : null,
  };
}

function dispositionsFrom(value: unknown): ChangeItem['dispositions'] {
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) throw badRequest();
  return Object.fromEntries(
    value.map((entry: { guid?: unknown; value?: unknown; notes?: unknown }) => {
      const known = DISPOSITIONS.find((disposition) => disposition.guid === entry.guid);
      if (known === undefined) throw invalidGuid(entry.guid);
      const text = (part: unknown) => (typeof part === 'string' ? part : null);
      return [known.guid, { value: text(entry.value), notes: text(entry.notes) }];
    }),
  );
}

function presentChangeItem(state: State, row: ChangeItem) {
  const affected = row.affected === null ? undefined : state.revisions.get(row.affected);
  const working = row.working === null ? undefined : state.revisions.get(row.working);
  const ref = (revision: typeof working, number?: string | null) =>
    revision === undefined
      ? null
      : {
          effectiveDateTime: revision.effectiveDateTime,
          ...revisionRef(state, revision, revision.number ?? number ?? null),
        };
  const views = VIEWS.map((name) => [
    name,
    {
      ...row.views[name],
      lockedByAnotherChange: false,
      modifiedOnWorkingRev: name === 'bomView' ? (working?.modifiedBom ?? false) : false,
    },
  ]);
  return {
    affectedItemRevision: ref(affected),
    ...Object.fromEntries(views),
    dispositionAttributes: DISPOSITIONS.map(({ guid, name }) => ({
      guid,
      name,
      notes: row.dispositions[guid]?.notes ?? null,
      value: row.dispositions[guid]?.value ?? null,
    })),
    guid: row.id,
    materialEffectivityDateTime: row.materialEffectivityDateTime,
    newItemRevision: ref(working, row.newRevisionNumber),
    newLifecyclePhase: row.newPhase === null ? null : phaseRef(row.newPhase),
    newRevisionNumber: row.newRevisionNumber,
  };
}
