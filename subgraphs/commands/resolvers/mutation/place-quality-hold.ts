import type { MutationResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { submit } from '../../submit.ts';

export const placeQualityHold: NonNullable<MutationResolvers<CommandsContext>['placeQualityHold']> = (
  _,
  args,
  context,
) => submit(context, 'placeQualityHold', args);
