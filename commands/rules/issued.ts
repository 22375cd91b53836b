import type { ConfirmPartInput, LotQuantity, OrderSnapshotComponent } from '../../connectors/ports.ts';
import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { Consumed } from './consumption.ts';
import type { OpenPart } from './order.ts';
import { note } from './policy.ts';

/**
 * What was declared as consumed of a component before this report. Where somebody has set a quantity as being produced
 * the ERP has picked components by itself: that declares nothing.
 */
export const issuedOf = (
  component: OrderSnapshotComponent,
  part: Pick<OpenPart, 'producing'>,
): { quantity: string; lots: readonly LotQuantity[] } =>
  decimal(part.producing).isZero()
    ? { quantity: component.issued, lots: component.issuedLots }
    : { quantity: '0', lots: [] };

/**
 * What was declared and is not in this report: while the order stays open it is declared on the rest, for the ERP posts
 * what the report says and forgets the declaration. A NOTE tells of it either way.
 */
export function carriedOver(
  part: OpenPart,
  consumed: readonly Consumed[],
  staysOpen: boolean,
): { consumption: ConfirmPartInput['consumption']; problems: Problem[] } {
  const consumption: ConfirmPartInput['consumption'] = [];
  const problems: Problem[] = [];
  for (const { itemNumber, unit, value, lots, path } of consumed) {
    const declared = part.components.filter((component) => component.itemNumber === itemNumber);
    const inUnit = (quantity: string, from: string): Exact => convert(quantity, from, unit) ?? decimal(0);
    const total = sum(declared.map((one) => inUnit(issuedOf(one, part).quantity, one.unit)));
    const left = total.minus(value);
    if (left.lessThanOrEqualTo(0)) continue;
    const becomes = staysOpen ? 'it stays declared on the rest' : 'the order is closed without it';
    const message = `${decimalText(left)} ${unit} of ${itemNumber} were declared as consumed and are not in this report: ${becomes}`;
    const detail = { itemNumber, declared: decimalText(total), reported: decimalText(value), unit };
    problems.push(note('PC-09', 'CONSUMPTION_DECLARED', message, { path, detail }));
    if (!staysOpen) continue;
    const ofLots = new Map<string, Exact>();
    for (const one of declared) {
      for (const lot of issuedOf(one, part).lots) {
        ofLots.set(lot.lotNumber, (ofLots.get(lot.lotNumber) ?? decimal(0)).plus(inUnit(lot.quantity, one.unit)));
      }
    }
    consumption.push({ itemNumber, quantity: decimalText(left), lots: lotsLeft(ofLots, lots, left) });
  }
  return { consumption, problems };
}

/** Lots that were declared and not consumed, up to what is left. */
function lotsLeft(declared: ReadonlyMap<string, Exact>, consumed: Consumed['lots'], left: Exact): LotQuantity[] {
  const lots: LotQuantity[] = [];
  let open = left;
  for (const [lotNumber, quantity] of declared) {
    const used = sum(consumed.filter((lot) => lot.lotNumber === lotNumber).map((lot) => lot.value));
    const rest = quantity.minus(used);
    const taken = rest.lessThan(open) ? rest : open;
    if (taken.lessThanOrEqualTo(0)) continue;
    lots.push({ lotNumber, quantity: decimalText(taken) });
    open = open.minus(taken);
  }
  return lots;
}
