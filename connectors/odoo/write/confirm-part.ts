import { RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import type { ConfirmPartInput, ConfirmPartResult } from '../../ports/erp-write.ts';
import type { Posting, PostingContext } from '../../ports/posting.ts';
import { type Product, readProducts, readUnits, type UnitNames } from './catalog.ts';
import { type ConfirmBefore, judgeConfirmation } from './confirm-part-judge.ts';
import { planConfirmation } from './confirm-part-plan.ts';
import { prepareOrder, unprepareOrder } from './confirm-part-write.ts';
import { findLots, type LotName } from './lots.ts';
import { findChain, isOpen, type Move, type Part, readMoves, readPart } from './order-part.ts';
import { postOnce } from './proof.ts';
import type { WriteRpc } from './rpc.ts';
import type { Sites } from './site.ts';

/**
 * Confirms the open part of an order: what was produced, with its lots, and all that it consumed. Absolute
 * preparatory writes, then one button_mark_done and never a second: on a done order it erases the lots' genealogy.
 */
export function confirmPart(
  rpc: WriteRpc,
  sites: Sites,
  unitNames: UnitNames,
): Posting<ConfirmPartInput, ConfirmBefore, ConfirmPartResult> {
  return {
    operation: 'mrp.production/confirm-part',
    guarantee: 'DETECTABLE',
    because:
      "Odoo does not refuse a second button_mark_done, and a backorder copies the order's origin; but the id of the " +
      'open part is stored with the intent, and its state, quantities, lots and backorder tell whether it was posted.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode, context);
      const chain = await findChain(rpc, site, input.orderNumber, context);
      const part = openPart(input, chain);
      const [moves, takesMany, units] = await Promise.all([
        readMoves(rpc, part.id, context),
        rpc.hasField('mrp.production', 'lot_producing_ids'),
        readUnits(rpc, unitNames, context),
      ]);
      const [products, lots] = await Promise.all([
        readProducts(rpc, [part.productId, ...moves.map((move) => move.productId)], context),
        findLots(rpc, site, possibleLots(input, moves), context),
      ]);
      const outputLotsMax = outputLotsMaxOf(takesMany, products.get(part.productId));
      const plan = planConfirmation(input, { part, moves, products, units, lots, outputLotsMax });
      return {
        partId: part.id,
        partNumber: part.name,
        planned: part.planned.toFixed(),
        chainIds: chain.map((entry) => entry.id),
        plan,
      };
    },

    async apply(input, before, context) {
      const site = await sites.of(input.plantCode, context);
      const part = await readPart(rpc, before.partId, context);
      const earlier = await judgeConfirmation(rpc, site, before, part, context);
      if (earlier.outcome === 'found') return earlier.result;
      const moves = await readMoves(rpc, part.id, context);
      const preparation = { rpc, site, part, moves, plan: before.plan, context };
      const judge = async () => judgeConfirmation(rpc, site, before, await readPart(rpc, part.id, context), context);
      return await postOnce({
        rpc,
        what: `the confirmation of ${part.name}`,
        async post() {
          await prepareOrder(preparation);
          // Someone else may have posted it meanwhile: a second posting would erase its genealogy.
          const last = await judge();
          return last.outcome === 'found' ? true : await markDone(rpc, before, context);
        },
        judge,
        undo: () => unprepareOrder(preparation),
      });
    },

    async probe(input, before, context) {
      const site = await sites.of(input.plantCode, context);
      return await judgeConfirmation(rpc, site, before, await readPart(rpc, before.partId, context), context);
    },
  };
}

/** Without a dialogue: our own rules have decided on the consumption, the rest and the expired lots. */
const markDone = (rpc: WriteRpc, before: ConfirmBefore, context: PostingContext): Promise<unknown> =>
  rpc.write(
    {
      model: 'mrp.production',
      method: 'button_mark_done',
      ids: [before.partId],
      context: {
        skip_consumption: true,
        skip_backorder: true,
        skip_redirection: true,
        skip_expired: true,
        ...(before.plan.expectsBackorder ? { mo_ids_to_backorder: [before.partId] } : {}),
      },
    },
    context,
  );

/** Every lot that is named, of every component that it might be of. */
const possibleLots = (input: ConfirmPartInput, moves: readonly Move[]): LotName[] =>
  input.consumption.flatMap((entry) =>
    entry.lots.flatMap(({ lotNumber }) =>
      moves.filter((move) => move.isRaw).map((move) => ({ productId: move.productId, lotNumber })),
    ),
  );

function openPart(input: ConfirmPartInput, chain: readonly Part[]): Part {
  const part = chain.find(isOpen);
  if (part !== undefined) return part;
  const [code, message] =
    chain.length === 0
      ? ['ORDER_NOT_FOUND', `The ERP has no order ${input.orderNumber} at ${input.plantCode}`]
      : [
          'ORDER_NOT_OPEN',
          `Order ${input.orderNumber} has no open part: ${chain.map((entry) => entry.state).join(', ')}`,
        ];
  throw new RejectedError(businessProblem(code, message, { rule: 'PC-01', system: 'ERP' }));
}

/**
 * How many lots one posting can carry: 17 and 18 have one field for one lot or serial; 19 takes any number of
 * serials, and one lot. Null: any number.
 */
export const outputLotsMaxOf = (takesMany: boolean, product: Product | undefined): number | null =>
  takesMany && product?.tracking === 'SERIAL' ? null : 1;
