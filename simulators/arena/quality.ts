import {
  atPath,
  byGuid,
  type Context,
  created,
  ok,
  page,
  type Route,
  refOf,
  requiredText,
  search,
  textOf,
  whole,
} from './context.ts';
import { raise } from './events.ts';
import { newGuid } from './guid.ts';
import { ArenaProblem, badRequest, invalidGuid, locked } from './problems.ts';
import type { AffectedObject, QualityProcess, QualityStep, State } from './state.ts';
import { NCR_TEMPLATE, USER } from './workspace.ts';

const ROOT = '/qualityprocesses';

/** Quality processes: made of a template's steps, which carry attributes and the objects they are about. */
export const qualityRoutes: readonly Route[] = [
  { method: 'GET', path: ROOT, handle: list },
  { method: 'POST', path: ROOT, handle: create },
  {
    method: 'GET',
    path: `${ROOT}/*`,
    handle: (context) => ok(present(context.state, atPath(context.state.processes, context))),
  },
  {
    method: 'GET',
    path: `${ROOT}/*/steps`,
    handle: (context) => whole(stepsOf(context.state, atPath(context.state.processes, context).id).map(presentStep)),
  },
  { method: 'GET', path: `${ROOT}/*/steps/*`, handle: (context) => ok(presentStep(stepAt(context))) },
  { method: 'PUT', path: `${ROOT}/*/steps/*`, handle: updateStep },
  {
    method: 'GET',
    path: `${ROOT}/*/steps/*/affected`,
    handle: (context) =>
      whole(context.state.affected.where('step', stepAt(context).id).map((row) => presentAffected(row))),
  },
  { method: 'POST', path: `${ROOT}/*/steps/*/affected`, handle: addAffected },
  { method: 'POST', path: `${ROOT}/statuschanges`, handle: changeStatus },
];

function list({ state, query }: Context) {
  const found = search(state.processes.all(), query, {
    number: (process) => process.number,
    name: (process) => process.name,
    description: (process) => process.description,
    type: (process) => process.type,
    status: (process) => process.status,
    'template.guid': () => NCR_TEMPLATE.guid,
    'owner.fullName': () => USER.fullName,
    'creator.fullName': () => USER.fullName,
  });
  return page(found, query, (process) => present(state, process));
}

function create(context: Context) {
  const { state, body } = context;
  const template = refOf(body, 'template');
  if (template !== NCR_TEMPLATE.guid) throw invalidGuid(template);
  const process = state.processes.put({
    id: newGuid(),
    number: state.nextNumber(NCR_TEMPLATE.prefix.value),
    name: requiredText(body, 'name'),
    description: textOf(body, 'description'),
    type: textOf(body, 'type'),
    status: 'OPEN',
    creationDateTime: state.now(),
    completedDateTime: null,
    targetCompletionDateTime: textOf(body, 'targetCompletionDateTime'),
  });
  for (const step of NCR_TEMPLATE.steps) {
    state.steps.put({
      id: newGuid(),
      process: process.id,
      order: step.order,
      name: step.name,
      type: step.type,
      status: 'OPEN',
      attributes: step.attributes.map((attribute) => ({ ...attribute, value: null })),
      completeDateTime: null,
      dueDateTime: null,
    });
  }
  context.effect('qualityprocesses', process.id, 'quality_process.created');
  raise(context, { resource: 'QUALITY', action: 'CREATE', result: process.id, pre: null, post: { guid: process.id } });
  return created(present(state, process));
}

function updateStep(context: Context) {
  const { state, body } = context;
  const step = stepAt(context);
  const given = body.attributes ?? [];
  if (!Array.isArray(given)) throw badRequest();
  const values = new Map(given.map((entry: { guid?: unknown; value?: unknown }) => [entry.guid, entry.value]));
  for (const guid of values.keys()) {
    if (!step.attributes.some((attribute) => attribute.guid === guid)) throw invalidGuid(guid);
  }
  const changed = state.steps.put({
    ...step,
    dueDateTime: textOf(body, 'dueDateTime') ?? step.dueDateTime,
    attributes: step.attributes.map((attribute) => ({
      ...attribute,
      value: values.has(attribute.guid) ? values.get(attribute.guid) : attribute.value,
    })),
  });
  context.effect('qualityprocesses/steps', step.id, 'quality_step.updated');
  return created(presentStep(changed));
}

