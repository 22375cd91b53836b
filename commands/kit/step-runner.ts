import type { Json } from '../../connectors/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { NeedsAttentionError, OutcomeUnknownError, RejectedError, RetryableError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { type Problem, technicalProblem } from '../../lib/problem.ts';
import { isTransientDatabaseError } from '../../store/database-errors.ts';
import type { HubDatabase } from '../../store/db.ts';
import { backEndProblem, defer, park } from './endings.ts';
import { externalRefOf } from './external-ref.ts';
import type { KillSwitch } from './kill-points.ts';
import type { Lease } from './lease.ts';
import type { LedgerCommand, LedgerStep } from './ledger.ts';
import { sendWindowMs } from './limits.ts';
import type { BoundPosting, PostingIndex } from './postings.ts';
import { type Ending, recordIntent, settle } from './run-ledger.ts';
import { doubtPatienceMs, MAX_ATTEMPTS, nextProbeMs } from './schedule.ts';
import type { Semaphores } from './semaphores.ts';

/** How a step went: null when the run may go on, else how it ends; FENCED when the command is another worker's. */
export type StepEnding = Ending | 'FENCED' | null;

export interface StepRunner {
  /** Finds out what became of a step that may have left before; leaves it APPLIED or PLANNED. */
  resolve(command: LedgerCommand, step: LedgerStep, lease: Lease): Promise<StepEnding>;
  /** Posts a planned step; leaves it APPLIED. `earlier`: the same step as an earlier try left with it. */
  post(command: LedgerCommand, step: LedgerStep, lease: Lease, earlier?: LedgerStep): Promise<StepEnding>;
}

export interface StepRunnerParts {
  db: HubDatabase;
  postings: PostingIndex;
  clock: Clock;
  log: Log;
  kill: KillSwitch;
  random: () => number;
  semaphores: Semaphores;
}

/** Thrown where a write was about to leave too late for the lease; nothing was sent. */
class FencedError extends Error {
  override readonly name = 'FencedError';
  constructor() {
    super('the lease was running out before the write could leave');
  }
}

