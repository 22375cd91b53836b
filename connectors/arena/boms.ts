import DataLoader from 'dataloader';
import { begin } from '../../lib/begin.ts';
import type { PlmBom, PlmBomDetail, PlmSubstitute, ReadOptions } from '../ports.ts';
import type { ArenaClient } from './client.ts';
import type { ItemReads } from './items.ts';
import type { Memory } from './memory.ts';
import * as wire from './wire.ts';

/** Engineering BOMs of one request: one call per distinct revision, and one search for the units of its components. */
export class BomReads {
  readonly #client: ArenaClient;
  readonly #items: ItemReads;
  readonly #read: ReadOptions;
  readonly #cache: Memory['bomLines'];
  readonly #lines: DataLoader<string, wire.BomLineRow[]>;
  readonly #substitutes: DataLoader<string, PlmSubstitute[]>;

  constructor(client: ArenaClient, items: ItemReads, cache: Memory['bomLines'], read: ReadOptions) {
    this.#client = client;
    this.#items = items;
    this.#read = read;
    this.#cache = cache;
    this.#lines = new DataLoader((guids) => Promise.all(guids.map((guid) => cache.get(guid) ?? this.#fetch(guid))));
    this.#substitutes = new DataLoader((refs) => Promise.all(refs.map((ref) => this.#fetchSubstitutes(ref))));
  }

  /**
   * Null where the revision has no lines. `isFixed`: it is effective or superseded, so its lines stay as they are.
   * Substitutes that will be asked for are read beside the units of the components.
   */
  async bom(
    number: string,
    revision: string | null,
    guid: string,
    { isFixed, details = [] }: { isFixed: boolean; details?: readonly PlmBomDetail[] },
  ): Promise<PlmBom | null> {
    const lines = await this.#lines.load(guid);
    if (isFixed) this.#cache.set(guid, lines);
    if (lines.length === 0) return null;
    const numbered = lines.filter((line) => line.item.number !== null);
    const refOf = (line: wire.BomLineRow) => `${guid}/${line.guid}`;
    if (details.includes('substitutes')) begin(numbered.map((line) => this.#substitutes.load(refOf(line))));
    return {
      itemNumber: number,
      revision,
      baseQuantity: await this.#items.quantityOf(number, 1),
      lines: await Promise.all(
        numbered.map(async (line, index) => ({
          lineNumber: line.lineNumber && line.lineNumber > 0 ? line.lineNumber : index + 1,
          itemNumber: String(line.item.number),
          quantity: await this.#items.quantityOf(String(line.item.number), line.quantity ?? 0),
          lineRef: refOf(line),
        })),
      ),
    };
  }

  substitutes(lineRef: string): Promise<PlmSubstitute[]> {
    return this.#substitutes.load(lineRef);
  }

  async #fetch(guid: string): Promise<wire.BomLineRow[]> {
    const call = { path: `/items/${guid}/bom`, kind: 'items/bom' };
    const answer = await this.#client.read(call, wire.listOf(wire.bomLine), this.#read);
    return [...(answer?.results ?? [])].sort((a, b) => (a.lineNumber ?? 0) - (b.lineNumber ?? 0));
  }

  async #fetchSubstitutes(lineRef: string): Promise<PlmSubstitute[]> {
    const [revision, line] = lineRef.split('/');
    const call = { path: `/items/${revision}/bom/${line}/substitutes`, kind: 'items/bom/substitutes' };
    const answer = await this.#client.read(call, wire.listOf(wire.substitute), this.#read);
    const numbered = (answer?.results ?? []).filter((row) => row.item.number !== null);
    const substitutes = await Promise.all(
      numbered.map(async (row) => ({
        rank: row.rank,
        itemNumber: String(row.item.number),
        quantity: await this.#items.quantityOf(String(row.item.number), row.quantity ?? 1),
      })),
    );
    return substitutes.sort((a, b) => a.rank - b.rank);
  }
}
