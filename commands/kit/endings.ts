import type { GraphError, RetryableError } from '../../lib/errors.ts';
import { businessProblem, type Problem, technicalProblem } from '../../lib/problem.ts';
import { lastingFindings } from './checks.ts';
import type { LedgerCommand } from './ledger.ts';
import type { Ending } from './run-ledger.ts';
import { backoffMs, MAX_ATTEMPTS } from './schedule.ts';

/** The hub gives up on it: a person has to look. */
export const park = (reason: string, problems: readonly Problem[]): Ending => ({
  to: 'NEEDS_ATTENTION',
  reason,
  problems,
});

/** Nothing was posted and nothing is wrong with the command: it waits for the back end. */
export function defer(command: LedgerCommand, error: RetryableError, random: () => number): Ending {
  const burnsAttempt = error.why === 'ROLLED_BACK';
  if (burnsAttempt && command.attempts + 1 >= MAX_ATTEMPTS) return park('ATTEMPTS_EXHAUSTED', [backEndProblem(error)]);
  const tries = burnsAttempt ? command.attempts : command.deferrals;
  return {
    to: 'QUEUED',
    reason: error.why,
    problems: [...lastingFindings(command.problems), backEndProblem(error)],
    delayMs: error.retryAfterMs ?? backoffMs(tries, !burnsAttempt, random),
    burnsAttempt,
  };
}

/** `detail.code`: of the connector's own table of errors, where it has one. */
export const backEndProblem = (error: Error & Partial<Pick<RetryableError, 'connection' | 'code' | 'needsPerson'>>) =>
  technicalProblem('BACKEND_UNAVAILABLE', error.message, {
    isRetryable: error.needsPerson !== true,
    detail: { connection: error.connection ?? null, ...(error.code === undefined ? {} : { code: error.code }) },
  });

/**
 * What a check met in a back end's records and cannot be judged: a unit without a code, a number that is not unique.
 * Undefined where it is worth trying again.
 */
export function recordProblem(error: GraphError): Problem | undefined {
  if (error.isRetryable || error.code === 'INTERNAL') return undefined;
  const { code, rule } = { code: error.code, rule: undefined, ...error.asProblem };
  const system = SYSTEMS.find((name) => name === error.system);
  return businessProblem(code, error.message, {
    ...(rule === undefined ? {} : { rule }),
    ...(system === undefined ? {} : { system }),
  });
}

const SYSTEMS = ['ERP', 'PLM', 'MES', 'QMS', 'HUB'] as const;

export const internalProblem = (): Problem =>
  technicalProblem('INTERNAL', 'The hub failed on this command; its log says how', {
    system: 'HUB',
    isRetryable: false,
  });
