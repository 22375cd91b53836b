import { decimal } from '../../../lib/decimal.ts';
import { RejectedError } from '../../../lib/errors.ts';
import type { PostingContext } from '../../ports/posting.ts';
import type { Plan } from './confirm-part-plan.ts';
import { ensureLots } from './lots.ts';
import { isUnderWay, type Move, type Part, readMoves } from './order-part.ts';
import { type Quant, stockBelow, takeFrom } from './quants.ts';
import { odooNumber } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Site } from './site.ts';

/** An open part with its moves as they stand right now, and what it is to become. */
export interface Preparation {
  rpc: WriteRpc;
  site: Site;
  part: Part;
  moves: readonly Move[];
  plan: Plan;
  context: PostingContext;
}

/** Sets quantity, output lots and the whole consumption on the order: absolute, so that a repeat changes nothing. */
export async function prepareOrder(preparation: Preparation): Promise<void> {
  const { rpc, site, part, moves, plan, context } = preparation;
  const lotNames = plan.outputLots.map(({ lotNumber }) => ({ productId: part.productId, lotNumber }));
  const tracked = plan.moves
    .filter((planned) => planned.lots.length > 0)
    .map((planned) => moveOf(moves, planned).productId);
  const [output, stock, takesMany] = await Promise.all([
    ensureLots(rpc, site, lotNames, context),
    stockBelow(rpc, part.sourceLocationId, tracked, context),
    rpc.hasField('mrp.production', 'lot_producing_ids'),
  ]);
  const outputIds = lotNames.map((lot) => output.get(lot));
  const head = {
    qty_producing: odooNumber(plan.produced),
    ...(outputIds.length === 0
      ? {}
      : takesMany
        ? { lot_producing_ids: [[6, 0, outputIds]] }
        : { lot_producing_id: outputIds[0] }),
  };
  if (takesMany && outputIds.length > 1) {
    // Serials get their lines from set_qty_producing, which also scales the components: so these come after it.
    await writeOrder(preparation, head);
    await rpc.write({ model: 'mrp.production', method: 'set_qty_producing', ids: [part.id] }, context);
    const scaled = await readMoves(rpc, part.id, context);
    await writeOrder(preparation, consumption({ ...preparation, moves: scaled }, stock));
  } else {
    await writeOrder(preparation, { ...head, ...consumption(preparation, stock) });
  }
}

/**
 * After a refusal: the order gets back the quantity and lots that it was found with, and its components are no longer
 * picked. It was refused for another reason, which a failure here must not hide.
 */
export async function unprepareOrder(preparation: Preparation): Promise<void> {
  const { part, plan } = preparation;
  const takesMany = await preparation.rpc.hasField('mrp.production', 'lot_producing_ids');
  const vals = {
    qty_producing: odooNumber(part.producing),
    ...(plan.outputLots.length === 0
      ? {}
      : takesMany
        ? { lot_producing_ids: [[6, 0, part.outputLotIds]] }
        : { lot_producing_id: part.outputLotIds[0] ?? false }),
    move_raw_ids: plan.moves.map((planned) => [1, planned.moveId, { picked: false }]),
  };
  try {
    await writeOrder(preparation, vals);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
  }
}

const writeOrder = ({ rpc, part, context }: Preparation, vals: Record<string, unknown>) =>
  rpc.write({ model: 'mrp.production', method: 'write', ids: [part.id], args: { vals } }, context);

const consumption = (preparation: Preparation, stock: readonly Quant[]): Record<string, unknown> => ({
  move_raw_ids: preparation.plan.moves.map((planned) => [1, planned.moveId, moveValues(planned, preparation, stock)]),
  ...byProducts(preparation),
});

/**
 * Untracked: quantity and picked. Tracked, or nothing consumed: the lines are replaced one by one, for a clear-all
 * command only detaches them and leaks their reservation; a component without lines is not picked, and the posting
 * closes it with nothing.
 */
function moveValues(
  planned: Plan['moves'][number],
  { moves, part }: Preparation,
  stock: readonly Quant[],
): Record<string, unknown> {
  const move = moveOf(moves, planned);
  const removals = move.lines.map((line) => [2, line.id, 0]);
  if (decimal(planned.quantity).isZero()) {
    return { ...(removals.length === 0 ? {} : { move_line_ids: removals }), picked: false };
  }
  if (planned.lots.length === 0) return { quantity: odooNumber(planned.quantity), picked: true };
  const additions = planned.lots.flatMap((lot) => {
    const base = decimal(lot.quantity).times(move.baseRatio);
    return takeFrom(stock, move.productId, lot.lotId, base, part.sourceLocationId).map((taking) => [
      0,
      0,
      {
        product_id: move.productId,
        lot_id: lot.lotId,
        quantity: odooNumber(taking.quantity.div(move.baseRatio)),
        location_id: taking.locationId,
        picked: true,
      },
    ]);
  });
  return { move_line_ids: [...removals, ...additions], picked: true };
}

/** By-products come in the proportion of the plan. */
function byProducts({ part, moves, plan }: Preparation): Record<string, unknown> {
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

function moveOf(moves: readonly Move[], planned: Plan['moves'][number]): Move {
  const move = moves.find((entry) => entry.id === planned.moveId);
  if (move === undefined) throw new Error(`component move ${planned.moveId} is not among the order's moves`);
  return move;
}
