import DataLoader from 'dataloader';
import { decimalText } from '../../../lib/decimal.ts';
import type { ErpMoney } from '../../ports/erp-read.ts';
import type { PlantSite } from '../model/layout.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, type Row } from '../model/row.ts';

/** Costs that depend on a company, one call per company. */
export class Costs {
  readonly #reading: Reading;
  readonly #prices = new Map<number, DataLoader<number, Row | null>>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** The standard price of one base unit in the plant's company. */
  async standardCost(productId: number, site: PlantSite): Promise<ErpMoney | null> {
    const row = await this.#pricesOf(site.companyId).load(productId);
    if (row === null) return null;
    return {
      amount: decimalText(amountIn(row, 'standard_price')),
      currency: await this.#reading.layout.currency(site),
    };
  }

  #pricesOf(companyId: number): DataLoader<number, Row | null> {
    let loader = this.#prices.get(companyId);
    if (loader === undefined) {
      loader = new DataLoader((ids) => this.#readPrices(companyId, ids), { maxBatchSize: 1_000 });
      this.#prices.set(companyId, loader);
    }
    return loader;
  }

  async #readPrices(companyId: number, ids: readonly number[]): Promise<(Row | null)[]> {
    const rows = await this.#reading.records.ask<Row[]>({
      model: 'product.product',
      method: 'search_read',
      args: { domain: [['id', 'in', ids]], fields: ['standard_price'], load: '', order: 'id' },
      context: { active_test: false, allowed_company_ids: [companyId] },
    });
    return ids.map((id) => rows.find((row) => row.id === id) ?? null);
  }
}
