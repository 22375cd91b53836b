import type { PlantPolicy } from '../../lib/config/factory.ts';
import { sum } from '../../lib/decimal.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import { reportsAbout } from '../../store/earlier-reports.ts';
import type { CheckContext, CheckResult, CommandDefinition } from '../kit/types.ts';
import { checkEventTime, postingDayNote } from '../rules/event-time.ts';
import { checkOperation, checkOrder, checkVersions, type OpenPart } from '../rules/order.ts';
import { stockOf } from '../rules/output.ts';
import { applyPolicy, hasError } from '../rules/policy.ts';
import { asBooked, inMeasure } from '../rules/quantities.ts';
import { checkSameReport, SAME_MOMENT_MS } from '../rules/same-report.ts';
import { checkWorkCenter } from '../rules/work-center.ts';
import { type ConfirmProductionInput, parseConfirmProduction } from './confirm-production-input.ts';
import { checkEarlierOperation } from './confirm-production-operation.ts';
import { holdProblems, type Quantities } from './confirm-production-order.ts';
import { checkOutput } from './confirm-production-output.ts';
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
  aggregatesOf: (input) => [orderKey(input.plantCode, input.orderNumber)],
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
  problems.push(...order.problems, ...(await sameReports(context, snapshot?.order.numbers ?? [])));
  if (snapshot === null || order.openPart === null) {
    if (snapshot !== null) problems.push(...(await holdProblems(context, snapshot)));
    return { problems: applyPolicy(problems, plant.policy) };
  }
  const part = order.openPart;
  const reader = erp.open({ plants: [plant.code] });
  problems.push(...checkVersions(input, { bomRevision: part.bomRevision, routingVersion: part.bomRevision }));
  if (input.workCenterCode !== null || input.operationNumber !== null) {
    problems.push(...checkWorkCenter(input, part, await reader.workCenters(plant.code)));
  }
  const operation = checkOperation(input.operationNumber, part);
  problems.push(...operation.problems);
  const measured = measure(input, part, plant.policy.rounding);
  problems.push(...measured.problems);
  const confirmation = { context, plant, snapshot, part, reader, quantities: measured.quantities };
  const result =
    operation.operation !== null && !operation.isLast
      ? await checkEarlierOperation(confirmation, operation.operation.operationNumber)
      : await checkOutput(confirmation);
  const all = applyPolicy([...problems, ...result.problems], plant.policy);
  if (hasError(all) || result.facts === undefined) return { problems: all };
  const aggregates = snapshot.order.numbers.map((number) => orderKey(plant.code, number));
  return { problems: all, facts: result.facts, aggregates };
}

/** C-02, among what was accepted before; a report that does not say when the work ended is compared with none. */
async function sameReports({ input, command, store, maySee }: Context, numbers: readonly string[]): Promise<Problem[]> {
  const { plantCode, orderNumber, endedAt } = input;
  if (endedAt === null) return [];
  const orderNumbers = [orderNumber, ...numbers];
  const about = { type: confirmProduction.type, plantCode, orderNumbers, endedAt, withinMs: SAME_MOMENT_MS };
  const earlier = await reportsAbout(store, about, command?.id ?? null);
  const reports = earlier.map((other) => ({
    commandId: maySee(other) ? other.id : null,
    report: other.input as ConfirmProductionInput,
  }));
  return checkSameReport(input, reports);
}

/** The door knows an order by the number that was given; the check finds the others that it has. */
const orderKey = (plantCode: string, orderNumber: string): string => `mo:${plantCode}:${orderNumber}`;

/**
 * C-04, C-05 for good and scrap: each as it lies in stock, both together as the order books them. Where the plant has a
 * difference noted, the good takes it: scrap is scrapped as reported.
 */
function measure(
  input: ConfirmProductionInput,
  part: OpenPart,
  { reported }: PlantPolicy['rounding'],
): { quantities?: Quantities; problems: Problem[] } {
  const good = inMeasure(input.good, stockOf(part), ['good'], reported);
  const scrap = input.scrap.map((entry, index) =>
    inMeasure(entry.quantity, stockOf(part), ['scrap', String(index), 'quantity'], reported),
  );
  const problems = [...good.problems, ...scrap.flatMap((entry) => entry.problems)];
  const values = scrap.map((entry) => entry.value).filter((value) => value !== undefined);
  if (good.value === undefined || values.length < scrap.length) return { problems };
  const scrapped = sum(values);
  const total = good.value.plus(scrapped);
  const what = scrapped.isZero() ? {} : { what: 'good and scrap' };
  const posted = asBooked(total, part, { ...what, path: ['good'], whenRounded: reported });
  problems.push(...posted.problems);
  if (posted.value === undefined) return { problems };
  return { problems, quantities: { good: posted.value.minus(scrapped), scrap: values, total: posted.value } };
}

const plantNotFound = (plantCode: string): Problem =>
  businessProblem('PLANT_NOT_FOUND', `There is no plant ${plantCode}`, { rule: 'C-03', path: ['plantCode'] });
