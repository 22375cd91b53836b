import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import { businessProblem, type Problem } from '../../../../lib/problem.ts';
import type { ConsumeInput } from '../../../ports/erp-write.ts';
import { booked, type Product, ratioOf, type Unit, unitIn } from '../../model/catalog.ts';
import type { LotIds } from '../../model/lots.ts';
import { isUnderWay, type Move } from '../../model/order-part.ts';
import type { Declared } from '../kit/component-lines.ts';

/** One component of an order: what is declared of it as found, and as the posting leaves it. */
export type DeclaredComponent = { productId: number; found: Declared[]; leaves: Declared[] };

interface Facts {
  moves: readonly Move[];
  products: ReadonlyMap<number, Product>;
  units: ReadonlyMap<number, Unit>;
  lots: LotIds;
}

/** Components of an order that are still to be consumed, by item number. */
export const openComponents = (
  moves: readonly Move[],
  products: ReadonlyMap<number, Product>,
): Map<string, [Move, ...Move[]]> => {
  const open = moves.filter((move) => move.isRaw && isUnderWay(move));
  const groups = Map.groupBy(open, (move) => products.get(move.productId)?.itemNumber ?? '');
  groups.delete('');
  return groups as Map<string, [Move, ...Move[]]>;
};

/** What is declared as consumed on the moves of one component; base unit. */
export function declaredOn(moves: readonly Move[]): Map<number | null, Decimal> {
  const totals = new Map<number | null, Decimal>();
  for (const line of moves.flatMap((move) => move.lines)) {
    if (line.isPicked) totals.set(line.lotId, sum([totals.get(line.lotId) ?? 0, line.base]));
  }
  return totals;
}

/**
 * The totals per component and lot that a declaration leads to. Errors: RejectedError with all that does not fit.
 */
export function planConsumption(input: ConsumeInput, facts: Facts): DeclaredComponent[] {
  const problems: Problem[] = [];
  const components = openComponents(facts.moves, facts.products);
  const planned = input.consumption.flatMap((entry, index) => {
    const refuse = (code: string, message: string, field: string, rule = 'CM-01') =>
      problems.push(
        businessProblem(code, message, {
          ...{ rule, system: 'ERP', path: ['consumption', String(index), field] },
          detail: { itemNumber: entry.itemNumber },
        }),
      );
    const moves = components.get(entry.itemNumber);
    if (moves === undefined) {
      refuse('COMPONENT_NOT_PLANNED', `${entry.itemNumber} is no open component of the order`, 'itemNumber');
      return [];
    }
    const [first] = moves;
    const unit = unitIn(facts.units, first.unitId);
    const own = unitIn(facts.units, facts.products.get(first.productId)?.unitId ?? first.unitId);
    const asked = (told: string): Decimal => decimal(told).div(own.factor);
    const toBase = (told: string): Decimal => booked(asked(told).div(ratioOf(unit, own)), unit, own);
    const quantity = toBase(entry.quantity);
    if (quantity.isZero()) {
      refuse('QUANTITY_ROUNDS_TO_ZERO', `Nothing of ${entry.itemNumber} is left once rounded`, 'quantity', 'C-04');
      return [];
    }
    const isTracked = facts.products.get(first.productId)?.tracking !== 'NONE';
    const lots = isTracked ? entry.lots : [];
    if (isTracked && !sum(lots.map((lot) => lot.quantity)).eq(decimal(entry.quantity))) {
      refuse('LOT_REQUIRED', `The lots of ${entry.itemNumber} do not add up to its consumption`, 'lots', 'PC-09');
      return [];
    }
    const found = declaredOn(moves);
    const leaves = new Map(found);
    const add = (lotId: number | null, base: Decimal) => leaves.set(lotId, sum([leaves.get(lotId) ?? 0, base]));
    for (const lot of lots) {
      const path = ['consumption', String(index), 'lots'];
      const lotId = facts.lots.get({ productId: first.productId, lotNumber: lot.lotNumber }, path);
      add(lotId, toBase(lot.quantity));
    }
    if (!isTracked) add(null, quantity);
    const declared = isTracked ? sum(lots.map((lot) => toBase(lot.quantity))) : quantity;
    if (!declared.eq(asked(entry.quantity))) {
      const message = `${decimalText(asked(entry.quantity))} of ${entry.itemNumber} would be booked as ${decimalText(declared)} ${own.code}`;
      refuse('QUANTITY_NOT_REPRESENTABLE', message, 'quantity', 'C-04');
    }
    if ([...leaves.values()].some((total) => total.isNegative())) {
      const message = `More of ${entry.itemNumber} is taken back than is declared`;
      refuse('QUANTITY_INVALID', message, 'quantity', 'CM-05');
    }
    const isSerial = facts.products.get(first.productId)?.tracking === 'SERIAL';
    if (isSerial && [...leaves.values()].some((total) => total.gt(1))) {
      refuse('SERIAL_QUANTITY', `A serial number of ${entry.itemNumber} is consumed once`, 'lots', 'PC-08');
    }
    return [{ productId: first.productId, found: toDeclared(found), leaves: toDeclared(leaves) }];
  });
  if (new Set(planned.map((component) => component.productId)).size < planned.length) {
    const message = 'A component is given twice';
    problems.push(businessProblem('COMPONENT_AMBIGUOUS', message, { system: 'ERP', path: ['consumption'] }));
  }
  if (problems.length > 0) throw new RejectedError(problems);
  return planned;
}

const toDeclared = (totals: ReadonlyMap<number | null, Decimal>): Declared[] =>
  [...totals].filter(([, total]) => !total.isZero()).map(([lotId, total]) => ({ lotId, quantity: decimalText(total) }));

/** Whether the moves of a component carry exactly these declarations. */
export function isDeclared(moves: readonly Move[], declared: readonly Declared[]): boolean {
  const totals = toDeclared(declaredOn(moves));
  const keys = (entries: readonly Declared[]) =>
    entries.map(({ lotId, quantity }) => `${lotId} ${decimalText(quantity)}`).sort();
  return JSON.stringify(keys(totals)) === JSON.stringify(keys(declared));
}
