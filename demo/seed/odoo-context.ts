import { meaningOf } from '../../lib/units.ts';
import { ITEMS, WORK_CENTERS } from '../factory.ts';
import { inCompany, OdooCallError, type OdooClient } from '../http/odoo.ts';

/** What seeding has looked up in one Odoo for one plant. */
export interface OdooPlant {
  /** Works for the company of the plant's warehouse. */
  odoo: OdooClient;
  plantCode: string;
  warehouse: Warehouse;
  /** Product ids by item number. */
  products: Map<string, { id: number; templateId: number; unitId: number }>;
  workCenters: Map<string, number>;
}

interface Warehouse {
  id: number;
  companyId: number;
  stockId: number;
  /** The warehouse's own location, above all others. */
  viewId: number;
  productionTypeId: number;
  receiptTypeId: number;
}

/** The plant's warehouse by its code; created where the server has none of that code. */
export async function openPlant(
  odoo: OdooClient,
  plantCode: string,
  warehouseCode: string,
  plantName: string,
): Promise<OdooPlant> {
  const found = await findWarehouse(odoo, warehouseCode);
  if (!found) await createWarehouse(odoo, warehouseCode, plantName);
  const warehouse = found ?? (await findWarehouse(odoo, warehouseCode));
  if (!warehouse) throw new Error(`the warehouse ${warehouseCode} could not be created`);
  return {
    ...{ odoo: inCompany(odoo, warehouse.companyId), plantCode, warehouse },
    ...{ products: new Map(), workCenters: new Map() },
  };
}

async function findWarehouse(odoo: OdooClient, code: string): Promise<Warehouse | undefined> {
  const fields = ['company_id', 'lot_stock_id', 'view_location_id', 'manu_type_id', 'in_type_id'];
  const domain = [['code', '=', code]];
  const [row] = await odoo.searchRead('stock.warehouse', domain, fields, { limit: 1, order: 'id' });
  if (!row) return undefined;
  const id = (field: string) => row[field] as number;
  return {
    ...{ id: row.id, companyId: id('company_id'), stockId: id('lot_stock_id'), viewId: id('view_location_id') },
    ...{ productionTypeId: id('manu_type_id'), receiptTypeId: id('in_type_id') },
  };
}

/** A second warehouse switches Odoo's storage locations on, which only an administrator may do. */
async function createWarehouse(odoo: OdooClient, code: string, name: string): Promise<void> {
  try {
    await odoo.create('stock.warehouse', { name, code });
  } catch (error) {
    if (!(error instanceof OdooCallError && error.isAboutRights)) throw error;
    throw new Error(
      `This Odoo has no warehouse with the code ${code}, and the user may not create one: let an administrator do it ` +
        '(Inventory, Configuration, Warehouses), or name a code that is there in the factory file',
    );
  }
}

/** Records that loading by external id makes once; returns their ids in the order of the rows. */
export async function loadRecords(
  odoo: OdooClient,
  model: string,
  fields: string[],
  data: string[][],
): Promise<number[]> {
  if (data.length === 0) return [];
  const answer = await odoo.call<{ ids: number[] | false; messages: { message: string }[] }>(model, 'load', {
    named: { fields, data },
  });
  if (!answer.ids) throw new Error(`${model}: ${answer.messages.map((m) => m.message).join('; ')}`);
  return answer.ids;
}

/** Letters, digits and underscores only, as an external id may have. */
export const externalId = (kind: string, key: string) =>
  `hub_demo.${kind}_${key.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;

/** Odoo's units by their UN/CEFACT codes, as far as the demo factory needs them. */
export async function unitIds(odoo: OdooClient): Promise<Map<string, number>> {
  const rows = await odoo.searchRead<{ id: number; name: string }>('uom.uom', [], ['id', 'name'], { order: 'id' });
  const ids = new Map<string, number>();
  for (const code of new Set(ITEMS.map((item) => item.unit))) {
    const row = rows.find(({ name }) => meaningOf(name)?.code === code);
    if (!row) throw new Error(`this Odoo has no unit of measure that is a ${code} by its name`);
    ids.set(code, row.id);
  }
  return ids;
}

export async function seedItems(
  plant: OdooPlant,
  items: readonly { number: string; name: string; tracking: string; unit: string; cost?: string }[] = ITEMS,
): Promise<void> {
  const { odoo } = plant;
  const units = await unitIds(odoo);
  const isOld = odoo.version < 18;
  const fields = [
    'id',
    'default_code',
    'name',
    'tracking',
    'uom_id/.id',
    ...(odoo.version < 19 ? ['uom_po_id/.id'] : []),
    isOld ? 'detailed_type' : 'type',
    ...(isOld ? [] : ['is_storable']),
  ];
  const missing = await odoo.searchRead<{ id: number; default_code: string }>(
    'product.product',
    [['default_code', 'in', items.map((i) => i.number)]],
    ['default_code'],
  );
  const known = new Set(missing.map((row) => row.default_code));
  const rows = items.filter((item) => !known.has(item.number));
  const data = rows.map((item) => {
    const unit = String(units.get(item.unit));
    return [
      externalId('item', item.number),
      item.number,
      item.name,
      item.tracking,
      unit,
      ...(odoo.version < 19 ? [unit] : []),
      isOld ? 'product' : 'consu',
      ...(isOld ? [] : ['True']),
    ];
  });
  await loadRecords(odoo, 'product.product', fields, data);
  await readItems(
    plant,
    items.map((item) => item.number),
  );
  await seedCosts(plant, items);
}

/** Each company has costs of its own: what has one is left alone. */
async function seedCosts(plant: OdooPlant, items: readonly { number: string; cost?: string }[]): Promise<void> {
  const wanted = new Map(items.flatMap(({ number, cost }) => (cost ? [[productOf(plant, number).id, cost]] : [])));
  const priced = await plant.odoo.searchRead<{ id: number; standard_price: number }>(
    'product.product',
    [['id', 'in', [...wanted.keys()]]],
    ['standard_price'],
  );
  for (const { id, standard_price: price } of priced)
    if (price === 0) await plant.odoo.write('product.product', [id], { standard_price: Number(wanted.get(id)) });
}

export async function readItems(plant: OdooPlant, numbers: readonly string[]): Promise<void> {
  const rows = await plant.odoo.searchRead<{
    id: number;
    default_code: string;
    product_tmpl_id: number;
    uom_id: number;
  }>('product.product', [['default_code', 'in', [...numbers]]], ['default_code', 'product_tmpl_id', 'uom_id']);
  for (const row of rows)
    plant.products.set(row.default_code, { id: row.id, templateId: row.product_tmpl_id, unitId: row.uom_id });
}

export async function seedWorkCenters(plant: OdooPlant): Promise<void> {
  const wanted = WORK_CENTERS[plant.plantCode] ?? [];
  const rows = await plant.odoo.searchRead<{ id: number; code: string }>(
    'mrp.workcenter',
    [['code', 'in', wanted.map((w) => w.code)]],
    ['code'],
  );
  for (const row of rows) plant.workCenters.set(row.code, row.id);
  for (const center of wanted) {
    if (plant.workCenters.has(center.code)) continue;
    plant.workCenters.set(
      center.code,
      await plant.odoo.create('mrp.workcenter', { name: center.name, code: center.code, costs_hour: 60 }),
    );
  }
}

export function productOf(plant: OdooPlant, itemNumber: string) {
  const product = plant.products.get(itemNumber);
  if (!product) throw new Error(`${itemNumber} is not in the Odoo of ${plant.plantCode}`);
  return product;
}
