import DataLoader from 'dataloader';
import { begin } from '../../lib/begin.ts';
import { dateInZone } from '../../lib/clock.ts';
import type {
  EffectivityType,
  EngineeringChangeStatus,
  PlmAffectedItem,
  PlmChange,
  PlmChangeSummary,
  ReadOptions,
} from '../ports.ts';
import type { ArenaClient } from './client.ts';
import type { Memory } from './memory.ts';
import type { ArenaOptions } from './options.ts';
import * as wire from './wire.ts';

/** Arena's application lives in Pacific time: a planned instant there means that day. */
const ARENA_ZONE = 'America/Los_Angeles';

const STATUSES: Readonly<Record<string, EngineeringChangeStatus>> = {
  OPEN_AND_UNLOCKED: 'OPEN',
  OPEN_AND_LOCKED: 'OPEN',
  SUBMITTED_FOR_ROUTING: 'SUBMITTED',
  SUBMITTED_FOR_APPROVAL: 'SUBMITTED',
  REJECTED: 'REJECTED',
  CANCELED: 'CANCELLED',
  APPROVED: 'APPROVED',
  EFFECTIVE: 'EFFECTIVE',
  COMPLETED: 'COMPLETED',
  EXPIRED: 'EXPIRED',
};

const EFFECTIVITIES: Readonly<Record<string, EffectivityType>> = {
  PERMANENT_ON_APPROVAL: 'ON_APPROVAL',
  PERMANENT_ON_DATE: 'ON_DATE',
  TEMPORARY: 'TEMPORARY',
};

/** Changes of one request, each read once. */
export class ChangeReads {
  readonly #client: ArenaClient;
  readonly #options: ArenaOptions;
  readonly #read: ReadOptions;
  readonly #memory: Memory['changes'];
  readonly #summaries: DataLoader<string, wire.ChangeSummaryRow | null>;
  readonly #changes: DataLoader<string, wire.ChangeRow | null>;
  readonly #items: DataLoader<string, wire.ChangeItemRow[]>;

  constructor(client: ArenaClient, options: ArenaOptions, memory: Memory, read: ReadOptions) {
    this.#client = client;
    this.#options = options;
    this.#read = read;
    this.#memory = memory.changes;
    this.#summaries = new DataLoader((numbers) => Promise.all(numbers.map((number) => this.#find(number))));
    this.#changes = new DataLoader((guids) =>
      Promise.all(guids.map((guid) => client.read({ path: `/changes/${guid}`, kind: 'changes' }, wire.change, read))),
    );
    this.#items = new DataLoader((guids) =>
      Promise.all(
        guids.map(async (guid) => {
          const call = { path: `/changes/${guid}/items`, kind: 'changes/items' };
          return (await client.read(call, wire.listOf(wire.changeItem), read))?.results ?? [];
        }),
      ),
    );
  }

  async summary(number: string): Promise<PlmChangeSummary | null> {
    const row = await this.#summaries.load(number);
    return row === null ? null : this.toSummary(row);
  }

  async change(number: string): Promise<PlmChange | null> {
    this.#beginItems(number);
    const summary = await this.#summaries.load(number);
    if (summary === null) return null;
    const [row, items] = await Promise.all([this.#changes.load(summary.guid), this.#items.load(summary.guid)]);
    if (row === null) return null;
    return {
      ...this.toSummary(row),
      effectivity: EFFECTIVITIES[row.effectivityType ?? ''] ?? null,
      effectiveOn: pacificDate(row.effectivityPlannedDateTime),
      expiresOn: pacificDate(row.expirationDateTime),
      affectedItems: items.flatMap(toAffectedItem),
    };
  }

  /** The change items as Arena has them; empty for an unknown change. */
  async items(number: string): Promise<wire.ChangeItemRow[]> {
    this.#beginItems(number);
    const summary = await this.#summaries.load(number);
    return summary === null ? [] : this.#items.load(summary.guid);
  }

  /** Every change with one of these statuses, by number. */
  async all(status: readonly EngineeringChangeStatus[] | null): Promise<PlmChangeSummary[]> {
    const types = Object.keys(STATUSES).filter((type) => status?.includes(STATUSES[type] as EngineeringChangeStatus));
    const queries = status === null ? [{}] : types.map((type) => ({ 'lifecycleStatus.type': type }));
    const pages = await Promise.all(
      queries.map((query) =>
        this.#client.list({ path: '/changes', query, kind: 'changes' }, wire.changeSummary, this.#read),
      ),
    );
    const rows = pages.flat();
    for (const row of rows) {
      this.#summaries.clear(row.number).prime(row.number, row);
      this.#memory.set(row.number, row.guid);
    }
    const byNumber = new Map(rows.map((row) => [row.number, this.toSummary(row)]));
    return [...byNumber.values()].sort((a, b) => compare(a.changeNumber, b.changeNumber));
  }

  /** By the GUID that it was found by before, where that is still a change of this number; else by a search. */
  async #find(number: string): Promise<wire.ChangeSummaryRow | null> {
    const guid = this.#memory.get(number);
    const known = guid === undefined ? null : await this.#changes.load(guid);
    if (known?.number === number) return known;
    const found = await findChange(this.#client, number, this.#read);
    if (found === null) this.#memory.delete(number);
    else this.#memory.set(number, found.guid);
    return found;
  }

  #beginItems(number: string): void {
    const guid = this.#memory.get(number);
    if (guid !== undefined) begin([this.#items.load(guid)]);
  }

  toSummary(row: wire.ChangeSummaryRow): PlmChangeSummary {
    const { connection } = this.#options;
    return {
      changeNumber: row.number,
      title: row.title ?? null,
      status: STATUSES[row.lifecycleStatus.type] ?? 'OPEN',
      ref: { system: 'PLM', connection, type: 'change', id: row.guid },
    };
  }
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The change with exactly this number; no number has a `*`, which in a search would stand for anything. */
export async function findChange(
  client: ArenaClient,
  number: string,
  read: ReadOptions = {},
): Promise<wire.ChangeSummaryRow | null> {
  if (number.includes('*')) return null;
  const rows = await client.list({ path: '/changes', query: { number }, kind: 'changes' }, wire.changeSummary, read);
  return rows.find((row) => row.number === number) ?? null;
}

/** An item without a number is not in the graph. */
function toAffectedItem(row: wire.ChangeItemRow): PlmAffectedItem[] {
  const itemNumber = row.newItemRevision?.number ?? row.affectedItemRevision?.number;
  if (itemNumber === null || itemNumber === undefined) return [];
  const fromRevision = row.affectedItemRevision?.revisionNumber ?? null;
  return [{ itemNumber, fromRevision, toRevision: row.newRevisionNumber ?? null }];
}

const pacificDate = (instant: string | null | undefined): string | null =>
  instant === null || instant === undefined ? null : dateInZone(new Date(instant), ARENA_ZONE);
