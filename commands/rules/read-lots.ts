import type { ErpLotKey, ErpReader, ErpStockLevel } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { Consumed } from './consumption.ts';
import type { LotFacts } from './input-lots.ts';
import type { OpenPart } from './order.ts';
import type { KnownLot } from './output.ts';

/** What PC-11 needs to know of everything that is consumed; asked in one tick, so that it costs one call per kind. */
export async function readConsumed(
  reader: ErpReader,
  plantCode: string,
  consumed: readonly Consumed[],
): Promise<{ lots: LotFacts[]; stock: Map<string, ErpStockLevel> }> {
  const used = consumed.filter((component) => !component.value.isZero());
  const untracked = used.filter((component) => component.tracking === 'NONE');
  const keys = used.flatMap(({ itemNumber, lots }) => lots.map(({ lotNumber }) => ({ itemNumber, lotNumber })));
  const [levels, lots] = await Promise.all([
    Promise.all(untracked.map(({ itemNumber }) => reader.stock(itemNumber, plantCode))),
    Promise.all(keys.map((key) => readLot(reader, plantCode, key))),
  ]);
  return { lots, stock: new Map(levels.map((level) => [level.itemNumber, level])) };
}

async function readLot(reader: ErpReader, plantCode: string, key: ErpLotKey): Promise<LotFacts> {
  const [lot, stock] = await Promise.all([reader.lot(key), reader.lotStock(key, [plantCode])]);
  const namesakes = lot === null ? await reader.lotsWithNumber(key.lotNumber) : [];
  return { ...key, lot, stock, namesakes };
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
