import { GraphError } from '../../lib/errors.ts';
import { businessProblem } from '../../lib/problem.ts';
import type { CheckResult, CommandDefinition } from '../kit/types.ts';

/** A record whose number a back end has twice, or not at all, is a finding about its data, not a fault. */
export function withSourceKeys<Input, Facts>(
  definition: CommandDefinition<Input, Facts>,
): CommandDefinition<Input, Facts> {
  return {
    ...definition,
    check: async (context): Promise<CheckResult<Facts>> => {
      try {
        return await definition.check(context);
      } catch (error) {
        if (!(error instanceof GraphError) || !['KEY_AMBIGUOUS', 'KEY_MISSING'].includes(error.code)) throw error;
        return { problems: [businessProblem(error.code, error.message, { system: 'ERP' })] };
      }
    },
  };
}
