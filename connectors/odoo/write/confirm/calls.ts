import { decimal } from '../../../../lib/decimal.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import type { PlantSite } from '../../model/layout.ts';
import { isUnderWay, type Move, type Part, readMoves } from '../../model/order-part.ts';
import { type Quant, stockBelow, takeFrom } from '../../model/quants.ts';
import { odooNumber } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { type Batch, type BatchCall, type RecordId, removeAll } from '../kit/batch.ts';
import { newLines } from '../kit/component-lines.ts';
import { lotsFor } from '../kit/new-lots.ts';
import type { ConfirmBefore } from './judge.ts';
import type { Plan } from './plan.ts';
import { confirmProof } from './proof.ts';

/** An open part as it stands right now, and what it is to become. */
interface Open {
  rpc: WriteRpc;
  site: PlantSite;
  part: Part;
  before: ConfirmBefore;
  context: ReadContext;
}

/** With the part's moves as they stand, and the stock of its tracked components. */
export interface Facts {
  part: Part;
  moves: readonly Move[];
  plan: Plan;
  stock: readonly Quant[];
  /** Lines may have changed by the time that they are replaced. */
  areLinesScaled: boolean;
}

/**
 * Sets quantity, output lots and the whole consumption on the order, absolute, so that a repeat changes nothing; then
 * posts it.
 */
export async function confirmBatch({ rpc, site, part, before, context }: Open): Promise<Batch> {
  const { plan } = before;
  const calls: BatchCall[] = [];
  const moves = await readMoves(rpc, part.id, context);
  const lotNames = plan.outputLots.map(({ lotNumber }) => ({ productId: part.productId, lotNumber }));
  const tracked = plan.moves
    .filter((planned) => planned.lots.length > 0)
    .map((planned) => moveOf(moves, planned).productId);
  const [lots, stock, takesMany] = await Promise.all([
    lotsFor(rpc, site, lotNames, calls, context),
    stockBelow(rpc, part.sourceLocationId, tracked, context),
    rpc.hasField('mrp.production', 'lot_producing_ids'),
  ]);
  const lotsIn = (ids: readonly (RecordId | false)[]) =>
    takesMany ? { lot_producing_ids: [[6, 0, ids]] } : { lot_producing_id: ids[0] ?? false };
  const head = {
    qty_producing: odooNumber(plan.produced),
    ...(lotNames.length === 0 ? {} : lotsIn(lotNames.map(lots))),
  };
  // Several serials get their lines from set_qty_producing, which also scales the components: so these come after it.
  const areLinesScaled = takesMany && lotNames.length > 1;
  const facts: Facts = { part, moves, plan, stock, areLinesScaled };
  if (areLinesScaled) {
    calls.push(writeOrder(part, head), { model: 'mrp.production', method: 'set_qty_producing', ids: [part.id] });
    calls.push(writeOrder(part, consumption(facts)));
  } else {
    calls.push(writeOrder(part, { ...head, ...consumption(facts) }));
  }
  calls.push(markDone(before));
  // The order gets back the quantity, the lots and the declarations that it was found with; what Odoo or we have picked
  // since is no longer picked.
  const undo = writeOrder(part, {
    qty_producing: odooNumber(part.producing),
    ...(lotNames.length === 0 ? {} : lotsIn(part.outputLotIds)),
    move_raw_ids: plan.moves.map(({ moveId }) => [1, moveId, asFound(moveOf(moves, { moveId }), before)]),
  });
  return { calls, undo: [undo], ...confirmProof(facts, before, lotNames.map(lots)) };
}

function asFound(move: Move, { declared }: ConfirmBefore): Record<string, unknown> {
  const found = declared.find((entry) => entry.moveId === move.id);
  if (found === undefined) return { picked: false };
  const removals = removeAll('stock.move', [['id', '=', move.id]], 'move_line_ids');
  return { move_line_ids: [removals, ...newLines(move, found.lines)] };
}

const writeOrder = (part: Part, vals: Record<string, unknown>): BatchCall => ({
  model: 'mrp.production',
  method: 'write',
  ids: [part.id],
  args: { vals },
});

/** Without a dialogue: our own rules have decided on the consumption, the rest and the expired lots. */
const markDone = (before: ConfirmBefore): BatchCall => ({
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
});

const consumption = (facts: Facts): Record<string, unknown> => ({
  move_raw_ids: facts.plan.moves.map((planned) => [1, planned.moveId, moveValues(planned, facts)]),
  ...byProducts(facts),
});

/**
 * Untracked: quantity and picked. Tracked, or nothing consumed: the lines are replaced one by one, for a clear-all
 * command only detaches them and leaks their reservation; a component without lines is not picked, and the posting
 * closes it with nothing.
 */
function moveValues(
  planned: Plan['moves'][number],
  { moves, part, stock, areLinesScaled }: Facts,
): Record<string, unknown> {
  const move = moveOf(moves, planned);
  const removals = areLinesScaled
    ? [removeAll('stock.move', [['id', '=', move.id]], 'move_line_ids')]
    : move.lines.map((line) => [2, line.id, 0]);
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
function byProducts({ part, moves, plan }: Facts): Record<string, unknown> {
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

export function moveOf(moves: readonly Move[], { moveId }: { moveId: number }): Move {
  const move = moves.find((entry) => entry.id === moveId);
  if (move === undefined) throw new Error(`component move ${moveId} is not among the order's moves`);
  return move;
}
