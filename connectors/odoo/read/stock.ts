import { type decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpLotStock, ErpStockLevel } from '../../ports/erp-read.ts';
import type { Location, PlantSite } from '../model/layout.ts';
import { inPlants, isPacked, placesOf } from '../model/places.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, idIn, type Row } from '../model/row.ts';

interface Quant {
  row: Row;
  location: Location;
  site: PlantSite;
}

/** Stock of a product at a plant: what lies in its warehouse. What is on hold or in a package is not available. */
export async function stockOf(
  reading: Reading,
  product: Row,
  itemNumber: string,
  site: PlantSite,
): Promise<ErpStockLevel> {
  const quants = (await quantsOf(reading, 'product_id', product.id)).filter(
    ({ site: { plant } }) => plant.code === site.plant.code,
  );
  const amount = (of: readonly Quant[], field: string) => sum(of.map((quant) => amountIn(quant.row, field)));
  const free = quants.filter((quant) => !quant.location.isHeld);
  const held = quants.filter((quant) => quant.location.isHeld);
  const text = (value: Parameters<typeof decimalText>[0]) => reading.quantity(value, idIn(product, 'uom_id'));
  const byLocation = Map.groupBy(quants, (quant) => quant.location.name);
  return reading.facts.tell('stock', {
    plantCode: site.plant.code,
    itemNumber,
    onHand: () => text(amount(quants, 'quantity')),
    reserved: () => text(amount(free, 'reserved_quantity')),
    available: () => {
      const takeable = free.filter(({ row }) => !isPacked(row));
      return text(amount(takeable, 'quantity').minus(amount(takeable, 'reserved_quantity')));
    },
    onHold: () => text(amount(held, 'quantity')),
    async locations() {
      const all = await Promise.all(
        [...byLocation].map(async ([location, own]) => ({ location, quantity: await text(amount(own, 'quantity')) })),
      );
      return all.filter(({ quantity }) => quantity.value !== '0').sort((a, b) => (a.location < b.location ? -1 : 1));
    },
  });
}

/** Stock of lots, by plant and location, without places where nothing lies. */
export async function lotStockOf(
  reading: Reading,
  lots: readonly Row[],
  product: Row,
  plantCodes: readonly string[],
): Promise<ErpLotStock[]> {
  const quants = (await Promise.all(lots.map((lot) => quantsOf(reading, 'lot_id', lot.id)))).flat();
  const wanted = quants.filter((quant) => plantCodes.includes(quant.site.plant.code));
  const groups = Map.groupBy(wanted, (quant) => `${quant.site.plant.code}\n${quant.location.name}`);
  const amount = (of: readonly Quant[], field: string) => sum(of.map(({ row }) => amountIn(row, field)));
  const text = (value: Parameters<typeof decimalText>[0]) => reading.quantity(value, idIn(product, 'uom_id'));
  const stock = await Promise.all(
    [...groups.values()]
      .filter((own) => !amount(own, 'quantity').isZero())
      .map((own) =>
        reading.facts.tell('lotStock', {
          plantCode: own[0]!.site.plant.code,
          location: own[0]!.location.name,
          quantity: () => text(amount(own, 'quantity')),
          reserved: () => text(amount(own, 'reserved_quantity')),
          isHeld: own[0]!.location.isHeld,
        }),
      ),
  );
  return stock.sort((a, b) => (`${a.plantCode}\n${a.location}` < `${b.plantCode}\n${b.location}` ? -1 : 1));
}

/** Quants in any plant of the connection. */
async function quantsOf(reading: Reading, field: 'product_id' | 'lot_id', id: number): Promise<Quant[]> {
  const sites = await reading.layout.allSites();
  const rows = await reading.records.where('stock.quant', field, id, inPlants(sites));
  const places = await placesOf(
    reading.layout,
    rows.map((row) => idIn(row, 'location_id')!),
  );
  return rows.flatMap((row) => {
    const location = places.get(idIn(row, 'location_id')!)!;
    return location.site === null ? [] : [{ row, location, site: location.site }];
  });
}