export function createStepRunner(parts: StepRunnerParts): StepRunner {
  const { db, postings, clock, log, kill, random, semaphores } = parts;

  const applied = async (step: LedgerStep, lease: Lease, result: Json, certainty: 'CONFIRMED' | 'PROBED') => {
    const ref = externalRefOf(step, result);
    if (!(await settle(db, lease.ownership, { no: step.no, to: 'APPLIED', certainty, result, ref }))) return 'FENCED';
    step.state = 'APPLIED';
    step.result = result;
    kill('after_settle');
    return null;
  };

  const resolve: StepRunner['resolve'] = async (command, step, lease) => {
    const isOpen = step.state === 'INTENT' || step.state === 'IN_DOUBT';
    const wasTried = step.state === 'PLANNED' && step.attempts > 0 && step.before !== null;
    if (!isOpen && !wasTried) return null;
    const bound = postings.find(step);
    if (!bound) return park('SCHEMA_MISMATCH', [noSuchPosting(step)]);
    if (step.guarantee === 'BLIND' && isOpen) return park('AMBIGUOUS_BLIND', [inDoubt(step)]);
    let isFinal: boolean;
    try {
      const fence = Number(lease.ownership.fence);
      const asks = { stepKey: step.marker, fence, signal: lease.signal };
      const probe = await bound.posting.probe(step.input, step.before, asks);
      if (probe.outcome === 'found') return await applied(step, lease, probe.result, 'PROBED');
      isFinal = probe.isFinal === true;
    } catch (error) {
      if (isTransientDatabaseError(error)) throw error;
      if (error instanceof NeedsAttentionError) return park(error.reason, error.problems);
      if (!isOpen && error instanceof RetryableError) return defer(command, error, random);
      log.warn('the outcome of a posting could not be looked up', { commandId: command.id, step: step.no, error });
      return staysInDoubt(command, step, bound, error);
    }
    if (!isOpen) return null;
    if (await settle(db, lease.ownership, { no: step.no, to: 'PLANNED', certainty: 'UNKNOWN', isProven: isFinal })) {
      step.state = 'PLANNED';
      return null;
    }
    if (!(await lease.isMine())) return 'FENCED';
    return staysInDoubt(command, step, bound);
  };

  const staysInDoubt = (command: LedgerCommand, step: LedgerStep, bound: BoundPosting, error?: unknown): Ending => {
    const { quiescenceMs } = bound.limits;
    const now = clock.now().getTime();
    if (command.doubtSince && now - command.doubtSince.getTime() > doubtPatienceMs(quiescenceMs)) {
      return park('IN_DOUBT_UNRESOLVED', [inDoubt(step, error)]);
    }
    // a little later than the instant itself: the clocks of the hub and its database may differ
    const msToQuiet = step.quiesceAt ? step.quiesceAt.getTime() - now + 50 : 0;
    const delayMs = nextProbeMs({ probes: command.probes, msToQuiet, quiescenceMs });
    return { to: 'IN_DOUBT', reason: 'OUTCOME_UNKNOWN', problems: [inDoubt(step, error)], delayMs };
  };

  const post: StepRunner['post'] = async (command, step, lease, earlier) => {
    const bound = postings.find(step);
    if (!bound) return park('SCHEMA_MISMATCH', [noSuchPosting(step)]);
    const release = await semaphores.acquire(step.connection, command.plantCode ?? '', lease.signal);
    if (!release) return 'FENCED';
    try {
      return await intendAndApply(command, step, lease, bound, earlier);
    } finally {
      release();
    }
  };

  const intendAndApply = async (
    command: LedgerCommand,
    step: LedgerStep,
    lease: Lease,
    { posting, limits }: BoundPosting,
    earlier: LedgerStep | undefined,
  ): Promise<StepEnding> => {
    if (command.attempts >= MAX_ATTEMPTS) return park('ATTEMPTS_EXHAUSTED', []);
    try {
      const tried = earlier?.before ?? step.before;
      const asks = { stepKey: step.marker, signal: lease.signal, ...(tried === null ? {} : { earlier: tried }) };
      step.before = await posting.prepare(step.input, asks);
    } catch (error) {
      return prepareFailure(command, step, lease, error, earlier);
    }
    const intendedAt = clock.monotonic();
    const leaseMs = Math.max(lease.leaseMs, limits.leaseMs);
    const intent = await recordIntent(db, lease.ownership, step, { ...limits, leaseMs });
    if (intent === 'FENCED') return 'FENCED';
    if (intent === 'EXPIRED') return { to: 'EXPIRED', reason: 'NOT_AFTER' };
    if (intent === 'ORDER') throw new Error(`step ${step.no} of ${command.id} was not planned or not its turn`);
    step.state = 'INTENT';
    step.attempts += 1;
    kill('after_intent_commit');

    const windowMs = sendWindowMs({ leaseMs, rpcMaxMs: limits.rpcMaxMs });
    const deadline = new Date(clock.now().getTime() + limits.rpcMaxMs);
    let isSent = false;
    try {
      const result = await posting.apply(step.input, step.before, {
        stepKey: step.marker,
        fence: Number(lease.ownership.fence),
        deadline,
        beforeSend() {
          if (lease.signal.aborted || clock.monotonic() - intendedAt > windowMs) throw new FencedError();
          isSent = true;
        },
        afterSend: () => kill('after_request_sent'),
      });
      kill('after_response');
      return await applied(step, lease, result, 'CONFIRMED');
    } catch (error) {
      if (isTransientDatabaseError(error)) throw error;
      return applyFailure(command, step, lease, { posting, limits }, error, isSent);
    }
  };

  const prepareFailure = async (
    command: LedgerCommand,
    step: LedgerStep,
    lease: Lease,
    error: unknown,
    earlier: LedgerStep | undefined,
  ): Promise<StepEnding> => {
    if (error instanceof RejectedError) {
      // What refuses a second try may be what the first one left.
      const ending = earlier ? await resolve(command, earlier, lease) : null;
      if (earlier?.state !== 'APPLIED') return ending ?? refuse(step, lease, error);
      Object.assign(step, { state: earlier.state, result: earlier.result });
      return ending;
    }
    if (error instanceof NeedsAttentionError) return park(error.reason, error.problems);
    if (error instanceof RetryableError) return defer(command, error, random);
    if (error instanceof OutcomeUnknownError) return defer(command, unavailable(error), random); // it only reads
    throw error;
  };

  const applyFailure = async (
    command: LedgerCommand,
    step: LedgerStep,
    lease: Lease,
    bound: BoundPosting,
    error: unknown,
    isSent: boolean,
  ): Promise<StepEnding> => {
    if (error instanceof RejectedError) return refuse(step, lease, error);
    const isHeldBack = error instanceof FencedError && !isSent;
    if (isHeldBack) log.warn('FENCED: a write was held back, its lease was running out', { commandId: command.id });
    if (isHeldBack || error instanceof RetryableError) {
      const settled = await settle(db, lease.ownership, { no: step.no, to: 'PLANNED', isProven: true });
      if (!settled) return 'FENCED';
      step.state = 'PLANNED';
      return defer(command, error instanceof RetryableError ? error : unavailable(error), random);
    }
    const problem = inDoubt(step, error);
    if (!(await settle(db, lease.ownership, { no: step.no, to: 'IN_DOUBT', problem }))) return 'FENCED';
    step.state = 'IN_DOUBT';
    if (error instanceof NeedsAttentionError) return park(error.reason, error.problems);
    if (step.guarantee === 'BLIND') return park('AMBIGUOUS_BLIND', [problem]);
    if (!(error instanceof OutcomeUnknownError)) {
      log.error('a posting failed in a way that its connector does not know', { commandId: command.id, error });
    }
    const delayMs = nextProbeMs({ probes: 0, msToQuiet: 0, quiescenceMs: bound.limits.quiescenceMs });
    return { to: 'IN_DOUBT', reason: 'OUTCOME_UNKNOWN', problems: [problem], delayMs, burnsAttempt: true };
  };

  const refuse = async (step: LedgerStep, lease: Lease, error: RejectedError): Promise<StepEnding> => {
    const [problem] = error.problems;
    const refused = { no: step.no, to: 'REFUSED' as const, ...(problem ? { problem } : {}) };
    if (!(await settle(db, lease.ownership, refused))) return 'FENCED';
    step.state = 'REFUSED';
    return { to: 'REJECTED', reason: 'REFUSED_BY_BACK_END', problems: error.problems };
  };

  return { resolve, post };
}

const unavailable = (error: Error): RetryableError =>
  new RetryableError(error.message, { why: 'UNAVAILABLE', cause: error });

const noSuchPosting = (step: LedgerStep): Problem =>
  technicalProblem('SCHEMA_MISMATCH', `${step.connection} offers no ${step.operation} any more`, {
    system: step.system,
  });

function inDoubt(step: LedgerStep, error?: unknown): Problem {
  const text = `It is not known yet whether ${step.connection} carried out: ${step.name}`;
  const cause = error instanceof Error ? backEndProblem(error).message : null;
  return technicalProblem('OUTCOME_UNKNOWN', text, { system: step.system, detail: { step: step.no, cause } });
}
