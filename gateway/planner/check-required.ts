import { createHash } from 'node:crypto';
import { buildASTSchema, parse } from 'graphql';
import type { Log } from '../../lib/log.ts';
import { LruMap } from '../../lib/lru.ts';
import { requestOf } from './planner.ts';
import { PlannerProcess } from './planner-process.ts';
import { type Probe, probesOf, type RequiringField, requiringFields } from './required-fields.ts';
import { sdlForPlanner } from './supergraph-sdl.ts';

export interface RequiredCheckOptions {
  readonly supergraphSdl: string;
  readonly overrideLabels: readonly string[];
  readonly log: Log;
  readonly limits?: Partial<ProbeLimits>;
}

/** Beyond these the rest is not tried, and said to be so. */
export interface ProbeLimits {
  readonly probes: number;
  readonly deaths: number;
  readonly milliseconds: number;
}

const LIMITS: ProbeLimits = { probes: 1_000, deaths: 8, milliseconds: 5_000 };

const WORDS_MAX = 200;

interface Failure {
  readonly probe: Probe;
  /** The planner's words. */
  readonly why: string;
}

interface Findings {
  readonly failures: readonly Failure[];
  /** Fields that no probe along any way has a plan for. */
  readonly lost: readonly Failure[];
  readonly untried: number;
}

/** By supergraph and labels: a process that starts several gateways over one asks once. */
const known = new LruMap<Promise<Findings>>(16);

/**
 * Finds out whether the planner can plan the fields that have @requires, each along every field that leads to its type.
 * One that it can plan on some ways only is a warning: operations that go the others are answered PLAN_FAILED.
 * Errors: Error that names the fields that it cannot plan on any way.
 */
export async function checkRequiredFields(options: RequiredCheckOptions): Promise<void> {
  const { supergraphSdl, overrideLabels, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const fields = requiringFields(supergraphSdl);
  if (fields.length === 0) return;
  const key = createHash('sha256')
    .update(JSON.stringify([supergraphSdl, overrideLabels, limits]))
    .digest('base64');
  const asked = known.get(key) ?? tryAll(supergraphSdl, overrideLabels, fields, limits);
  known.set(key, asked);
  const { failures, lost, untried } = await asked;
  if (lost.length > 0) throw new Error(refusal(lost));
  if (failures.length > 0) {
    log.warn('The query planner has no plan for fields with @requires on some ways; operations there are PLAN_FAILED', {
      ways: failures.map(({ probe, why }) => `${nameOf(probe.asked)} by ${probe.way}: ${why}`),
    });
  }
  if (untried > 0) log.warn('Not every way to the fields with @requires was tried with the query planner', { untried });
}

const nameOf = ({ type, field, subgraph, requires }: RequiringField): string =>
  `${type}.${field} of subgraph ${subgraph}, @requires(fields: "${requires}")`;

function refusal(lost: readonly Failure[]): string {
  const said = new Map(lost.map(({ probe, why }) => [nameOf(probe.asked), why]));
  const lines = [...said].map(([name, why]) => `  ${name}: ${why}`);
  return `The query planner has no plan for these fields, whatever leads to them:
${lines.join('\n')}
Take @requires from them and let their subgraph ask for what it needs itself; or require only fields of the entity's \
own that one other subgraph has, by a key that both subgraphs have.`;
}

/** A process of its own, so that what dies here is no death of the planner that serves. */
async function tryAll(
  supergraphSdl: string,
  labels: readonly string[],
  fields: readonly RequiringField[],
  limits: ProbeLimits,
): Promise<Findings> {
  const sdl = sdlForPlanner(supergraphSdl);
  let process = new PlannerProcess(sdl, labels);
  try {
    // A supergraph that the planner cannot read is told of by the one that is to serve.
    const facts = await process.ready.catch(() => undefined);
    const probes = facts ? probesOf(readSchema(facts.consumerSchema), fields) : [];
    const failures: Failure[] = [];
    const until = performance.now() + limits.milliseconds;
    let [tried, deaths] = [0, 0];
    for (const probe of probes.slice(0, limits.probes)) {
      if (deaths === limits.deaths || performance.now() > until) break;
      const { isDead, why } = await answerOf(process, probe, until);
      tried += 1;
      if (why !== undefined) failures.push({ probe, why });
      if (!isDead) continue;
      deaths += 1;
      process = new PlannerProcess(sdl, labels);
      if (!(await process.ready.catch(() => undefined))) break;
    }
    const failed = new Set(failures.map(({ probe }) => probe));
    const planned = new Set(probes.filter((probe) => !failed.has(probe)).map(({ asked }) => asked));
    const lost = failures.filter(({ probe }) => !planned.has(probe.asked));
    return { failures, lost, untried: probes.length - tried };
  } finally {
    process.kill();
    await process.ended;
  }
}

/** Why there is no plan; undefined where there is one, or where nobody knows because time was up. */
async function answerOf(
  process: PlannerProcess,
  { document }: Probe,
  until: number,
): Promise<{ readonly isDead: boolean; readonly why: string | undefined }> {
  const timer = setTimeout(() => process.kill(), Math.max(0, until - performance.now()));
  const reply = await Promise.race([process.plan(requestOf(document, {})), process.ended]);
  clearTimeout(timer);
  if ('plan' in reply) return { isDead: false, why: undefined };
  if ('error' in reply) return { isDead: false, why: reply.error.slice(0, WORDS_MAX) };
  return {
    isDead: true,
    why: reply.signal === 'SIGKILL' ? undefined : `it dies over it (${reply.said.slice(0, WORDS_MAX)})`,
  };
}

const readSchema = (sdl: string) =>
  buildASTSchema(parse(sdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
