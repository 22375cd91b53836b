import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import type { Problem } from '../../../../lib/problem.ts';
import type { ConfirmPartInput } from '../../../ports/erp-write.ts';
import { roundTo } from '../../model/catalog.ts';
import { isUnderWay, type Move, type Part } from '../../model/order-part.ts';
import { odooNumber } from '../../model/row.ts';
import type { RecordId } from '../kit/batch.ts';
import { guarded } from '../kit/guard.ts';
import { type PlanFacts, type PlannedByProduct, problem } from './plan.ts';

/** What else the order makes, as far as it is still to come. */
export const byProductsOf = (moves: readonly Move[], part: Part): Move[] =>
  moves.filter((move) => !move.isRaw && move.productId !== part.productId && isUnderWay(move));

/**
 * What comes of each by-product: what is reported, else the proportion of the plan. One that is tracked needs its lots:
 * without them Odoo refuses the whole posting, once everything is prepared; and where the by-product's move happens to
 * have no line, it drops the by-product without a word.
 */
export function planByProducts(
  input: ConfirmPartInput,
  produced: Decimal,
  facts: PlanFacts,
  problems: Problem[],
): PlannedByProduct[] {
  const moves = byProductsOf(facts.moves, facts.part);
  const itemOf = (move: Move) => facts.products.get(move.productId)?.itemNumber ?? '';
  const given = input.byProducts ?? [];
  for (const { itemNumber, quantity } of given) {
    if (decimal(quantity).isZero() || moves.some((move) => itemOf(move) === itemNumber)) continue;
    const message = `${itemNumber} is no by-product of the order`;
    problems.push(problem('BY_PRODUCT_NOT_PLANNED', message, 'PC-11', 'byProducts', itemNumber));
  }
  const share = facts.part.planned.isZero() ? decimal(0) : produced.div(facts.part.planned);
  return moves.map((move) => {
    const itemNumber = itemOf(move);
    const tracking = facts.products.get(move.productId)?.tracking ?? 'NONE';
    const rounding = facts.units.get(move.unitId)?.rounding ?? decimal(0);
    const entry = given.find((one) => one.itemNumber === itemNumber);
    const quantity = roundTo(entry ? decimal(entry.quantity) : move.required.times(share), rounding);
    const lots = entry?.lots ?? [];
    const refuse = (code: string, message: string) =>
      problems.push(problem(code, message, 'PC-11', 'byProducts', itemNumber));
    if (tracking === 'NONE' && lots.length > 0) {
      refuse('LOT_NOT_TRACKED', `${itemNumber} is not tracked by lot or serial`);
    } else if (tracking !== 'NONE' && !sum(lots.map((lot) => lot.quantity)).eq(quantity)) {
      const message = `The by-product ${itemNumber} is tracked: it takes lots for ${decimalText(quantity)}`;
      refuse('LOT_REQUIRED', message);
    } else if (tracking === 'SERIAL' && lots.some((lot) => !decimal(lot.quantity).times(move.baseRatio).eq(1))) {
      refuse('SERIAL_QUANTITY', 'A serial number stands for a quantity of one');
    }
    return { moveId: move.id, productId: move.productId, quantity: decimalText(quantity), lots: [...lots] };
  });
}

/** What a by-product's move is written with; without lots Odoo makes its line. */
export function byProductValues(
  move: Move,
  { quantity, lots, productId }: PlannedByProduct,
  lotOf: (lot: { productId: number; lotNumber: string }) => RecordId,
): Record<string, unknown> {
  const isNothing = decimal(quantity).isZero();
  const vals = { ...guarded(move, quantity), picked: !isNothing };
  if (lots.length === 0) return vals;
  const additions = lots.map((lot) => [
    0,
    0,
    {
      product_id: productId,
      lot_id: lotOf({ productId, lotNumber: lot.lotNumber }),
      quantity: odooNumber(lot.quantity),
      picked: true,
    },
  ]);
  return { ...vals, move_line_ids: [...move.lines.map((line) => [2, line.id, 0]), ...additions] };
}
