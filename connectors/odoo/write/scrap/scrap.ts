import { decimal, decimalText } from '../../../../lib/decimal.ts';
import type { ScrapInput, ScrapResult } from '../../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../../ports/posting.ts';
import { findProduct, inOwnUnit, type Product, readUnits, unitIn } from '../../model/catalog.ts';
import { externalName, findExternalId } from '../../model/external-id.ts';
import type { PlantSite } from '../../model/layout.ts';
import { findLots } from '../../model/lots.ts';
import { chainOfPart, type Part } from '../../model/order-part.ts';
import { type Quant, stockBelow } from '../../model/quants.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { amountIn, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { add, type BatchCall } from '../kit/batch.ts';
import { loadOneCall } from '../kit/load.ts';
import { posting } from '../kit/recipe.ts';

type ScrapBefore = {
  productId: number;
  lotId: number | null;
  unitId: number;
  companyId: number;
  locationId: number;
  /** The part of the order that it is booked on. */
  partId: number | null;
  quantity: string;
  origin: string;
};

/**
 * Scraps stock. The record is created under an external id made of the step's key, which no copy inherits, and is
 * then validated once: Odoo scraps again with every call of action_validate.
 */
export function scrap(rpc: WriteRpc, sites: Sites, addon: Addon): Posting<ScrapInput, ScrapBefore, ScrapResult> {
  return posting<ScrapInput, ScrapBefore, number | null, ScrapResult>(rpc, addon, {
    operation: 'stock.scrap/scrap',
    because:
      "The scrap carries an external id made of the step's key, unique in Odoo's SQL, so it is created once; its state " +
      'tells whether it was validated. Odoo does not refuse a second validation: it would scrap again.',
    calls: ['stock.scrap/load', 'stock.scrap/action_validate'],
    what: () => 'the scrap',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const product = await findProduct(rpc, input.itemNumber, context);
      const lotId = await lotOf(rpc, site, product, input.lotNumber, context);
      const part = await partToBookOn(rpc, site, input, product.id, context);
      const stock = await stockFor(site, input, part, product, context);
      const units = await readUnits(rpc, context);
      const quantity = inOwnUnit(input.quantity, unitIn(units, product.unitId), ['quantity']);
      if (quantity.lte(0))
        throw refused('QUANTITY_ROUNDS_TO_ZERO', `Nothing of ${input.itemNumber} to scrap`, {
          rule: 'C-04',
          path: ['quantity'],
        });
      const place = stock.find((quant) => quant.lotId === lotId && quant.quantity.gte(quantity));
      if (place === undefined) throw refused('STOCK_SHORT', shortMessage(input, stock, lotId), { path: ['quantity'] });
      return {
        productId: product.id,
        lotId,
        unitId: product.unitId,
        companyId: site.companyId,
        locationId: place.locationId,
        partId: part?.id ?? null,
        quantity: decimalText(quantity),
        origin: [input.order?.orderNumber, input.reasonCode].filter((text) => text !== undefined).join(' '),
      };
    },

    see: ({ context }) => findExternalId(rpc, 'stock.scrap', externalName('scrap', context.stepKey), context),

    async judge(id, { before, context }) {
      if (id === null) return { outcome: 'absent' };
      const [record, moves] = await Promise.all([
        rpc.readOne('stock.scrap', id, ['name', 'state'], context),
        rpc.search('stock.move', [['scrap_id', '=', id]], ['quantity', 'state'], context),
      ]);
      if (record.state !== 'done') return { outcome: 'absent' };
      refuseOther(record, moves, before);
      return { outcome: 'found', result: resultOf(record) };
    },

    async batch(found, { before, context }) {
      const calls: BatchCall[] = [];
      const name = externalName('scrap', context.stepKey);
      const id = found ?? add(calls, loadOneCall('stock.scrap', name, scrapValues(before)))();
      calls.push({ model: 'stock.scrap', method: 'action_validate', ids: [id] });
      return {
        calls,
        before: [],
        after: [
          { says: 'It is not scrapped', model: 'stock.scrap', domain: doneIs(['id', '=', id]), count: 1 },
          {
            says: 'Something else is scrapped',
            model: 'stock.move',
            domain: doneIs(['scrap_id', '=', id]),
            count: 1,
            sums: { quantity: before.quantity },
          },
        ],
        reads: [{ model: 'stock.scrap', domain: [['id', '=', id]], fields: ['name'] }],
      };
    },

    resultOf: ([records]) => resultOf(records![0]!),
  });

  /** What is on hold; or what is free, first where the order has put its output, or takes its components from. */
  async function stockFor(
    site: PlantSite,
    input: ScrapInput,
    part: Part | null,
    product: Product,
    context: ReadContext,
  ): Promise<Quant[]> {
    if (input.from === 'HOLD') {
      const hold = await sites.holdLocation(site, context);
      return hold === null ? [] : stockBelow(rpc, hold, [product.id], context);
    }
    const isOutput = part?.productId === product.id;
    const first = part === null ? [] : [isOutput ? part.destinationLocationId : part.sourceLocationId];
    return sites.freeStock(site, { productIds: [product.id], first }, context);
  }
}

