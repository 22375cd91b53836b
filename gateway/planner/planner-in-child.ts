import { GraphError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { GUILT_TIMES, Guilt, type GuiltTimes } from './guilt.ts';
import {
  checkLabels,
  type Planner,
  type PlannerFacts,
  type PlanOptions,
  type PlanRequest,
  type QueryPlan,
  requestOf,
} from './planner.ts';
import { type Ending, PlannerProcess } from './planner-process.ts';
import { sdlForPlanner } from './supergraph-sdl.ts';
import { type DeathCause, PlannerTally } from './tally.ts';

export interface PlannerInChildOptions {
  readonly supergraphSdl: string;
  readonly log: Log;
  /** Labels of `@override` that are switched on. */
  readonly overrideLabels?: readonly string[];
  /** A document that takes longer is taken to hang. */
  readonly planMs?: number;
  /** A document that waits longer for its turn, or for a planner, is turned away. */
  readonly waitMs?: number;
  readonly waitingMax?: number;
  readonly guilt?: Partial<GuiltTimes>;
}

/** A planner that may die. */
export interface PlannerInChild extends Planner {
  readonly tally: PlannerTally;
  /** The processes that plan or stand ready. */
  readonly pids: readonly number[];
}

/** One plans, one stands ready: to end over a panic and to start take longer than a plan. */
const PROCESSES = 2;
const RESTART_PAUSE_MS = 100;
const RESTART_PAUSE_MS_MAX = 5_000;
const LOGGED_DOCUMENT_MAX = 2_000;

/**
 * Plans in a process of its own, one document at a time: native code that panics ends that process and not the
 * gateway, and the document that it had is the guilty one. What waits is planned by the next.
 * Errors: Error with the planner's words where it refuses the supergraph.
 */
export async function startPlannerInChild(options: PlannerInChildOptions): Promise<PlannerInChild> {
  const { overrideLabels = [] } = options;
  const supergraphSdl = sdlForPlanner(options.supergraphSdl);
  const first = new PlannerProcess(supergraphSdl, overrideLabels);
  try {
    const facts = await first.ready;
    checkLabels(overrideLabels, facts);
    return new Pool({ ...options, supergraphSdl, overrideLabels }, first, facts);
  } catch (error) {
    first.kill();
    throw new Error(`The query planner cannot read the supergraph: ${error instanceof Error ? error.message : error}`);
  }
}

interface Job {
  readonly request: PlanRequest;
  readonly caller: string | undefined;
  readonly askedAt: number;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: GraphError) => void;
  readonly impatience: NodeJS.Timeout;
}

/** A document and the process that has it. */
interface Work {
  readonly job: Job;
  readonly process: PlannerProcess;
  isHanging: boolean;
}

class Pool implements PlannerInChild {
  readonly tally = new PlannerTally();
  readonly consumerSchema: string;
  readonly overridePercentages: readonly number[];
  readonly overrideLabels: readonly string[];
  readonly #settings: Required<Omit<PlannerInChildOptions, 'guilt'>>;
  readonly #guilt: Guilt;
  readonly #processes = new Set<PlannerProcess>();
  readonly #waiting = new Set<Job>();
  #atWork: Work | undefined;
  #failedStarts = 0;
  #isClosed = false;

