import DataLoader from 'dataloader';
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
import { type HoldLists, holdLists } from './hold-lists.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * What a request or an event reads of the hub's tables, within the caller's plants. Each loader is made when it is
 * first asked: most events of a subscription need none of them.
 */
export class Loaders {
  readonly #db: HubDatabase;
  readonly #plants: readonly string[];
  readonly #scope: CommandScope;
  readonly #made = new Map<string, unknown>();

  constructor(db: HubDatabase, plants: readonly string[], scope: CommandScope) {
    this.#db = db;
    this.#plants = plants;
    this.#scope = scope;
  }

  get command(): DataLoader<string, CommandTable | null> {
    return this.#once('command', () =>
      one(
        (ids) =>
          commandsByIds(
            this.#db,
            ids.filter((id) => UUID.test(id)).map((id) => id.toLowerCase()),
            this.#scope,
          ),
        (row) => row.id,
      ),
    );
  }

  get steps(): DataLoader<string, CommandStepTable[]> {
    return this.#once('steps', () =>
      many(
        (ids) => stepsOf(this.#db, ids),
        (row) => row.command_id,
      ),
    );
  }

  get history(): DataLoader<string, CommandEventTable[]> {
    return this.#once('history', () =>
      many(
        (ids) => historyOf(this.#db, ids),
        (row) => row.command_id,
      ),
    );
  }

  get approvals(): DataLoader<string, ApprovalTable[]> {
    return this.#once('approvals', () =>
      many(
        (ids) => approvalsOf(this.#db, ids),
        (row) => row.command_id,
      ),
    );
  }

  get hold(): DataLoader<string, Hold | null> {
    return this.#once('hold', () =>
      one(
        (ids) => holdsByIds(this.#db, ids, { plants: this.#plants }),
        (hold) => hold.holdId,
      ),
    );
  }

  /** The hold that a command placed. */
  get placedHold(): DataLoader<string, Hold | null> {
    return this.#once('placedHold', () => new DataLoader((commandIds) => this.#placedHolds(commandIds)));
  }

  get enforcement(): DataLoader<string, HoldEnforcement[]> {
    return this.#once('enforcement', () =>
      many(
        (ids) => enforcementOf(this.#db, ids),
        (row) => row.holdId,
      ),
    );
  }

  get dispositions(): DataLoader<string, HoldDisposition[]> {
    return this.#once('dispositions', () =>
      many(
        (ids) => dispositionsOf(this.#db, ids),
        (row) => row.holdId,
      ),
    );
  }

  /** Of a change. */
  get rollouts(): DataLoader<string, Rollout[]> {
    return this.#once('rollouts', () =>
      many(
        (changes) => rolloutsOf(this.#db, changes, this.#plants),
        (rollout) => rollout.changeNumber,
      ),
    );
  }

  holds(state: HoldState | null): HoldLists {
    return this.#once(`holds ${state}`, () => holdLists(this.#db, this.#plants, state));
  }

  #once<Loader>(name: string, make: () => Loader): Loader {
    const known = this.#made.get(name) as Loader | undefined;
    const loader = known ?? make();
    if (known === undefined) this.#made.set(name, loader);
    return loader;
  }

  async #placedHolds(commandIds: readonly string[]): Promise<(Hold | null)[]> {
    const placed = await this.#db
      .selectFrom('quality_hold')
      .select(['hold_id', 'placed_command'])
      .where('placed_command', 'in', [...commandIds])
      .execute();
    const holds = await holdsByIds(
      this.#db,
      placed.map((row) => row.hold_id),
      { plants: this.#plants },
    );
    const byId = new Map(holds.map((hold) => [hold.holdId, hold]));
    const byCommand = new Map(placed.map((row) => [row.placed_command, byId.get(row.hold_id)]));
    return commandIds.map((id) => byCommand.get(id) ?? null);
  }
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
