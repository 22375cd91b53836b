import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import type { InputLot } from './input.ts';
import type { OpenPart } from './order.ts';
import { finding } from './policy.ts';
import { inMeasure, type Measure, type WhenRounded } from './quantities.ts';

/** What the ERP already knows of a lot number that is to be produced. */
export interface KnownLot {
  lotNumber: string;
  /** Made by this order before, or set aside for the part that is open. */
  isOfThisOrder: boolean;
  /** It has stock, or a part in the genealogy. */
  isUsed: boolean;
}

export interface ScrapShare {
  value: Exact;
  lotNumber: string | null;
}

export interface OutputLots {
  lots: { lotNumber: string; value: Exact }[];
  /** The lot of every scrap, in the order given. */
  scrapLots: (string | null)[];
  problems: Problem[];
}

/**
 * PC-08, who takes which lot: the lots cover good and scrap together, or the good only and every scrap names its own.
 * One lot without a quantity takes all; a serial is one piece.
 */
export function outputLots(
  given: readonly InputLot[],
  good: Exact,
  scrap: readonly ScrapShare[],
  part: OpenPart,
  whenRounded: WhenRounded = 'refuse',
): OutputLots {
  const named = [...given.map((lot) => lot.lotNumber), ...scrap.flatMap((share) => share.lotNumber ?? [])];
  if (part.tracking === 'NONE') {
    const problems = named.length === 0 ? [] : [refusal('LOT_NOT_WANTED', 'The item is not tracked by lots')];
    return { lots: [], scrapLots: scrap.map(() => null), problems };
  }
  if (named.length === 0) {
    const what = part.tracking === 'SERIAL' ? 'serial numbers' : 'a lot number';
    return {
      lots: [],
      scrapLots: scrap.map(() => null),
      problems: [refusal('LOT_REQUIRED', `The item is tracked: it needs ${what}`)],
    };
  }
  const total = good.plus(sum(scrap.map((share) => share.value)));
  return part.tracking === 'SERIAL'
    ? serials(given, scrap, total, part)
    : lots(given, good, scrap, total, { ...part, whenRounded });
}

function lots(
  given: readonly InputLot[],
  good: Exact,
  scrap: readonly ScrapShare[],
  total: Exact,
  part: Pick<OpenPart, 'unit' | 'rounding'> & { whenRounded: WhenRounded },
): OutputLots {
  const shares = new Map<string, Exact>();
  const add = (lotNumber: string, value: Exact) =>
    shares.set(lotNumber, (shares.get(lotNumber) ?? decimal(0)).plus(value));
  const problems: Problem[] = [];
  const only = given.length === 1 ? given[0]?.lotNumber : undefined;
  const isAllOfOne = given.length === 1 && given[0]?.quantity === null;
  for (const [index, lot] of given.entries()) {
    if (isAllOfOne) continue;
    const path = ['outputLots', String(index), 'quantity'];
    if (lot.quantity === null) {
      problems.push(refusal('LOT_QUANTITY', `How much of ${lot.lotNumber}: several lots need a quantity each`, path));
      continue;
    }
    const measured = inMeasure(lot.quantity, stockOf(part), path, part.whenRounded);
    problems.push(...measured.problems);
    if (measured.value !== undefined) add(lot.lotNumber, measured.value);
  }
  const scrapLots = scrap.map((share) => share.lotNumber ?? only ?? null);
  if (isAllOfOne && only !== undefined) add(only, good);
  const isGoodOnly = isAllOfOne || sum(shares.values()).equals(good);
  for (const [index, share] of scrap.entries()) {
    const lotNumber = scrapLots[index];
    const path = ['scrap', String(index), 'lotNumber'];
    if (lotNumber === null || lotNumber === undefined) {
      problems.push(refusal('LOT_REQUIRED', 'Which lot was scrapped: several are produced', path));
    } else if (isGoodOnly) add(lotNumber, share.value);
    else if (!shares.has(lotNumber)) {
      problems.push(refusal('LOT_REQUIRED', `${lotNumber} is scrapped and is none of outputLots`, path));
    }
  }
  const covered = sum(shares.values());
  if (problems.length === 0 && !covered.equals(total)) {
    const message = `The lots cover ${decimalText(covered)} of ${decimalText(total)} ${part.unit}`;
    problems.push(refusal('LOT_QUANTITY', message));
  }
  return { lots: [...shares].map(([lotNumber, value]) => ({ lotNumber, value })), scrapLots, problems };
}

