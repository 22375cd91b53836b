import { GraphError, NeedsAttentionError, RejectedError, RetryableError } from '../../lib/errors.ts';
import { type Problem, technicalProblem } from '../../lib/problem.ts';
import { isTransientDatabaseError, retryingDatabase } from '../../store/database-errors.ts';
import type { HubDatabase } from '../../store/db.ts';
import { judge, lastingFindings } from './checks.ts';
import { defer, internalProblem, park, recordProblem } from './endings.ts';
import type { Hooks, Recorded } from './hooks.ts';
import type { KillSwitch } from './kill-points.ts';
import type { Lease } from './lease.ts';
import { type LedgerCommand, type LedgerStep, loadSteps } from './ledger.ts';
import type { PostingIndex } from './postings.ts';
import type { CommandRegistry, RegisteredCommand } from './registry.ts';
import { type Ending, finish, type PlannedStep, storePlan, storePlanInTurn } from './run-ledger.ts';
import { MAX_ATTEMPTS, waitDelayMs } from './schedule.ts';
import type { StepRunner } from './step-runner.ts';
import type { CheckContext, CommandServices } from './types.ts';

export interface ExecutorParts {
  db: HubDatabase;
  registry: CommandRegistry;
  services: CommandServices;
  postings: PostingIndex;
  hooks: Hooks;
  steps: StepRunner;
  kill: KillSwitch;
  random: () => number;
}

/** What a run came to. `delayMs`: when it is to be looked at again; null once it has ended or waits for a person. */
export interface RunResult {
  status: Ending['to'] | 'FENCED';
  delayMs: number | null;
  caused: readonly Recorded[];
}

/** A command that may go on, with what its check has found out. */
interface Checked {
  problems: Problem[];
  facts: unknown;
  aggregates: readonly string[];
  steps: PlannedStep[];
}

export type Execute = (command: LedgerCommand, lease: Lease) => Promise<RunResult>;

const DEFAULT_WAIT_MS = 10 * 60_000;

/**
 * Runs a claimed command as far as it goes: what is in doubt is looked up first, then fresh checks (until something
 * was posted), then the steps in their order, each with its intent before its call.
 */
