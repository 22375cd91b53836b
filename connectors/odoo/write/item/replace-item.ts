import { RejectedError } from '../../../../lib/errors.ts';
import type { ItemInput, ItemResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findProduct, isOfCode, type Product, readUnits, TRACKING_IN_ODOO, unitOfCode } from '../../model/catalog.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { idIn, textIn } from '../../model/row.ts';
import type { Domain, WriteRpc } from '../../model/rpc.ts';
import { postOnce } from '../kit/proof.ts';

/** What Odoo keeps of an item's revision. */
type Item = { name: string; unitId: number; tracking: string };
type ReplaceBefore = { productId: number; found: Item; leaves: Item };

/**
 * Brings an item to a new revision: its name, unit and tracking, absolute. Odoo keeps no revision of an item; its number
 * stays. Unit and tracking are changed only where nothing counts on them.
 */
export function replaceItem(rpc: WriteRpc): Posting<ItemInput, ReplaceBefore, ItemResult> {
  async function read(productId: number, context: ReadContext): Promise<Item> {
    const row = await rpc.readOne('product.product', productId, ['name', 'uom_id', 'tracking'], context);
    const tracking = textIn(row, 'tracking') ?? 'none';
    return { name: textIn(row, 'name') ?? '', unitId: idIn(row, 'uom_id')!, tracking };
  }

  async function judge(before: ReplaceBefore, context: ReadContext): Promise<ProbeResult<ItemResult>> {
    const now = await read(before.productId, context);
    if (isSame(now, before.leaves)) return { outcome: 'found', result: { productId: String(before.productId) } };
    if (isSame(now, before.found)) return { outcome: 'absent' };
    throw postedOtherwise(`The item ${before.productId} is "${now.name}" by now: neither as found nor as released`);
  }

  return {
    operation: 'product.product/replace-item',
    guarantee: 'CONDITIONAL',
    because: 'Name, unit and tracking are absolute values: the same ones again change nothing, and they are read back.',

    async prepare(input, context) {
      const [product, units] = await Promise.all([
        findProduct(rpc, input.itemNumber, context),
        readUnits(rpc, context),
      ]);
      const found = await read(product.id, context);
      // A unit of the same code, of which there may be several, stays.
      const isSameUnit = isOfCode(units.get(found.unitId), input.unit);
      const leaves = {
        name: input.name,
        unitId: isSameUnit ? found.unitId : unitOfCode(units, input.unit).id,
        tracking: TRACKING_IN_ODOO[input.tracking],
      };
      await refuseInUse(product, { found, leaves }, context);
      return { productId: product.id, found, leaves };
    },

    async apply(_input, before, context) {
      const earlier = await judge(before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const { productId, found, leaves } = before;
      const hasPurchaseUnit = await rpc.hasField('product.product', 'uom_po_id');
      const unit = { uom_id: leaves.unitId, ...(hasPurchaseUnit ? { uom_po_id: leaves.unitId } : {}) };
      const vals = {
        name: leaves.name,
        ...(leaves.tracking === found.tracking ? {} : { tracking: leaves.tracking }),
        ...(leaves.unitId === found.unitId ? {} : unit),
      };
      return await postOnce({
        rpc,
        what: `the new revision of product ${productId}`,
        post: () => rpc.write({ model: 'product.product', method: 'write', ids: [productId], args: { vals } }, context),
        judge: () => judge(before, context),
      });
    },

    probe: (_input, before, context) => judge(before, context),
  };

  /**
   * Odoo itself refuses another unit where there are stock moves, but not where BOMs count in the old one; and it lets
   * tracking be changed under stock, which then has no lots, or lots that nothing asks for.
   */
  async function refuseInUse(
    product: Product,
    { found, leaves }: Pick<ReplaceBefore, 'found' | 'leaves'>,
    context: ReadContext,
  ): Promise<void> {
    const isOtherUnit = leaves.unitId !== found.unitId;
    const isOtherTracking = leaves.tracking !== found.tracking;
    const [moves, stock, boms, lines, purchases, variants] = await Promise.all([
      isOtherUnit || isOtherTracking ? isThere('stock.move', ofProduct(product)) : false,
      isOtherUnit || isOtherTracking ? isThere('stock.quant', [...ofProduct(product), ['quantity', '!=', 0]]) : false,
      isOtherUnit ? isThere('mrp.bom', [['product_tmpl_id', '=', product.templateId]]) : false,
      isOtherUnit ? isThere('mrp.bom.line', ofProduct(product)) : false,
      isOtherUnit ? isThere('purchase.order.line', ofProduct(product)) : false,
      rpc.search('product.product', [['product_tmpl_id', '=', product.templateId]], ['id'], context, { limit: 2 }),
    ]);
    const uses = [
      ...(stock ? ['stock'] : []),
      ...(moves ? ['stock moves'] : []),
      ...(boms || lines ? ['BOMs'] : []),
      ...(purchases ? ['purchase lines'] : []),
    ].join(', ');
    const inUse = (field: string) =>
      refused('ITEM_IN_USE', `The ${field} of ${product.itemNumber} cannot change: there are ${uses} of it`, {
        path: [field],
      });
    const wrong = [
      ...(isOtherUnit && uses !== '' ? [inUse('unit')] : []),
      ...(isOtherTracking && (stock || moves) ? [inUse('tracking')] : []),
      ...(variants.length > 1
        ? [refused('ITEM_HAS_VARIANTS', 'Its name, unit and tracking are those of other items too', ABOUT_ITEM)]
        : []),
    ];
    if (wrong.length > 0) throw new RejectedError(wrong.flatMap((error) => error.problems));

    async function isThere(model: string, domain: Domain): Promise<boolean> {
      const rows = await rpc.search(model, domain, ['id'], context, { limit: 1, withArchived: true });
      return rows.length > 0;
    }
  }
}

const ABOUT_ITEM = { path: ['itemNumber'] };

const ofProduct = (product: Product): unknown[] => [['product_id', '=', product.id]];

const isSame = (a: Item, b: Item): boolean => a.name === b.name && a.unitId === b.unitId && a.tracking === b.tracking;
