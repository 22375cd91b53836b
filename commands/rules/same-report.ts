import { decimal, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { InputLot, InputQuantity } from './input.ts';
import { finding } from './policy.ts';

/** What tells one report of work from another, as it stands in a command's canonical input. */
export interface Report {
  operationNumber: string | null;
  good: InputQuantity;
  scrap: readonly { quantity: InputQuantity; lotNumber: string | null }[];
  outputLots: readonly InputLot[];
  workCenterCode: string | null;
  endedAt: string | null;
  operator: string | null;
}

/** A report of the same order that was accepted before. */
export interface EarlierReport {
  /** Null where the caller may not see it. */
  commandId: string | null;
  report: Report;
}

/** Two clocks that tell of one moment differ by so much at most. */
export const SAME_MOMENT_MS = 2000;

/**
 * C-02: the same report under another key, as a machine sends it that makes a key for each try. Reports that do not say
 * when the work ended are never taken for one another.
 */
export function checkSameReport(report: Report, earlier: readonly EarlierReport[]): Problem[] {
  const same = earlier.filter((one) => isSame(one.report, report));
  if (same.length === 0) return [];
  const ids = same.map((one) => one.commandId).filter((id) => id !== null);
  const which = ids.length === 0 ? 'by another client' : `by command ${ids.join(', ')}`;
  const message = `The same work was reported ${which} already: same quantity, lots, operator and end. An override says that it was done twice`;
  const detail = { commandIds: ids, count: same.length };
  return [finding('C-02', 'SUSPECTED_DUPLICATE', message, { severity: 'WARNING', path: ['endedAt'], detail })];
}

function isSame(a: Report, b: Report): boolean {
  if (a.endedAt === null || b.endedAt === null) return false;
  return (
    Math.abs(Date.parse(a.endedAt) - Date.parse(b.endedAt)) <= SAME_MOMENT_MS &&
    a.operationNumber === b.operationNumber &&
    a.operator === b.operator &&
    a.workCenterCode === b.workCenterCode &&
    isSameQuantity(a.good, b.good) &&
    isSameScrap(a, b) &&
    lotsOf(a) === lotsOf(b)
  );
}

const inUnit = ({ value, unit }: InputQuantity, to: string): Exact | undefined => convert(value, unit, to);

function isSameQuantity(a: InputQuantity, b: InputQuantity): boolean {
  const other = inUnit(b, a.unit);
  return other !== undefined && decimal(a.value).equals(other);
}

function isSameScrap(a: Report, b: Report): boolean {
  const total = ({ scrap }: Report) => {
    const values = scrap.map((entry) => inUnit(entry.quantity, a.good.unit));
    return values.includes(undefined) ? undefined : sum(values.filter((value) => value !== undefined));
  };
  const [own, other] = [total(a), total(b)];
  if (own === undefined || other === undefined) return JSON.stringify(a.scrap) === JSON.stringify(b.scrap);
  return own.equals(other);
}

const lotsOf = ({ outputLots, scrap }: Report): string => {
  const named = [...outputLots.map((lot) => lot.lotNumber), ...scrap.flatMap((entry) => entry.lotNumber ?? [])];
  return JSON.stringify([...new Set(named)].sort());
};
