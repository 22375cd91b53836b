import type { ErpLotKey, ErpReader } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { Consumed } from './consumption.ts';
import type { LotFacts } from './input-lots.ts';
import type { OpenPart } from './order.ts';
import type { KnownLot } from './output.ts';
import { atSource } from './source-stock.ts';

/** What PC-11 needs to know of the lots that are consumed; asked in one tick, so that it costs one call per kind. */
export async function readConsumed(
  reader: ErpReader,
  part: OpenPart,
  consumed: readonly Consumed[],
): Promise<LotFacts[]> {
  const used = consumed.filter((component) => !component.value.isZero());
  const keys = used.flatMap(({ itemNumber, lots }) => lots.map(({ lotNumber }) => ({ itemNumber, lotNumber })));
  return Promise.all(
    keys.map(async (key) => ({
      ...(await readLot(reader, key)),
      free: atSource(part, key.itemNumber, key.lotNumber),
    })),
  );
}

async function readLot(reader: ErpReader, key: ErpLotKey): Promise<Omit<LotFacts, 'free'>> {
  const lot = await reader.lot(key);
  const namesakes = lot === null ? await reader.lotsWithNumber(key.lotNumber) : [];
  return { ...key, lot, namesakes };
}

/** What PC-08 needs to know of the lots that are produced; `plantCodes`: every plant that the ERP serves. */
export async function readProduced(
  reader: ErpReader,
  order: { plantCode: string; orderNumber: string; itemNumber: string; plantCodes: readonly string[] },
  lotNumbers: readonly string[],
  part: OpenPart,
): Promise<KnownLot[]> {
  const all = await Promise.all(lotNumbers.map((lotNumber) => readOutputLot(reader, order, lotNumber)));
  const known = all.filter((lot) => lot !== null);
  if (known.length === 0) return [];
  const made = await reader.lotsProducedBy(order.plantCode, order.orderNumber);
  const before = new Set(made.map((lot) => lot.lotNumber));
  return known.map(({ lotNumber, isUsed }) => {
    const isMade = before.has(lotNumber);
    return { lotNumber, isUsed: isUsed || isMade, isOfThisOrder: isMade || part.outputLots.includes(lotNumber) };
  });
}

async function readOutputLot(
  reader: ErpReader,
  order: { itemNumber: string; plantCodes: readonly string[] },
  lotNumber: string,
): Promise<{ lotNumber: string; isUsed: boolean } | null> {
  const key = { itemNumber: order.itemNumber, lotNumber };
  const [lot, stock, parts, wholes] = await Promise.all([
    reader.lot(key),
    reader.lotStock(key, order.plantCodes),
    reader.consumedLots(key),
    reader.producedLotsFrom(key),
  ]);
  if (lot === null) return null;
  const hasStock = stock.some((place) => !decimal(place.quantity.value).isZero());
  return { lotNumber, isUsed: hasStock || parts.length > 0 || wholes.length > 0 };
}
