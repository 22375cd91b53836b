import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import type { UnbuildInput, UnbuildResult } from '../../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../../ports/posting.ts';
import {
  booked,
  inOwnUnit,
  notBooked,
  ratioOf,
  readProducts,
  readUnits,
  roundTo,
  unitIn,
} from '../../model/catalog.ts';
import { externalName, findExternalId } from '../../model/external-id.ts';
import { findLots } from '../../model/lots.ts';
import { type Part, readMoves, readPart } from '../../model/order-part.ts';
import { stockBelow } from '../../model/quants.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { amountIn, idIn, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { add, type BatchCall, type RecordId } from '../kit/batch.ts';
import { loadOneCall } from '../kit/load.ts';
import { posting } from '../kit/recipe.ts';

type UnbuildBefore = {
  companyId: number;
  productId: number;
  partId: number;
  bomId: number | null;
  lotId: number | null;
  unitId: number;
  locationId: number;
  /** In the order's own unit. */
  quantity: string;
  /** What comes back, by product; in the units of the component moves. */
  returns: { productId: number; quantity: string }[];
};

/**
 * Takes a posted part of an order apart. The record is created under an external id made of the step's key and is then
 * validated once: Odoo unbuilds again with every call of action_validate.
 */
export function unbuild(
  rpc: WriteRpc,
  sites: Sites,
  addon: Addon,
): Posting<UnbuildInput, UnbuildBefore, UnbuildResult> {
  return posting<UnbuildInput, UnbuildBefore, number | null, UnbuildResult>(rpc, addon, {
    operation: 'mrp.unbuild/unbuild',
    because:
      "The unbuild carries an external id made of the step's key, unique in Odoo's SQL, so it is created once; its state " +
      'and moves tell whether it was validated. Odoo does not refuse a second validation: it would unbuild again.',
    calls: ['mrp.unbuild/load', 'mrp.unbuild/action_validate'],
    what: () => 'the unbuild',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const part = await readPart(rpc, Number(input.partId), context);
      if (part.state !== 'done')
        throw refused('ORDER_NOT_POSTED', `${part.name} is ${part.state}, not posted`, { path: ['partId'] });
      const [moves, products, units, scraps] = await Promise.all([
        readMoves(rpc, part.id, context),
        readProducts(rpc, [part.productId], context),
        readUnits(rpc, context),
        rpc.search('stock.scrap', scrapOf(part), ['state'], context, { limit: 1 }),
      ]);
      if (scraps.length > 0) {
        throw refused(
          'UNBUILD_SCRAPPED',
          `Output of ${part.name} was scrapped on it: Odoo would bring back too little`,
          { path: ['partId'] },
        );
      }
      const lotId = await lotOf(input, part, products.get(part.productId)?.tracking ?? 'NONE', context);
      const [unit, own] = [
        unitIn(units, part.unitId),
        unitIn(units, products.get(part.productId)?.unitId ?? part.unitId),
      ];
      const asked = inOwnUnit(input.quantity, own, ['quantity']);
      const quantity = roundTo(asked.div(ratioOf(unit, own)), unit.rounding);
      if (!booked(quantity, unit, own).eq(asked))
        throw notBooked(asked, booked(quantity, unit, own), own, ['quantity']);
      const stock = await stockBelow(rpc, part.destinationLocationId, [part.productId], context);
      const place = stock.find((quant) => quant.lotId === lotId && quant.quantity.gte(asked));
      if (place === undefined) {
        throw refused('STOCK_SHORT', `${input.quantity} of ${part.name}'s output are no longer at one place`, {
          path: ['quantity'],
        });
      }
      const posted = moves.filter((move) => move.state === 'done');
      const produced = sum(
        posted.filter((move) => !move.isRaw && move.productId === part.productId).map((move) => move.quantity),
      );
      if (quantity.gt(produced))
        throw refused('QUANTITY_INVALID', `${part.name} made ${decimalText(produced)} only`, { path: ['quantity'] });
      const share = quantity.div(produced);
      const returned = Map.groupBy(
        posted.filter((move) => move.isRaw),
        (move) => move.productId,
      );
      return {
        companyId: site.companyId,
        productId: part.productId,
        partId: part.id,
        bomId: part.bomId,
        lotId,
        unitId: part.unitId,
        locationId: place.locationId,
        quantity: decimalText(quantity),
        returns: [...returned].map(([productId, own]) => ({
          productId,
          quantity: decimalText(
            sum(own.map((move) => roundTo(move.quantity.times(share), units.get(move.unitId)?.rounding ?? decimal(0)))),
          ),
        })),
      };
    },

    see: ({ context }) => findExternalId(rpc, 'mrp.unbuild', externalName('unbuild', context.stepKey), context),

    async judge(id, { before, context }) {
      if (id === null) return { outcome: 'absent' };
      const record = await rpc.readOne('mrp.unbuild', id, ['name', 'state'], context);
      if (record.state !== 'done') return { outcome: 'absent' };
      const moves = await rpc.search('stock.move', movesOf(id), ['product_id', 'quantity', 'state'], context);
      const done = moves.filter((move) => move.state === 'done');
      const name = textIn(record, 'name') ?? String(id);
      for (const [productId, quantity] of totalsOf(before)) {
        const own = done.filter((move) => idIn(move, 'product_id') === productId);
        const moved = sum(own.map((move) => amountIn(move, 'quantity')));
        if (moved.eq(decimal(quantity))) continue;
        const message = `Unbuild ${name} moved ${decimalText(moved)} instead of ${quantity} of product ${productId}`;
        throw postedOtherwise(message, own.length > 1 && moved.gt(quantity) ? 'DUPLICATE_MARKER' : 'PARTIAL');
      }
      return { outcome: 'found', result: resultOf(record) };
    },

    async batch(found, { before, context }) {
      const calls: BatchCall[] = [];
      const name = externalName('unbuild', context.stepKey);
      const id = found ?? add(calls, loadOneCall('mrp.unbuild', name, valuesOf(before)))();
      calls.push({ model: 'mrp.unbuild', method: 'action_validate', ids: [id] });
      const ofId = [['id', '=', id]];
      return {
        calls,
        before: [
          {
            says: 'The part is not posted any more',
            model: 'mrp.production',
            domain: [
              ['id', '=', before.partId],
              ['state', '=', 'done'],
            ],
            count: 1,
          },
        ],
        after: [
          { says: 'It is not unbuilt', model: 'mrp.unbuild', domain: [...ofId, ['state', '=', 'done']], count: 1 },
          ...[...totalsOf(before)].map(([productId, quantity]) => ({
            says: `Something else is moved of product ${productId}`,
            model: 'stock.move',
            domain: [...movesOf(id), ['product_id', '=', productId], ['state', '=', 'done']],
            sums: { quantity },
          })),
        ],
        reads: [{ model: 'mrp.unbuild', domain: ofId, fields: ['name'] }],
      };
    },

    resultOf: ([records]) => resultOf(records![0]!),
  });

  async function lotOf(
    input: UnbuildInput,
    part: Part,
    tracking: string,
    context: ReadContext,
  ): Promise<number | null> {
    if (tracking === 'NONE') return null;
    if (input.lotNumber === null)
      throw refused('LOT_REQUIRED', `The output of ${part.name} is tracked: name its lot`, { path: ['lotNumber'] });
    const site = await sites.of(input.plantCode);
    const lot = { productId: part.productId, lotNumber: input.lotNumber };
    return (await findLots(rpc, site, [lot], context)).get(lot);
  }
}

