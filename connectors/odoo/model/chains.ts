import DataLoader from 'dataloader';
import { anyOf, type Domain, likeLiteral } from './domain.ts';
import type { PlantSite } from './layout.ts';
import { OPEN_STATES } from './order-state.ts';
import type { Reading } from './reading.ts';
import { idIn, idsIn, type Row, textIn } from './row.ts';

/** A manufacturing order with its backorders. */
export interface Chain {
  site: PlantSite;
  /** The first number, which the order had before it was split. */
  orderNumber: string;
  /** In the order in which they were split off; at least one. */
  parts: readonly Row[];
}

/** Finds chains by a number, by a record, by a product. */
export class Chains {
  readonly #reading: Reading;
  readonly #byNumber: DataLoader<{ site: PlantSite; orderNumber: string }, Chain | null, string>;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#byNumber = new DataLoader((keys) => this.#findAll(keys), {
      cacheKeyFn: ({ site, orderNumber }) => keyOf(site, orderNumber),
    });
  }

  /** By any number of the chain. */
  async find(plantCode: string, orderNumber: string): Promise<Chain | null> {
    return this.#byNumber.load({ site: await this.#reading.layout.site(plantCode), orderNumber });
  }

  /** The chains that some of the orders belong to, in the order of `rows`, each once. */
  async of(rows: readonly Row[]): Promise<Chain[]> {
    const groupField = await this.groupField();
    const related = await Promise.all(
      rows.map((row) => {
        const group = idIn(row, groupField);
        return sequenceOf(row) > 0 && group !== null
          ? this.#reading.records.where('mrp.production', groupField, group)
          : [row];
      }),
    );
    const chains = await this.#toChains([...rows, ...related.flat()]);
    const ofRow = new Map(chains.flatMap((chain) => chain.parts.map((part) => [part.id, chain] as const)));
    const inOrder = new Set(rows.map((row) => ofRow.get(row.id)).filter((chain) => chain !== undefined));
    for (const chain of inOrder) {
      this.#byNumber.prime({ site: chain.site, orderNumber: chain.orderNumber }, chain);
    }
    return [...inOrder];
  }

  /** Orders of a plant that make a product and are not finished. */
  async openOf(site: PlantSite, productId: number): Promise<Chain[]> {
    const open: Domain = [['state', 'in', OPEN_STATES]];
    const rows = await this.#reading.records.where('mrp.production', 'product_id', productId, open);
    return this.of(rows.filter((row) => isOf(site, row)));
  }

  /** production_group_id since 19, procurement_group_id before. */
  async groupField(): Promise<'production_group_id' | 'procurement_group_id'> {
    const fields = await this.#reading.session.fields('mrp.production');
    return fields.has('production_group_id') ? 'production_group_id' : 'procurement_group_id';
  }

  async #findAll(keys: readonly { site: PlantSite; orderNumber: string }[]): Promise<(Chain | null)[]> {
    const types = keys.flatMap((key) => key.site.manufacturingTypeIds);
    const numbers = [...new Set(keys.map((key) => key.orderNumber))];
    const isWanted = (row: Row) =>
      numbers.some((number) => numbersBehind(number).includes(firstNumberOf(row)) || row.name === number);
    const rows = await this.#reading.records.matching('mrp.production', byNumbers(numbers), isWanted, [
      ['picking_type_id', 'in', [...new Set(types)]],
    ]);
    const chains = await this.#toChains(rows);
    return keys.map(({ site, orderNumber }) => {
      const own = chains.filter((chain) => chain.site.plant.code === site.plant.code);
      return (
        own.find((chain) => chain.orderNumber === orderNumber) ??
        own.find((chain) => chain.parts.some((part) => part.name === orderNumber)) ??
        null
      );
    });
  }

  async #toChains(rows: readonly Row[]): Promise<Chain[]> {
    const groupField = await this.groupField();
    const sites = await this.#reading.layout.allSites();
    const distinct = new Map(rows.map((row) => [row.id, row]));
    const groups = Map.groupBy(distinct.values(), (row) =>
      sequenceOf(row) > 0 ? `${idIn(row, groupField)} ${firstNumberOf(row)}` : `id ${row.id}`,
    );
    const chains: Chain[] = [];
    for (const group of groups.values()) {
      const parts = group.toSorted((a, b) => sequenceOf(a) - sequenceOf(b) || a.id - b.id);
      const head = parts[0]!;
      const site = sites.find((entry) => isOf(entry, head));
      if (site !== undefined) chains.push({ site, orderNumber: firstNumberOf(head), parts });
    }
    return chains;
  }
}

/** Lots that an order is to be produced in: one in 17 and 18, any number since. */
export function lotIdsOf(part: Row): number[] {
  const single = idIn(part, 'lot_producing_id');
  return single === null ? idsIn(part, 'lot_producing_ids') : [single];
}

/** The part that a posting would go to; undefined where all are finished. */
export const openPartOf = (chain: Chain): Row | undefined =>
  chain.parts.find((part) => part.state !== 'done' && part.state !== 'cancel');

const keyOf = (site: PlantSite, orderNumber: string) => `${site.plant.code} ${orderNumber}`;
const isOf = (site: PlantSite, row: Row) => site.manufacturingTypeIds.includes(idIn(row, 'picking_type_id') ?? -1);

/** Its place among the parts of a split order, from 1; 0 for an order that was never split. */
const sequenceOf = (row: Row): number => (typeof row.backorder_sequence === 'number' ? row.backorder_sequence : 0);

/** A split order ends in a dash and its place in at least three digits; one that was not may end in digits of its own. */
export function firstNumberOf(row: Row): string {
  const name = textIn(row, 'name') ?? '';
  return sequenceOf(row) > 0 ? name.replace(/-\d{3,}$/, '') : name;
}

/** First numbers of the orders that `number` may name: itself, and what stands before its suffix. */
const numbersBehind = (number: string): string[] => [...new Set([number, number.replace(/-\d{3,}$/, '')])];

/** The orders of the numbers, and every part of those that were split. */
function byNumbers(numbers: readonly string[]): Domain {
  const patterns = [...new Set(numbers.flatMap(numbersBehind))].map((number) => `${likeLiteral(number)}-___`);
  return anyOf([
    [['name', 'in', numbers]],
    [['backorder_sequence', '>', 0], ...anyOf(patterns.map((pattern) => [['name', '=like', pattern]]))],
  ]);
}
