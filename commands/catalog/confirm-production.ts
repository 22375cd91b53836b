import type { ErpReader, OrderSnapshot } from '../../connectors/ports.ts';
import { rootOrderNumber } from '../../connectors/ports.ts';
import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import { activeCovering } from '../../store/holds.ts';
import type { CheckContext, CheckResult, CommandDefinition } from '../kit/types.ts';
import { checkTolerance, decideRemainder } from '../rules/completion.ts';
import { type Consumed, consumption } from '../rules/consumption.ts';
import { checkEventTime, postingDayNote } from '../rules/event-time.ts';
import { checkHolds } from '../rules/holds.ts';
import { checkInputLots, checkUntrackedStock } from '../rules/input-lots.ts';
import { checkOperation, checkOrder, checkVersions, type OpenPart } from '../rules/order.ts';
import { checkOutputLots, type OutputLots, outputLots, type ScrapShare } from '../rules/output.ts';
import { applyPolicy, hasError } from '../rules/policy.ts';
import { inMeasure } from '../rules/quantities.ts';
import { readConsumed, readProduced } from '../rules/read-lots.ts';
import { checkWorkCenter } from '../rules/work-center.ts';
import { type ConfirmProductionInput, parseConfirmProduction } from './confirm-production-input.ts';
import { type ConfirmationFacts, confirmedEvents, planConfirmation } from './confirm-production-plan.ts';

type Context = CheckContext<ConfirmProductionInput>;

/**
 * Work that was done on an order. Of the order, or of its last operation: posts what was made, what it consumed and
 * what was scrapped of it. Of an earlier operation: quantity and time on its work order.
 */
export const confirmProduction: CommandDefinition<ConfirmProductionInput, ConfirmationFacts> = {
  type: 'confirmProduction',
  version: 1,
  scope: 'production:write',
  risk: 'NORMAL',
  parse: parseConfirmProduction,
  plantsOf: (input) => [input.plantCode],
  aggregatesOf: (input) => [`mo:${input.plantCode}:${rootOrderNumber(input.orderNumber)}`],
  check,
  plan: ({ input, backEnds }, facts) => planConfirmation(input, facts, backEnds.erp(input.plantCode)),
  onSucceeded: async (_tx, context) => ({ events: confirmedEvents(context) }),
};

async function check(context: Context): Promise<CheckResult<ConfirmationFacts>> {
  const { input } = context;
  const plant = context.plant(input.plantCode);
  if (plant === undefined) return { problems: [plantNotFound(input.plantCode)] };
  const erp = context.backEnds.erp(plant.code);
  const told = context.command?.requestedAt ?? context.clock.now();
  const problems: Problem[] = [
    ...checkEventTime(input, told, plant),
    ...postingDayNote(input.endedAt, context.clock.now(), plant.timeZone),
  ];
  const snapshot = await erp.forWriting.snapshot(plant.code, input.orderNumber);
  const order = checkOrder(snapshot, input);
  problems.push(...order.problems);
  if (snapshot === null || order.openPart === null) {
    problems.push(...(await holdsWithoutPart(context, snapshot)));
    return { problems: applyPolicy(problems, plant.policy) };
  }
  const part = order.openPart;
  const reader = erp.open();
  problems.push(...checkVersions(input, { bomRevision: part.bomRevision, routingVersion: part.bomRevision }));
  problems.push(...checkWorkCenter(input, part, await reader.workCenters(plant.code)));
  const operation = checkOperation(input.operationNumber, part);
  problems.push(...operation.problems);
  const measured = measure(input, part);
  problems.push(...measured.problems);
  const confirmation = { context, snapshot, part, reader, quantities: measured.quantities };
  const result =
    operation.operation !== null && !operation.isLast
      ? await checkEarlierOperation(confirmation, operation.operation.operationNumber)
      : await checkOutput(confirmation);
  const all = applyPolicy([...problems, ...result.problems], plant.policy);
  return hasError(all) || result.facts === undefined ? { problems: all } : { problems: all, facts: result.facts };
}

interface Quantities {
  good: Exact;
  scrap: Exact[];
  total: Exact;
}

