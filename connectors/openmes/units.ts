import { z } from 'zod';
import { GraphError } from '../../lib/errors.ts';
import type { ReadScope } from '../../lib/rest-client.ts';
import { unitCodeOf } from '../../lib/units.ts';
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

  /** UN/CEFACT code. Errors: GraphError NOT_SUPPORTED_BY_SOURCE for a unit that the table does not know. */
  code(name: string): string {
    const code = unitCodeOf(name, this.#options.units);
    if (code !== undefined) return code;
    throw new GraphError('NOT_SUPPORTED_BY_SOURCE', `The MES counts in "${name}", which is no known unit`, {
      system: 'MES',
      connection: this.#options.connection,
    });
  }

  /** Of a product by its code or id; a product without one counts in pieces, as the MES itself does. */
  async ofProduct(product: { code?: string | null; id?: number | null }, scope: ReadScope = {}): Promise<string> {
    const known = () =>
      (product.code == null ? undefined : this.#byCode.get(product.code)) ??
      (product.id == null ? undefined : this.#byId.get(product.id));
    if (product.code == null && product.id == null) return 'C62';
    if (known() === undefined || performance.now() - this.#readAt > FRESH_MS) {
      // Serves all who ask meanwhile: it does not end with the request that was the first.
      this.#reading ??= this.#read(scope.calls === undefined ? {} : { calls: scope.calls }).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.code(known() ?? 'pcs');
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
