import type { HoldMoveInput, ScrapInput } from '../../connectors/ports.ts';
import { decimal, decimalText, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { activeCovering, dispositionsOf, type Hold, type HoldDisposition } from '../../store/holds.ts';
import type { HoldRow } from '../../store/holds-write.ts';
import type { CheckContext, StepPlan } from '../kit/types.ts';
import { checkCoverage, type DispositionKind, type InputDisposition, type Share } from './disposition.ts';
import { type HeldStock, stockInScope } from './held-stock.ts';
import type { EnforceQualityHoldInput } from './hold-task.ts';
import { note } from './policy.ts';

type Context = Pick<CheckContext<EnforceQualityHoldInput>, 'input' | 'store' | 'backEnds'>;

/** A posting that is to be made, by its name in the port. */
export type HoldTask =
  | { posting: 'moveToHold' | 'moveFromHold'; name: string; input: HoldMoveInput }
  | { posting: 'scrap'; name: string; input: ScrapInput };

/** QH-09 in the ERP: what is held lies in the plant's hold location. A hold on an order has nothing to do there. */
export async function erpSteps(context: Context, hold: HoldRow): Promise<{ steps: StepPlan[]; problems: Problem[] }> {
  if (hold.item_number === null) return { steps: [], problems: [] };
  const erp = context.backEnds.erp(hold.plant);
  const scope = { itemNumber: hold.item_number, lotNumber: hold.lot_number };
  const stock = await stockInScope(erp.open({ plants: [hold.plant] }), hold.plant, scope);
  const stepsOf = (tasks: readonly HoldTask[]): StepPlan[] =>
    tasks.map(({ posting, name, input }) => ({
      name,
      system: 'ERP',
      connection: erp.connection,
      operation: erp.postings[posting].operation,
      input,
    }));
  if (context.input.action === 'PLACE') return { steps: stepsOf(placing(hold, stock)), problems: [] };
  const [decisions, others] = await Promise.all([
    dispositionsOf(context.store, [hold.hold_id]),
    activeCovering(context.store, {
      plantCode: hold.plant,
      orderNumbers: [],
      itemNumbers: [hold.item_number],
      lots: stock.flatMap(({ itemNumber, lotNumber }) => (lotNumber === null ? [] : [{ itemNumber, lotNumber }])),
    }),
  ]);
  const asked = hold.state === 'WITHDRAWN' ? [NOTHING_DECIDED] : decisions.map(asInput);
  const { shares, problems } = checkCoverage(asked, stock);
  const lifted = lifting(hold, stock, shares, others);
  return { steps: stepsOf(lifted.tasks), problems: [...problems, ...lifted.problems] };
}

/** A hold that was withdrawn decided nothing: what others left to it comes back. */
const NOTHING_DECIDED: InputDisposition = {
  disposition: 'USE_AS_IS',
  itemNumber: null,
  lotNumber: null,
  quantity: null,
  concession: null,
};

const asInput = (decision: HoldDisposition): InputDisposition => ({
  ...decision,
  disposition: decision.disposition as DispositionKind,
});

/** What lies in reach goes to the hold location. */
export function placing(hold: HoldRow, stock: readonly HeldStock[]): HoldTask[] {
  return stock
    .filter((place) => place.free.greaterThan(0))
    .map((place) => ({
      posting: 'moveToHold',
      name: `move ${nameOf(place)} to hold`,
      input: moveOf(hold, place, null),
    }));
}

/** QH-04: a lot that another hold still covers stays where it is; what is scrapped is scrapped where it lies. */
export function lifting(
  hold: HoldRow,
  stock: readonly HeldStock[],
  shares: readonly Share[],
  others: readonly Hold[],
): { tasks: HoldTask[]; problems: Problem[] } {
  const tasks: HoldTask[] = [];
  const problems: Problem[] = [];
  for (const place of stock) {
    const own = shares.filter((share) => share.lotNumber === place.lotNumber && share.itemNumber === place.itemNumber);
    const scrapped = scrapOf(place, own);
    const fromHold = smaller(scrapped, place.held);
    tasks.push(...scrapping(hold, place, fromHold, 'HOLD'));
    tasks.push(...scrapping(hold, place, scrapped.minus(fromHold), 'STOCK'));
    const back = place.held.minus(fromHold);
    if (back.lessThanOrEqualTo(0)) continue;
    const covering = others.filter((other) => other.lotNumber === null || other.lotNumber === place.lotNumber);
    if (covering.length > 0) {
      const ids = covering.map((other) => other.holdId);
      const message = `${nameOf(place)} stays on hold: ${ids.join(', ')}`;
      problems.push(note('QH-04', 'STILL_ON_HOLD', message, { detail: { holdIds: ids, lotNumber: place.lotNumber } }));
      continue;
    }
    const input = moveOf(hold, place, decimalText(back));
    tasks.push({ posting: 'moveFromHold', name: `move ${nameOf(place)} back to stock`, input });
  }
  return { tasks, problems };
}

/** A share without a quantity is what the others leave. */
function scrapOf(place: HeldStock, shares: readonly Share[]): Exact {
  const total = place.held.plus(place.free);
  const decided = shares.reduce((all, share) => all.plus(share.quantity ?? 0), decimal(0));
  return shares
    .filter((share) => share.disposition === 'SCRAP')
    .reduce((all, share) => all.plus(share.quantity ?? total.minus(decided)), decimal(0));
}

function scrapping(hold: HoldRow, place: HeldStock, quantity: Exact, from: 'HOLD' | 'STOCK'): HoldTask[] {
  if (quantity.lessThanOrEqualTo(0)) return [];
  const { itemNumber, lotNumber } = place;
  const input: ScrapInput = {
    plantCode: hold.plant,
    order: null,
    itemNumber,
    quantity: decimalText(quantity),
    lotNumber,
    reasonCode: hold.hold_id,
    from,
  };
  return [{ posting: 'scrap', name: `scrap ${input.quantity} of ${nameOf(place)}`, input }];
}

const moveOf = (hold: HoldRow, { itemNumber, lotNumber }: HeldStock, quantity: string | null): HoldMoveInput => ({
  plantCode: hold.plant,
  holdId: hold.hold_id,
  itemNumber,
  lotNumber,
  quantity,
});

const nameOf = ({ itemNumber, lotNumber }: HeldStock): string =>
  lotNumber === null ? itemNumber : `lot ${lotNumber} of ${itemNumber}`;

const smaller = (a: Exact, b: Exact): Exact => (a.lessThan(b) ? a : b);
