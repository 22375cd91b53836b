import { decimal } from '../../../lib/decimal.ts';
import { NeedsAttentionError, RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import type { ConfirmPartInput, ConfirmPartResult } from '../../ports/erp-write.ts';
import type { Posting, PostingContext, ReadContext } from '../../ports/posting.ts';
import { readProducts, readUnits, type UnitNames } from './catalog.ts';
import { type ConfirmBefore, judgeConfirmation } from './confirm-part-judge.ts';
import { type Plan, planConfirmation } from './confirm-part-plan.ts';
import { ensureLots, findLots, type LotIds } from './lots.ts';
import { findChain, isOpen, isUnderWay, type Move, type Part, readMoves, readPart } from './order-part.ts';
import { type Quant, stockBelow, takeFrom } from './quants.ts';
import { odooNumber } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Site, Sites } from './site.ts';
import { refuseWizard } from './wizard.ts';

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
      const [moves, outputLotsMax, units] = await Promise.all([
        readMoves(rpc, part.id, context),
        outputLotsPerPart(rpc, part, context),
        readUnits(rpc, unitNames, context),
      ]);
      const products = await readProducts(rpc, [part.productId, ...moves.map((move) => move.productId)], context);
      const plan = planConfirmation(input, { part, moves, products, units, outputLotsMax });
      await componentLots(rpc, site, moves, plan, context);
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
      const lots = await componentLots(rpc, site, moves, before.plan, context);
      const output = await ensureLots(
        rpc,
        site,
        before.plan.outputLots.map(({ lotNumber }) => ({ productId: part.productId, lotNumber })),
        context,
      );
      await prepareOrder({ rpc, part, moves, plan: before.plan, lots, output, context });
      const answer = await rpc.write(
        {
          model: 'mrp.production',
          method: 'button_mark_done',
          ids: [part.id],
          context: {
            skip_consumption: true,
            skip_backorder: true,
            skip_redirection: true,
            skip_expired: true,
            ...(before.plan.expectsBackorder ? { mo_ids_to_backorder: [part.id] } : {}),
          },
        },
        context,
      );
      const after = await judgeConfirmation(rpc, site, before, await readPart(rpc, part.id, context), context);
      if (after.outcome === 'found') return after.result;
      refuseWizard(answer, `the confirmation of ${part.name}`);
      const message = `Odoo answered that ${part.name} is confirmed, and it is still open`;
      throw new NeedsAttentionError('PARTIAL', [businessProblem('ERP_NOT_POSTED', message, { system: 'ERP' })]);
    },

    async probe(input, before, context) {
      const site = await sites.of(input.plantCode, context);
      return await judgeConfirmation(rpc, site, before, await readPart(rpc, before.partId, context), context);
    },
  };
}

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
export async function outputLotsPerPart(rpc: WriteRpc, part: Part, context: ReadContext): Promise<number | null> {
  if (!(await rpc.hasField('mrp.production', 'lot_producing_ids'))) return 1;
  const products = await readProducts(rpc, [part.productId], context);
  return products.get(part.productId)?.tracking === 'SERIAL' ? null : 1;
}

/** Ids of the component lots that the plan names. Errors: RejectedError LOT_NOT_FOUND. */
async function componentLots(
  rpc: WriteRpc,
  site: Site,
  moves: readonly Move[],
  plan: Plan,
  context: ReadContext,
): Promise<LotIds> {
  const wanted = plan.moves.flatMap((planned) => {
    const productId = moves.find((move) => move.id === planned.moveId)?.productId;
    return productId === undefined ? [] : planned.lots.map(({ lotNumber }) => ({ productId, lotNumber }));
  });
  const lots = await findLots(rpc, site, wanted, context);
  for (const lot of wanted) lots.get(lot);
  return lots;
}

interface Preparation {
  rpc: WriteRpc;
  part: Part;
  moves: readonly Move[];
  plan: Plan;
  lots: LotIds;
  output: LotIds;
  context: PostingContext;
}

