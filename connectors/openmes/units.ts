import { z } from 'zod';
import { decimalText } from '../../lib/decimal.ts';
import type { ReadScope } from '../../lib/rest-client.ts';
import { inCode, meaningOf, type UnitMeaning, unitUnknown } from '../../lib/units.ts';
import type { Quantity } from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import type { OpenmesOptions } from './options.ts';
import * as wire from './wire.ts';

const FRESH_MS = 60_000;

/** Units of what is made: work orders do not always carry them, product types do. Kept for a minute. */
export class ProductUnits {
  readonly #api: OpenmesApi;
  readonly #options: OpenmesOptions;
  #byCode = new Map<string, string>();
  #byId = new Map<number, string>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(api: OpenmesApi, options: OpenmesOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE for a unit that neither the hub nor the connection knows. */
  named(name: string): UnitMeaning {
    const { connection, units } = this.#options;
    const meaning = meaningOf(name, units);
    if (meaning !== undefined) return meaning;
    throw unitUnknown(name, { system: 'MES', connection });
  }

  /** Of a product by its code or id; a product without one counts in pieces, as the MES itself does. */
  async ofProduct(product: { code?: string | null; id?: number | null }, scope: ReadScope = {}): Promise<UnitMeaning> {
    const known = () =>
      (product.code == null ? undefined : this.#byCode.get(product.code)) ??
      (product.id == null ? undefined : this.#byId.get(product.id));
    if (product.code == null && product.id == null) return this.named('pcs');
    if (known() === undefined || performance.now() - this.#readAt > FRESH_MS) {
      // Serves all who ask meanwhile: it does not end with the request that was the first.
      this.#reading ??= this.#read(scope.calls === undefined ? {} : { calls: scope.calls }).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.named(known() ?? 'pcs');
  }

  async #read(scope: ReadScope): Promise<void> {
    const shape = z.object({ data: z.array(wire.productType) });
    const call = { path: '/product-types', query: { include_inactive: 1 }, kind: 'product-types' };
    const answer = await this.#api.read(call, shape, scope);
    this.#byCode = new Map(answer?.data.map((row) => [row.code, row.unit_of_measure]));
    this.#byId = new Map(answer?.data.map((row) => [row.id, row.unit_of_measure]));
    this.#readAt = performance.now();
  }
}

/** An amount of the MES in the code that its unit means. */
export const quantityIn = (amount: string | number, unit: UnitMeaning): Quantity => ({
  value: decimalText(inCode(amount, unit)),
  unit: unit.code,
});