/** What moves, by product: the output goes, the components come back. */
const totalsOf = (before: UnbuildBefore): [productId: number, quantity: string][] => [
  [before.productId, before.quantity],
  ...before.returns.map(({ productId, quantity }): [number, string] => [productId, quantity]),
];

const resultOf = (record: Row): UnbuildResult => ({
  unbuildId: String(record.id),
  name: textIn(record, 'name') ?? String(record.id),
});

const movesOf = (id: RecordId): unknown[] => ['|', ['unbuild_id', '=', id], ['consume_unbuild_id', '=', id]];

/** Scraps of output that are booked on the part. */
const scrapOf = (part: Part): unknown[] => [
  ['production_id', '=', part.id],
  ['product_id', '=', part.productId],
  ['state', '=', 'done'],
];

const valuesOf = (before: UnbuildBefore): Record<string, string> => ({
  'company_id/.id': String(before.companyId),
  'product_id/.id': String(before.productId),
  'mo_id/.id': String(before.partId),
  ...(before.bomId === null ? {} : { 'bom_id/.id': String(before.bomId) }),
  ...(before.lotId === null ? {} : { 'lot_id/.id': String(before.lotId) }),
  product_qty: before.quantity,
  'product_uom_id/.id': String(before.unitId),
  'location_id/.id': String(before.locationId),
  'location_dest_id/.id': String(before.locationId),
});
