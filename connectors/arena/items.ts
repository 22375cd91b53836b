import DataLoader from 'dataloader';
import { decimalText } from '../../lib/decimal.ts';
import { inCode, meaningOf, type UnitMeaning, unitUnknown } from '../../lib/units.ts';
import type { Quantity, ReadOptions } from '../ports.ts';
import type { ArenaClient } from './client.ts';
import type { ArenaOptions } from './options.ts';
import * as wire from './wire.ts';

/** Search criteria travel in the URL: so many item numbers keep it below 8 KB. */
const NUMBERS_PER_CALL = 40;

/** Items by number and their revisions, each read once in a request; numbers asked for together cost one search. */
export class ItemReads {
  readonly #options: ArenaOptions;
  readonly #items: DataLoader<string, wire.ItemRow | null>;
  readonly #revisions: DataLoader<string, wire.RevisionRow[]>;
  readonly #specs: DataLoader<string, wire.ItemRow | null>;

  constructor(client: ArenaClient, options: ArenaOptions, read: ReadOptions) {
    this.#options = options;
    this.#items = new DataLoader((numbers) => searchItems(client, numbers, read), {
      maxBatchSize: NUMBERS_PER_CALL,
    });
    this.#specs = new DataLoader((guids) =>
      Promise.all(guids.map((guid) => client.read({ path: `/items/${guid}`, kind: 'items' }, wire.item, read))),
    );
    this.#revisions = new DataLoader((guids) =>
      Promise.all(
        guids.map(async (guid) => {
          const call = { path: `/items/${guid}/revisions`, kind: 'items/revisions' };
          return (await client.read(call, wire.listOf(wire.revision), read))?.results ?? [];
        }),
      ),
    );
  }

  /** In its effective revision, or the working one before there is any. */
  byNumber(number: string): Promise<wire.ItemRow | null> {
    return this.#items.load(number);
  }

  /** The specs of one revision. */
  byGuid(guid: string): Promise<wire.ItemRow | null> {
    return this.#specs.load(guid);
  }

  async revisionsOf(number: string): Promise<wire.RevisionRow[]> {
    const item = await this.byNumber(number);
    return item === null ? [] : this.#revisions.load(item.guid);
  }

  /** `amount` of an item, in the code that its unit means. Errors: as of `unit`. */
  async quantityOf(number: string, amount: number | string): Promise<Quantity> {
    const unit = this.unit((await this.byNumber(number))?.uom ?? 'each');
    return { value: decimalText(inCode(amount, unit)), unit: unit.code };
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE for a unit that neither the hub nor the connection knows. */
  unit(name: string): UnitMeaning {
    const { connection, units } = this.#options;
    const meaning = meaningOf(name, units);
    if (meaning !== undefined) return meaning;
    throw unitUnknown(name, { system: 'PLM', connection });
  }
}

async function searchItems(
  client: ArenaClient,
  numbers: readonly string[],
  read: ReadOptions,
): Promise<(wire.ItemRow | null)[]> {
  const criteria = numbers.flatMap((value, index) => [
    ...(index === 0 ? [] : ['OR']),
    { attribute: 'number', operator: 'IS_EQUAL_TO', value },
  ]);
  const base = { criteria: JSON.stringify([criteria]), responseview: 'full', limit: 400 };
  const rows: wire.ItemRow[] = [];
  for (;;) {
    const call = { path: '/items', query: { ...base, offset: rows.length }, kind: 'items' };
    const results = (await client.read(call, wire.listOf(wire.item), read))?.results ?? [];
    rows.push(...results);
    // Whether Arena tells more than its usual 20 items in full at a time is not documented.
    const isCutOff = results.length > 0 && results.length % 20 === 0 && rows.length < numbers.length;
    if (!isCutOff) return numbers.map((number) => rows.find((row) => row.number === number) ?? null);
  }
}
