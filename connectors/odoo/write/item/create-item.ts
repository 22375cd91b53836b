import type { ItemInput, ItemResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findActive, isOfCode, readUnits, TRACKING_IN_ODOO, unitOfCode } from '../../model/catalog.ts';
import { externalName, findExternalId } from '../../model/external-id.ts';
import { refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { loadOne } from '../kit/load.ts';

type ItemBefore = { unitId: number; existingId: number | null };

/** Creates an item; one that is there already under the number, with the same unit and tracking, is taken as it is. */
export function createItem(rpc: WriteRpc): Posting<ItemInput, ItemBefore, ItemResult> {
  async function judge(input: ItemInput, before: ItemBefore, context: ReadContext): Promise<ProbeResult<ItemResult>> {
    const id = before.existingId ?? (await findExternalId(rpc, 'product.product', nameOf(input), context));
    return id === null ? { outcome: 'absent' } : { outcome: 'found', result: { productId: String(id) } };
  }

  return {
    operation: 'product.product/create-item',
    guarantee: 'RECEIPT',
    because:
      "The item carries an external id made of its number; the pair is unique in Odoo's SQL and is written in the " +
      'transaction that creates the item, so a repeat meets the same record.',

    async prepare(input, context) {
      const [units, products] = await Promise.all([
        readUnits(rpc, context),
        findActive(rpc, [input.itemNumber], context),
      ]);
      const unit = unitOfCode(units, input.unit);
      const existing = products.get(input.itemNumber);
      if (existing === undefined) return { unitId: unit.id, existingId: null };
      const existingUnit = units.get(existing.unitId)?.code;
      if (existing.tracking !== input.tracking || !isOfCode(units.get(existing.unitId), input.unit)) {
        const message = `The ERP has ${input.itemNumber} already: in ${existingUnit}, tracking ${existing.tracking}`;
        const path = [existing.tracking === input.tracking ? 'unit' : 'tracking'];
        throw refused('ITEM_DIFFERS', message, { path });
      }
      return { unitId: existing.unitId, existingId: existing.id };
    },

    async apply(input, before, context) {
      if (before.existingId !== null) return { productId: String(before.existingId) };
      const unitId = String(before.unitId);
      const values = {
        default_code: input.itemNumber,
        name: input.name,
        ...((await rpc.hasField('product.product', 'is_storable'))
          ? { type: 'consu', is_storable: '1' }
          : { detailed_type: 'product' }),
        tracking: TRACKING_IN_ODOO[input.tracking],
        'uom_id/.id': unitId,
        ...((await rpc.hasField('product.product', 'uom_po_id')) ? { 'uom_po_id/.id': unitId } : {}),
      };
      const id = await loadOne(rpc, 'product.product', nameOf(input), values, context);
      return { productId: String(id) };
    },

    async probe(input, before, context) {
      return await judge(input, before, context);
    },
  };
}

const nameOf = (input: ItemInput): string => externalName('item', input.itemNumber);
