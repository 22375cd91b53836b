import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import { businessProblem, type Problem } from '../../../../lib/problem.ts';
import type { ReceiptInput } from '../../../ports/erp-write.ts';
import { type Product, ratioOf, roundTo, type Unit, unitIn } from '../../model/catalog.ts';
import type { PurchaseLine, Receipt, ReceiptMove } from './receipt.ts';

/** A lot that comes in; quantity in the move's own unit. */
export type PlannedLot = {
  lotNumber: string;
  quantity: string;
  expiresAt?: string | null;
  supplierLotNumber?: string | null;
};

/** What one move of the receipt will have brought in, in the move's own unit. */
export type PlannedMove = { moveId: number; productId: number; quantity: string; lots: PlannedLot[] };

interface Facts {
  receipt: Receipt;
  lines: readonly PurchaseLine[];
  products: ReadonlyMap<number, Product>;
  units: ReadonlyMap<number, Unit>;
}

/** What a receipt brings in, move by move. Errors: RejectedError with all that does not fit. */
export function planReceipt(input: ReceiptInput, facts: Facts): PlannedMove[] {
  const problems: Problem[] = [];
  const planned = new Map(facts.receipt.moves.map((move) => [move.id, nothing(move)]));
  const byLine = Map.groupBy(
    input.lines.map((line, index) => ({ ...line, index })),
    (line) => line.lineNumber,
  );
  for (const [lineNumber, entries] of byLine) {
    const path = ['lines', String(entries[0]!.index)];
    const refuse = (code: string, message: string, field: string, rule = 'AS-02') =>
      problems.push(businessProblem(code, message, { rule, system: 'ERP', path: [...path, field] }));
    const line = facts.lines[lineNumber - 1];
    const moves = facts.receipt.moves.filter((move) => line !== undefined && move.purchaseLineId === line.id);
    if (line === undefined || moves.length === 0) {
      const message = `Line ${lineNumber} of ${input.poNumber} has nothing left to receive`;
      refuse('PO_LINE_NOT_OPEN', message, 'lineNumber');
      continue;
    }
    const [first] = moves as [ReceiptMove, ...ReceiptMove[]];
    const tracking = facts.products.get(first.productId)?.tracking ?? 'NONE';
    const unit = facts.units.get(first.unitId);
    const inUnit = (quantity: string) => roundTo(inMoveUnit(decimal(quantity), line, first, facts), step(unit));
    const given = entries.flatMap((entry) => entry.lots);
    const reported = sum(entries.map((entry) => entry.quantity));
    if (reported.lte(0)) {
      refuse('QUANTITY_INVALID', `Nothing of line ${lineNumber} came`, 'quantity', 'C-04');
    } else if (tracking === 'NONE' && given.length > 0) {
      refuse('LOT_NOT_TRACKED', `Line ${lineNumber} is not tracked by lot or serial`, 'lots', 'AS-05');
    } else if (tracking !== 'NONE' && !sum(given.map((lot) => lot.quantity)).eq(reported)) {
      refuse('LOT_REQUIRED', `The lots of line ${lineNumber} do not add up to what came`, 'lots', 'AS-05');
    } else {
      const lots = merged(given.map((lot) => ({ ...lot, quantity: decimalText(inUnit(lot.quantity)) })));
      const total = tracking === 'NONE' ? inUnit(decimalText(reported)) : sum(lots.map((lot) => lot.quantity));
      if (total.isZero()) {
        const message = `Nothing of line ${lineNumber} is left once rounded to ${unit?.code}`;
        refuse('QUANTITY_ROUNDS_TO_ZERO', message, 'quantity', 'C-04');
      }
      if (tracking === 'SERIAL' && lots.some((lot) => !decimal(lot.quantity).times(first.baseRatio).eq(1))) {
        refuse('SERIAL_QUANTITY', 'A serial number stands for a quantity of one', 'lots', 'PC-08');
      }
      for (const move of shareOut(total, lots, moves)) planned.set(move.moveId, move);
    }
  }
  if (input.lines.length === 0) {
    problems.push(businessProblem('QUANTITY_INVALID', 'Nothing came', { system: 'ERP', path: ['lines'] }));
  }
  if (problems.length > 0) throw new RejectedError(problems);
  return [...planned.values()];
}

const nothing = (move: ReceiptMove): PlannedMove => ({
  moveId: move.id,
  productId: move.productId,
  quantity: '0',
  lots: [],
});

const step = (unit: Unit | undefined): Decimal => unit?.rounding ?? decimal(0);

/**
 * A quantity as the graph shows the line's (a line over packs in pieces) as one in the move's unit: Odoo orders in any
 * unit and receives in the item's own, unless it is told to keep the line's.
 */
function inMoveUnit(quantity: Decimal, line: PurchaseLine, move: ReceiptMove, { units }: Facts): Decimal {
  const from = unitIn(units, line.unitId);
  return quantity.div(from.factor).times(ratioOf(from, unitIn(units, move.unitId)));
}

/** One entry for each lot. */
function merged(lots: readonly PlannedLot[]): PlannedLot[] {
  const known = new Map<string, PlannedLot>();
  for (const lot of lots) {
    const quantity = decimalText(sum([known.get(lot.lotNumber)?.quantity ?? 0, lot.quantity]));
    known.set(lot.lotNumber, { ...known.get(lot.lotNumber), ...lot, quantity });
  }
  return [...known.values()];
}

/** What came over the moves of one line: each gets what it waits for, the last one what is left. */
function shareOut(total: Decimal, lots: readonly PlannedLot[], moves: readonly ReceiptMove[]): PlannedMove[] {
  const pool = lots.map((lot) => ({ lot, left: decimal(lot.quantity) }));
  let left = total;
  return moves.map((move, index) => {
    const isLast = index === moves.length - 1;
    const quantity = isLast || left.lt(move.required) ? left : move.required;
    left = left.minus(quantity);
    let wanted = quantity;
    const taken = pool.flatMap((entry) => {
      const part = wanted.lt(entry.left) ? wanted : entry.left;
      if (part.lte(0)) return [];
      entry.left = entry.left.minus(part);
      wanted = wanted.minus(part);
      return [{ ...entry.lot, quantity: decimalText(part) }];
    });
    return { moveId: move.id, productId: move.productId, quantity: decimalText(quantity), lots: taken };
  });
}
