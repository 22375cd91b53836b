import { type Caller, isDomainRead, mayReadPlant } from '../../lib/identity/caller.ts';
import type { CommandRow } from './types.ts';

/** All of its plants are the caller's, and it is a command of the caller's own client, or the caller may read commands. */
export function maySeeCommand(caller: Caller, command: Pick<CommandRow, 'plantCodes' | 'clientId'>): boolean {
  return (
    command.plantCodes.every((plant) => mayReadPlant(caller, plant)) &&
    (command.clientId === caller.clientId || isDomainRead(caller, 'commands'))
  );
}
