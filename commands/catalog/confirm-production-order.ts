import type { ErpReader, OrderSnapshot } from '../../connectors/ports.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import { decimal, type Exact } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import { activeCovering, type LotKey } from '../../store/holds.ts';
import type { CheckContext } from '../kit/types.ts';
import type { Consumed } from '../rules/consumption.ts';
import { checkHolds } from '../rules/holds.ts';
import type { OpenPart } from '../rules/order.ts';
import type { OutputLots } from '../rules/output.ts';
import type { ConfirmProductionInput } from './confirm-production-input.ts';

export interface Quantities {
  good: Exact;
  scrap: Exact[];
  total: Exact;
}

/** An order that may be confirmed, and what is reported of it. */
export interface Confirmation {
  context: CheckContext<ConfirmProductionInput>;
  plant: FactoryPlant;
  snapshot: OrderSnapshot;
  part: OpenPart;
  reader: ErpReader;
  /** Undefined where the input's cannot be counted in the item's unit. */
  quantities: Quantities | undefined;
}

/** PC-12: holds on the order, what it makes, what it uses, and every lot on either side. */
export async function holdProblems(
  context: CheckContext<ConfirmProductionInput>,
  snapshot: OrderSnapshot,
  consumed: readonly Consumed[] = [],
  produced: OutputLots['lots'] = [],
): Promise<Problem[]> {
  const { itemNumber, numbers } = snapshot.order;
  const used = consumed.filter((component) => !component.value.isZero());
  const inputs = used.flatMap(({ itemNumber: component, lots }) =>
    lots.map(({ lotNumber }): LotKey => ({ itemNumber: component, lotNumber })),
  );
  const outputs = itemNumber === null ? [] : produced.map(({ lotNumber }): LotKey => ({ itemNumber, lotNumber }));
  const holds = await activeCovering(context.store, {
    plantCode: context.input.plantCode,
    orderNumbers: numbers,
    itemNumbers: [...(itemNumber === null ? [] : [itemNumber]), ...used.map((component) => component.itemNumber)],
    lots: [...inputs, ...outputs],
  });
  return checkHolds(holds);
}

/** What the whole order is to make, has made and has scrapped of it, in the unit of its open part. */
export function orderTotals(
  { order }: OrderSnapshot,
  part: OpenPart,
): { planned: Exact; made: Exact; scrapped: Exact } {
  const inUnit = (quantity: { value: string; unit: string } | null): Exact =>
    quantity === null ? decimal(0) : (convert(quantity.value, quantity.unit, part.unit) ?? decimal(quantity.value));
  return { planned: inUnit(order.planned), made: inUnit(order.produced), scrapped: inUnit(order.scrapped) };
}
