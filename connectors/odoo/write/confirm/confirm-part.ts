import { decimal } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import type { ConfirmPartInput, ConfirmPartResult } from '../../../ports/erp-write.ts';
import type { Posting } from '../../../ports/posting.ts';
import { type Product, readProducts, readUnits } from '../../model/catalog.ts';
import { findLots, type LotName } from '../../model/lots.ts';
import { chainOfPart, type Move, openPartOf, type Part, readMoves, readPart } from '../../model/order-part.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { posting } from '../kit/recipe.ts';
import { confirmBatch } from './calls.ts';
import { type Found, foundOn } from './found.ts';
import { type ConfirmBefore, confirmResult, judgeConfirmation } from './judge.ts';
import { type Plan, planConfirmation } from './plan.ts';

/**
 * Confirms the open part of an order: what was produced, with its lots, and all that it consumed. Absolute
 * preparatory writes, then one button_mark_done and never a second: on a done order it erases the lots' genealogy.
 */
export function confirmPart(
  rpc: WriteRpc,
  sites: Sites,
  addon: Addon,
): Posting<ConfirmPartInput, ConfirmBefore, ConfirmPartResult> {
  return posting<ConfirmPartInput, ConfirmBefore, Part, ConfirmPartResult>(rpc, addon, {
    operation: 'mrp.production/confirm-part',
    because:
      "Odoo does not refuse a second button_mark_done, and a backorder copies the order's origin; but the id of the " +
      'open part is stored with the intent, and its state, quantities, lots and backorder tell whether it was posted.',
    calls: [
      'stock.lot/load',
      'mrp.production/write',
      'mrp.production/set_qty_producing',
      'mrp.production/button_mark_done',
    ],
    what: (before) => `the confirmation of ${before.partNumber}`,
    // Someone else may have posted it meanwhile: a second posting would erase its genealogy.
    looksAgain: true,
    replacesLines: true,

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const chain = await chainOfPart(rpc, site, input, context);
      const part = openPartOf(chain, input.partId, input.planned);
      const [moves, takesMany, units] = await Promise.all([
        readMoves(rpc, part.id, context),
        rpc.hasField('mrp.production', 'lot_producing_ids'),
        readUnits(rpc, context),
      ]);
      const [products, lots] = await Promise.all([
        readProducts(rpc, [part.productId, ...moves.map((move) => move.productId)], context),
        findLots(rpc, site, possibleLots(input, moves), context),
      ]);
      const outputLotsMax = outputLotsMaxOf(takesMany, products.get(part.productId));
      const facts = { part, moves, products, units, lots, outputLotsMax };
      const plan = await unlessChanged(
        () => planConfirmation(input, facts),
        async () => openPartOf(await chainOfPart(rpc, site, input, context), input.partId, input.planned),
      );
      return {
        partId: part.id,
        partNumber: part.name,
        planned: part.planned.toFixed(),
        chainIds: chain.parts.map((entry) => entry.id),
        plan,
        found: foundByUs(part, context.earlier as ConfirmBefore | undefined) ?? foundOn(part, moves),
        wasTried: context.earlier !== undefined,
      };
    },

    see: ({ before, context }) => readPart(rpc, before.partId, context),

    judge: (part, { input, ...looked }) => judgeConfirmation(rpc, part, { orderNumber: input.orderNumber, ...looked }),

    async batch(part, { input, before, context }) {
      const site = await sites.of(input.plantCode);
      return await confirmBatch({ rpc, site, part, before, context });
    },

    resultOf: ([parts, backorders]) => confirmResult(parts![0]!, backorders![0]),
  });
}

/** What does not fit may not fit because a person has just finished, cancelled or changed the order: then that is said. */
async function unlessChanged(plan: () => Plan, look: () => Promise<unknown>): Promise<Plan> {
  try {
    return plan();
  } catch (error) {
    if (error instanceof RejectedError) await look();
    throw error;
  }
}

/** What an earlier try of ours found, where the part still stands as that try has prepared it. */
const foundByUs = (part: Part, earlier: ConfirmBefore | undefined): Found | undefined =>
  earlier?.partId === part.id && part.producing.eq(decimal(earlier.plan.produced)) ? earlier.found : undefined;

/** Every lot that is named, of every component that it might be of. */
const possibleLots = (input: ConfirmPartInput, moves: readonly Move[]): LotName[] =>
  input.consumption.flatMap((entry) =>
    entry.lots.flatMap(({ lotNumber }) =>
      moves.filter((move) => move.isRaw).map((move) => ({ productId: move.productId, lotNumber })),
    ),
  );

/**
 * How many lots one posting can carry: 17 and 18 have one field for one lot or serial; 19 takes any number of
 * serials, and one lot. Null: any number.
 */
export const outputLotsMaxOf = (takesMany: boolean, product: Product | undefined): number | null =>
  takesMany && product?.tracking === 'SERIAL' ? null : 1;
