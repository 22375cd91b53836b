import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { submit } from '../../submit.ts';

export const releaseEngineeringChange: NonNullable<MutationResolvers<CommandsContext>['releaseEngineeringChange']> = (
  _,
  args,
  context,
) => submit(context, 'releaseEngineeringChange', args);
