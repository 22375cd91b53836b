import type { Decimal } from 'decimal.js';
import { decimal, sum } from '../../../../lib/decimal.ts';
import type { Move } from '../../model/order-part.ts';
import type { Quant } from '../../model/quants.ts';
import { odooNumber } from '../../model/row.ts';
import { guarded } from './guard.ts';

/** What is declared as consumed of one lot of a component, over all its moves; base unit. */
export type Declared = { lotId: number | null; quantity: string };

/** A line of a component's move as it is to be; base unit. */
interface Line {
  lotId: number | null;
  locationId: number;
  packageId: number | null;
  ownerId: number | null;
  base: Decimal;
  isPicked: boolean;
}

interface Place {
  /** What lies below the order's source location. */
  stock: readonly Quant[];
  /** Where what is nowhere is taken from: Odoo lets it go below zero. */
  fallback: number;
}

/**
 * The lines that each move of a component is to have: what is declared as consumed is picked, and the rest of what the
 * order had reserved stays reserved beside it, as far as the order still needs it. What is newly declared comes out of
 * the move's own reservation first, then from where the lot lies free.
 */
export function linesFor(moves: readonly Move[], leaves: readonly Declared[], place: Place): Map<number, Line[]> {
  const wanted = new Map(leaves.map(({ lotId, quantity }) => [lotId, decimal(quantity)]));
  const lines = new Map(moves.map((move) => [move.id, move.lines.map((line) => ({ ...line }))]));
  takeBack(moves, lines, wanted);
  for (const [lotId, total] of wanted) {
    let left = total.minus(
      sum(
        [...lines.values()]
          .flat()
          .filter(isOfLot(lotId))
          .map((line) => line.base),
      ),
    );
    for (const [index, move] of moves.entries()) {
      if (left.lte(0)) break;
      const own = lines.get(move.id)!;
      const isLast = index === moves.length - 1;
      const room = needOf(move).minus(declaredIn(own));
      const taken = isLast || left.lt(room) ? left : room;
      if (taken.lte(0)) continue;
      declare(own, lotId, taken, place);
      left = left.minus(taken);
    }
  }
  for (const move of moves) keepWhatIsNeeded(move, lines.get(move.id)!);
  return lines;
}

/** What is no longer declared becomes reserved again. */
function takeBack(
  moves: readonly Move[],
  lines: ReadonlyMap<number, Line[]>,
  wanted: ReadonlyMap<number | null, Decimal>,
): void {
  const lotIds = new Set([...lines.values()].flat().map((line) => line.lotId));
  for (const lotId of lotIds) {
    const picked = moves.toReversed().flatMap((move) => {
      const own = lines.get(move.id)!;
      return own.filter(isOfLot(lotId)).map((line) => ({ own, line }));
    });
    let over = sum(picked.map(({ line }) => line.base)).minus(wanted.get(lotId) ?? 0);
    for (const { own, line } of picked) {
      if (over.lte(0)) break;
      const freed = over.lt(line.base) ? over : line.base;
      line.base = line.base.minus(freed);
      own.push({ ...line, base: freed, isPicked: false });
      over = over.minus(freed);
    }
  }
}

function declare(own: Line[], lotId: number | null, quantity: Decimal, { stock, fallback }: Place): void {
  let left = quantity;
  const add = (place: Pick<Line, 'locationId' | 'packageId' | 'ownerId'>, base: Decimal) => {
    const { locationId, packageId, ownerId } = place;
    own.push({ lotId, locationId, packageId, ownerId, base, isPicked: true });
    left = left.minus(base);
  };
  const shelf = (locationId: number) => ({ locationId, packageId: null, ownerId: null });
  for (const line of own.filter((entry) => !entry.isPicked && entry.lotId === lotId)) {
    const taken = left.lt(line.base) ? left : line.base;
    if (taken.lte(0)) continue;
    line.base = line.base.minus(taken);
    add(line, taken);
  }
  const places = stock.filter((quant) => quant.lotId === lotId);
  for (const quant of places) {
    const free = quant.quantity.minus(quant.reserved);
    if (left.gt(0) && free.gt(0)) add(shelf(quant.locationId), left.lt(free) ? left : free);
  }
  if (left.gt(0)) add(shelf(places[0]?.locationId ?? fallback), left);
}

/** What is reserved beyond what the move still needs is let go, the last first. */
function keepWhatIsNeeded(move: Move, own: Line[]): void {
  const reserved = own.filter((line) => !line.isPicked);
  const need = needOf(move).minus(declaredIn(own));
  let over = sum(reserved.map((line) => line.base)).minus(need.isNegative() ? 0 : need);
  for (const line of reserved.toReversed()) {
    if (over.lte(0)) return;
    const dropped = over.lt(line.base) ? over : line.base;
    line.base = line.base.minus(dropped);
    over = over.minus(dropped);
  }
}

const isOfLot = (lotId: number | null) => (line: Line) => line.isPicked && line.lotId === lotId;
const needOf = (move: Move): Decimal => move.required.times(move.baseRatio);
const declaredIn = (own: readonly Line[]): Decimal => sum(own.filter((line) => line.isPicked).map((line) => line.base));

/**
 * What a move is written with to have these lines: all that it has are deleted one by one (a clear-all command only
 * detaches them and leaks their reservation), so that a call that commits late finds them gone and is refused; and so
 * that Odoo refuses it on an order that a person has finished or cancelled (see guarded).
 */
export function lineValues(move: Move, lines: readonly Line[]): Record<string, unknown> {
  const isDeclared = lines.some((line) => line.isPicked && line.base.gt(0));
  const made = newLines(move, lines);
  return {
    ...guarded(move, sum(made.map((line) => line.quantity))),
    move_line_ids: [...move.lines.map((line) => [2, line.id, 0]), ...made.map((line) => [0, 0, line])],
    ...(isDeclared ? {} : { picked: false }),
  };
}

/** The lines as Odoo makes them, one for each place and lot; picked ones first, as in their order they are consumed. */
function newLines(move: Move, lines: readonly Line[]): { quantity: number }[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    if (line.base.lte(0)) continue;
    const key = JSON.stringify([line.lotId, line.locationId, line.packageId, line.ownerId, line.isPicked]);
    merged.set(key, { ...line, base: line.base.plus(merged.get(key)?.base ?? 0) });
  }
  const inOrder = [...merged.values()].sort((a, b) => Number(b.isPicked) - Number(a.isPicked));
  return inOrder.map((line) => ({
    product_id: move.productId,
    ...(line.lotId === null ? {} : { lot_id: line.lotId }),
    ...(line.packageId === null ? {} : { package_id: line.packageId }),
    ...(line.ownerId === null ? {} : { owner_id: line.ownerId }),
    quantity: odooNumber(line.base.div(move.baseRatio)),
    location_id: line.locationId,
    picked: line.isPicked,
  }));
}
