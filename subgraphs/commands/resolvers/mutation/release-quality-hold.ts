import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { submit } from '../../submit.ts';

export const releaseQualityHold: NonNullable<MutationResolvers<CommandsContext>['releaseQualityHold']> = (
  _,
  args,
  context,
) => submit(context, 'releaseQualityHold', args);
