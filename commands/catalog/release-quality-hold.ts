import { businessProblem, type Problem } from '../../lib/problem.ts';
import type { HoldDisposition } from '../../store/holds.ts';
import { addDispositions, enforcingSystems, loadHold, markReleased, setEnforcement } from '../../store/holds-write.ts';
import type { CheckContext, CheckResult, CommandDefinition } from '../kit/types.ts';
import {
  checkCoverage,
  checkReleaser,
  checkSupported,
  DISPOSITIONS,
  type InputDisposition,
} from '../rules/disposition.ts';
import { stockInScope } from '../rules/held-stock.ts';
import { enforcement, holdEvent } from '../rules/hold-task.ts';
import { InputReader } from '../rules/input.ts';
import { finding } from '../rules/policy.ts';

export type ReleaseQualityHoldInput = {
  holdId: string;
  dispositions: InputDisposition[];
  comment: string | null;
};

/**
 * Decides what becomes of all that a hold keeps back. It is free in the hub once the command succeeds; ERP and MES
 * follow by commands of their own, in which the decisions are carried out.
 */
export const releaseQualityHold: CommandDefinition<ReleaseQualityHoldInput, null> = {
  type: 'releaseQualityHold',
  version: 1,
  scope: 'quality:release',
  risk: 'NORMAL',
  parse,
  plantsOf: () => [],
  findPlants: async (store, { holdId }) => {
    const hold = await loadHold(store, holdId);
    return { plants: hold === undefined || hold.state === 'WITHDRAWN' ? [] : [hold.plant], notFound: notFound(holdId) };
  },
  aggregatesOf: ({ holdId }) => [`hold:${holdId}`],
  check,
  plan: () => [],
  onSucceeded: async (tx, { command, input, clock }) => {
    const at = clock.now();
    const by = command.requestedBy;
    const hold = await markReleased(tx, input.holdId, { by, at, commandId: command.id });
    if (hold === undefined) throw new Error(`${input.holdId} was released by another command`);
    const decisions = input.dispositions.map(
      ({ disposition, itemNumber, lotNumber, quantity, concession }): HoldDisposition => ({
        holdId: hold.hold_id,
        disposition,
        itemNumber: itemNumber ?? hold.item_number,
        lotNumber: lotNumber ?? hold.lot_number,
        quantity,
        by,
        at,
        concession,
      }),
    );
    await addDispositions(tx, decisions);
    const systems = await enforcingSystems(tx, hold.hold_id);
    for (const system of systems) await setEnforcement(tx, { holdId: hold.hold_id, system, state: 'PENDING', at });
    return {
      events: [holdEvent(hold, 'RELEASED')],
      children: systems.map((system) => enforcement(hold, system, 'LIFT')),
    };
  },
};

function parse(raw: unknown): { input: ReleaseQualityHoldInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  reader.only(['holdId', 'dispositions', 'inspectionNumber', 'comment']);
  reader.unsupported('inspectionNumber', 'it belongs to REWORK and REPAIR');
  const input: ReleaseQualityHoldInput = {
    holdId: reader.key('holdId'),
    dispositions: reader.list('dispositions', (entry) => {
      entry.only(['disposition', 'itemNumber', 'lotNumber', 'quantity', 'concession']);
      return {
        disposition: entry.oneOf('disposition', DISPOSITIONS),
        itemNumber: entry.optionalKey('itemNumber'),
        lotNumber: entry.optionalKey('lotNumber'),
        quantity: entry.optionalQuantity('quantity'),
        concession: entry.optionalText('concession'),
      };
    }),
    comment: reader.optionalText('comment'),
  };
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

/** QH-05, on what lies at the plant now, whether or not the ERP has moved it to the hold location yet. */
async function check(context: CheckContext<ReleaseQualityHoldInput>): Promise<CheckResult<null>> {
  const { input, store, backEnds, requestedBy } = context;
  const hold = await loadHold(store, input.holdId);
  if (hold === undefined || hold.state === 'WITHDRAWN') return { problems: [notFound(input.holdId)] };
  const path = ['holdId'];
  if (hold.state === 'RELEASED') {
    const detail = { releasedBy: hold.released_by, releasedAt: hold.released_at?.toISOString() ?? null };
    return { problems: [finding('QH-05', 'HOLD_NOT_ACTIVE', `${hold.hold_id} is released already`, { path, detail })] };
  }
  const placed = { severity: hold.severity, placedBy: hold.placed_by, holdId: hold.hold_id };
  const isOrder = hold.item_number === null;
  const problems: Problem[] = [...checkReleaser(placed, requestedBy), ...checkSupported(input.dispositions, isOrder)];
  if (input.dispositions.length === 0) {
    const message = 'Nothing is decided about what is held';
    problems.push(finding('QH-05', 'DISPOSITION_INCOMPLETE', message, { path: ['dispositions'] }));
  } else if (hold.item_number !== null) {
    const scope = { itemNumber: hold.item_number, lotNumber: hold.lot_number };
    const reader = backEnds.erp(hold.plant).open({ plants: [hold.plant] });
    const stock = await stockInScope(reader, hold.plant, scope);
    problems.push(...checkCoverage(input.dispositions, stock).problems);
  }
  return { problems, facts: null };
}

const notFound = (holdId: string): Problem =>
  businessProblem('HOLD_NOT_FOUND', `There is no quality hold ${holdId}`, { rule: 'QH-05', path: ['holdId'] });
