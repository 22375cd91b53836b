import { GraphError } from '../../lib/errors.ts';
import { businessProblem, type Problem, type Severity } from '../../lib/problem.ts';
import type { CheckResult, CommandDefinition } from '../kit/types.ts';

/**
 * What every check of the catalog shares. What stops the command comes first. A record whose number a back end has
 * twice, or not at all, is a finding about its data, not a fault.
 */
export function checked<Input, Facts>(definition: CommandDefinition<Input, Facts>): CommandDefinition<Input, Facts> {
  return {
    ...definition,
    check: async (context): Promise<CheckResult<Facts>> => {
      try {
        const result = await definition.check(context);
        return { ...result, problems: worstFirst(result.problems) };
      } catch (error) {
        if (!(error instanceof GraphError) || !['KEY_AMBIGUOUS', 'KEY_MISSING'].includes(error.code)) throw error;
        return { problems: [businessProblem(error.code, error.message, { system: 'ERP' })] };
      }
    },
  };
}

const ORDER: readonly Severity[] = ['ERROR', 'WARNING', 'WAIT', 'NOTE'];

/** Among equals the order in which they were found. */
export const worstFirst = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
