import { scalars } from '../../lib/scalars/index.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../../schema/generated/commands.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { throwingGraphErrors } from '../guard.ts';
import type { Subgraph } from '../types.ts';
import { type CommandsContext, type CommandsParts, commandsContext } from './context.ts';
import { sortDatabaseError } from './database-error.ts';
import { approveCommand } from './resolvers/mutation/approve-command.ts';
import { cancelCommand } from './resolvers/mutation/cancel-command.ts';
import { confirmProduction } from './resolvers/mutation/confirm-production.ts';
import { declineCommand } from './resolvers/mutation/decline-command.ts';
import { placeQualityHold } from './resolvers/mutation/place-quality-hold.ts';
import { releaseEngineeringChange } from './resolvers/mutation/release-engineering-change.ts';
import { releaseQualityHold } from './resolvers/mutation/release-quality-hold.ts';
import { replayCommand } from './resolvers/mutation/replay-command.ts';
import { command } from './resolvers/query/command.ts';
import { commandByKey } from './resolvers/query/command-by-key.ts';
import { CommandConnection, commands } from './resolvers/query/commands.ts';
import { eventCursor } from './resolvers/query/event-cursor.ts';
import { Plant, plant, plants } from './resolvers/query/plants.ts';
import { qualityHold, qualityHolds } from './resolvers/query/quality-holds.ts';
import { CommandStatusEvent, commandStatusChanged } from './resolvers/subscription/command-status-changed.ts';
import { productionStatusChanged } from './resolvers/subscription/production-status-changed.ts';
import { QualityHoldEvent, qualityHoldChanged } from './resolvers/subscription/quality-hold-changed.ts';
import { Command } from './resolvers/types/command.ts';
import { EngineeringChange, PlantRollout } from './resolvers/types/engineering-change.ts';
import { Item, MaterialLot, Nonconformance, ProductionOrder } from './resolvers/types/held-records.ts';
import { QualityHold } from './resolvers/types/quality-hold.ts';

/** Required: a field of the schema that has no resolver would answer null in silence. */
const Query: Required<QueryResolvers<CommandsContext>> = {
  ...{ command, commandByKey, commands, eventCursor, plant, plants, qualityHold, qualityHolds },
};
const Mutation: Required<MutationResolvers<CommandsContext>> = {
  approveCommand,
  cancelCommand,
  confirmProduction,
  declineCommand,
  placeQualityHold,
  releaseEngineeringChange,
  releaseQualityHold,
  replayCommand,
};

const resolvers: Resolvers<CommandsContext> = {
  Query,
  Mutation,
  Command,
  CommandConnection,
  CommandStatusEvent,
  EngineeringChange,
  Item,
  MaterialLot,
  Nonconformance,
  Plant,
  PlantRollout,
  ProductionOrder,
  QualityHold,
  QualityHoldEvent,
};

const Subscription = { commandStatusChanged, productionStatusChanged, qualityHoldChanged };

/** What the hub itself owns: commands, holds, rollouts, plants; all mutations and subscriptions. It calls no back end. */
export function createCommandsSubgraph(parts: CommandsParts): Subgraph<CommandsContext> {
  const { Decimal, UnitCode, DateTime, JSON: json } = scalars;
  return {
    name: 'commands',
    typeDefs: subgraphTypeDefs('commands'),
    resolvers: {
      ...throwingGraphErrors(resolvers, sortDatabaseError),
      Subscription,
      Decimal,
      UnitCode,
      DateTime,
      JSON: json,
    },
    context: (request) => commandsContext(parts, request),
  };
}
