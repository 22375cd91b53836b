import { RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { add, type BatchCall, type RecordId } from './batch.ts';
import { externalName, fullExternalId, loadCall } from './external-id.ts';
import { idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Site } from './site.ts';

export interface LotName {
  productId: number;
  lotNumber: string;
}

/** Ids of lots by product and number; a lot that is not there has none. */
export class LotIds {
  readonly #ids = new Map<string, number[]>();

  add(lot: LotName, id: number): void {
    const key = keyOf(lot);
    this.#ids.set(key, [...(this.#ids.get(key) ?? []), id]);
  }

  /** Undefined where there is none. Errors: RejectedError LOT_AMBIGUOUS where the number stands for several records. */
  find(lot: LotName): number | undefined {
    const ids = this.#ids.get(keyOf(lot)) ?? [];
    if (ids.length > 1) {
      const message = `The ERP has ${ids.length} lots ${lot.lotNumber} of one item`;
      throw new RejectedError(businessProblem('LOT_AMBIGUOUS', message, { rule: 'PC-11', system: 'ERP' }));
    }
    return ids[0];
  }

  /** Errors: RejectedError LOT_NOT_FOUND. */
  get(lot: LotName): number {
    const id = this.find(lot);
    if (id !== undefined) return id;
    const message = `The ERP has no lot ${lot.lotNumber} of this item`;
    throw new RejectedError(businessProblem('LOT_NOT_FOUND', message, { rule: 'PC-11', system: 'ERP' }));
  }
}

const keyOf = (lot: LotName): string => JSON.stringify([lot.productId, lot.lotNumber]);

export async function findLots(
  rpc: WriteRpc,
  site: Site,
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

/**
 * Ids of the lots; those that are missing are created by a call that is added: one `load` under external ids made of
 * item and number, since two plain creates at once both succeed (their uniqueness is no constraint of the database),
 * and since an early 18.0 cannot create lots otherwise. 17 wants the company named.
 */
export async function lotsFor(
  rpc: WriteRpc,
  site: Site,
  lots: readonly LotName[],
  calls: BatchCall[],
  context: ReadContext,
): Promise<(lot: LotName) => RecordId> {
  const found = await findLots(rpc, site, lots, context);
  const missing = lots.filter(
    (lot, index) => found.find(lot) === undefined && lots.findIndex((other) => keyOf(other) === keyOf(lot)) === index,
  );
  if (missing.length === 0) return (lot) => found.get(lot);
  const rows = missing.map((lot) => [
    fullExternalId(externalName('lot', String(site.companyId), String(lot.productId), lot.lotNumber)),
    lot.lotNumber,
    String(lot.productId),
    String(site.companyId),
  ]);
  const made = add(calls, loadCall('stock.lot', ['id', 'name', 'product_id/.id', 'company_id/.id'], rows));
  const places = new Map(missing.map((lot, place) => [keyOf(lot), place]));
  return (lot) => found.find(lot) ?? made(places.get(keyOf(lot))!);
}
