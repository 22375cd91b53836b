import { decimal, sum } from '../../../../lib/decimal.ts';
import { RetryableError } from '../../../../lib/errors.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import type { PlantSite } from '../../model/layout.ts';
import type { LotName } from '../../model/lots.ts';
import { type Move, type Part, readMoves } from '../../model/order-part.ts';
import { stockBelow } from '../../model/quants.ts';
import { odooNumber } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { type Batch, type BatchCall, type RecordId, removeAll } from '../kit/batch.ts';
import { guarded, guardOf } from '../kit/guard.ts';
import { lotsFor } from '../kit/new-lots.ts';
import { byProductValues } from './by-products.ts';
import { restore } from './found.ts';
import type { ConfirmBefore } from './judge.ts';
import { type Taking, takingsFor } from './lines.ts';
import type { Plan, PlannedMove } from './plan.ts';
import { confirmProof } from './proof.ts';

/** An open part as it stands right now, and what it is to become. */
interface Open {
  rpc: WriteRpc;
  site: PlantSite;
  part: Part;
  before: ConfirmBefore;
  context: ReadContext;
}

/** With the part's moves as they stand, and where each component is taken from. */
export interface Facts {
  part: Part;
  moves: readonly Move[];
  plan: Plan;
  takings: ReadonlyMap<number, readonly Taking[]>;
  lotOf: (lot: LotName) => RecordId;
  /** Lines may have changed by the time that they are replaced. */
  areLinesScaled: boolean;
}

/**
 * Sets quantity, output lots and the whole consumption on the order, absolute, so that a repeat changes nothing; then
 * posts it. Odoo refuses each write once a person has finished or cancelled the order (see guarded).
 */
export async function confirmBatch({ rpc, site, part, before, context }: Open): Promise<Batch> {
  const { plan } = before;
  const calls: BatchCall[] = [];
  const moves = await readMoves(rpc, part.id, context);
  const outputLots = plan.outputLots.map(({ lotNumber }) => ({ productId: part.productId, lotNumber }));
  const otherLots = plan.byProducts.flatMap(({ productId, lots }) =>
    lots.map(({ lotNumber }) => ({ productId, lotNumber })),
  );
  const consumed = plan.moves.filter((planned) => !decimal(planned.quantity).isZero());
  const productIds = consumed.map((planned) => moveOf(moves, planned).productId);
  const [lotOf, stock, takesMany] = await Promise.all([
    lotsFor(rpc, site, [...outputLots, ...otherLots], calls, context),
    stockBelow(rpc, part.sourceLocationId, productIds, context),
    rpc.hasField('mrp.production', 'lot_producing_ids'),
  ]);
  const byId = new Map(moves.map((move) => [move.id, move]));
  const takings = takingsFor(consumed, byId, { stock, sourceId: part.sourceLocationId });
  const lotsIn = (ids: readonly (RecordId | false)[]) =>
    takesMany ? { lot_producing_ids: [[6, 0, ids]] } : { lot_producing_id: ids[0] ?? false };
  const head = {
    qty_producing: odooNumber(plan.produced),
    ...(outputLots.length === 0 ? {} : lotsIn(outputLots.map(lotOf))),
  };
  // Several serials get their lines from set_qty_producing, which also scales the components: so these come after it.
  const areLinesScaled = takesMany && outputLots.length > 1;
  const facts: Facts = { part, moves, plan, takings, lotOf, areLinesScaled };
  if (areLinesScaled) {
    const scale = { model: 'mrp.production', method: 'set_qty_producing', ids: [part.id] };
    calls.push(writeOrder(part, { ...head, ...guardOf(moves) }), scale, writeOrder(part, consumption(facts)));
  } else {
    calls.push(writeOrder(part, { ...head, ...consumption(facts) }));
  }
  calls.push(markDone(before));
  const undo = restore(part, before.found, (ids) => (outputLots.length === 0 ? {} : lotsIn(ids)));
  return { calls, undo, ...confirmProof(facts, before, outputLots.map(lotOf)) };
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

function consumption(facts: Facts): Record<string, unknown> {
  const { moves, plan, lotOf } = facts;
  const others = plan.byProducts.map((planned) => [
    1,
    planned.moveId,
    byProductValues(moveOf(moves, planned), planned, lotOf),
  ]);
  return {
    ...(plan.moves.length === 0 ? guardOf(moves) : {}),
    ...(plan.moves.length === 0
      ? {}
      : { move_raw_ids: plan.moves.map((planned) => [1, planned.moveId, moveValues(planned, facts)]) }),
    ...(others.length === 0 ? {} : { move_finished_ids: others }),
  };
}

/**
 * The lines are replaced one by one, for a clear-all command only detaches them and leaks their reservation; where they
 * have changed meanwhile, Odoo refuses. A component of which nothing is consumed is not picked, and the posting closes
 * it with nothing.
 */
function moveValues(planned: PlannedMove, { moves, takings, areLinesScaled }: Facts): Record<string, unknown> {
  const move = moveOf(moves, planned);
  const removals = areLinesScaled
    ? [removeAll('stock.move', [['id', '=', move.id]], 'move_line_ids')]
    : move.lines.map((line) => [2, line.id, 0]);
  const taken = takings.get(move.id) ?? [];
  return {
    ...guarded(move, sum(taken.map((taking) => taking.quantity))),
    picked: taken.length > 0,
    move_line_ids: [...removals, ...taken.map((taking) => [0, 0, lineOf(move, taking)])],
  };
}

const lineOf = (move: Move, taking: Taking): Record<string, unknown> => ({
  product_id: move.productId,
  ...(taking.lotId === null ? {} : { lot_id: taking.lotId }),
  ...(taking.packageId === null ? {} : { package_id: taking.packageId }),
  ...(taking.ownerId === null ? {} : { owner_id: taking.ownerId }),
  quantity: odooNumber(taking.quantity),
  location_id: taking.locationId,
  picked: true,
});

/** Errors: RetryableError where a person has taken it off the order since it was planned: it is planned anew. */
function moveOf(moves: readonly Move[], { moveId }: { moveId: number }): Move {
  const move = moves.find((entry) => entry.id === moveId);
  if (move !== undefined) return move;
  const message = `Move ${moveId} is not on the order any more`;
  throw new RetryableError(message, { why: 'NOT_SENT', system: 'ERP' });
}
