import type { Plant as GraphPlant, PlantResolvers, QueryResolvers } from '../../../../schema/generated/commands.ts';
import type { CommandsContext } from '../../context.ts';

/** From configuration: a plant answers when every back end is down. */
export const plants: NonNullable<QueryResolvers<CommandsContext>['plants']> = (_, _args, context) =>
  context.visiblePlants.flatMap((code) => findPlant(context, code) ?? []);

export const plant: NonNullable<QueryResolvers<CommandsContext>['plant']> = (_, { code }, context) =>
  findPlant(context, code);

export const Plant: PlantResolvers<CommandsContext> = {
  __resolveReference: (reference, context) => findPlant(context, reference.code ?? ''),
};

function findPlant(context: CommandsContext, code: string): GraphPlant | null {
  const found = context.visiblePlants.includes(code) ? context.plants.find((each) => each.code === code) : undefined;
  return found ? { code: found.code, name: found.name, timeZone: found.timeZone } : null;
}
