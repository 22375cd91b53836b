import { STOCK } from '../factory.ts';
import { externalId, loadRecords, type OdooPlant, productOf } from './odoo-context.ts';

/** Lots and stock of a plant, by counting: what has a quantity already is left alone. */
export async function seedStock(
  plant: OdooPlant,
  stock: Record<string, string | Record<string, string>> = STOCK[plant.plantCode] ?? {},
): Promise<number> {
  const { odoo, warehouse } = plant;
  const productIds = Object.keys(stock).map((item) => productOf(plant, item).id);
  const quants = await odoo.searchRead<{ product_id: number; lot_id: number | false }>(
    'stock.quant',
    [
      ['product_id', 'in', productIds],
      ['location_id', '=', warehouse.stockId],
    ],
    ['product_id', 'lot_id'],
  );
  const lots = await seedLots(plant, stock);
  const isThere = (productId: number, lotId: number | false) =>
    quants.some((q) => q.product_id === productId && q.lot_id === lotId);
  let made = 0;
  for (const [item, entry] of Object.entries(stock)) {
    const product = productOf(plant, item).id;
    const counts: [number | false, string][] =
      typeof entry === 'string'
        ? [[false, entry]]
        : Object.entries(entry).map(([lot, q]) => [lots.get(lotKey(item, lot)) ?? false, q]);
    for (const [lot, quantity] of counts) {
      if (isThere(product, lot)) continue;
      await countStock(plant, product, lot, quantity);
      made += 1;
    }
  }
  return made;
}

async function countStock(plant: OdooPlant, product: number, lot: number | false, quantity: string): Promise<void> {
  const context = { inventory_mode: true };
  const id = await plant.odoo.create(
    'stock.quant',
    { product_id: product, location_id: plant.warehouse.stockId, lot_id: lot, inventory_quantity: Number(quantity) },
    context,
  );
  await plant.odoo.call('stock.quant', 'action_apply_inventory', { ids: [id], context });
}

const lotKey = (item: string, lot: string) => `${item} ${lot}`;

/** Through load(): an early 18.0 cannot create a lot otherwise. */
async function seedLots(
  plant: OdooPlant,
  stock: Record<string, string | Record<string, string>>,
): Promise<Map<string, number>> {
  const keys = Object.entries(stock).flatMap(([item, entry]) =>
    typeof entry === 'string' ? [] : Object.keys(entry).map((lot) => ({ item, lot })),
  );
  return makeLots(plant, keys);
}

export async function makeLots(
  plant: OdooPlant,
  keys: readonly { item: string; lot: string }[],
): Promise<Map<string, number>> {
  const { odoo } = plant;
  const found = await odoo.searchRead<{ id: number; name: string; product_id: number }>(
    'stock.lot',
    [['name', 'in', keys.map((k) => k.lot)]],
    ['name', 'product_id'],
  );
  const ids = new Map<string, number>();
  for (const key of keys) {
    const row = found.find((lot) => lot.name === key.lot && lot.product_id === productOf(plant, key.item).id);
    if (row) ids.set(lotKey(key.item, key.lot), row.id);
  }
  const missing = keys.filter((key) => !ids.has(lotKey(key.item, key.lot)));
  if (missing.length === 0) return ids;
  const made = await loadRecords(
    odoo,
    'stock.lot',
    ['id', 'name', 'product_id/.id', 'company_id/.id'],
    missing.map(({ item, lot }) => [
      externalId('lot', `${plant.warehouse.companyId}_${item}_${lot}`),
      lot,
      String(productOf(plant, item).id),
      String(plant.warehouse.companyId),
    ]),
  );
  missing.forEach((key, i) => {
    const id = made[i];
    if (id !== undefined) ids.set(lotKey(key.item, key.lot), id);
  });
  return ids;
}