export function createExecutor(parts: ExecutorParts): Execute {
  const { db, registry, services, postings, hooks, steps: runner, kill, random } = parts;

  return async (command, lease) => {
    kill('after_claim');
    const definition = registry.find(command.type);
    if (!definition) {
      const text = `This version of the hub knows no command ${command.type}`;
      return end(command, lease, null, [], park('SCHEMA_MISMATCH', [technicalProblem('COMMAND_UNKNOWN', text)]));
    }
    try {
      return await run(command, definition, lease);
    } catch (error) {
      if (isTransientDatabaseError(error)) throw error; // the worker gives the run up
      services.log.error('a command failed by a fault of the hub', {
        commandId: command.id,
        type: command.type,
        error,
      });
      return end(command, lease, null, [], park('INTERNAL_ERROR', [...command.problems, internalProblem()]));
    }
  };

  async function run(command: LedgerCommand, definition: RegisteredCommand, lease: Lease): Promise<RunResult> {
    let steps = command.fence > 1n ? await loadSteps(db, command.id) : [];
    let findings = lastingFindings(command.problems);
    let facts: unknown;
    const over = (ending: Ending) =>
      end(command, lease, definition, steps, { ...ending, problems: ending.problems ?? findings }, facts);

    const resolveAll = async (): Promise<RunResult | null> => {
      for (const step of steps) {
        const ending = await runner.resolve(command, step, lease);
        if (ending === 'FENCED') return fenced();
        if (ending) return over(withFindings(ending, findings));
      }
      return null;
    };
    const isUntouched = () => steps.every((step) => step.state === 'PLANNED');

    const unresolved = await resolveAll();
    if (unresolved) return unresolved;
    const earlier = steps;
    if (isUntouched()) {
      if (hooks.hasAny(definition, 'RUNNING')) await announce(command, definition, lease);
      const checked = await check(command, definition);
      if ('ending' in checked) {
        // What the checks refuse now may be what an earlier try left.
        const stillUnresolved = checked.ending.to === 'REJECTED' ? await resolveAll() : null;
        if (stillUnresolved) return stillUnresolved;
        if (isUntouched()) return over(checked.ending);
      } else {
        findings = checked.problems;
        facts = checked.facts;
        const stored = await store(command, lease, checked);
        if (stored === 'FENCED') return fenced();
        if (!Array.isArray(stored)) return over(stored);
        steps = stored;
      }
    }
    for (const step of steps) {
      if (step.state === 'APPLIED') continue;
      const before = earlier.find((one) => one.marker === step.marker && one.operation === step.operation);
      const ending = await runner.post(command, step, lease, before);
      if (ending === 'FENCED') return fenced();
      if (ending) return over(withFindings(afterEffects(ending, steps), findings));
    }
    return over({ to: 'SUCCEEDED', reason: 'ALL_STEPS_APPLIED', problems: findings });
  }

  async function check(command: LedgerCommand, definition: RegisteredCommand): Promise<{ ending: Ending } | Checked> {
    const context: CheckContext<unknown> = {
      ...services,
      input: command.input,
      command,
      requestedBy: command.requestedBy,
      // All who may see a command of this client may see the client's others at these plants.
      maySee: (other) =>
        other.clientId === command.clientId && other.plantCodes.every((plant) => command.plantCodes.includes(plant)),
      overrides: command.overrides,
      store: db,
    };
    let result: Awaited<ReturnType<RegisteredCommand['check']>>;
    try {
      result = await definition.check(context);
    } catch (error) {
      return { ending: checkFailure(command, error) };
    }
    const { problems } = result;
    const isWaitOver = command.waitUntil !== null && command.waitUntil <= services.clock.now();
    const verdict = judge(problems, command.overrides, isWaitOver);
    if (verdict === 'REJECT') return { ending: { to: 'REJECTED', reason: 'CHECKS_FAILED', problems } };
    if (verdict === 'WAIT') {
      const waitMs = definition.waitMs ?? DEFAULT_WAIT_MS;
      return { ending: { to: 'QUEUED', reason: 'WAITING', problems, delayMs: waitDelayMs(command.deferrals), waitMs } };
    }
    if (definition.risk === 'HIGH' && command.approvedBy === null) {
      return { ending: { to: 'PENDING_APPROVAL', reason: 'CHECKS_PASSED', problems } };
    }
    return {
      problems,
      facts: result.facts,
      aggregates: result.aggregates ?? [],
      steps: await Promise.all(
        definition.plan(context, result.facts).map((step, index) => toStep(command, step, index)),
      ),
    };
  }

  async function toStep(
    command: LedgerCommand,
    step: ReturnType<RegisteredCommand['plan']>[number],
    index: number,
  ): Promise<PlannedStep> {
    const { name, system, connection, operation, input } = step;
    const bound = postings.find(step);
    if (!bound) throw new Error(`${command.type} plans ${operation} on ${connection}, which has no such posting`);
    const guarantee = (await bound.posting.guaranteeNow?.()) ?? bound.posting.guarantee;
    return { name, system, connection, operation, input, guarantee, marker: `${command.id}-${index + 1}` };
  }

  async function store(
    command: LedgerCommand,
    lease: Lease,
    { steps, problems, aggregates }: Checked,
  ): Promise<LedgerStep[] | Ending | 'FENCED'> {
    if (steps.length > 0 && command.attempts >= MAX_ATTEMPTS) return park('ATTEMPTS_EXHAUSTED', [...problems]);
    if (steps.length === 0 && command.fence === 1n) return [];
    if (aggregates.length > 0) {
      const answer = await storePlanInTurn(db, lease.ownership, steps, problems, aggregates);
      if (answer === 'FENCED') return answer;
      if (answer === 'WAIT')
        return { to: 'QUEUED', reason: 'NOT_ITS_TURN', problems, delayMs: waitDelayMs(command.deferrals) };
    } else if (!(await storePlan(db, lease.ownership, steps, problems))) return 'FENCED';
    return steps.map((step, index) => ({
      ...step,
      no: index + 1,
      before: null,
      state: 'PLANNED',
      attempts: 0,
      quiesceAt: null,
      result: null,
    }));
  }

  function checkFailure(command: LedgerCommand, error: unknown): Ending {
    if (error instanceof RejectedError) return { to: 'REJECTED', reason: 'CHECKS_FAILED', problems: error.problems };
    if (error instanceof NeedsAttentionError) return park(error.reason, error.problems);
    if (error instanceof RetryableError) return defer(command, error, random);
    const problem = error instanceof GraphError ? recordProblem(error) : undefined;
    if (problem !== undefined) return { to: 'REJECTED', reason: 'CHECKS_FAILED', problems: [problem] };
    throw error;
  }

  /** Tells the definition that the command runs, in a transaction that only the owner of the command can commit. */
  async function announce(command: LedgerCommand, definition: RegisteredCommand, lease: Lease): Promise<void> {
    const running = { ...command, status: 'RUNNING' as const };
    await db.transaction().execute(async (tx) => {
      await hooks.onStatus(tx, definition, 'RUNNING', {
        command: running,
        steps: [],
        results: [],
        problems: command.problems,
      });
      if (!(await lease.isMine(tx))) throw new Error('another worker owns the command');
    });
  }

  /** The new status, what the definition adds to it, and what it causes, all in one transaction. */
  async function end(
    command: LedgerCommand,
    lease: Lease,
    definition: RegisteredCommand | null,
    steps: readonly LedgerStep[],
    ending: Ending,
    facts?: unknown,
  ): Promise<RunResult> {
    lease.stop();
    let caused: Recorded[] = [];
    const answer = await retryingDatabase(async () => {
      caused = [];
      if (!definition || !hooks.hasAny(definition, ending.to)) return finish(db, lease.ownership, ending);
      return db.transaction().execute(async (tx) => {
        const decision = await finish(tx, lease.ownership, ending);
        if (decision === 'OK') {
          caused = await hooks.onStatus(tx, definition, ending.to, {
            command: { ...command, status: ending.to },
            steps,
            results: steps.map((step) => step.result),
            problems: ending.problems ?? command.problems,
            facts,
          });
        }
        return decision;
      });
    });
    kill('after_finish');
    if (answer === 'FENCED') return fenced();
    const waits = ending.to === 'QUEUED' || ending.to === 'IN_DOUBT';
    return { status: ending.to, delayMs: waits ? (ending.delayMs ?? 0) : null, caused };
  }
}

const fenced = (): RunResult => ({ status: 'FENCED', delayMs: null, caused: [] });

const withFindings = (ending: Ending, findings: readonly Problem[]): Ending => ({
  ...ending,
  problems: [...findings, ...(ending.problems ?? []).filter((problem) => !findings.includes(problem))],
});

/** What was refused after something else was posted is no rejection any more: a person has to look. */
const afterEffects = (ending: Ending, steps: readonly LedgerStep[]): Ending =>
  (ending.to === 'REJECTED' || ending.to === 'EXPIRED') && steps.some((step) => step.state === 'APPLIED')
    ? { ...ending, to: 'NEEDS_ATTENTION', reason: 'PARTIAL' }
    : ending;