interface Confirmation {
  context: Context;
  snapshot: OrderSnapshot;
  part: OpenPart;
  reader: ErpReader;
  /** Undefined where the input's cannot be counted in the item's unit. */
  quantities: Quantities | undefined;
}

/** C-04, C-05 for good and scrap. */
function measure(input: ConfirmProductionInput, part: OpenPart): { quantities?: Quantities; problems: Problem[] } {
  const good = inMeasure(input.good, part, ['good']);
  const scrap = input.scrap.map((entry, index) =>
    inMeasure(entry.quantity, part, ['scrap', String(index), 'quantity']),
  );
  const problems = [...good.problems, ...scrap.flatMap((entry) => entry.problems)];
  const values = scrap.map((entry) => entry.value).filter((value) => value !== undefined);
  if (good.value === undefined || values.length < scrap.length) return { problems };
  return { problems, quantities: { good: good.value, scrap: values, total: good.value.plus(sum(values)) } };
}

async function checkOutput(confirmation: Confirmation): Promise<CheckResult<ConfirmationFacts>> {
  const { context, snapshot, part, reader, quantities } = confirmation;
  const { input } = context;
  const policy = context.plant(input.plantCode)?.policy;
  const itemNumber = snapshot.order.itemNumber;
  if (quantities === undefined || policy === undefined || itemNumber === null) {
    return { problems: checkHolds(await coveringHolds(context, snapshot, [], [])) };
  }
  const { good, scrap, total } = quantities;
  const shares: ScrapShare[] = input.scrap.map((entry, index) => ({
    value: scrap[index] ?? decimal(0),
    lotNumber: entry.lotNumber,
  }));
  const output = outputLots(input.outputLots, good, shares, part);
  const planned = decimal(part.planned);
  const used = consumption(input.consumption, part, { made: total, planned: planned.isZero() ? total : planned });
  const remainder = decideRemainder(input, { left: planned.minus(total), unit: part.unit });
  const order = { plantCode: input.plantCode, orderNumber: snapshot.order.orderNumber, itemNumber };
  const outputNumbers = output.lots.map((lot) => lot.lotNumber);
  const [known, consumed, holds] = await Promise.all([
    readProduced(reader, order, outputNumbers, part),
    readConsumed(reader, input.plantCode, used.consumed),
    coveringHolds(context, snapshot, used.consumed, output.lots),
  ]);
  const occurredAt = new Date(input.endedAt ?? context.command?.requestedAt ?? context.clock.now());
  const problems = [
    ...toleranceProblems(snapshot, part, total, policy.overTolerance),
    ...remainder.problems,
    ...output.problems,
    ...checkOutputLots(output.lots, known, part),
    ...used.problems,
    ...checkInputLots(used.consumed, consumed.lots, {
      ...context.input,
      occurredAt,
      negativeStock: policy.negativeStock,
    }),
    ...checkUntrackedStock(used.consumed, consumed.stock, policy.negativeStock),
    ...checkHolds(holds),
  ];
  const left = remainder.remainder === 'KEEP_OPEN' && planned.greaterThan(total);
  const facts: ConfirmationFacts = {
    kind: 'OUTPUT',
    orderNumber: snapshot.order.orderNumber,
    itemNumber,
    good: decimalText(good),
    produced: decimalText(total),
    outputLots: output.lots.map(({ lotNumber, value }) => ({ lotNumber, quantity: decimalText(value) })),
    consumption: used.consumed.map(({ itemNumber: component, value, lots }) => ({
      itemNumber: component,
      quantity: decimalText(value),
      lots: lots.map((lot) => ({ lotNumber: lot.lotNumber, quantity: decimalText(lot.value) })),
    })),
    scrap: input.scrap.map((entry, index) => ({
      quantity: decimalText(scrap[index] ?? 0),
      reasonCode: entry.reasonCode,
      lotNumber: output.scrapLots[index] ?? null,
    })),
    remainder: remainder.remainder,
    after: totalsAfter(snapshot, part, quantities, left),
  };
  return { problems, facts };
}

/** PC-06 for the whole order: what was made of it before, in the unit of the open part. */
function toleranceProblems(snapshot: OrderSnapshot, part: OpenPart, now: Exact, overTolerance: string): Problem[] {
  const planned = decimal(snapshot.order.planned.value);
  const before = decimal(snapshot.order.produced.value);
  return checkTolerance({ before, now, planned, unit: part.unit }, overTolerance);
}

