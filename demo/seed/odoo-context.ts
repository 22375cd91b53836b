import { ITEMS, WORK_CENTERS } from '../factory.ts';
import type { OdooClient } from '../http/odoo.ts';

/** What seeding has looked up in one Odoo for one plant. */
export interface OdooPlant {
  odoo: OdooClient;
  plantCode: string;
  warehouse: { id: number; stockId: number; productionTypeId: number };
  /** Product ids by item number. */
  products: Map<string, { id: number; templateId: number; unitId: number }>;
  workCenters: Map<string, number>;
}

/** The plant's warehouse by its code; created where the server has none of that code. */
export async function openPlant(
  odoo: OdooClient,
  plantCode: string,
  warehouseCode: string,
  plantName: string,
): Promise<OdooPlant> {
  const fields = ['id', 'lot_stock_id', 'manu_type_id'];
  const find = () => odoo.searchRead('stock.warehouse', [['code', '=', warehouseCode]], fields, { limit: 1 });
  let [row] = await find();
  if (!row) {
    await odoo.create('stock.warehouse', { name: plantName, code: warehouseCode });
    [row] = await find();
  }
  if (!row) throw new Error(`the warehouse ${warehouseCode} could not be created`);
  const warehouse = { id: row.id, stockId: row.lot_stock_id as number, productionTypeId: row.manu_type_id as number };
  return { odoo, plantCode, warehouse, products: new Map(), workCenters: new Map() };
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

const UNIT_NAMES: Record<string, readonly string[]> = {
  C62: ['Units', 'Unit', 'Unité'],
  KGM: ['kg'],
  LTR: ['L'],
  MTR: ['m'],
};

export async function unitIds(odoo: OdooClient): Promise<Map<string, number>> {
  const rows = await odoo.searchRead<{ id: number; name: string }>('uom.uom', [], ['id', 'name']);
  const ids = new Map<string, number>();
  for (const [code, names] of Object.entries(UNIT_NAMES)) {
    const row = rows.find((candidate) => names.includes(candidate.name));
    if (!row) throw new Error(`this Odoo has no unit of measure named ${names.join(' or ')}`);
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
  const ids = await loadRecords(odoo, 'product.product', fields, data);
  for (const [i, item] of rows.entries()) {
    const id = ids[i];
    if (id !== undefined && item.cost) await odoo.write('product.product', [id], { standard_price: Number(item.cost) });
  }
  await readItems(
    plant,
    items.map((item) => item.number),
  );
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
