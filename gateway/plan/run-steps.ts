import { emptyRecord } from '../../lib/record.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import { malformed } from '../transports/read-answer.ts';
import type { SubgraphAnswer, SubgraphError, Transport } from '../transports/transport.ts';
import { callSubgraph } from './call-subgraph.ts';
import { objectsAt } from './entities.ts';
import type { ErrorNotes } from './error-notes.ts';
import { mergeInto } from './merge.ts';
import { Representations } from './representations.ts';
import { applyRewrite, rewritePath } from './rewrites.ts';
import type { EntityBatch, EntityFetchStep, RootFetchStep, Step, SubgraphOperation } from './steps.ts';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;

/** One run of a plan: what it works with, and what it has gathered. */
export interface Run {
  readonly transports: Readonly<Record<string, Transport>>;
  readonly isSubtype: Supergraph['isSubtype'];
  readonly subgraphDeadlineMs: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly signal: AbortSignal;
  readonly data: Data;
  readonly notes: ErrorNotes;
}

export async function runStep(step: Step, run: Run): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const child of step.steps) await runStep(child, run);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((child) => runStep(child, run)));
      return;
    case 'condition': {
      const chosen = run.variables[step.variable] === true ? step.whenTrue : step.whenFalse;
      if (chosen) await runStep(chosen, run);
      return;
    }
    case 'root':
      return runRootFetch(step, run);
    case 'entities':
      return runEntityFetch(step, run);
  }
}

async function runRootFetch(step: RootFetchStep, run: Run): Promise<void> {
  const answer = await call(step, pickVariables(step, run), run);
  takeRootAnswer(step, answer, run);
}

/** Merges the answer for root fields; also that of one event of a subscription. */
export function takeRootAnswer(
  step: Pick<RootFetchStep, 'serviceName' | 'rewrites'>,
  answer: SubgraphAnswer,
  run: Run,
): void {
  const { data, errors = [] } = answer;
  if (data) {
    for (const rewrite of step.rewrites) applyRewrite(data, rewrite, run.isSubtype);
    mergeInto(run.data, data, run.isSubtype);
  }
  if (!data && errors.some(({ path }) => path)) run.notes.nulled.add(run.data);
  for (const error of errors) {
    if (error.path) run.notes.addAt(run.data, rewritePath(error.path, step.rewrites), step.serviceName, error);
    else if (data) run.notes.placeless.push({ error, serviceName: step.serviceName });
    else run.notes.addLoss(run.data, step.serviceName, error);
  }
}

/** A place in the merged answer and where its share of a batch's answer is found. */
interface Target {
  readonly object: Data;
  readonly index: number;
}

async function runEntityFetch(step: EntityFetchStep, run: Run): Promise<void> {
  const lists = new Map<string, Representations>();
  const work = step.batches.map((batch) => {
    const list = lists.get(batch.variable) ?? new Representations();
    lists.set(batch.variable, list);
    return { batch, targets: targetsOf(batch, list, run) };
  });
  if (work.every(({ targets }) => targets.length === 0)) return;

  const variables = pickVariables(step, run);
  for (const [variable, representations] of lists) variables[variable] = representations.list;
  const answer = await call(step, variables, run);
  for (const { batch, targets } of work) {
    const expected = lists.get(batch.variable)?.list.length ?? 0;
    if (targets.length > 0) takeEntities(step, batch, targets, expected, answer, run);
  }
  // without data the first of the errors stands at every field that is lost
  const [, ...others] = answer.errors ?? [];
  for (const error of answer.data ? (answer.errors ?? []) : others) {
    const isOfBatch = step.batches.some((batch) => batch.alias === error.path?.[0]);
    if (!isOfBatch || !answer.data) run.notes.placeless.push({ error, serviceName: step.serviceName });
  }
}

function targetsOf(batch: EntityBatch, list: Representations, run: Run): Target[] {
  const targets: Target[] = [];
  for (const path of batch.paths) {
    for (const object of objectsAt(run.data, path, run.isSubtype)) {
      const index = list.add(object, batch, run.isSubtype);
      if (index !== undefined) targets.push({ object, index });
    }
  }
  return targets;
}

function takeEntities(
  step: EntityFetchStep,
  batch: EntityBatch,
  targets: readonly Target[],
  expected: number,
  answer: SubgraphAnswer,
  run: Run,
): void {
  const { serviceName } = step;
  const errors = (answer.errors ?? []).filter((error) => error.path?.[0] === batch.alias);
  const list = answer.data?.[batch.alias];
  if (!Array.isArray(list) || list.length !== expected) {
    const [lost = wrongEntities(serviceName, list, expected), ...others] = answer.data ? errors : (answer.errors ?? []);
    for (const { object } of targets) run.notes.addLoss(object, serviceName, lost);
    if (answer.data) for (const error of others) run.notes.placeless.push({ error, serviceName });
    return;
  }
  for (const rewrite of batch.outputRewrites) applyRewrite(list, rewrite, run.isSubtype);
  const given = new Set<number>();
  for (const { object, index } of targets) {
    const entity: unknown = list[index];
    const isShared = given.has(index);
    given.add(index);
    if (entity === null || entity === undefined) run.notes.unknown.add(object);
    else if (isRecord(entity)) mergeInto(object, entity, run.isSubtype, isShared);
    else run.notes.addLoss(object, serviceName, malformed(serviceName, 'answered an entity that is no object'));
  }
  for (const error of errors) noteEntityError(step, batch, targets, error, run);
}

const isRecord = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function noteEntityError(
  step: SubgraphOperation,
  batch: EntityBatch,
  targets: readonly Target[],
  error: SubgraphError,
  run: Run,
): void {
  const [, position, ...below] = error.path ?? [];
  const concerned = targets.filter(({ index }) => index === position);
  if (concerned.length === 0) run.notes.placeless.push({ error, serviceName: step.serviceName });
  for (const { object } of concerned) {
    if (below.length === 0) run.notes.addLoss(object, step.serviceName, error);
    else run.notes.addAt(object, rewritePath(below, batch.outputRewrites), step.serviceName, error);
  }
}

function wrongEntities(serviceName: string, list: unknown, expected: number): SubgraphError {
  const got = Array.isArray(list) ? `${list.length} entities` : 'no list of entities';
  return malformed(serviceName, `answered ${got} where ${expected} were asked for`);
}

async function call(step: SubgraphOperation, variables: Record<string, unknown>, run: Run): Promise<SubgraphAnswer> {
  const transport = run.transports[step.serviceName];
  if (!transport) return { errors: [{ message: `No way to reach the subgraph ${step.serviceName} is configured` }] };
  return callSubgraph(transport, step, variables, {
    context: run.context,
    signal: run.signal,
    deadlineMs: run.subgraphDeadlineMs,
  });
}

export function pickVariables(step: SubgraphOperation, run: Pick<Run, 'variables'>): Record<string, unknown> {
  const picked = emptyRecord();
  for (const name of step.variables) if (name in run.variables) picked[name] = run.variables[name];
  return picked;
}