function addAffected(context: Context) {
  const { state, body } = context;
  const step = stepAt(context);
  const guid = refOf(body, 'affected');
  const type =
    guid === undefined
      ? undefined
      : state.revisions.get(guid)
        ? 'ITEM'
        : state.changes.get(guid)
          ? 'CHANGE'
          : state.processes.get(guid)
            ? 'QUALITY'
            : undefined;
  if (guid === undefined || type === undefined) throw invalidGuid(guid);
  const row = state.affected.put({ id: newGuid(), step: step.id, guid, type, notes: textOf(body, 'notes') });
  context.effect('qualityprocesses/steps/affected', row.id, 'affected_object.added');
  return created(presentAffected(row));
}

/** Completes a step, or the whole process. */
function changeStatus(context: Context) {
  const { state, body } = context;
  const target = (body.qualityProcess ?? {}) as { guid?: unknown; step?: { guid?: unknown } };
  const process = byGuid(state.processes, target.guid);
  if (body.complete !== true) throw badRequest();
  if (process.status === 'COMPLETED') throw locked('quality process');
  const now = state.now();
  const before = currentStep(state, process.id);
  if (target.step === undefined) {
    const done = state.processes.put({ ...process, status: 'COMPLETED', completedDateTime: now });
    context.effect('qualityprocesses', process.id, 'quality_process.completed');
    raiseStatus(context, process, { status: 'OPEN' }, { status: 'COMPLETED' });
    return created(present(state, done));
  }
  const step = byGuid(state.steps, target.step.guid);
  if (step.process !== process.id) throw invalidGuid(step.id);
  if (step.status === 'COMPLETE') throw new ArenaProblem(400, 3089, 'The quality process step is already completed.');
  state.steps.put({ ...step, status: 'COMPLETE', completeDateTime: now });
  context.effect('qualityprocesses/steps', step.id, 'quality_step.completed');
  const after = currentStep(state, process.id);
  raiseStatus(context, process, { currentStep: stepRef(before) }, { currentStep: stepRef(after) });
  return created({
    qualityProcess: present(state, process),
    complete: true,
    comment: textOf(body, 'comment'),
  });
}

function raiseStatus(
  context: Context,
  process: QualityProcess,
  pre: Record<string, unknown>,
  post: Record<string, unknown>,
): void {
  raise(context, { resource: 'QUALITY', action: 'WORKFLOW', result: process.id, pre, post });
}

const stepRef = (step: QualityStep | undefined) => (step === undefined ? null : { guid: step.id, name: step.name });

const stepsOf = (state: State, process: string): QualityStep[] =>
  state.steps.where('process', process).sort((a, b) => a.order - b.order);

/** The first step that is open; the last one when none is. */
function currentStep(state: State, process: string): QualityStep | undefined {
  const steps = stepsOf(state, process);
  return steps.find((step) => step.status === 'OPEN') ?? steps.at(-1);
}

function stepAt(context: Context): QualityStep {
  const step = atPath(context.state.steps, context, 1);
  if (step.process !== context.guids[0]) throw invalidGuid(step.id);
  return step;
}

function present(state: State, process: QualityProcess) {
  return {
    completedDateTime: process.completedDateTime,
    creationDateTime: process.creationDateTime,
    creator: { fullName: USER.fullName, guid: USER.guid },
    currentStep: { approvals: null, attributes: null, guid: currentStep(state, process.id)?.id ?? null },
    description: process.description,
    guid: process.id,
    name: process.name,
    number: process.number,
    owner: { fullName: USER.fullName, guid: USER.guid },
    status: process.status,
    statusMode: 'AUTOMATIC',
    targetCompletionDateTime: process.targetCompletionDateTime,
    template: { active: null, guid: NCR_TEMPLATE.guid },
    type: process.type,
  };
}

function presentStep(step: QualityStep) {
  return {
    approvals: null,
    assignee: { deprecated: true, fullName: USER.fullName, guid: USER.guid, note: 'Please use assignees.' },
    assignees: { users: [{ fullName: USER.fullName, guid: USER.guid }] },
    attributes: step.attributes.map((attribute) => ({ apiName: attribute.guid, ...attribute })),
    completeDateTime: step.completeDateTime,
    completeUser: step.completeDateTime === null ? null : { fullName: USER.fullName },
    dueDateTime: step.dueDateTime,
    guid: step.id,
    name: step.name,
    order: step.order,
    status: step.status,
    type: step.type,
  };
}

function presentAffected(row: AffectedObject) {
  return { affected: { guid: row.guid, type: row.type }, guid: row.id, notes: row.notes };
}
