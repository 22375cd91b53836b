import type { ErpLot, ErpLotKey, ErpLotStock, ErpStockLevel } from '../../connectors/ports.ts';
import type { PlantPolicy } from '../../lib/config/factory.ts';
import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { Consumed } from './consumption.ts';
import { finding } from './policy.ts';

/** What the ERP says of one consumed lot, and of an untracked component. */
export interface LotFacts {
  itemNumber: string;
  lotNumber: string;
  lot: ErpLot | null;
  /** At the plant. */
  stock: readonly ErpLotStock[];
  /** Lots of the same number, of whatever item. */
  namesakes: readonly ErpLotKey[];
}

/** PC-11, the lots: each exists, is of the item, is not expired when it happened, and there is enough of it. */
export function checkInputLots(
  consumed: readonly Consumed[],
  facts: readonly LotFacts[],
  context: { plantCode: string; occurredAt: Date; negativeStock: PlantPolicy['negativeStock'] },
): Problem[] {
  return consumed.flatMap((component) =>
    component.lots.flatMap((taken) => {
      const known = facts.find(
        (fact) => fact.itemNumber === component.itemNumber && fact.lotNumber === taken.lotNumber,
      );
      if (known === undefined) return [];
      return checkLot(component, taken, known, context);
    }),
  );
}

function checkLot(
  component: Consumed,
  taken: { lotNumber: string; value: Exact },
  known: LotFacts,
  context: { plantCode: string; occurredAt: Date; negativeStock: PlantPolicy['negativeStock'] },
): Problem[] {
  const { itemNumber, path } = component;
  const { lotNumber } = taken;
  if (known.lot === null) {
    const items = known.namesakes.map((namesake) => namesake.itemNumber);
    const detail = { itemNumber, lotNumber, ...(items.length === 0 ? {} : { isOf: items }) };
    return items.length === 0
      ? [
          finding('PC-11', 'LOT_NOT_FOUND', `There is no lot ${lotNumber} of ${itemNumber}`, {
            path,
            detail,
            system: 'ERP',
          }),
        ]
      : [
          finding('PC-11', 'LOT_WRONG_ITEM', `Lot ${lotNumber} is of ${items.join(', ')}, not of ${itemNumber}`, {
            path,
            detail,
            system: 'ERP',
          }),
        ];
  }
  const problems: Problem[] = [];
  const { expiresAt } = known.lot;
  if (expiresAt !== null && Date.parse(expiresAt) <= context.occurredAt.getTime()) {
    const detail = { itemNumber, lotNumber, expiresAt };
    problems.push(
      finding('PC-11', 'LOT_EXPIRED', `Lot ${lotNumber} expired at ${expiresAt}`, { path, detail, system: 'ERP' }),
    );
  }
  const free = sum(
    known.stock
      .filter((stock) => !stock.isHeld && stock.plantCode === context.plantCode)
      .map((stock) => convert(stock.quantity.value, stock.quantity.unit, component.unit) ?? decimal(0)),
  );
  return [...problems, ...shortage(component, taken.value, free, context.negativeStock, lotNumber)];
}

/** PC-11, untracked components: what lies free at the plant. */
export function checkUntrackedStock(
  consumed: readonly Consumed[],
  stock: ReadonlyMap<string, ErpStockLevel>,
  negativeStock: PlantPolicy['negativeStock'],
): Problem[] {
  return consumed.flatMap((component) => {
    const level = stock.get(component.itemNumber);
    if (component.tracking !== 'NONE' || level === undefined) return [];
    const onHand = decimal(level.onHand.value).minus(level.onHold.value);
    const free = convert(onHand, level.onHand.unit, component.unit);
    return free === undefined ? [] : shortage(component, component.value, free, negativeStock, null);
  });
}

const SHORTAGE = { reject: 'ERROR', park: 'WAIT', allow: 'NOTE' } as const;

function shortage(
  component: Consumed,
  wanted: Exact,
  free: Exact,
  policy: PlantPolicy['negativeStock'],
  lotNumber: string | null,
): Problem[] {
  if (wanted.lessThanOrEqualTo(free)) return [];
  const { itemNumber, unit, path } = component;
  const what = lotNumber === null ? itemNumber : `lot ${lotNumber} of ${itemNumber}`;
  const message = `${decimalText(wanted)} ${unit} of ${what} are consumed, ${decimalText(free)} are there`;
  const detail = { itemNumber, lotNumber, wanted: decimalText(wanted), free: decimalText(free), unit };
  return [finding('PC-11', 'STOCK_SHORT', message, { severity: SHORTAGE[policy], path, detail, system: 'ERP' })];
}
