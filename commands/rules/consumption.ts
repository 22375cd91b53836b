import type { Booking, ConsumptionPolicy, LotQuantity, Tracking } from '../../connectors/ports.ts';
import type { PlantPolicy } from '../../lib/config/factory.ts';
import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';
import type { Problem, Severity } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import type { InputLot, InputQuantity } from './input.ts';
import { issuedOf } from './issued.ts';
import type { OpenPart } from './order.ts';
import { finding } from './policy.ts';
import { asBooked, booked, inMeasure, type Measure, type WhenRounded } from './quantities.ts';

export type InputConsumption = { itemNumber: string; quantity: InputQuantity; lots: InputLot[] };

/** What one component is consumed of, in the item's own unit. */
export interface Consumed {
  itemNumber: string;
  unit: string;
  tracking: Tracking;
  value: Exact;
  lots: { lotNumber: string; value: Exact }[];
  /** Where the input names it; the bill of materials' own components have none. */
  path: readonly string[];
}

interface Component {
  itemNumber: string;
  unit: string;
  rounding: string;
  /** Undefined where the item's moves are booked in different units: then they are shared out first. */
  booking?: Booking | undefined;
  tracking: Tracking;
  required: Exact;
  reserved: { lotNumber: string; value: Exact }[];
  /** Declared as consumed before this report; see `issuedOf`. */
  issued: Exact;
}

const DEVIATION: Record<ConsumptionPolicy, Severity> = { STRICT: 'ERROR', WARNING: 'WARNING', FLEXIBLE: 'NOTE' };

/**
 * PC-09, PC-10: what the report consumes, component by component. Reported lines count as reported; the others are
 * backflushed in proportion to `share` (good and scrap of the planned quantity), as the ERP can book it. A
 * tracked component is backflushed only from lots that the order has reserved and that cover it. What was declared
 * before is consumed first; a report after which nothing stays open (`closes`) backflushes at least all of it.
 */
export function consumption(
  given: readonly InputConsumption[],
  part: OpenPart,
  share: { made: Exact; planned: Exact; closes?: boolean },
  rounding: PlantPolicy['rounding'] = { reported: 'refuse', backflush: 'note' },
): { consumed: Consumed[]; problems: Problem[] } {
  const { components, problems } = byItem(part);
  const consumed = components.map((component) => {
    const exact = component.required.times(share.made).div(share.planned);
    const expected = booked(exact, measureOf(component));
    const lines = given.flatMap((line, index) => (line.itemNumber === component.itemNumber ? [{ line, index }] : []));
    const least = share.closes === true && component.issued.greaterThan(expected) ? component.issued : expected;
    const one = lines.length === 0 ? backflushed(component, least) : reported(component, lines, rounding.reported);
    if (lines.length === 0 && least === expected)
      problems.push(...roundedBackflush(component, exact, rounding.backflush));
    problems.push(...one.problems);
    if (one.isWhole) problems.push(...deviation(one.consumed, expected, part.consumption));
    return one.consumed;
  });
  for (const [index, line] of given.entries()) {
    if (components.some((component) => component.itemNumber === line.itemNumber)) continue;
    const message = `${line.itemNumber} is no component of the order`;
    const path = ['consumption', String(index), 'itemNumber'];
    problems.push(
      finding('PC-10', 'COMPONENT_NOT_PLANNED', message, { path, detail: { itemNumber: line.itemNumber } }),
    );
  }
  return { consumed, problems };
}

/** C-04: what the bill of materials asks for and what is consumed of it, where they are not the same. */
function roundedBackflush(component: Component, exact: Exact, whenRounded: WhenRounded): Problem[] {
  const what = component.itemNumber;
  // Beyond nine decimals it is the division, and no material.
  const asked = exact.toDecimalPlaces(9);
  return asBooked(asked, measureOf(component), { what, path: ['consumption'], whenRounded }).problems;
}

