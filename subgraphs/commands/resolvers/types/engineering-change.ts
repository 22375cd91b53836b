import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { EngineeringChangeResolvers, PlantRolloutResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';
import { toCommand, toPlantRollout } from '../../to-graph.ts';

/** Where the change's latest release stands at each plant that the caller may see. */
export const EngineeringChange: EngineeringChangeResolvers<CommandsContext> = {
  async rollouts({ changeNumber }, _, context) {
    requireDomainRead(context.caller, 'engineering');
    return (await context.load.rollouts.load(changeNumber ?? '')).map(toPlantRollout);
  },
};

export const PlantRollout: PlantRolloutResolvers<CommandsContext> = {
  async command({ command }, _, context) {
    const row = command?.id === undefined ? null : await context.load.command.load(command.id);
    return row && toCommand(row);
  },
};
