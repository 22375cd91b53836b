import { Decimal } from 'decimal.js';
import { decimal } from '../../../../lib/decimal.ts';
import type { Move, MoveLine } from '../../model/order-part.ts';
import type { Quant } from '../../model/quants.ts';
import type { PlannedMove } from './plan.ts';

/** Where a part of what a move consumes is taken from; quantity in the move's own unit. */
export interface Taking {
  lotId: number | null;
  locationId: number;
  packageId: number | null;
  ownerId: number | null;
  quantity: Decimal;
}

type Place = Omit<Taking, 'quantity'>;

/**
 * Where each component is taken from: first what the move itself has declared or reserved, for a person may have chosen
 * it; then what lies free, the largest first; then what lies there for others, as Odoo takes it too. What is nowhere is
 * taken where most of it was, or from the order's source: Odoo lets that go below zero. All moves draw on one stock.
 */
export function takingsFor(
  planned: readonly PlannedMove[],
  moves: ReadonlyMap<number, Move>,
  { stock, sourceId }: { stock: readonly Quant[]; sourceId: number },
): Map<number, Taking[]> {
  const left = stock.map((quant) => ({ ...quant, free: Decimal.max(0, quant.quantity.minus(quant.reserved)) }));
  const takings = new Map<number, Taking[]>();
  const own = planned.map((one) => ({ one, move: moves.get(one.moveId)!, takings: [] as Taking[] }));
  const missing = own.map(({ one, move, takings: taken }) => {
    takings.set(move.id, taken);
    return wantedOf(one).map(({ lotId, quantity }) => ({
      lotId,
      quantity: fromOwnLines(move, lotId, quantity, taken),
    }));
  });
  for (const [index, { one, move, takings: taken }] of own.entries()) {
    for (const { lotId, quantity } of missing[index]!) {
      let open = quantity;
      const ofLot = left.filter((quant) => quant.productId === move.productId && quant.lotId === lotId);
      const inUnit = (base: Decimal) => floor(base.div(move.baseRatio), move, one);
      const take = (quant: (typeof left)[number], limit: Decimal) => {
        const quantity = Decimal.min(open, limit);
        if (quantity.lte(0)) return;
        const base = quantity.times(move.baseRatio);
        quant.free = quant.free.minus(base);
        quant.quantity = quant.quantity.minus(base);
        open = open.minus(quantity);
        add(taken, { lotId, locationId: quant.locationId, packageId: null, ownerId: null }, quantity);
      };
      for (const quant of ofLot) take(quant, inUnit(quant.free));
      for (const quant of ofLot) take(quant, inUnit(quant.quantity));
      if (open.lte(0)) continue;
      const last = taken.findLast((taking) => taking.lotId === lotId);
      const locationId = ofLot[0]?.locationId ?? last?.locationId ?? sourceId;
      add(taken, { lotId, locationId, packageId: null, ownerId: null }, open);
    }
  }
  return takings;
}

const wantedOf = ({ quantity, lots }: PlannedMove): { lotId: number | null; quantity: Decimal }[] =>
  lots.length === 0
    ? [{ lotId: null, quantity: decimal(quantity) }]
    : lots.map((lot) => ({ lotId: lot.lotId, quantity: decimal(lot.quantity) }));

/** Answers what the move's own lines do not cover. */
function fromOwnLines(move: Move, lotId: number | null, quantity: Decimal, taken: Taking[]): Decimal {
  let open = quantity;
  const ofLot = move.lines.filter((line) => line.lotId === lotId);
  for (const line of [...ofLot.filter((one) => one.isPicked), ...ofLot.filter((one) => !one.isPicked)]) {
    const part = Decimal.min(open, inMoveUnit(line, move));
    if (part.lte(0)) continue;
    open = open.minus(part);
    const { locationId, packageId, ownerId } = line;
    add(taken, { lotId, locationId, packageId, ownerId }, part);
  }
  return open;
}

/** A line's base quantity is rounded in the item's unit: its own is exact. */
const inMoveUnit = (line: MoveLine, move: Move): Decimal =>
  line.unitId === move.unitId ? line.quantity : line.base.div(move.baseRatio);

/** Only as much as the move's unit can say. */
function floor(quantity: Decimal, move: Move, { rounding }: PlannedMove): Decimal {
  const step = decimal(rounding ?? 0);
  return move.baseRatio.eq(1) || step.isZero() ? quantity : quantity.div(step).floor().times(step);
}

function add(taken: Taking[], place: Place, quantity: Decimal): void {
  const known = taken.find(
    (taking) =>
      taking.lotId === place.lotId &&
      taking.locationId === place.locationId &&
      taking.packageId === place.packageId &&
      taking.ownerId === place.ownerId,
  );
  if (known === undefined) taken.push({ ...place, quantity });
  else known.quantity = known.quantity.plus(quantity);
}
