import {
  atPath,
  byGuid,
  type Context,
  created,
  numberOf,
  ok,
  page,
  type Route,
  refOf,
  requiredText,
  search,
  textOf,
  urls,
  whole,
} from './context.ts';
import { fitting } from './criteria.ts';
import { raise } from './events.ts';
import { newGuid } from './guid.ts';
import { ArenaProblem, badOption, badRequest, locked, required } from './problems.ts';
import { effectiveOrWorking, release, revisionStatusName, revisionsOf } from './revisions.ts';
import type { Revision, State } from './state.ts';
import { ITEM_CATEGORIES, NUMBER_FORMAT, PHASES, UNRELEASED, UOMS, USER } from './workspace.ts';

/** Items and their revisions. A search finds each item once, by its effective revision, or the working one before that. */
export const itemRoutes: readonly Route[] = [
  { method: 'GET', path: '/items', handle: list },
  { method: 'POST', path: '/items', handle: create },
  { method: 'GET', path: '/items/*', handle: (context) => ok(presentItem(context.state, revisionAt(context))) },
  { method: 'PUT', path: '/items/*', handle: update },
  { method: 'GET', path: '/items/*/revisions', handle: revisions },
  { method: 'POST', path: '/items/lifecyclephasechanges', handle: changePhase },
];

function list({ state, query }: Context) {
  const attributes = {
    number: (row: Revision) => state.items.get(row.item)?.number,
    name: (row: Revision) => row.name,
    description: (row: Revision) => row.description,
    revisionNumber: (row: Revision) => row.number,
    'category.guid': (row: Revision) => row.category,
    'lifecyclePhase.guid': (row: Revision) => row.phase,
    modifiedBom: (row: Revision) => row.modifiedBom,
  };
  const rows = state.items.all().map((item) => effectiveOrWorking(state, item.id));
  const criteria = query.get('criteria');
  const found = criteria === null ? search(rows, query, attributes) : fitting(rows, criteria, attributes);
  const numberOfRow = (row: Revision) => attributes.number(row) ?? '';
  found.sort((a, b) => numberOfRow(a).localeCompare(numberOfRow(b)));
  const isFull = query.get('responseview') === 'full';
  return isFull
    ? page(found, query, (row) => presentItem(state, row), state.fullItemsMax)
    : page(found, query, (row) => compactItem(state, row));
}

function create(context: Context) {
  const { state, body } = context;
  const category = refOf(body, 'category');
  if (category === undefined) throw required('category');
  if (!ITEM_CATEGORIES.some((known) => known.guid === category)) throw byGuidProblem(category);
  const number = numberFrom(body);
  if (number !== null && state.items.first('number', number) !== undefined) {
    const text =
      'A revision of an Item already exists (or has been reserved by an integration) with the item number you selected. Item numbers may not be duplicated in this workspace.';
    throw new ArenaProblem(400, 3025, text);
  }
  const item = state.items.put({ id: newGuid(), number });
  const revision = state.revisions.put({
    id: newGuid(),
    item: item.id,
    status: 0,
    number: textOf(body, 'revisionNumber'),
    name: requiredText(body, 'name'),
    description: textOf(body, 'description'),
    uom: uomFrom(body) ?? 'each',
    category,
    phase: UNRELEASED.guid,
    offTheShelf: body.offTheShelf === true,
    standardCost: numberOf(body, 'standardCost'),
    notes: null,
    modifiedBom: false,
    modifiedSpecs: true,
    change: null,
    creationDateTime: state.now(),
    effectiveDateTime: null,
    supersededDateTime: null,
  });
  context.effect('items', revision.id, 'item.created');
  return created(presentItem(state, revision));
}

function update(context: Context) {
  const { state, body } = context;
  const revision = revisionAt(context);
  if (revision.status !== 0) throw locked('item');
  const changed = state.revisions.put({
    ...revision,
    name: textOf(body, 'name') ?? revision.name,
    description: textOf(body, 'description') ?? revision.description,
    uom: uomFrom(body) ?? revision.uom,
    standardCost: numberOf(body, 'standardCost') ?? revision.standardCost,
    modifiedSpecs: true,
  });
  context.effect('items', revision.id, 'item.updated');
  return ok(presentItem(state, changed));
}

function revisions(context: Context) {
  const { state } = context;
  const all = revisionsOf(state, revisionAt(context).item);
  return whole(
    all.map((revision) => {
      const change = revision.change === null ? undefined : state.changes.get(revision.change);
      return {
        change: {
          creationDateTime: change?.creationDateTime ?? revision.creationDateTime,
          deviated: false,
          ...(revision.effectiveDateTime === null ? {} : { effectiveDateTime: revision.effectiveDateTime }),
          guid: change?.id ?? null,
          ...(change === undefined ? {} : { number: change.number }),
        },
        guid: revision.id,
        lifecyclePhase: phaseRef(revision.phase),
        notes: revision.notes,
        number: revision.number,
        status: revision.status,
        supersededDateTime: revision.supersededDateTime,
        url: urls('items', revision.id),
      };
    }),
  );
}

