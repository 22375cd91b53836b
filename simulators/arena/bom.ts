import { json } from '../kit/index.ts';
import { atPath, byGuid, type Context, created, numberOf, ok, type Route, refOf, textOf, whole } from './context.ts';
import { newGuid } from './guid.ts';
import { revisionRef } from './items.ts';
import { ArenaProblem, invalidGuid, locked, required } from './problems.ts';
import { effectiveOrWorking } from './revisions.ts';
import type { BomLine, Revision, State, Substitute } from './state.ts';

/** Single-level BOMs of a revision, and substitutes of a line. Only a working revision can be edited. */
export const bomRoutes: readonly Route[] = [
  { method: 'GET', path: '/items/*/bom', handle: list },
  { method: 'POST', path: '/items/*/bom', handle: create },
  { method: 'GET', path: '/items/*/bom/*', handle: (context) => ok(single(context.state, lineAt(context))) },
  { method: 'PUT', path: '/items/*/bom/*', handle: update },
  { method: 'DELETE', path: '/items/*/bom/*', handle: remove },
  { method: 'GET', path: '/items/*/bom/*/substitutes', handle: listSubstitutes },
  { method: 'POST', path: '/items/*/bom/*/substitutes', handle: createSubstitute },
];

function list(context: Context) {
  const { state } = context;
  const revision = atPath(state.revisions, context);
  const lines = state.bomLines.where('revision', revision.id).sort((a, b) => a.lineNumber - b.lineNumber);
  return whole(lines.map((line) => presentLine(state, line)));
}

function create(context: Context) {
  const { state, body } = context;
  const revision = editable(context);
  const child = byGuid(state.revisions, refOf(body, 'item'));
  if (child.status === 2) throw invalidGuid(child.id);
  if (child.item === revision.item)
    throw new ArenaProblem(400, 3036, 'Invalid BOM Line: an item cannot be a component of itself.');
  const quantity = numberOf(body, 'quantity');
  if (quantity === null) throw required('quantity');
  const lines = state.bomLines.where('revision', revision.id);
  const line = state.bomLines.put({
    id: newGuid(),
    revision: revision.id,
    lineNumber: numberOf(body, 'lineNumber') ?? Math.max(0, ...lines.map((other) => other.lineNumber)) + 1,
    child: child.item,
    quantity,
    refDes: textOf(body, 'refDes'),
    notes: textOf(body, 'notes'),
  });
  state.revisions.put({ ...revision, modifiedBom: true });
  context.effect('items/bom', line.id, 'bom_line.created', quantity);
  return created(single(state, line));
}

function update(context: Context) {
  const { state, body } = context;
  const revision = editable(context);
  const line = lineAt(context);
  const changed = state.bomLines.put({
    ...line,
    quantity: numberOf(body, 'quantity') ?? line.quantity,
    lineNumber: numberOf(body, 'lineNumber') ?? line.lineNumber,
    refDes: textOf(body, 'refDes') ?? line.refDes,
    notes: textOf(body, 'notes') ?? line.notes,
  });
  state.revisions.put({ ...revision, modifiedBom: true });
  context.effect('items/bom', line.id, 'bom_line.updated', changed.quantity);
  return ok(single(state, changed));
}

function remove(context: Context) {
  const { state } = context;
  const revision = editable(context);
  const line = lineAt(context);
  for (const substitute of state.substitutes.where('line', line.id)) state.substitutes.remove(substitute.id);
  state.bomLines.remove(line.id);
  state.revisions.put({ ...revision, modifiedBom: true });
  context.effect('items/bom', line.id, 'bom_line.deleted');
  return { ...json(204, null), body: '' };
}

function listSubstitutes(context: Context) {
  const substitutes = context.state.substitutes.where('line', lineAt(context).id).sort((a, b) => a.rank - b.rank);
  return whole(substitutes.map((substitute) => presentSubstitute(context.state, substitute)));
}

function createSubstitute(context: Context) {
  const { state, body } = context;
  editable(context);
  const line = lineAt(context);
  const child = byGuid(state.revisions, refOf(body, 'item'));
  if (child.status === 0) throw invalidGuid(child.id);
  const others = state.substitutes.where('line', line.id);
  const rank = Math.min(numberOf(body, 'rank') ?? others.length + 1, others.length + 1);
  for (const other of others) if (other.rank >= rank) state.substitutes.put({ ...other, rank: other.rank + 1 });
  const substitute = state.substitutes.put({
    id: newGuid(),
    line: line.id,
    rank,
    child: child.item,
    quantity: numberOf(body, 'quantity') ?? 1,
    notes: textOf(body, 'notes'),
  });
  context.effect('items/bom/substitutes', substitute.id, 'bom_substitute.created');
  return created(presentSubstitute(state, substitute));
}

function editable(context: Context): Revision {
  const revision = atPath(context.state.revisions, context);
  if (revision.status !== 0 || isSubmitted(context.state, revision.id)) throw locked('item');
  return revision;
}

/** What a change has been submitted with cannot be edited while it is under way. */
function isSubmitted(state: State, working: string): boolean {
  return state.changeItems.where('working', working).some((row) => {
    const lifecycle = state.changes.get(row.change)?.lifecycle;
    return lifecycle === 'SUBMITTED_FOR_APPROVAL' || lifecycle === 'APPROVED' || lifecycle === 'OPEN_AND_LOCKED';
  });
}

function lineAt(context: Context): BomLine {
  const line = atPath(context.state.bomLines, context, 1);
  if (line.revision !== context.guids[0]) throw invalidGuid(line.id);
  return line;
}

/** A line on its own also tells its additional attributes; this workspace has none. */
const single = (state: State, line: BomLine) => ({ additionalAttributes: [], ...presentLine(state, line) });

function presentLine(state: State, line: BomLine) {
  return {
    guid: line.id,
    item: revisionRef(state, effectiveOrWorking(state, line.child)),
    lineNumber: line.lineNumber,
    notes: line.notes,
    quantity: line.quantity,
    refDes: line.refDes,
  };
}

function presentSubstitute(state: State, substitute: Substitute) {
  return {
    guid: substitute.id,
    item: revisionRef(state, effectiveOrWorking(state, substitute.child)),
    notes: substitute.notes,
    quantity: substitute.quantity,
    rank: substitute.rank,
  };
}