const scrapValues = (before: ScrapBefore): Record<string, string> => ({
  'company_id/.id': String(before.companyId),
  'product_id/.id': String(before.productId),
  'product_uom_id/.id': String(before.unitId),
  scrap_qty: before.quantity,
  'location_id/.id': String(before.locationId),
  origin: before.origin,
  ...(before.lotId === null ? {} : { 'lot_id/.id': String(before.lotId) }),
  ...(before.partId === null ? {} : { 'production_id/.id': String(before.partId) }),
});

const doneIs = (which: unknown[]): unknown[] => [which, ['state', '=', 'done']];

const resultOf = (record: Row): ScrapResult => ({ scrapId: String(record.id), name: nameOf(record) });

const nameOf = (record: Row): string => textIn(record, 'name') ?? String(record.id);

/** Exactly one move of exactly the quantity; two mean that it was validated twice. */
function refuseOther(record: Row, moves: readonly Row[], before: ScrapBefore): void {
  const done = moves.filter((move) => move.state === 'done');
  const name = nameOf(record);
  if (done.length > 1) throw postedOtherwise(`Scrap ${name} was posted ${done.length} times`, 'DUPLICATE_MARKER');
  const quantity = done[0] === undefined ? decimal(0) : amountIn(done[0], 'quantity');
  if (!quantity.eq(decimal(before.quantity))) {
    throw postedOtherwise(`Scrap ${name} took ${decimalText(quantity)} instead of ${before.quantity}`);
  }
}

/** Output is booked on a part that is posted: on an open one Odoo would count it as produced. */
async function partToBookOn(
  rpc: WriteRpc,
  site: PlantSite,
  { plantCode, order }: ScrapInput,
  productId: number,
  context: ReadContext,
): Promise<Part | null> {
  if (order === null) return null;
  const { parts } = await chainOfPart(rpc, site, { plantCode, ...order }, context);
  const part = parts.find(({ id }) => String(id) === order.partId)!;
  if (part.productId !== productId || part.state === 'done') return part;
  const message = `${part.name} is not finished in the ERP: what is scrapped of its output cannot be booked on it`;
  throw refused('ORDER_NOT_POSTED', message, { path: ['order'] });
}

async function lotOf(
  rpc: WriteRpc,
  site: PlantSite,
  product: Product,
  lotNumber: string | null,
  context: ReadContext,
): Promise<number | null> {
  if (product.tracking === 'NONE') return null;
  if (lotNumber === null)
    throw refused('LOT_REQUIRED', `${product.itemNumber} is tracked: its lot must be named`, { path: ['lotNumber'] });
  const lot = { productId: product.id, lotNumber };
  return (await findLots(rpc, site, [lot], context)).get(lot);
}

function shortMessage(input: ScrapInput, stock: readonly Quant[], lotId: number | null): string {
  const there = stock.filter((quant) => quant.lotId === lotId).map((quant) => decimalText(quant.quantity));
  const found = there.length === 0 ? 'none' : `at most ${there[0]} at one place`;
  return `${input.quantity} of ${input.itemNumber} are to be scrapped, and the ERP has ${found}`;
}
