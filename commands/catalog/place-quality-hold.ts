import type { BackEnds } from '../../connectors/ports.ts';
import { GraphError, RetryableError } from '../../lib/errors.ts';
import { businessProblem, type Problem, technicalProblem } from '../../lib/problem.ts';
import type { EnforcingSystem, HoldSeverity } from '../../store/holds-tables.ts';
import { hasInherited, insertHold, setEnforcement, settleHold } from '../../store/holds-write.ts';
import type { CheckContext, CheckResult, CommandDefinition } from '../kit/types.ts';
import { enforcement, holdEvent } from '../rules/hold-task.ts';
import { InputReader } from '../rules/input.ts';
import { finding } from '../rules/policy.ts';

/** The order's own number, where one of its backorders was named; null where nothing was looked up. */
type HoldFacts = { orderNumber: string | null };

/** The scope is an order, or an item with or without one of its lots. */
export type PlaceQualityHoldInput = {
  plantCode: string;
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
  severity: HoldSeverity;
  reason: string;
  ncrNumber: string | null;
};

/**
 * Puts an order, an item or a lot on hold at a plant. It counts from the moment it was accepted (QH-02), and no
 * back end that is down keeps it from being placed (QH-03): ERP and MES are told by commands of their own.
 */
export const placeQualityHold: CommandDefinition<PlaceQualityHoldInput, HoldFacts> = {
  type: 'placeQualityHold',
  version: 1,
  scope: 'quality:hold',
  risk: 'NORMAL',
  parse,
  plantsOf: (input) => [input.plantCode],
  aggregatesOf: ({ plantCode, orderNumber, itemNumber, lotNumber }) => [
    `hold-scope:${plantCode}:${orderNumber ?? `${itemNumber}/${lotNumber ?? ''}`}`,
  ],
  onAccept: async (tx, { command, input }) => {
    const { id: commandId, requestedBy: placedBy, requestedAt: placedAt } = command;
    await insertHold(tx, { ...input, holdId: holdIdOf(commandId), placedBy, placedAt, commandId });
    return {};
  },
  check,
  plan: () => [],
  onSucceeded: async (tx, { command, input, backEnds, clock, facts }) => {
    const { orderNumber } = facts as HoldFacts;
    const hold = await settleHold(tx, command.id, 'ACTIVE', orderNumber ?? input.orderNumber);
    if (hold === undefined) return {};
    const systems = enforcers(input, backEnds);
    for (const system of systems) {
      await setEnforcement(tx, { holdId: hold.hold_id, system, state: 'PENDING', at: clock.now() });
    }
    const children = systems.map((system) => enforcement(hold, system, 'PLACE'));
    return { events: [holdEvent(hold, 'PLACED')], children };
  },
  onStopped: async (tx, { command, input, backEnds }) => {
    const hold = await settleHold(tx, command.id, 'WITHDRAWN');
    if (hold === undefined || !(await hasInherited(tx, hold))) return {};
    return { children: enforcers(input, backEnds).map((system) => enforcement(hold, system, 'LIFT')) };
  },
};

/** QH-09: an ERP can hold stock and no order. */
const enforcers = (input: PlaceQualityHoldInput, backEnds: BackEnds): EnforcingSystem[] => [
  ...(input.orderNumber === null ? (['ERP'] as const) : []),
  ...(backEnds.mes(input.plantCode) === undefined ? [] : (['MES'] as const)),
];

/** Short enough for people, and the same whenever it is asked. */
const holdIdOf = (commandId: string): string => `QH-${commandId.replaceAll('-', '').slice(0, 10).toUpperCase()}`;

const NOT_YET = 'the scope of a hold is an order, an item or one lot';

