import type { ErpReader } from '../../connectors/ports.ts';
import { decimal, decimalText, type Exact, sum } from '../../lib/decimal.ts';

/** Stock of one lot, or of an untracked item, at one plant; in the item's base unit. */
export interface HeldStock {
  itemNumber: string;
  lotNumber: string | null;
  unit: string;
  /** In the plant's hold location. */
  held: Exact;
  /** In reach of orders and deliveries. */
  free: Exact;
}

const PAGE = 200;

/** What lies at the plant of an item, or of one of its lots, lot by lot; nothing of lots that are used up. */
export async function stockInScope(
  reader: ErpReader,
  plantCode: string,
  scope: { itemNumber: string; lotNumber: string | null },
): Promise<HeldStock[]> {
  const { itemNumber, lotNumber } = scope;
  if (lotNumber !== null) return ofLots(reader, plantCode, itemNumber, [lotNumber]);
  const item = await reader.item(itemNumber);
  if (item === null) return [];
  if (item.tracking !== 'NONE' && item.tracking !== null) {
    return ofLots(reader, plantCode, itemNumber, await lotNumbersOf(reader, itemNumber));
  }
  const level = await reader.stock(itemNumber, plantCode);
  const held = decimal(level.onHold.value);
  const free = decimal(level.onHand.value).minus(held);
  const stock = { itemNumber, lotNumber: null, unit: level.onHand.unit, held, free };
  return held.isZero() && free.isZero() ? [] : [stock];
}

async function lotNumbersOf(reader: ErpReader, itemNumber: string): Promise<string[]> {
  const numbers: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await reader.lotsOfItem(itemNumber, { first: PAGE, after });
    numbers.push(...page.nodes.map((lot) => lot.lotNumber));
    if (!page.hasNextPage || page.endCursor === null) return numbers;
    after = page.endCursor;
  }
}

async function ofLots(
  reader: ErpReader,
  plantCode: string,
  itemNumber: string,
  lotNumbers: readonly string[],
): Promise<HeldStock[]> {
  const all = await Promise.all(
    lotNumbers.map(async (lotNumber) => {
      const places = (await reader.lotStock({ itemNumber, lotNumber }, [plantCode])).filter(
        (place) => place.plantCode === plantCode,
      );
      const amount = (isHeld: boolean) =>
        sum(places.filter((place) => place.isHeld === isHeld).map((place) => place.quantity.value));
      const unit = places[0]?.quantity.unit ?? '';
      return { itemNumber, lotNumber, unit, held: amount(true), free: amount(false) };
    }),
  );
  return all.filter((lot) => !lot.held.isZero() || !lot.free.isZero());
}

export const shownStock = ({ itemNumber, lotNumber, unit, held, free }: HeldStock) => ({
  itemNumber,
  lotNumber,
  quantity: decimalText(held.plus(free)),
  unit,
});