function totalsAfter(snapshot: OrderSnapshot, part: OpenPart, now: Quantities, isLeft: boolean) {
  const scrapBefore = decimal(snapshot.order.scrapped?.value ?? 0);
  const goodBefore = decimal(snapshot.order.produced.value).minus(scrapBefore);
  return {
    state: isLeft ? ('RUNNING' as const) : ('COMPLETED' as const),
    good: decimalText(goodBefore.plus(now.good)),
    scrap: decimalText(scrapBefore.plus(now.total.minus(now.good))),
    unit: part.unit,
  };
}

async function checkEarlierOperation(
  confirmation: Confirmation,
  operationNumber: string,
): Promise<CheckResult<ConfirmationFacts>> {
  const { context, snapshot, part, reader, quantities } = confirmation;
  const { input } = context;
  const problems = [
    ...withTheOutput('scrap', input.scrap.length > 0),
    ...withTheOutput('outputLots', input.outputLots.length > 0),
    ...withTheOutput('consumption', input.consumption.length > 0),
    ...checkHolds(await coveringHolds(context, snapshot, [], [])),
  ];
  const policy = context.plant(input.plantCode)?.policy;
  if (quantities === undefined || policy === undefined) return { problems };
  const workOrders = await reader.workOrders(input.plantCode, snapshot.order.orderNumber);
  const before = workOrders.find((workOrder) => workOrder.operationNumber === operationNumber)?.produced?.value ?? '0';
  const planned = decimal(snapshot.order.planned.value);
  const reached = { before: decimal(before), now: quantities.total, planned, unit: part.unit };
  problems.push(...checkTolerance(reached, policy.overTolerance));
  const facts: ConfirmationFacts = {
    kind: 'OPERATION',
    orderNumber: snapshot.order.orderNumber,
    operationNumber,
    produced: decimalText(quantities.total),
    minutes: minutesBetween(input.startedAt, input.endedAt),
    after: {
      state: 'RUNNING',
      good: decimalText(reached.before.plus(quantities.good)),
      scrap: '0',
      unit: part.unit,
    },
  };
  return { problems, facts };
}

function withTheOutput(field: string, isGiven: boolean): Problem[] {
  if (!isGiven) return [];
  const message = `${field} is posted with the order's output: report it for the order or its last operation`;
  return [businessProblem('FIELD_NOT_SUPPORTED', message, { path: [field] })];
}

function minutesBetween(startedAt: string | null, endedAt: string | null): string | null {
  if (startedAt === null || endedAt === null) return null;
  return decimalText(
    decimal(Date.parse(endedAt) - Date.parse(startedAt))
      .div(60_000)
      .toDecimalPlaces(4),
  );
}

/** Holds on the order, what it makes, what it uses, and every lot on either side. */
function coveringHolds(
  context: Context,
  snapshot: OrderSnapshot,
  consumed: readonly Consumed[],
  produced: OutputLots['lots'],
) {
  const itemNumber = snapshot.order.itemNumber;
  const used = consumed.filter((component) => !component.value.isZero());
  const inputs = used.flatMap((component) =>
    component.lots.map(({ lotNumber }) => ({ itemNumber: component.itemNumber, lotNumber })),
  );
  const outputs = itemNumber === null ? [] : produced.map(({ lotNumber }) => ({ itemNumber, lotNumber }));
  return activeCovering(context.store, {
    plantCode: context.input.plantCode,
    orderNumber: snapshot.order.orderNumber,
    itemNumbers: [...(itemNumber === null ? [] : [itemNumber]), ...used.map((component) => component.itemNumber)],
    lots: [...inputs, ...outputs],
  });
}

async function holdsWithoutPart(context: Context, snapshot: OrderSnapshot | null): Promise<Problem[]> {
  return snapshot === null ? [] : checkHolds(await coveringHolds(context, snapshot, [], []));
}

const plantNotFound = (plantCode: string): Problem =>
  businessProblem('PLANT_NOT_FOUND', `There is no plant ${plantCode}`, { rule: 'C-03', path: ['plantCode'] });
