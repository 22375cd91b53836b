import type { CommandLayer } from '../../commands/index.ts';
import type { EventStream } from '../../events/stream.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import { type Caller, isDomainRead } from '../../lib/identity/caller.ts';
import type { CommandScope } from '../../store/command-reads.ts';
import type { HubDatabase } from '../../store/db.ts';
import type { SubgraphRequest } from '../types.ts';
import { Loaders } from './loaders.ts';

export interface CommandsParts {
  db: HubDatabase;
  commands: Pick<CommandLayer, 'submit' | 'approve' | 'decline' | 'cancel' | 'replay'>;
  stream: EventStream;
  plants: readonly FactoryPlant[];
}

/** What the resolvers of one fetch share; everything that it reads is within the caller's plants. */
export interface CommandsContext extends CommandsParts {
  caller: Caller;
  correlationId: string;
  calls: SubgraphRequest['calls'];
  signal: AbortSignal | undefined;
  visiblePlants: readonly string[];
  commandScope: CommandScope;
  load: Loaders;
}

export function commandsContext(parts: CommandsParts, request: SubgraphRequest): CommandsContext {
  const { caller, correlationId, calls, signal } = request;
  const visiblePlants = parts.plants.map((plant) => plant.code).filter((code) => caller.plants.has(code));
  const commandScope = {
    plants: [...caller.plants],
    clientId: isDomainRead(caller, 'commands') ? null : caller.clientId,
  };
  const load = new Loaders(parts.db, visiblePlants, commandScope);
  return { ...parts, caller, correlationId, calls, signal, visiblePlants, commandScope, load };
}