/** Several lines of one item are one component. */
function byItem(part: OpenPart): { components: Component[]; problems: Problem[] } {
  const components = new Map<string, Component>();
  const problems: Problem[] = [];
  for (const line of part.components) {
    if (line.itemNumber === null) {
      const message = 'A component of the order has no item number';
      problems.push(finding('PC-09', 'KEY_MISSING', message, { system: 'ERP', detail: { moveId: line.moveId } }));
      continue;
    }
    const known = components.get(line.itemNumber);
    const unit = known?.unit ?? line.unit;
    const required = convert(line.required, line.unit, unit);
    const issued = convert(issuedOf(line, part).quantity, line.unit, unit);
    const reserved = line.reservedLots.map((lot) => inUnit(lot, line.unit, unit));
    if (required === undefined || issued === undefined || reserved.includes(undefined)) {
      const message = `${line.itemNumber} is needed in ${unit} and in ${line.unit}`;
      problems.push(finding('C-05', 'UNIT_NOT_CONVERTIBLE', message, { detail: { itemNumber: line.itemNumber } }));
      continue;
    }
    components.set(line.itemNumber, {
      itemNumber: line.itemNumber,
      unit,
      rounding: known?.rounding ?? line.rounding,
      booking: known === undefined || isSame(known.booking, line.booking) ? line.booking : undefined,
      tracking: line.tracking,
      required: (known?.required ?? decimal(0)).plus(required),
      reserved: merged([...(known?.reserved ?? []), ...reserved.filter((lot) => lot !== undefined)]),
      issued: (known?.issued ?? decimal(0)).plus(issued),
    });
  }
  return { components: [...components.values()], problems };
}

const isSame = (a: Booking | undefined, b: Booking): boolean => a?.size === b.size && a.rounding === b.rounding;

function inUnit(lot: LotQuantity, from: string, to: string): { lotNumber: string; value: Exact } | undefined {
  const value = convert(lot.quantity, from, to);
  return value === undefined ? undefined : { lotNumber: lot.lotNumber, value };
}

function merged(lots: readonly { lotNumber: string; value: Exact }[]): { lotNumber: string; value: Exact }[] {
  const sums = new Map<string, Exact>();
  for (const { lotNumber, value } of lots) sums.set(lotNumber, (sums.get(lotNumber) ?? decimal(0)).plus(value));
  return [...sums].map(([lotNumber, value]) => ({ lotNumber, value }));
}

interface Settled {
  consumed: Consumed;
  /** False where a finding says that quantity or lots are not known. */
  isWhole: boolean;
  problems: Problem[];
}

function backflushed(component: Component, expected: Exact): Settled {
  const consumed = { ...common(component), value: expected, lots: [], path: ['consumption'] };
  if (component.tracking === 'NONE' || expected.isZero()) return { consumed, isWhole: true, problems: [] };
  return fromReserved(component, consumed);
}

function reported(
  component: Component,
  lines: readonly { line: InputConsumption; index: number }[],
  whenRounded: WhenRounded,
): Settled {
  const problems: Problem[] = [];
  const lots: Consumed['lots'] = [];
  const measure = measureOf(component);
  let value = decimal(0);
  for (const { line, index } of lines) {
    const path = ['consumption', String(index)];
    const measured = inMeasure(line.quantity, measure, [...path, 'quantity'], whenRounded);
    problems.push(...measured.problems);
    if (measured.value === undefined) continue;
    value = value.plus(measured.value);
    const ofLine = lotsOfLine(line, measured.value, component, { path, whenRounded });
    problems.push(...ofLine.problems);
    lots.push(...ofLine.lots);
  }
  const path = ['consumption', String(lines[0]?.index ?? 0)];
  const consumed = { ...common(component), value, lots: merged(lots), path };
  const isWhole = !problems.some((problem) => problem.severity === 'ERROR');
  if (isWhole && component.tracking !== 'NONE' && lots.length === 0 && !value.isZero()) {
    const reserved = fromReserved(component, consumed);
    return { ...reserved, problems: [...problems, ...reserved.problems] };
  }
  return { consumed, isWhole, problems };
}

