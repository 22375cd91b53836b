import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpLotStock, ErpStockLevel } from '../../ports/erp-read.ts';
import type { Location, PlantSite } from '../layout.ts';
import { amountIn, idIn, type Row } from '../write/row.ts';
import type { Domain } from './domain.ts';
import type { Reading } from './reading.ts';

interface Quant {
  row: Row;
  location: Location;
  site: PlantSite;
}

/** Stock of a product at a plant: what lies below the warehouse's stock location, and in its hold location. */
export async function stockOf(
  reading: Reading,
  product: Row,
  itemNumber: string,
  site: PlantSite,
): Promise<ErpStockLevel> {
  const quants = (await quantsOf(reading, 'product_id', product.id)).filter(
    ({ site: { plant } }) => plant.code === site.plant.code,
  );
  const unit = await reading.unit(idIn(product, 'uom_id'));
  const amount = (of: readonly Quant[], field: string) => sum(of.map((quant) => amountIn(quant.row, field)));
  const free = quants.filter((quant) => !quant.location.isHeld);
  const held = quants.filter((quant) => quant.location.isHeld);
  const reserved = amount(free, 'reserved_quantity');
  const text = (value: Parameters<typeof decimalText>[0]) => ({ value: decimalText(value), unit });
  const byLocation = Map.groupBy(quants, (quant) => quant.location.name);
  return {
    plantCode: site.plant.code,
    itemNumber,
    onHand: text(amount(quants, 'quantity')),
    reserved: text(reserved),
    available: text(amount(free, 'quantity').minus(reserved)),
    onHold: text(amount(held, 'quantity')),
    locations: [...byLocation]
      .map(([location, own]) => ({ location, quantity: text(amount(own, 'quantity')) }))
      .filter(({ quantity }) => quantity.value !== '0')
      .sort((a, b) => (a.location < b.location ? -1 : 1)),
  };
}

/** Stock of lots, by plant and location, without places where nothing lies. */
export async function lotStockOf(
  reading: Reading,
  lots: readonly Row[],
  unitId: number | null,
  plantCodes: readonly string[],
): Promise<ErpLotStock[]> {
  const quants = (await Promise.all(lots.map((lot) => quantsOf(reading, 'lot_id', lot.id)))).flat();
  const wanted = quants.filter((quant) => plantCodes.includes(quant.site.plant.code));
  const groups = Map.groupBy(wanted, (quant) => `${quant.site.plant.code}\n${quant.location.name}`);
  const stock = await Promise.all(
    [...groups.values()].map(async (own) => ({
      plantCode: own[0]!.site.plant.code,
      location: own[0]!.location.name,
      quantity: await reading.quantity(sum(own.map(({ row }) => amountIn(row, 'quantity'))), unitId),
      reserved: await reading.quantity(sum(own.map(({ row }) => amountIn(row, 'reserved_quantity'))), unitId),
      isHeld: own[0]!.location.isHeld,
    })),
  );
  return stock
    .filter(({ quantity }) => quantity.value !== '0')
    .sort((a, b) => (`${a.plantCode}\n${a.location}` < `${b.plantCode}\n${b.location}` ? -1 : 1));
}

/** Quants in any plant of the connection. */
async function quantsOf(reading: Reading, field: 'product_id' | 'lot_id', id: number): Promise<Quant[]> {
  const sites = await reading.layout.allSites();
  const inPlants: Domain = [
    ['location_id.usage', '=', 'internal'],
    ['location_id', 'child_of', sites.map((site) => site.viewLocationId)],
  ];
  const rows = await reading.records.where('stock.quant', field, id, inPlants);
  await reading.layout.prepareLocations(rows.map((row) => idIn(row, 'location_id')!));
  const quants = await Promise.all(
    rows.map(async (row) => ({ row, location: await reading.layout.location(idIn(row, 'location_id')!) })),
  );
  return quants.flatMap(({ row, location }) =>
    location.site === null ? [] : [{ row, location, site: location.site }],
  );
}
