import type { ErpLot, ErpLotKey } from '../../connectors/ports.ts';
import type { PlantPolicy } from '../../lib/config/factory.ts';
import { decimalText, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Consumed } from './consumption.ts';
import type { OpenPart } from './order.ts';
import { finding } from './policy.ts';
import { atSource } from './source-stock.ts';

/** What the ERP says of one consumed lot. */
export interface LotFacts {
  itemNumber: string;
  lotNumber: string;
  lot: ErpLot | null;
  /** What can be taken of it where the order takes it from, in the component's unit. */
  free: Exact;
  /** Lots of the same number, of whatever item. */
  namesakes: readonly ErpLotKey[];
}

/** PC-11, the lots: each exists, is of the item, is not expired when it happened, and there is enough of it. */
export function checkInputLots(
  consumed: readonly Consumed[],
  facts: readonly LotFacts[],
  context: { occurredAt: Date; negativeStock: PlantPolicy['negativeStock'] },
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
  context: { occurredAt: Date; negativeStock: PlantPolicy['negativeStock'] },
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
  return [...problems, ...shortage(component, taken.value, known.free, context.negativeStock, lotNumber)];
}

/** PC-11, untracked components: what can be taken where the order takes it from. */
export const checkUntrackedStock = (
  consumed: readonly Consumed[],
  part: OpenPart,
  negativeStock: PlantPolicy['negativeStock'],
): Problem[] =>
  consumed
    .filter((component) => component.tracking === 'NONE' && !component.value.isZero())
    .flatMap((component) =>
      shortage(component, component.value, atSource(part, component.itemNumber), negativeStock, null),
    );

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
