import type { MesHoldInput, MesLiftInput, MesPort } from '../../connectors/ports.ts';
import type { Problem } from '../../lib/problem.ts';
import { activeAt, dispositionsOf, type Hold, type HoldDisposition } from '../../store/holds.ts';
import type { HoldRow } from '../../store/holds-write.ts';
import type { CheckContext, StepPlan } from '../kit/types.ts';
import type { EnforceQualityHoldInput } from './hold-task.ts';
import { note } from './policy.ts';

type Context = Pick<CheckContext<EnforceQualityHoldInput>, 'input' | 'store' | 'backEnds'>;

/** QH-09 in the MES: an order is stopped, a lot is quarantined, of an item both. */
export async function mesSteps(context: Context, hold: HoldRow): Promise<{ steps: StepPlan[]; problems: Problem[] }> {
  const mes = context.backEnds.mes(hold.plant);
  if (mes === undefined) {
    return { steps: [], problems: [note('QH-09', 'NO_MES', `${hold.plant} has no MES any more`)] };
  }
  if (context.input.action === 'PLACE') return { steps: [placing(mes, hold)], problems: [] };
  const [decisions, active, itemOfOrder] = await Promise.all([
    dispositionsOf(context.store, [hold.hold_id]),
    activeAt(context.store, hold.plant),
    madeBy(context, hold),
  ]);
  const steps = lifting(hold, decisions, active, itemOfOrder).map(
    (input): StepPlan => ({
      ...target(mes),
      name: `tell the MES that ${hold.hold_id} is released`,
      operation: mes.postings.liftHold.operation,
      input,
    }),
  );
  return { steps, problems: [] };
}

const scopeOf = ({ plant, hold_id, order_number, item_number, lot_number }: HoldRow) => ({
  plantCode: plant,
  holdId: hold_id,
  orderNumber: order_number,
  itemNumber: item_number,
  lotNumber: lot_number,
});

const target = (mes: MesPort) => ({ system: 'MES', connection: mes.connection }) as const;

function placing(mes: MesPort, hold: HoldRow): StepPlan {
  const input: MesHoldInput = { ...scopeOf(hold), reason: hold.reason };
  return {
    ...target(mes),
    name: `tell the MES of ${hold.hold_id}`,
    operation: mes.postings.placeHold.operation,
    input,
  };
}

/** QH-04: what another hold covers stays stopped there. A lot that is scrapped as a whole does not come back. */
export function lifting(
  hold: HoldRow,
  decisions: readonly HoldDisposition[],
  active: readonly Hold[],
  itemOfOrder: string | null,
): MesLiftInput[] {
  const scope = scopeOf(hold);
  const wider = active.filter((other) => isAtLeast(other, hold, itemOfOrder)).map((other) => other.holdId);
  const narrower = active.filter((other) => !wider.includes(other.holdId));
  const others = {
    otherHolds: wider,
    except: {
      orderNumbers: narrower.flatMap((other) => other.orderNumber ?? []),
      lotNumbers: narrower.flatMap((other) =>
        other.itemNumber === hold.item_number && other.lotNumber !== null ? [other.lotNumber] : [],
      ),
    },
  };
  const isAllScrapped = decisions.length > 0 && decisions.every((decision) => decision.disposition === 'SCRAP');
  const scrappedLots = isAllScrapped || hold.lot_number !== null ? [] : lotsScrappedWhole(decisions);
  return [
    ...scrappedLots.map((lotNumber) => ({ ...scope, ...others, lotNumber, isScrapped: true })),
    { ...scope, ...others, isScrapped: isAllScrapped },
  ];
}

/** Lots of an item's hold that were decided on by themselves, and only to be scrapped. */
function lotsScrappedWhole(decisions: readonly HoldDisposition[]): string[] {
  const named = [...new Set(decisions.flatMap((decision) => decision.lotNumber ?? []))];
  return named.filter((lotNumber) =>
    decisions.every((decision) => decision.lotNumber !== lotNumber || decision.disposition === 'SCRAP'),
  );
}

/** The other hold covers all that this one did. */
function isAtLeast(other: Hold, hold: HoldRow, itemOfOrder: string | null): boolean {
  if (hold.order_number !== null) {
    if (other.orderNumber !== null) return other.orderNumber === hold.order_number;
    return other.lotNumber === null && other.itemNumber === itemOfOrder;
  }
  if (other.itemNumber !== hold.item_number) return false;
  return other.lotNumber === null || other.lotNumber === hold.lot_number;
}

async function madeBy({ backEnds }: Context, hold: HoldRow): Promise<string | null> {
  if (hold.order_number === null) return null;
  const order = await backEnds
    .erp(hold.plant)
    .open({ plants: [hold.plant] })
    .order(hold.plant, hold.order_number);
  return order?.itemNumber ?? null;
}