function lotsOfLine(
  line: InputConsumption,
  value: Exact,
  component: Component,
  { path, whenRounded }: { path: readonly string[]; whenRounded: WhenRounded },
) {
  const problems: Problem[] = [];
  const lots: Consumed['lots'] = [];
  const refuse = (message: string, at: readonly string[]) =>
    problems.push(
      finding('PC-09', 'LOT_QUANTITY', message, { path: [...path, ...at], detail: { itemNumber: line.itemNumber } }),
    );
  if (line.lots.length === 0) return { lots, problems };
  if (component.tracking === 'NONE') {
    problems.push(
      finding('PC-09', 'LOT_NOT_WANTED', `${line.itemNumber} is not tracked by lots`, { path: [...path, 'lots'] }),
    );
    return { lots, problems };
  }
  for (const [index, lot] of line.lots.entries()) {
    const at = ['lots', String(index), 'quantity'];
    if (lot.quantity !== null) {
      const measured = inMeasure(lot.quantity, measureOf(component), [...path, ...at], whenRounded);
      problems.push(...measured.problems);
      if (measured.value !== undefined) lots.push({ lotNumber: lot.lotNumber, value: measured.value });
    } else if (component.tracking === 'SERIAL') lots.push({ lotNumber: lot.lotNumber, value: decimal(1) });
    else if (line.lots.length === 1) lots.push({ lotNumber: lot.lotNumber, value });
    else refuse(`How much of ${lot.lotNumber}: several lots need a quantity each`, at);
  }
  const covered = sum(lots.map((lot) => lot.value));
  if (problems.length === 0 && !covered.equals(value)) {
    refuse(`The lots of ${line.itemNumber} are ${decimalText(covered)} of ${decimalText(value)} ${component.unit}`, [
      'lots',
    ]);
  }
  for (const lot of component.tracking === 'SERIAL' ? merged(lots) : []) {
    if (!lot.value.equals(1)) refuse(`Serial ${lot.lotNumber} is one piece`, ['lots']);
  }
  return { lots, problems };
}

/** Lots that the order has set aside, in their order, as far as they go. */
function fromReserved(component: Component, consumed: Consumed): Settled {
  const lots: Consumed['lots'] = [];
  let left = consumed.value;
  for (const lot of component.reserved) {
    if (left.lessThanOrEqualTo(0)) break;
    const value = lot.value.lessThan(left) ? lot.value : left;
    if (value.greaterThan(0)) lots.push({ lotNumber: lot.lotNumber, value });
    left = left.minus(value);
  }
  if (left.lessThanOrEqualTo(0)) return { consumed: { ...consumed, lots }, isWhole: true, problems: [] };
  const { itemNumber, unit } = component;
  const message = `${itemNumber} is tracked: it takes lots for ${decimalText(consumed.value)} ${unit}, and the order has not reserved them`;
  const detail = { itemNumber, quantity: { value: decimalText(consumed.value), unit } };
  const problem = finding('PC-09', 'CONSUMPTION_MISSING', message, { path: consumed.path, detail });
  return { consumed, isWhole: false, problems: [problem] };
}

function deviation(consumed: Consumed, expected: Exact, policy: ConsumptionPolicy): Problem[] {
  const delta = consumed.value.minus(expected);
  if (delta.isZero()) return [];
  const { itemNumber, unit } = consumed;
  const message = `${decimalText(consumed.value)} ${unit} of ${itemNumber} where the bill of materials says ${decimalText(expected)}`;
  const detail = {
    itemNumber,
    reported: decimalText(consumed.value),
    expected: decimalText(expected),
    delta: decimalText(delta),
    unit,
    policy,
  };
  const isReported = consumed.path.length > 1;
  const path = isReported ? [...consumed.path, 'quantity'] : consumed.path;
  const extra = { severity: DEVIATION[policy], path, detail };
  return [finding('PC-10', 'CONSUMPTION_DEVIATES', message, extra)];
}

const measureOf = ({ unit, rounding, booking }: Component): Measure => ({
  ...{ unit, rounding },
  ...(booking === undefined ? {} : { booking }),
});

const common = ({ itemNumber, unit, tracking }: Component) => ({ itemNumber, unit, tracking });