function serials(given: readonly InputLot[], scrap: readonly ScrapShare[], total: Exact, part: OpenPart): OutputLots {
  const problems: Problem[] = [];
  for (const [index, lot] of given.entries()) {
    const path = ['outputLots', String(index), 'quantity'];
    const measured = lot.quantity === null ? undefined : inMeasure(lot.quantity, stockOf(part), path);
    problems.push(...(measured?.problems ?? []));
    if (measured?.value !== undefined && !measured.value.equals(1)) {
      problems.push(refusal('SERIAL_QUANTITY', `Serial ${lot.lotNumber} is one piece`, path));
    }
  }
  for (const [index, share] of scrap.entries()) {
    if (share.lotNumber !== null && share.value.equals(1)) continue;
    const path = ['scrap', String(index)];
    problems.push(refusal('SERIAL_QUANTITY', 'A scrapped serial is reported as one piece with its number', path));
  }
  const numbers = given.map((lot) => lot.lotNumber);
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  if (twice.length > 0) {
    problems.push(refusal('SERIAL_IN_USE', `Serial ${twice[0]} is given twice`, ['outputLots'], { lots: twice }));
  }
  const all = [...new Set([...numbers, ...scrap.flatMap((share) => share.lotNumber ?? [])])];
  if (!total.equals(all.length)) {
    const message = `${decimalText(total)} pieces were made and ${all.length} serials are given: one each`;
    problems.push(refusal('SERIAL_QUANTITY', message, ['outputLots']));
  }
  return {
    lots: all.map((lotNumber) => ({ lotNumber, value: decimal(1) })),
    scrapLots: scrap.map((share) => share.lotNumber),
    problems,
  };
}

/** PC-08, against what the ERP knows: a serial is made once, a lot by one order, and the ERP can post that many. */
export function checkOutputLots(lots: OutputLots['lots'], known: readonly KnownLot[], part: OpenPart): Problem[] {
  const problems: Problem[] = [];
  const isSerial = part.tracking === 'SERIAL';
  const code = isSerial ? 'SERIAL_QUANTITY' : 'LOT_QUANTITY';
  if (part.outputLotsMax !== null && lots.length > part.outputLotsMax) {
    const what = isSerial ? 'serial' : 'lot';
    const message = `This ERP posts ${part.outputLotsMax} ${what} with a confirmation: send one confirmation for each`;
    problems.push(refusal(code, message, ['outputLots'], { max: part.outputLotsMax }));
  }
  for (const { lotNumber } of lots) {
    const before = known.find((candidate) => candidate.lotNumber === lotNumber);
    if (before === undefined || !before.isUsed) continue;
    if (isSerial) problems.push(inUse('SERIAL_IN_USE', `Serial ${lotNumber} was made before`, lotNumber));
    else if (!before.isOfThisOrder)
      problems.push(inUse('LOT_IN_USE', `Lot ${lotNumber} is not of this order`, lotNumber));
  }
  return problems;
}

/** What lies in stock counts in the item's own unit; the order books the sum. */
export const stockOf = ({ unit, rounding }: Pick<OpenPart, 'unit' | 'rounding'>): Measure => ({ unit, rounding });

const inUse = (code: string, message: string, lotNumber: string): Problem =>
  refusal(code, message, ['outputLots'], { lots: [lotNumber] });

const refusal = (code: string, message: string, path: readonly string[] = ['outputLots'], detail?: unknown): Problem =>
  finding('PC-08', code, message, { path, ...(detail === undefined ? {} : { detail }) });