  constructor(
    options: PlannerInChildOptions & { readonly overrideLabels: readonly string[] },
    first: PlannerProcess,
    facts: PlannerFacts,
  ) {
    this.#settings = { planMs: 5_000, waitMs: 10_000, waitingMax: 200, ...options };
    this.#guilt = new Guilt({ ...GUILT_TIMES, ...options.guilt });
    this.consumerSchema = facts.consumerSchema;
    this.overridePercentages = facts.overridePercentages;
    this.overrideLabels = facts.overrideLabels;
    this.#keep(first);
    while (this.#processes.size < PROCESSES) this.#keep(this.#newProcess());
  }

  get pids(): readonly number[] {
    return [...this.#processes].flatMap(({ pid }) => pid ?? []);
  }

  plan(document: string, options: PlanOptions = {}): Promise<QueryPlan> {
    const { caller } = options;
    const request = requestOf(document, options);
    const refusal = this.#isClosed ? busy('The hub is going away') : this.#refusalOf(request, caller);
    if (refusal) return Promise.reject(refusal);
    if (this.#waiting.size >= this.#settings.waitingMax) return Promise.reject(this.#turnAway(tooMany()));
    return new Promise((resolve, reject) => {
      const impatience = setTimeout(() => {
        this.#waiting.delete(job);
        reject(this.#turnAway(tooMany()));
      }, this.#settings.waitMs);
      const job: Job = { request, caller, askedAt: performance.now(), resolve, reject, impatience };
      this.#waiting.add(job);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { impatience, reject } of [...this.#waiting, ...(this.#atWork ? [this.#atWork.job] : [])]) {
      clearTimeout(impatience);
      reject(busy('The hub is going away'));
    }
    this.#waiting.clear();
    const ended = [...this.#processes].map((process) => process.ended);
    for (const process of this.#processes) process.kill();
    await Promise.all(ended);
  }

  #refusalOf({ document }: PlanRequest, caller: string | undefined): GraphError | undefined {
    if (this.#guilt.isKnown(document)) return this.#turnAway(planFailed());
    if (this.#guilt.isPaused(caller)) return this.#turnAway(paused());
    return undefined;
  }

  #turnAway(error: GraphError): GraphError {
    this.tally.turnedAway += 1;
    return error;
  }

  /** Gives the longest waiting document to the process that is ready, if none is at work. */
  #next(): void {
    if (this.#atWork) return;
    const process = [...this.#processes].find(({ isReady }) => isReady);
    const [job] = this.#waiting;
    if (!process || !job) return;
    this.#waiting.delete(job);
    clearTimeout(job.impatience);
    // what was innocent when it came may not be any more
    const refusal = this.#refusalOf(job.request, job.caller);
    if (refusal) {
      job.reject(refusal);
      this.#next();
    } else void this.#plan(process, job);
  }

  async #plan(process: PlannerProcess, job: Job): Promise<void> {
    const work: Work = { job, process, isHanging: false };
    this.#atWork = work;
    const timer = setTimeout(() => setImmediate(() => this.#endHanging(work)), this.#settings.planMs);
    const reply = await Promise.race([process.plan(job.request), process.ended]);
    clearTimeout(timer);
    if ('plan' in reply || 'error' in reply) {
      this.#atWork = undefined;
      if ('plan' in reply) {
        this.tally.plans += 1;
        this.tally.seconds += (performance.now() - job.askedAt) / 1000;
        job.resolve(reply.plan);
      } else {
        this.#settings.log.error('The query planner has no plan', { why: reply.error, ...shown(job) });
        job.reject(planFailed());
      }
      this.#next();
    }
    // else it ended over the document: #bury answers for it
  }

  /** Called a turn after its time: where this process was busy for long, the plan is there and only unread. */
  #endHanging(work: Work): void {
    if (this.#atWork !== work) return;
    work.isHanging = true;
    work.process.kill();
  }

  #newProcess(): PlannerProcess {
    return new PlannerProcess(this.#settings.supergraphSdl, this.#settings.overrideLabels);
  }

  #keep(process: PlannerProcess): void {
    this.#processes.add(process);
    process.ready.then(
      () => {
        this.#failedStarts = 0;
        this.#next();
      },
      () => process.kill(),
    );
    void process.ended.then((ending) => this.#bury(process, ending));
  }

  #bury(process: PlannerProcess, ending: Ending): void {
    this.#processes.delete(process);
    if (this.#isClosed) return;
    const work = this.#atWork?.process === process ? this.#atWork : undefined;
    const cause: DeathCause = work ? (work.isHanging ? 'HANG' : 'PANIC') : 'IDLE';
    this.tally.deaths[cause] += 1;
    this.#settings.log.error('A query planner died; the next one goes on', {
      cause,
      ...ending,
      ...(work ? shown(work.job) : {}),
    });
    if (work) {
      this.#atWork = undefined;
      this.#guilt.add(work.job.request.document, work.job.caller);
      work.job.reject(planFailed());
    }
    this.#replace(process.isReady);
    this.#next();
  }

  /** One that never got ready is not started again at once: what it lacks may come back, memory for example. */
  #replace(wasReady: boolean): void {
    if (!wasReady) this.#failedStarts += 1;
    const pause = wasReady ? 0 : Math.min(RESTART_PAUSE_MS * 2 ** this.#failedStarts, RESTART_PAUSE_MS_MAX);
    const start = () => {
      if (!this.#isClosed) this.#keep(this.#newProcess());
    };
    if (pause === 0) start();
    else setTimeout(start, pause).unref();
  }
}

const shown = ({ request, caller }: Job) => ({ caller, document: request.document.slice(0, LOGGED_DOCUMENT_MAX) });

const planFailed = (): GraphError =>
  new GraphError('PLAN_FAILED', 'The hub cannot plan this operation; asked in other words it may be able to');

const paused = (): GraphError =>
  new GraphError(
    'PLAN_FAILED',
    'Several of your operations could not be planned: new ones are taken again in a minute',
    {
      isRetryable: true,
    },
  );

const busy = (message: string): GraphError => new GraphError('PLANNER_BUSY', message, { isRetryable: true });

const tooMany = (): GraphError => busy('Too many new operations wait to be planned');
