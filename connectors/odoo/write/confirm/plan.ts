import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import { businessProblem, type Problem } from '../../../../lib/problem.ts';
import type { ConfirmPartInput, LotQuantity } from '../../../ports/erp-write.ts';
import { booked, type Product, ratioOf, roundTo, type Unit, unitIn } from '../../model/catalog.ts';
import type { LotIds } from '../../model/lots.ts';
import { isUnderWay, type Move, type Part } from '../../model/order-part.ts';
import { planByProducts } from './by-products.ts';

/** What one component move will have consumed, in the move's own unit; `base`: what that takes out of the stock. */
export type PlannedMove = {
  moveId: number;
  quantity: string;
  base: string;
  lots: (LotQuantity & { lotId: number })[];
  /** The least that the move's unit can say, where that is not the item's own unit. */
  rounding?: string;
};

/** What one by-product move will have brought, in the move's own unit. */
export type PlannedByProduct = { moveId: number; productId: number; quantity: string; lots: LotQuantity[] };

export type Plan = {
  /** In the order's own unit; `producedBase`: what that brings into stock. */
  produced: string;
  producedBase: string;
  /** Base unit. */
  outputLots: LotQuantity[];
  moves: PlannedMove[];
  byProducts: PlannedByProduct[];
  expectsBackorder: boolean;
};

export interface PlanFacts {
  lots: LotIds;
  part: Part;
  moves: readonly Move[];
  products: ReadonlyMap<number, Product>;
  units: ReadonlyMap<number, Unit>;
  outputLotsMax: number | null;
}

/**
 * What a confirmation of the open part will leave, move by move. Errors: RejectedError with all that does not fit.
 */
export function planConfirmation(input: ConfirmPartInput, facts: PlanFacts): Plan {
  const problems: Problem[] = [];
  const { part } = facts;
  const [unit, own] = unitsOf(part, facts);
  const asked = decimal(input.produced).div(own.factor);
  const produced = roundTo(asked.div(ratioOf(unit, own)), unit.rounding);
  const base = booked(produced, unit, own);
  if (produced.gt(0) && !base.eq(asked)) problems.push(notBooked(asked, base, own, 'produced'));
  if (produced.lte(0))
    problems.push(
      problem('QUANTITY_ROUNDS_TO_ZERO', 'Nothing is left of the quantity once rounded', 'C-04', 'produced'),
    );
  problems.push(...outputProblems(input, facts));
  const moves = planMoves(input, facts, problems);
  const byProducts = planByProducts(input, produced, facts, problems);
  if (problems.length > 0) throw new RejectedError(problems);
  return {
    produced: decimalText(produced),
    producedBase: decimalText(base),
    outputLots: input.outputLots.map((lot) => ({
      ...lot,
      quantity: decimalText(decimal(lot.quantity).div(own.factor)),
    })),
    moves,
    byProducts,
    expectsBackorder: input.remainder === 'KEEP_OPEN' && produced.lt(part.planned),
  };
}

function outputProblems(input: ConfirmPartInput, facts: PlanFacts): Problem[] {
  const tracking = facts.products.get(facts.part.productId)?.tracking ?? 'NONE';
  const lots = input.outputLots;
  if (tracking === 'NONE') {
    return lots.length === 0
      ? []
      : [problem('LOT_NOT_TRACKED', 'The item is not tracked by lot or serial', 'PC-08', 'outputLots')];
  }
  const found: Problem[] = [];
  if (!sum(lots.map((lot) => lot.quantity)).eq(decimal(input.produced))) {
    found.push(problem('LOT_REQUIRED', 'The output lots do not add up to what was produced', 'PC-08', 'outputLots'));
  }
  if (tracking === 'SERIAL' && lots.some((lot) => !decimal(lot.quantity).eq(1))) {
    found.push(problem('SERIAL_QUANTITY', 'A serial number stands for a quantity of one', 'PC-08', 'outputLots'));
  }
  if (facts.outputLotsMax !== null && lots.length > facts.outputLotsMax) {
    const message = `This version of Odoo posts ${facts.outputLotsMax} lot or serial per part`;
    found.push(problem('OUTPUT_LOTS_TOO_MANY', message, 'PC-08', 'outputLots'));
  }
  return found;
}

