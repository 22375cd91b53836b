import type { ReadContext } from '../../../ports/posting.ts';
import { odooInstant } from '../../model/domain.ts';
import { externalName, fullExternalId } from '../../model/external-id.ts';
import type { PlantSite } from '../../model/layout.ts';
import { findLots, type LotIds, type LotName, lotKeyOf } from '../../model/lots.ts';
import { refused } from '../../model/refusal.ts';
import { textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { add, type BatchCall, type RecordId } from './batch.ts';
import { loadCall } from './load.ts';

/** A lot with what is written on it when it is created. */
export interface NewLot extends LotName {
  /** RFC 3339. */
  expiresAt?: string | null;
  /** Goes where Odoo keeps a second number of a lot. */
  supplierLotNumber?: string | null;
}

/**
 * Refuses what the lots are to carry and cannot: an expiry that Odoo has no place for, or another one than a lot that
 * is there already has. Answers the lots that are there. Errors: RejectedError LOT_EXPIRY_NOT_KEPT, LOT_DIFFERS.
 */
export async function checkLots(
  rpc: WriteRpc,
  site: PlantSite,
  lots: readonly NewLot[],
  context: ReadContext,
): Promise<LotIds> {
  const found = await findLots(rpc, site, lots, context);
  const dated = lots.filter((lot) => lot.expiresAt != null);
  if (dated.length === 0) return found;
  if (!(await rpc.hasField('stock.lot', 'expiration_date'))) {
    const message = 'This Odoo keeps no expiry of lots (its module product_expiry is not installed)';
    throw refused('LOT_EXPIRY_NOT_KEPT', message, { path: ['lots'] });
  }
  const ids = dated.map((lot) => found.find(lot)).filter((id) => id !== undefined);
  const rows = await rpc.read('stock.lot', ids, ['expiration_date'], context);
  for (const lot of dated) {
    const there = rows.find((row) => row.id === found.find(lot));
    const date = there && textIn(there, 'expiration_date');
    if (!there || date === odooInstant(new Date(lot.expiresAt!))) continue;
    const message = `The ERP has lot ${lot.lotNumber} already, and it expires ${date ?? 'never'} (UTC)`;
    throw refused('LOT_DIFFERS', message, { path: ['lots'], detail: { lotNumber: lot.lotNumber } });
  }
  return found;
}

/** Creates lots that are not there; what none of them carries has no column. */
function newLotsCall(site: PlantSite, lots: readonly NewLot[]): BatchCall {
  const hasDates = lots.some((lot) => lot.expiresAt != null);
  const hasNumbers = lots.some((lot) => lot.supplierLotNumber != null);
  const fields = [
    ...['id', 'name', 'product_id/.id', 'company_id/.id'],
    ...(hasDates ? ['expiration_date'] : []),
    ...(hasNumbers ? ['ref'] : []),
  ];
  const rows = lots.map((lot) => [
    fullExternalId(externalName('lot', String(site.companyId), String(lot.productId), lot.lotNumber)),
    ...[lot.lotNumber, String(lot.productId), String(site.companyId)],
    ...(hasDates ? [lot.expiresAt == null ? '' : odooInstant(new Date(lot.expiresAt))] : []),
    ...(hasNumbers ? [lot.supplierLotNumber ?? ''] : []),
  ]);
  return loadCall('stock.lot', fields, rows);
}

/**
 * Ids of the lots; those that are missing are created by a call that is added: one `load` under external ids made of
 * item and number, since two plain creates at once both succeed (their uniqueness is no constraint of the database),
 * and since an early 18.0 cannot create lots otherwise. 17 wants the company named.
 */
export async function lotsFor(
  rpc: WriteRpc,
  site: PlantSite,
  lots: readonly NewLot[],
  calls: BatchCall[],
  context: ReadContext,
): Promise<(lot: LotName) => RecordId> {
  const found = await findLots(rpc, site, lots, context);
  const missing = lots.filter(
    (lot, index) =>
      found.find(lot) === undefined && lots.findIndex((other) => lotKeyOf(other) === lotKeyOf(lot)) === index,
  );
  if (missing.length === 0) return (lot) => found.get(lot);
  const made = add(calls, newLotsCall(site, missing));
  const places = new Map(missing.map((lot, place) => [lotKeyOf(lot), place]));
  return (lot) => found.find(lot) ?? made(places.get(lotKeyOf(lot))!);
}
