import DataLoader from 'dataloader';
import {
  type ChainOf,
  chainsIn,
  chainsNamed,
  type GroupField,
  groupFieldIn,
  sequenceOf,
  withNumbers,
} from './chains.ts';
import type { Domain } from './domain.ts';
import type { PlantSite } from './layout.ts';
import { isOpenState, UNFINISHED_STATES } from './order-state.ts';
import type { Reading } from './reading.ts';
import { idIn, idsIn, type Row, textIn } from './row.ts';

/** A manufacturing order with its backorders, as a request reads it. */
export interface Chain extends ChainOf<Row> {
  site: PlantSite;
}

/** Finds chains by a number, by a record, by a product. */
export class Chains {
  readonly #reading: Reading;
  readonly #byNumber: DataLoader<{ site: PlantSite; orderNumber: string }, Chain[], string>;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#byNumber = new DataLoader((keys) => this.#findAll(keys), {
      cacheKeyFn: ({ site, orderNumber }) => keyOf(site, orderNumber),
    });
  }

  /** By any number of the chain. Errors: GraphError KEY_AMBIGUOUS where two orders of the plant have the number. */
  async find(plantCode: string, orderNumber: string): Promise<Chain | null> {
    const found = await this.#byNumber.load({ site: await this.#reading.layout.site(plantCode), orderNumber });
    if (found.length > 1) {
      const message = `${found.length} orders of ${plantCode} have the number ${orderNumber}: one was split, and another was given its number`;
      throw this.#reading.error('KEY_AMBIGUOUS', message);
    }
    return found[0] ?? null;
  }

  /** The chains that some of the orders belong to, in the order of `rows`, each once. */
  async of(rows: readonly Row[]): Promise<Chain[]> {
    const groupField = await this.groupField();
    const related = await Promise.all(
      rows.map((row) => {
        const group = groupField === null ? null : idIn(row, groupField);
        return sequenceOf(row) > 0 && groupField !== null && group !== null
          ? this.#reading.records.where('mrp.production', groupField, group)
          : [row];
      }),
    );
    const chains = await this.#toChains([...rows, ...related.flat()]);
    const ofRow = new Map(chains.flatMap((chain) => chain.parts.map((part) => [part.id, chain] as const)));
    const inOrder = new Set(rows.map((row) => ofRow.get(row.id)).filter((chain) => chain !== undefined));
    for (const chain of inOrder) {
      this.#byNumber.prime({ site: chain.site, orderNumber: chain.orderNumber }, [chain]);
    }
    return [...inOrder];
  }

  /** Orders of a plant that make a product and are not finished. */
  async openOf(site: PlantSite, productId: number): Promise<Chain[]> {
    const open: Domain = [['state', 'in', UNFINISHED_STATES]];
    const rows = await this.#reading.records.where('mrp.production', 'product_id', productId, open);
    return this.of(rows.filter((row) => isOf(site, row)));
  }

  async groupField(): Promise<GroupField> {
    return groupFieldIn(
      await this.#reading.session.fields('mrp.production', this.#reading.records.scope.options?.calls),
    );
  }

  async #findAll(keys: readonly { site: PlantSite; orderNumber: string }[]): Promise<Chain[][]> {
    const types = keys.flatMap((key) => key.site.manufacturingTypeIds);
    const numbers = [...new Set(keys.map((key) => key.orderNumber))];
    const groupField = await this.groupField();
    const ofPlants: Domain = [['picking_type_id', 'in', [...new Set(types)]]];
    const wanted = withNumbers(numbers, groupField);
    const rows = await this.#reading.records.matching('mrp.production', wanted, () => true, ofPlants);
    const chains = await this.#toChains(rows);
    return keys.map(({ site, orderNumber }) =>
      chainsNamed(
        chains.filter((chain) => chain.site.plant.code === site.plant.code),
        orderNumber,
      ),
    );
  }

  async #toChains(rows: readonly Row[]): Promise<Chain[]> {
    const sites = await this.#reading.layout.allSites();
    return chainsIn(rows, await this.groupField()).flatMap((chain) => {
      const site = sites.find((entry) => isOf(entry, chain.parts[0]!));
      return site === undefined ? [] : [{ ...chain, site }];
    });
  }
}

/** Lots that an order is to be produced in: one in 17 and 18, any number since. */
export function lotIdsOf(part: Row): number[] {
  const single = idIn(part, 'lot_producing_id');
  return single === null ? idsIn(part, 'lot_producing_ids') : [single];
}

/** The part that a posting would go to; undefined where none is open. */
export const openPartOf = (chain: Chain): Row | undefined =>
  chain.parts.find((part) => isOpenState(textIn(part, 'state') ?? ''));

const keyOf = (site: PlantSite, orderNumber: string) => `${site.plant.code} ${orderNumber}`;
const isOf = (site: PlantSite, row: Row) => site.manufacturingTypeIds.includes(idIn(row, 'picking_type_id') ?? -1);
