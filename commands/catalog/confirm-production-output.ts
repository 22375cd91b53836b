import { decimal, decimalText } from '../../lib/decimal.ts';
import type { CheckResult } from '../kit/types.ts';
import { checkTolerance, decideRemainder } from '../rules/completion.ts';
import { consumption } from '../rules/consumption.ts';
import { checkInputLots, checkUntrackedStock } from '../rules/input-lots.ts';
import { carriedOver } from '../rules/issued.ts';
import { checkOutputLots, outputLots, type ScrapShare } from '../rules/output.ts';
import { readConsumed, readProduced } from '../rules/read-lots.ts';
import { type Confirmation, holdProblems, orderTotals, type Quantities } from './confirm-production-order.ts';
import type { ConfirmationFacts } from './confirm-production-plan.ts';

/** A report of the order or of its last operation: what was made, what it took, what becomes of the rest. */
export async function checkOutput(confirmation: Confirmation): Promise<CheckResult<ConfirmationFacts>> {
  const { context, plant, snapshot, part, reader, quantities } = confirmation;
  const { input } = context;
  const { policy } = plant;
  const { itemNumber, orderNumber } = snapshot.order;
  if (quantities === undefined || itemNumber === null) return { problems: await holdProblems(context, snapshot) };
  const { good, scrap, total } = quantities;
  const shares: ScrapShare[] = input.scrap.map((entry, index) => ({
    value: scrap[index] ?? decimal(0),
    lotNumber: entry.lotNumber,
  }));
  const output = outputLots(input.outputLots, good, shares, part, policy.rounding.reported);
  const planned = decimal(part.planned);
  const remainder = decideRemainder(input, { left: planned.minus(total), unit: part.unit });
  const left = remainder.remainder === 'KEEP_OPEN' && planned.greaterThan(total);
  const share = { made: total, planned: planned.isZero() ? total : planned, closes: !left };
  const used = consumption(input.consumption, part, share, policy.rounding);
  const carried = carriedOver(part, used.consumed, left);
  const outputNumbers = output.lots.map((lot) => lot.lotNumber);
  const plantCodes = context.backEnds.erp(plant.code).plants.map((served) => served.code);
  const [known, consumed, holds] = await Promise.all([
    readProduced(reader, { plantCode: plant.code, orderNumber, itemNumber, plantCodes }, outputNumbers, part),
    readConsumed(reader, part, used.consumed),
    holdProblems(context, snapshot, used.consumed, output.lots),
  ]);
  const occurredAt = new Date(input.endedAt ?? context.command?.requestedAt ?? context.clock.now());
  const { planned: ofOrder, made: before } = orderTotals(snapshot, part);
  const problems = [
    ...checkTolerance({ before, now: total, planned: ofOrder, unit: part.unit }, policy.overTolerance),
    ...remainder.problems,
    ...output.problems,
    ...checkOutputLots(output.lots, known, part),
    ...used.problems,
    ...carried.problems,
    ...checkInputLots(used.consumed, consumed, { occurredAt, negativeStock: policy.negativeStock }),
    ...checkUntrackedStock(used.consumed, part, policy.negativeStock),
    ...holds,
  ];
  const facts: ConfirmationFacts = {
    kind: 'OUTPUT',
    orderNumber,
    partId: part.id,
    planned: part.planned,
    itemNumber,
    produced: decimalText(total),
    outputLots: output.lots.map(({ lotNumber, value }) => ({ lotNumber, quantity: decimalText(value) })),
    consumption: used.consumed.map(({ itemNumber: component, value, lots }) => ({
      itemNumber: component,
      quantity: decimalText(value),
      lots: lots.map((lot) => ({ lotNumber: lot.lotNumber, quantity: decimalText(lot.value) })),
    })),
    declared: carried.consumption,
    scrap: input.scrap.map((entry, index) => ({
      quantity: decimalText(scrap[index] ?? 0),
      reasonCode: entry.reasonCode,
      lotNumber: output.scrapLots[index] ?? null,
    })),
    remainder: remainder.remainder,
    after: totalsAfter(confirmation, quantities, left),
  };
  return { problems, facts };
}

function totalsAfter({ snapshot, part }: Pick<Confirmation, 'snapshot' | 'part'>, now: Quantities, isLeft: boolean) {
  const { made, scrapped } = orderTotals(snapshot, part);
  return {
    state: isLeft ? ('RUNNING' as const) : ('COMPLETED' as const),
    good: decimalText(made.minus(scrapped).plus(now.good)),
    scrap: decimalText(scrapped.plus(now.total.minus(now.good))),
    unit: part.unit,
  };
}
