import DataLoader from 'dataloader';
import type { CommandLayer } from '../../commands/index.ts';
import type { EventStream } from '../../events/stream.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import { type Caller, isDomainRead } from '../../lib/identity/caller.ts';
import { approvalsOf, type CommandScope, commandsByIds, historyOf, stepsOf } from '../../store/command-reads.ts';
import type { HubDatabase } from '../../store/db.ts';
import {
  dispositionsOf,
  enforcementOf,
  type Hold,
  type HoldDisposition,
  type HoldEnforcement,
  type HoldState,
  holdsByIds,
} from '../../store/holds.ts';
import type { ApprovalTable, CommandEventTable, CommandStepTable, CommandTable } from '../../store/ledger-tables.ts';
import { type Rollout, rolloutsOf } from '../../store/rollouts.ts';
import type { SubgraphRequest } from '../types.ts';
import { type HoldLists, holdLists } from './hold-lists.ts';

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
  signal: AbortSignal | undefined;
  visiblePlants: readonly string[];
  commandScope: CommandScope;
  load: Loaders;
}

export interface Loaders {
  command: DataLoader<string, CommandTable | null>;
  steps: DataLoader<string, CommandStepTable[]>;
  history: DataLoader<string, CommandEventTable[]>;
  approvals: DataLoader<string, ApprovalTable[]>;
  /** The hold that a command placed. */
  placedHold: DataLoader<string, Hold | null>;
  hold: DataLoader<string, Hold | null>;
  enforcement: DataLoader<string, HoldEnforcement[]>;
  dispositions: DataLoader<string, HoldDisposition[]>;
  holds(state: HoldState | null): HoldLists;
  /** Of a change. */
  rollouts: DataLoader<string, Rollout[]>;
}

export function commandsContext(parts: CommandsParts, request: SubgraphRequest): CommandsContext {
  const { caller, correlationId, signal } = request;
  const visiblePlants = parts.plants.map((plant) => plant.code).filter((code) => caller.plants.has(code));
  const commandScope = {
    plants: [...caller.plants],
    clientId: isDomainRead(caller, 'commands') ? null : caller.clientId,
  };
  const load = createLoaders(parts.db, visiblePlants, commandScope);
  return { ...parts, caller, correlationId, signal, visiblePlants, commandScope, load };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function createLoaders(db: HubDatabase, plants: readonly string[], scope: CommandScope): Loaders {
  const lists = new Map<HoldState | null, HoldLists>();
  return {
    command: one(
      async (ids) =>
        commandsByIds(
          db,
          ids.filter((id) => UUID.test(id)).map((id) => id.toLowerCase()),
          scope,
        ),
      (row) => row.id,
    ),
    steps: many(
      (ids) => stepsOf(db, ids),
      (row) => row.command_id,
    ),
    history: many(
      (ids) => historyOf(db, ids),
      (row) => row.command_id,
    ),
    approvals: many(
      (ids) => approvalsOf(db, ids),
      (row) => row.command_id,
    ),
    hold: one(
      (ids) => holdsByIds(db, ids, { plants }),
      (hold) => hold.holdId,
    ),
    placedHold: new DataLoader(async (commandIds) => {
      const placed = await db
        .selectFrom('quality_hold')
        .select(['hold_id', 'placed_command'])
        .where('placed_command', 'in', [...commandIds])
        .execute();
      const holds = await holdsByIds(
        db,
        placed.map((row) => row.hold_id),
        { plants },
      );
      const byId = new Map(holds.map((hold) => [hold.holdId, hold]));
      const byCommand = new Map(placed.map((row) => [row.placed_command, byId.get(row.hold_id)]));
      return commandIds.map((id) => byCommand.get(id) ?? null);
    }),
    enforcement: many(
      (ids) => enforcementOf(db, ids),
      (row) => row.holdId,
    ),
    dispositions: many(
      (ids) => dispositionsOf(db, ids),
      (row) => row.holdId,
    ),
    rollouts: many(
      (changes) => rolloutsOf(db, changes, plants),
      (rollout) => rollout.changeNumber,
    ),
    holds(state) {
      const found = lists.get(state) ?? holdLists(db, plants, state);
      lists.set(state, found);
      return found;
    },
  };
}

function one<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  idOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [idOf(row), row]));
    return ids.map((id) => rows.get(id) ?? rows.get(id.toLowerCase()) ?? null);
  });
}

function many<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  idOf: (row: Row) => string,
): DataLoader<string, Row[]> {
  return new DataLoader(async (ids) => {
    const groups = Map.groupBy(await read(ids), idOf);
    return ids.map((id) => groups.get(id) ?? []);
  });
}
