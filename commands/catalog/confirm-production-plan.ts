import type {
  ConfirmPartInput,
  ConsumeInput,
  ErpPort,
  LotQuantity,
  ScrapInput,
  TotalsAfter,
  WorkOrderReportInput,
} from '../../connectors/ports.ts';
import type { NewEvent } from '../../events/log.ts';
import type { FinishContext, StepPlan } from '../kit/types.ts';
import type { ConfirmProductionInput } from './confirm-production-input.ts';

/** What the check found out and the steps are made of; quantities in base units, plain notation. */
export type ConfirmationFacts = OutputFacts | OperationFacts;

export interface OutputFacts {
  kind: 'OUTPUT';
  orderNumber: string;
  /** The open part, as the check has seen it. */
  partId: string;
  itemNumber: string;
  /** What that part is over; base unit. */
  planned: string;
  /** Good and scrap. */
  produced: string;
  outputLots: LotQuantity[];
  consumption: ConfirmPartInput['consumption'];
  /** Declared before and not in this report: declared on the rest of the order. */
  declared: ConfirmPartInput['consumption'];
  scrap: { quantity: string; reasonCode: string; lotNumber: string | null }[];
  remainder: ConfirmPartInput['remainder'];
  after: TotalsAfter;
}

export interface OperationFacts {
  kind: 'OPERATION';
  orderNumber: string;
  partId: string;
  operationNumber: string;
  produced: string;
  minutes: string | null;
  after: TotalsAfter;
}

/** What is produced, what stays declared as consumed on the rest, then each scrap out of the stock that it went to. */
export function planConfirmation(input: ConfirmProductionInput, facts: ConfirmationFacts, erp: ErpPort): StepPlan[] {
  const { plantCode } = input;
  const { orderNumber, partId, after } = facts;
  const order = { orderNumber, partId };
  const target = { system: 'ERP', connection: erp.connection } as const;
  if (facts.kind === 'OPERATION') {
    const { operationNumber, produced, minutes } = facts;
    const report: WorkOrderReportInput = { plantCode, ...order, operationNumber, produced, minutes, after };
    const name = `report ${produced} of operation ${operationNumber} of ${orderNumber}`;
    return [{ ...target, name, operation: erp.postings.reportWorkOrder.operation, input: report }];
  }
  const { planned, produced, outputLots, consumption, remainder, itemNumber } = facts;
  const { endedAt } = input;
  const part: ConfirmPartInput = {
    plantCode,
    ...order,
    planned,
    produced,
    outputLots,
    consumption,
    remainder,
    endedAt,
    after,
  };
  const posted: StepPlan = {
    ...target,
    name: `post ${produced} of ${orderNumber}`,
    operation: erp.postings.confirmPart.operation,
    input: part,
  };
  const scrapped = facts.scrap.map((scrap): StepPlan => {
    const taken: ScrapInput = { plantCode, order, itemNumber, ...scrap, from: 'STOCK' };
    const name = `scrap ${scrap.quantity} of ${orderNumber}`;
    return { ...target, name, operation: erp.postings.scrap.operation, input: taken };
  });
  const declared: ConsumeInput = { plantCode, ...order, on: 'REST', consumption: facts.declared };
  const kept: StepPlan = {
    ...target,
    name: `keep what was declared on ${orderNumber}`,
    operation: erp.postings.consume.operation,
    input: declared,
  };
  return [posted, ...(facts.declared.length === 0 ? [] : [kept]), ...scrapped];
}

/** What the order, or its operation, came to. The first step carries it. */
export function confirmedEvents({ input, steps }: FinishContext<ConfirmProductionInput>): NewEvent[] {
  const posted = steps[0]?.input as (ConfirmPartInput | WorkOrderReportInput) | undefined;
  if (posted?.after === undefined) return [];
  const { state, good, scrap, unit } = posted.after;
  const operationNumber = 'operationNumber' in posted ? posted.operationNumber : null;
  const event: NewEvent = {
    stream: 'productionStatus',
    plantCodes: [input.plantCode],
    payload: {
      kind: 'CONFIRMED',
      orderNumber: posted.orderNumber,
      operationNumber,
      state,
      good: { value: good, unit },
      scrap: { value: scrap, unit },
    },
    ...(input.endedAt === null ? {} : { occurredAt: new Date(input.endedAt) }),
  };
  return [event];
}