function parse(raw: unknown): { input: PlaceQualityHoldInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  const unsupported = ['supplierLotNumber', 'producedFrom', 'producedTo', 'includeDescendants', 'quantity'];
  const own = ['plantCode', 'orderNumber', 'itemNumber', 'lotNumber', 'severity', 'reason', 'ncrNumber'];
  reader.only([...own, ...unsupported]);
  for (const name of unsupported) reader.unsupported(name, NOT_YET);
  const orderNumber = reader.optionalKey('orderNumber');
  const input: PlaceQualityHoldInput = {
    plantCode: reader.key('plantCode'),
    orderNumber,
    itemNumber: reader.optionalKey('itemNumber'),
    lotNumber: reader.optionalKey('lotNumber'),
    severity: reader.oneOf('severity', ['MINOR', 'MAJOR', 'CRITICAL'], 'MAJOR'),
    reason: reader.text('reason'),
    ncrNumber: reader.optionalKey('ncrNumber'),
  };
  if (!reader.problems.some((problem) => problem.code === 'FIELD_NOT_SUPPORTED')) refuseScope(reader, input);
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

function refuseScope(reader: InputReader, { orderNumber, itemNumber, lotNumber }: PlaceQualityHoldInput): void {
  if (orderNumber === null && itemNumber === null) {
    if (lotNumber !== null) reader.refuse('INPUT_INVALID', 'lotNumber needs itemNumber', ['itemNumber']);
    else reader.refuse('INPUT_INVALID', 'Say what to hold: orderNumber, or itemNumber with or without lotNumber', []);
  } else if (orderNumber !== null && (itemNumber !== null || lotNumber !== null)) {
    reader.refuse('FIELD_NOT_SUPPORTED', `orderNumber goes with no other field yet: ${NOT_YET}`, ['orderNumber']);
  }
}

/** QH-01, and QH-03: what cannot be looked up now is placed all the same. */
async function check({ input, backEnds, plant }: CheckContext<PlaceQualityHoldInput>): Promise<CheckResult<HoldFacts>> {
  if (plant(input.plantCode) === undefined) {
    const message = `There is no plant ${input.plantCode}`;
    return { problems: [businessProblem('PLANT_NOT_FOUND', message, { rule: 'C-03', path: ['plantCode'] })] };
  }
  try {
    const found = await find(backEnds, input);
    if (found !== null) return { problems: [], facts: found };
  } catch (error) {
    if (error instanceof GraphError && !error.isRetryable) return { problems: [], facts: NOTHING };
    if (!(error instanceof RetryableError)) throw error;
    const message = 'The ERP does not answer: the hold counts in the hub, and reaches it later';
    const extra = { severity: 'NOTE' as const, rule: 'QH-03', system: 'ERP' as const };
    return { problems: [technicalProblem('HOLD_SCOPE_UNRESOLVED', message, extra)], facts: NOTHING };
  }
  const { plantCode, orderNumber, itemNumber, lotNumber } = input;
  const scope =
    orderNumber !== null
      ? `order ${orderNumber}`
      : lotNumber !== null
        ? `lot ${lotNumber} of ${itemNumber}`
        : `item ${itemNumber}`;
  const path = [orderNumber !== null ? 'orderNumber' : lotNumber !== null ? 'lotNumber' : 'itemNumber'];
  const message = `There is no ${scope} at ${plantCode}: nothing would be held`;
  return { problems: [finding('QH-01', 'HOLD_SCOPE_EMPTY', message, { path, system: 'ERP' })] };
}

const NOTHING: HoldFacts = { orderNumber: null };

/** Null where there is no such thing. */
async function find(backEnds: BackEnds, input: PlaceQualityHoldInput): Promise<HoldFacts | null> {
  const { plantCode, orderNumber, itemNumber, lotNumber } = input;
  const reader = backEnds.erp(plantCode).open({ plants: [plantCode] });
  if (orderNumber !== null) {
    const order = await reader.order(plantCode, orderNumber);
    return order && { orderNumber: order.orderNumber };
  }
  if (itemNumber === null) return null;
  const found = lotNumber !== null ? await reader.lot({ itemNumber, lotNumber }) : await reader.item(itemNumber);
  return found && NOTHING;
}
