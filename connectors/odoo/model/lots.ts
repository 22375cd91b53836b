import type { ReadContext } from '../../ports/posting.ts';
import type { PlantSite } from './layout.ts';
import { type About, refused } from './refusal.ts';
import { idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

export interface LotName {
  productId: number;
  lotNumber: string;
}

/** Ids of lots by product and number; a lot that is not there has none. */
export class LotIds {
  readonly #ids = new Map<string, number[]>();

  add(lot: LotName, id: number): void {
    const key = lotKeyOf(lot);
    this.#ids.set(key, [...(this.#ids.get(key) ?? []), id]);
  }

  /** Undefined where there is none. Errors: RejectedError LOT_AMBIGUOUS where the number stands for several records. */
  find(lot: LotName, path: readonly string[] = ['lotNumber']): number | undefined {
    const ids = this.#ids.get(lotKeyOf(lot)) ?? [];
    if (ids.length > 1) {
      const message = `The ERP has ${ids.length} lots ${lot.lotNumber} of one item`;
      throw refused('LOT_AMBIGUOUS', message, aboutLot(lot, path));
    }
    return ids[0];
  }

  /** Errors: RejectedError LOT_NOT_FOUND. */
  get(lot: LotName, path: readonly string[] = ['lotNumber']): number {
    const id = this.find(lot, path);
    if (id !== undefined) return id;
    throw refused('LOT_NOT_FOUND', `The ERP has no lot ${lot.lotNumber} of this item`, aboutLot(lot, path));
  }
}

const aboutLot = ({ lotNumber }: LotName, path: readonly string[]): About => ({
  rule: 'PC-11',
  path,
  detail: { lotNumber },
});

export const lotKeyOf = (lot: LotName): string => JSON.stringify([lot.productId, lot.lotNumber]);

export async function findLots(
  rpc: WriteRpc,
  site: PlantSite,
  lots: readonly LotName[],
  context: ReadContext,
): Promise<LotIds> {
  const found = new LotIds();
  if (lots.length === 0) return found;
  const rows = await rpc.search(
    'stock.lot',
    [
      ['name', 'in', [...new Set(lots.map((lot) => lot.lotNumber))]],
      ['product_id', 'in', [...new Set(lots.map((lot) => lot.productId))]],
      ['company_id', 'in', [site.companyId, false]],
    ],
    ['name', 'product_id'],
    context,
  );
  for (const row of rows) found.add({ productId: idIn(row, 'product_id')!, lotNumber: textIn(row, 'name')! }, row.id);
  return found;
}
