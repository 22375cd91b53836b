import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import type { CountInput, CountResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findProduct, inOwnUnit, readUnits, unitIn } from '../../model/catalog.ts';
import { findLots } from '../../model/lots.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { amountIn, odooNumber } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import { readBack } from '../kit/proof.ts';

type CountBefore = { productId: number; lotId: number | null; locationId: number; counted: string; found: string };

/**
 * Over JSON-RPC Odoo takes the counted quantity out of the caller's values before it runs a call again that has lost a
 * race, and then answers and moves nothing. The count is absolute: what is answered and unchanged is sent again.
 */
const TIMES = 3;

/**
 * Sets the stock of an item or lot to what was counted, where it lies in the plant, or in Stock where nothing is yet, as a move to or from the
 * inventory loss: in one call that is absolute. (action_apply_inventory, called twice, sets the stock to nothing in 19.)
 */
export function countStock(rpc: WriteRpc, sites: Sites): Posting<CountInput, CountBefore, CountResult> {
  async function there(place: Omit<CountBefore, 'counted' | 'found'>, context: ReadContext) {
    const quants = await rpc.search(
      'stock.quant',
      [
        ['product_id', '=', place.productId],
        ['location_id', '=', place.locationId],
        ['lot_id', '=', place.lotId ?? false],
        ['owner_id', '=', false],
        ['package_id', '=', false],
      ],
      ['quantity'],
      context,
    );
    const quantity: Decimal = sum(quants.map((quant) => amountIn(quant, 'quantity')));
    return { quantity, quantId: quants[0]?.id ?? null };
  }

  async function judge(before: CountBefore, context: ReadContext): Promise<ProbeResult<CountResult>> {
    const { quantity, quantId } = await there(before, context);
    if (quantity.eq(decimal(before.counted))) {
      return { outcome: 'found', result: { quantId: quantId === null ? '' : String(quantId) } };
    }
    if (quantity.eq(decimal(before.found))) return { outcome: 'absent' };
    const message = `The stock is ${decimalText(quantity)} by now: neither ${before.found} as found nor ${before.counted} as counted`;
    throw postedOtherwise(message);
  }

  return {
    operation: 'stock.quant/count',
    guarantee: 'CONDITIONAL',
    because: 'The count is absolute: the same count again finds the stock as it sets it, and moves nothing.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const [product, units] = await Promise.all([
        findProduct(rpc, input.itemNumber, context),
        readUnits(rpc, context),
      ]);
      const unit = unitIn(units, product.unitId);
      const counted = inOwnUnit(input.counted, unit, ['counted']);
      if (product.tracking !== 'NONE' && input.lotNumber === null) {
        throw refused('LOT_REQUIRED', `${input.itemNumber} is tracked: its lot must be named`, { path: ['lotNumber'] });
      }
      const lot = input.lotNumber === null ? null : { productId: product.id, lotNumber: input.lotNumber };
      const lotId = lot === null ? null : (await findLots(rpc, site, [lot], context)).get(lot);
      const free = await sites.freeStock(site, { productIds: [product.id] }, context);
      const [only, ...others] = free.filter((quant) => quant.lotId === lotId);
      if (others.length > 0) {
        const message = `${input.itemNumber} lies at ${others.length + 1} places in the ERP: a count says how much is in one`;
        throw refused('STOCK_AT_SEVERAL_PLACES', message, { rule: 'AI-03', path: ['itemNumber'] });
      }
      const place = { productId: product.id, lotId, locationId: only?.locationId ?? site.stockLocationId };
      const { quantity } = await there(place, context);
      const shown = quantity.times(unit.factor);
      if (!shown.eq(decimal(input.expected))) {
        const message = `The ERP shows ${decimalText(shown)} of ${input.itemNumber}, and the counter was shown ${input.expected}`;
        throw refused('STOCK_CHANGED', message, { rule: 'AI-03', path: ['expected'] });
      }
      return { ...place, counted: decimalText(counted), found: decimalText(quantity) };
    },

    async apply(_input, before, context) {
      const earlier = await judge(before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const vals = {
        product_id: before.productId,
        location_id: before.locationId,
        ...(before.lotId === null ? {} : { lot_id: before.lotId }),
        inventory_quantity_auto_apply: odooNumber(before.counted),
      };
      const call = { model: 'stock.quant', method: 'create', args: { vals_list: [vals] } };
      for (let time = 1; time <= TIMES; time += 1) {
        await rpc.write({ ...call, context: { inventory_mode: true } }, context);
        const after = await readBack(rpc, 'the count', () => judge(before, context));
        if (after.outcome === 'found') return after.result;
      }
      throw postedOtherwise('Odoo answered that the count is applied, and the stock is unchanged');
    },

    async probe(_input, before, context) {
      return await judge(before, context);
    },
  };
}