function changePhase(context: Context) {
  const { state, body } = context;
  const revision = byGuid(state.revisions, refOf(body, 'item'));
  const to = PHASES.find((phase) => phase.guid === refOf(body, 'toLifecyclePhase'));
  if (to === undefined) throw byGuidProblem(refOf(body, 'toLifecyclePhase'));
  const [working] = revisionsOf(state, revision.item);
  if (working === undefined || working.status !== 0) throw badRequest();
  const from = phaseRef(effectiveOrWorking(state, revision.item).phase);
  const number = textOf(body, 'revisionNumber') ?? working.number ?? 'A';
  const result = release(state, working, { number, phase: to.guid, change: null, notes: textOf(body, 'notes') });
  context.effect('items', result.effective.id, 'item.released');
  raise(context, {
    resource: 'ITEM',
    action: 'WORKFLOW',
    result: newGuid(),
    item: result.effective.id,
    pre: { lifecyclePhase: from },
    post: { lifecyclePhase: phaseRef(to.guid) },
  });
  const ref = (row: Revision | undefined) => (row === undefined ? null : { guid: row.id, url: urls('items', row.id) });
  return created({
    effectiveRevItem: ref(result.effective),
    supersededRevItem: ref(result.superseded),
    workingRevItem: ref(result.working),
  });
}

const revisionAt = (context: Context): Revision => atPath(context.state.revisions, context);

const byGuidProblem = (guid: unknown) => new ArenaProblem(400, 3011, `The guid "${String(guid)}" is not valid.`);

/** From a free-text number format; null where none is given. */
function numberFrom(body: Context['body']): string | null {
  const format = body.numberFormat as { guid?: unknown; fields?: { value?: unknown }[] } | undefined;
  if (format === undefined || format === null) return null;
  if (format.guid !== NUMBER_FORMAT.guid) throw byGuidProblem(format.guid);
  const value = format.fields?.[0]?.value;
  if (typeof value !== 'string' || value === '')
    throw new ArenaProblem(400, 3009, 'The field "Item Number" is required for the number format "Basic Item Number".');
  return value;
}

function uomFrom(body: Context['body']): string | null {
  const uom = textOf(body, 'uom');
  if (uom === null) return null;
  const known = UOMS.find((option) => option === uom.toLowerCase());
  if (known === undefined) throw badOption(uom, 'uom');
  return known;
}

export const phaseRef = (guid: string) => ({
  guid,
  name: PHASES.find((phase) => phase.guid === guid)?.name ?? UNRELEASED.name,
});

function compactItem(state: State, revision: Revision) {
  const isAssembly = state.bomLines.where('revision', revision.id).length > 0;
  return {
    assemblyType: isAssembly ? 'ASSEMBLY' : 'NOT_AN_ASSEMBLY',
    category: { guid: revision.category },
    creationDateTime: revision.creationDateTime,
    guid: revision.id,
    inAssembly: state.bomLines.where('child', revision.item).length > 0,
    lifecyclePhase: phaseRef(revision.phase),
    name: revision.name,
    number: state.items.get(revision.item)?.number ?? null,
    revisionNumber: revision.number,
    url: urls('items', revision.id),
  };
}

function presentItem(state: State, revision: Revision) {
  const compact = compactItem(state, revision);
  return {
    additionalAttributes: [],
    ...compact,
    category: { guid: revision.category, name: ITEM_CATEGORIES.find((row) => row.guid === revision.category)?.name },
    creator: USER,
    description: revision.description,
    deviated: false,
    effectiveDateTime: revision.effectiveDateTime,
    isAssembly: compact.assemblyType === 'ASSEMBLY',
    modifiedBom: revision.modifiedBom,
    modifiedFiles: false,
    modifiedSourcing: false,
    modifiedSpecs: revision.modifiedSpecs,
    offTheShelf: revision.offTheShelf,
    owner: { fullName: USER.fullName },
    procurementType: revision.offTheShelf ? 'OTS' : 'MTS',
    productionCost: null,
    prototypeCost: null,
    shared: false,
    standardCost: revision.standardCost,
    status: revision.status,
    supersededDateTime: revision.supersededDateTime,
    targetCost: null,
    targetPrice: null,
    uom: revision.uom,
  };
}

/** A revision as BOM lines and changes name it. */
export function revisionRef(state: State, revision: Revision, number: string | null = revision.number) {
  return {
    guid: revision.id,
    name: revision.name,
    number: state.items.get(revision.item)?.number ?? null,
    revisionNumber: number,
    revisionStatus: revisionStatusName(revision.status),
    url: urls('items', revision.id),
  };
}
