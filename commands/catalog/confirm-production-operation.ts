import { decimal, decimalText } from '../../lib/decimal.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import type { CheckResult } from '../kit/types.ts';
import { checkTolerance } from '../rules/completion.ts';
import { note } from '../rules/policy.ts';
import { type Confirmation, holdProblems, orderTotals } from './confirm-production-order.ts';
import type { ConfirmationFacts } from './confirm-production-plan.ts';

/** A report of an operation before the last: its quantity and time, nothing that goes into or comes out of stock. */
export async function checkEarlierOperation(
  confirmation: Confirmation,
  operationNumber: string,
): Promise<CheckResult<ConfirmationFacts>> {
  const { context, plant, snapshot, part, reader, quantities } = confirmation;
  const { input } = context;
  const { orderNumber } = snapshot.order;
  const problems = [
    ...withTheOutput('scrap', input.scrap.length > 0),
    ...withTheOutput('outputLots', input.outputLots.length > 0),
    ...withTheOutput('consumption', input.consumption.length > 0),
    ...withTheOutput('remainder', input.remainder === 'CLOSE_SHORT'),
    ...(await holdProblems(context, snapshot)),
  ];
  if (quantities === undefined) return { problems };
  const workOrders = await reader.workOrders(plant.code, orderNumber);
  const before = decimal(workOrders.find((one) => one.operationNumber === operationNumber)?.produced?.value ?? '0');
  const { planned } = orderTotals(snapshot, part);
  const reached = { before, now: quantities.total, planned, unit: part.unit };
  problems.push(...checkTolerance(reached, plant.policy.overTolerance));
  const isShort = before.plus(quantities.total).lessThan(part.planned);
  if (input.isFinal === true && isShort) problems.push(staysOpen(operationNumber));
  const good = decimalText(before.plus(quantities.good));
  const facts: ConfirmationFacts = {
    kind: 'OPERATION',
    orderNumber,
    partId: part.id,
    operationNumber,
    produced: decimalText(quantities.total),
    minutes: minutesBetween(input.startedAt, input.endedAt),
    after: { state: 'RUNNING', good, scrap: '0', unit: part.unit },
  };
  return { problems, facts };
}

function withTheOutput(field: string, isGiven: boolean): Problem[] {
  if (!isGiven) return [];
  const message = `${field} is posted with the order's output: report it for the order or its last operation`;
  return [businessProblem('FIELD_NOT_SUPPORTED', message, { path: [field] })];
}

function staysOpen(operationNumber: string): Problem {
  const message = `The work order of operation ${operationNumber} is finished when its quantity is reached, or with its order`;
  return note('PC-17', 'OPERATION_STAYS_OPEN', message, { path: ['isFinal'] });
}

function minutesBetween(startedAt: string | null, endedAt: string | null): string | null {
  if (startedAt === null || endedAt === null) return null;
  return decimalText(
    decimal(Date.parse(endedAt) - Date.parse(startedAt))
      .div(60_000)
      .toDecimalPlaces(4),
  );
}
