import type { AnyCommandDefinition, CommandDefinition } from '../kit/types.ts';
import { checked } from '../rules/checked.ts';
import { activateEngineeringChange } from './activate-engineering-change.ts';
import { confirmProduction } from './confirm-production.ts';
import { enforceQualityHold } from './enforce-quality-hold.ts';
import { placeQualityHold } from './place-quality-hold.ts';
import { releaseEngineeringChange } from './release-engineering-change.ts';
import { releaseQualityHold } from './release-quality-hold.ts';
import { reportChangeImplementation } from './report-change-implementation.ts';

/** Every command that the hub knows: the mutations, and those that only other commands cause. */
export const catalog: readonly AnyCommandDefinition[] = [
  anyCommand(confirmProduction),
  anyCommand(placeQualityHold),
  anyCommand(releaseQualityHold),
  anyCommand(enforceQualityHold),
  anyCommand(releaseEngineeringChange),
  anyCommand(activateEngineeringChange),
  anyCommand(reportChangeImplementation),
];

/** A definition reads only what its own `parse` gave: whoever carries it from one to the other need not know what it is. */
function anyCommand<Input, Facts>(definition: CommandDefinition<Input, Facts>): AnyCommandDefinition {
  return checked(definition) as unknown as AnyCommandDefinition;
}
