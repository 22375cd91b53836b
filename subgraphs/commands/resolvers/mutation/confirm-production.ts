import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { submit } from '../../submit.ts';

export const confirmProduction: NonNullable<MutationResolvers<CommandsContext>['confirmProduction']> = (
  _,
  args,
  context,
) => submit(context, 'confirmProduction', args);