/** Sets quantity, output lots and the whole consumption on the order: absolute, so that a repeat changes nothing. */
async function prepareOrder(preparation: Preparation): Promise<void> {
  const { rpc, part, moves, plan, lots, output, context } = preparation;
  const tracked = plan.moves
    .filter((planned) => planned.lots.length > 0)
    .map((planned) => productOf(moves, planned.moveId));
  const stock = await stockBelow(rpc, part.sourceLocationId, tracked, context);
  const outputIds = plan.outputLots.map(({ lotNumber }) => output.get({ productId: part.productId, lotNumber }));
  const takesMany = await rpc.hasField('mrp.production', 'lot_producing_ids');
  const head = {
    qty_producing: odooNumber(plan.produced),
    ...(outputIds.length === 0
      ? {}
      : takesMany
        ? { lot_producing_ids: [[6, 0, outputIds]] }
        : { lot_producing_id: outputIds[0] }),
  };
  const consumption = {
    move_raw_ids: plan.moves.map((planned) => [1, planned.moveId, moveValues(planned, moves, lots, stock, part)]),
    ...byProducts(part, moves, plan),
  };
  const write = (vals: Record<string, unknown>) =>
    rpc.write({ model: 'mrp.production', method: 'write', ids: [part.id], args: { vals } }, context);
  if (takesMany && outputIds.length > 1) {
    // Serials get their lines from set_qty_producing, which also scales the components: so these come after it.
    await write(head);
    await rpc.write({ model: 'mrp.production', method: 'set_qty_producing', ids: [part.id] }, context);
    await write({ ...consumption, move_raw_ids: await refreshed(preparation, stock) });
  } else {
    await write({ ...head, ...consumption });
  }
}

async function refreshed({ rpc, part, plan, lots, context }: Preparation, stock: readonly Quant[]): Promise<unknown[]> {
  const moves = await readMoves(rpc, part.id, context);
  return plan.moves.map((planned) => [1, planned.moveId, moveValues(planned, moves, lots, stock, part)]);
}

/**
 * Untracked: quantity and picked. Tracked, or nothing consumed: the lines are replaced one by one, for a clear-all
 * command only detaches them and leaks their reservation; a component without lines is not picked, and the posting
 * closes it with nothing.
 */
function moveValues(
  planned: Plan['moves'][number],
  moves: readonly Move[],
  lots: LotIds,
  stock: readonly Quant[],
  part: Part,
): Record<string, unknown> {
  const move = moves.find((entry) => entry.id === planned.moveId)!;
  const removals = move.lines.map((line) => [2, line.id, 0]);
  if (decimal(planned.quantity).isZero()) {
    return { ...(removals.length === 0 ? {} : { move_line_ids: removals }), picked: false };
  }
  if (planned.lots.length === 0) return { quantity: odooNumber(planned.quantity), picked: true };
  const additions = planned.lots.flatMap((lot) => {
    const lotId = lots.get({ productId: move.productId, lotNumber: lot.lotNumber });
    const base = decimal(lot.quantity).times(move.baseRatio);
    return takeFrom(stock, move.productId, lotId, base, part.sourceLocationId).map((taking) => [
      0,
      0,
      {
        product_id: move.productId,
        lot_id: lotId,
        quantity: odooNumber(taking.quantity.div(move.baseRatio)),
        location_id: taking.locationId,
        picked: true,
      },
    ]);
  });
  return { move_line_ids: [...removals, ...additions], picked: true };
}

/** By-products come in the proportion of the plan. */
function byProducts(part: Part, moves: readonly Move[], plan: Plan): Record<string, unknown> {
  const others = moves.filter((move) => !move.isRaw && move.productId !== part.productId && isUnderWay(move));
  if (others.length === 0 || part.planned.isZero()) return {};
  const share = decimal(plan.produced).div(part.planned);
  return {
    move_finished_ids: others.map((move) => [
      1,
      move.id,
      { quantity: odooNumber(move.required.times(share).toDecimalPlaces(6)), picked: true },
    ]),
  };
}

const productOf = (moves: readonly Move[], moveId: number): number =>
  moves.find((move) => move.id === moveId)?.productId ?? 0;
