import { decimalText, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { HeldStock } from './held-stock.ts';
import { shownStock } from './held-stock.ts';
import type { InputQuantity } from './input.ts';
import { finding } from './policy.ts';

export const DISPOSITIONS = ['USE_AS_IS', 'REWORK', 'REPAIR', 'RETURN_TO_SUPPLIER', 'SCRAP', 'REGRADE'] as const;
export type DispositionKind = (typeof DISPOSITIONS)[number];

export type InputDisposition = {
  disposition: DispositionKind;
  itemNumber: string | null;
  lotNumber: string | null;
  quantity: InputQuantity | null;
  concession: string | null;
};

/** What becomes of a lot, in base units; null quantity: all that is left of it. */
export interface Share {
  itemNumber: string;
  lotNumber: string | null;
  disposition: 'USE_AS_IS' | 'SCRAP';
  quantity: string | null;
}

const CARRIED_OUT: readonly DispositionKind[] = ['USE_AS_IS', 'SCRAP'];

/** Of QH-05: what is decided can be carried out. */
export function checkSupported(decisions: readonly InputDisposition[], isOrder: boolean): Problem[] {
  return decisions.flatMap(({ disposition }, index) => {
    const path = ['dispositions', String(index), 'disposition'];
    const detail = { disposition };
    if (!CARRIED_OUT.includes(disposition)) {
      const message = `${disposition} is not carried out yet: ${CARRIED_OUT.join(' and ')} are`;
      return [finding('QH-05', 'DISPOSITION_NOT_SUPPORTED', message, { path, detail })];
    }
    if (!isOrder || disposition === 'USE_AS_IS') return [];
    const message = 'An order is not scrapped: report the scrap of what it made';
    return [finding('QH-05', 'DISPOSITION_NOT_SUPPORTED', message, { path, detail })];
  });
}

/**
 * Of QH-05: the decisions cover all that is held, lot by lot. One that names a lot counts before one for all lots, and
 * one without a quantity takes what is left.
 */
export function checkCoverage(
  decisions: readonly InputDisposition[],
  stock: readonly HeldStock[],
): { shares: Share[]; problems: Problem[] } {
  const problems = unknownTargets(decisions, stock);
  const shares: Share[] = [];
  for (const held of stock) {
    const one = coverLot(decisions, held, stock.length);
    problems.push(...one.problems);
    shares.push(...one.shares);
  }
  return { shares, problems };
}

function unknownTargets(decisions: readonly InputDisposition[], stock: readonly HeldStock[]): Problem[] {
  return decisions.flatMap(({ itemNumber, lotNumber }, index) => {
    const isThere = (held: HeldStock) =>
      (itemNumber ?? held.itemNumber) === held.itemNumber && (lotNumber ?? held.lotNumber) === held.lotNumber;
    if (stock.length === 0 || stock.some(isThere)) return [];
    const message = `The hold has nothing of ${[itemNumber, lotNumber].filter((part) => part !== null).join(' ')}`;
    const path = ['dispositions', String(index)];
    return [finding('QH-05', 'DISPOSITION_INCOMPLETE', message, { path, detail: { held: stock.map(shownStock) } })];
  });
}

interface Decision extends InputDisposition {
  index: number;
}

function coverLot(
  all: readonly InputDisposition[],
  held: HeldStock,
  lotCount: number,
): { shares: Share[]; problems: Problem[] } {
  const own = all.flatMap((decision, index): Decision[] => {
    const isOfItem = (decision.itemNumber ?? held.itemNumber) === held.itemNumber;
    const isOfLot = decision.lotNumber === null || decision.lotNumber === held.lotNumber;
    return isOfItem && isOfLot ? [{ ...decision, index }] : [];
  });
  const problems: Problem[] = [];
  const refuse = (message: string, index?: number) =>
    problems.push(
      finding('QH-05', 'DISPOSITION_INCOMPLETE', message, {
        path: index === undefined ? ['dispositions'] : ['dispositions', String(index)],
        detail: { held: shownStock(held) },
      }),
    );
  const amounts: { decision: Decision; value: Exact }[] = [];
  for (const decision of own) {
    if (decision.quantity === null) continue;
    const value = convert(decision.quantity.value, decision.quantity.unit, held.unit);
    if (value === undefined) refuse(`${decision.quantity.unit} cannot be converted to ${held.unit}`, decision.index);
    else if (decision.lotNumber === null && lotCount > 1) {
      refuse('Several lots are held: a quantity needs its lot', decision.index);
    } else amounts.push({ decision, value });
  }
  const rest = restOf(own.filter((decision) => decision.quantity === null));
  if (rest.length > 1) refuse(`Of ${nameOf(held)}, one decision can take the rest`, rest[1]?.index);
  const total = held.held.plus(held.free);
  const decided = sum(amounts.map((amount) => amount.value));
  const isCovered = rest.length > 0 ? decided.lessThanOrEqualTo(total) : decided.equals(total);
  if (problems.length === 0 && !isCovered) {
    refuse(`${decimalText(decided)} of ${decimalText(total)} ${held.unit} of ${nameOf(held)} are decided`);
  }
  const target = { itemNumber: held.itemNumber, lotNumber: held.lotNumber };
  const shares = [
    ...amounts.map(({ decision, value }) => ({ ...target, decision, quantity: decimalText(value) })),
    ...rest.slice(0, 1).map((decision) => ({ ...target, decision, quantity: null })),
  ].map(
    ({ decision, ...share }): Share => ({
      ...share,
      disposition: decision.disposition === 'SCRAP' ? 'SCRAP' : 'USE_AS_IS',
    }),
  );
  return { shares, problems };
}

/** Those that name the lot, where there are any. */
function restOf(open: readonly Decision[]): Decision[] {
  const named = open.filter((decision) => decision.lotNumber !== null);
  return named.length > 0 ? named : [...open];
}

const nameOf = ({ itemNumber, lotNumber }: HeldStock): string =>
  lotNumber === null ? itemNumber : `lot ${lotNumber} of ${itemNumber}`;

/** QH-05: from MAJOR on, who placed a hold does not release it. */
export function checkReleaser(
  hold: { severity: string; placedBy: string; holdId: string },
  releasedBy: string,
): Problem[] {
  if (hold.severity === 'MINOR' || hold.placedBy !== releasedBy) return [];
  const message = `${releasedBy} placed the hold, and it is ${hold.severity}: another person releases it`;
  return [
    finding('QH-05', 'RELEASER_IS_PLACER', message, { detail: { holdId: hold.holdId, severity: hold.severity } }),
  ];
}