function planMoves(input: ConfirmPartInput, facts: PlanFacts, problems: Problem[]): PlannedMove[] {
  const raw = facts.moves.filter((move) => move.isRaw && isUnderWay(move));
  const planned: PlannedMove[] = [];
  const seen = new Set<string>();
  const byItem = Map.groupBy(raw, (move) => facts.products.get(move.productId)?.itemNumber ?? '');
  for (const entry of input.consumption) {
    const moves = byItem.get(entry.itemNumber);
    seen.add(entry.itemNumber);
    if (moves === undefined || entry.itemNumber === '') {
      if (!decimal(entry.quantity).isZero()) {
        const message = `${entry.itemNumber} is no open component of the order`;
        problems.push(problem('CONSUMPTION_DEVIATES', message, 'PC-09', 'consumption', entry.itemNumber));
      }
      continue;
    }
    const tracking = facts.products.get(moves[0]!.productId)?.tracking ?? 'NONE';
    const lotTotal = sum(entry.lots.map((lot) => lot.quantity));
    if (tracking !== 'NONE' && !lotTotal.eq(decimal(entry.quantity))) {
      const message = `The lots of ${entry.itemNumber} do not add up to its consumption`;
      problems.push(problem('LOT_REQUIRED', message, 'PC-09', 'consumption', entry.itemNumber));
      continue;
    }
    planned.push(...shareOut(entry, tracking === 'NONE' ? [] : entry.lots, moves, facts, problems));
  }
  for (const [itemNumber, moves] of byItem) {
    if (seen.has(itemNumber)) continue;
    const name = itemNumber === '' ? `Component ${moves[0]!.productId} (it has no item number)` : itemNumber;
    const message = `${name} is a component, and its consumption is not given`;
    problems.push(problem('CONSUMPTION_MISSING', message, 'PC-09', 'consumption', itemNumber));
  }
  return planned;
}

/** The unit that a record counts in, and the item's own. */
function unitsOf(
  { unitId, productId }: { unitId: number; productId: number },
  { units, products }: PlanFacts,
): [Unit, Unit] {
  return [unitIn(units, unitId), unitIn(units, products.get(productId)?.unitId ?? unitId)];
}

/** The last line of defence: the checks have refused or told what Odoo would round. */
function notBooked(asked: Decimal, base: Decimal, own: Unit, field: string, itemNumber?: string): Problem {
  const figures = `${decimalText(asked)} would be booked as ${decimalText(base)} ${own.code}`;
  const what = itemNumber === undefined ? '' : ` of ${itemNumber}`;
  return problem(
    'QUANTITY_NOT_REPRESENTABLE',
    `In the units of the order${what} ${figures}`,
    'C-04',
    field,
    itemNumber,
  );
}

/**
 * The consumption of an item over its moves: each gets what its plan asks for, the last one what is left. Quantities
 * come in the item's unit, and go out in each move's own.
 */
function shareOut(
  entry: ConfirmPartInput['consumption'][number],
  lots: readonly LotQuantity[],
  moves: readonly Move[],
  facts: PlanFacts,
  problems: Problem[],
): PlannedMove[] {
  const [, own] = unitsOf(moves[0]!, facts);
  const unitOf = (move: Move): Unit => unitIn(facts.units, move.unitId);
  const needOf = (move: Move): Decimal => move.required.times(ratioOf(unitOf(move), own));
  const totalRequired = sum(moves.map(needOf));
  const total = decimal(entry.quantity).div(own.factor);
  let left = total;
  const pool = lots.map((lot) => ({ lotNumber: lot.lotNumber, base: decimal(lot.quantity).div(own.factor) }));
  const planned = moves.map((move, index) => {
    const isLast = index === moves.length - 1;
    const unit = unitOf(move);
    const ratio = ratioOf(unit, own);
    const share = totalRequired.isZero() ? decimal(0) : total.times(needOf(move)).div(totalRequired);
    const quantity = roundTo((isLast ? left : share).div(ratio), unit.rounding);
    left = left.minus(quantity.times(ratio));
    const taken = lots.length === 0 ? [] : takeLots(pool, isLast ? null : quantity.times(ratio));
    const ofLots = taken.map((lot) => ({ ...lot, quantity: roundTo(lot.base.div(ratio), unit.rounding) }));
    const lines = ofLots.length === 0 ? [quantity] : ofLots.map((lot) => lot.quantity);
    return {
      moveId: move.id,
      quantity: decimalText(quantity),
      base: decimalText(sum(lines.map((line) => booked(line, unit, own)))),
      ...(ratio.eq(1) ? {} : { rounding: decimalText(unit.rounding) }),
      lots: ofLots.map((lot) => ({
        lotNumber: lot.lotNumber,
        lotId: facts.lots.get({ productId: move.productId, lotNumber: lot.lotNumber }, ['consumption']),
        quantity: decimalText(lot.quantity),
      })),
    };
  });
  const base = sum(planned.map((move) => move.base));
  if (!base.eq(total)) problems.push(notBooked(total, base, own, 'consumption', entry.itemNumber));
  return planned;
}

/** Takes `wanted` (null: all) out of the pool, lot by lot. */
function takeLots(pool: { lotNumber: string; base: Decimal }[], wanted: Decimal | null) {
  const taken: { lotNumber: string; base: Decimal }[] = [];
  let left = wanted;
  for (const lot of pool) {
    if (lot.base.lte(0) || left?.lte(0)) continue;
    const base = left?.lt(lot.base) ? left : lot.base;
    lot.base = lot.base.minus(base);
    left = left === null ? null : left.minus(base);
    taken.push({ lotNumber: lot.lotNumber, base });
  }
  return taken;
}

/** `field` of the input that it is about, and the item. */
export const problem = (code: string, message: string, rule: string, field: string, itemNumber?: string): Problem => {
  const detail = itemNumber === undefined ? {} : { detail: { itemNumber } };
  return businessProblem(code, message, { rule, system: 'ERP', path: [field], ...detail });
};
