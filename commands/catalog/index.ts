import type { AnyCommandDefinition, CommandDefinition } from '../kit/types.ts';
import { confirmProduction } from './confirm-production.ts';

/** Every command that the hub knows: the mutations, and those that only other commands cause. */
export const catalog: readonly AnyCommandDefinition[] = [anyCommand(confirmProduction)];

/** A definition reads only what its own `parse` gave: whoever carries it from one to the other need not know what it is. */
function anyCommand<Input, Facts>(definition: CommandDefinition<Input, Facts>): AnyCommandDefinition {
  return definition as unknown as AnyCommandDefinition;
}
