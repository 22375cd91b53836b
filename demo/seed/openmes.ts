import { BOMS, ITEMS, ORDERS, STOCK } from '../factory.ts';
import type { OpenmesClient } from '../http/openmes.ts';
import type { OrderWish } from './odoo-orders.ts';

const LINE = 'LINE-1';
const UNITS: Record<string, string> = { C62: 'pcs', KGM: 'kg', LTR: 'l', MTR: 'm' };
const TRACKING: Record<string, string> = { none: 'none', lot: 'batch', serial: 'serial' };

/** Lines, products with their process, materials, lots and the plant's open orders; what is there already is skipped. */
export async function seedOpenmes(mes: OpenmesClient, plantCode: string): Promise<void> {
  await seedLine(mes, plantCode);
  await importRows(
    mes,
    '/erp/products/import',
    'products',
    ITEMS.map((item) => ({ code: item.number, name: item.name, unit_of_measure: UNITS[item.unit] })),
  );
  await seedProcesses(mes, plantCode);
  await seedMaterials(mes, plantCode);
  const orders = ORDERS.filter(
    (order) => order.plant === plantCode && order.state !== 'draft' && order.state !== 'cancel',
  );
  await seedMesOrders(mes, orders);
}

async function importRows(mes: OpenmesClient, path: string, list: string, rows: object[]): Promise<void> {
  if (rows.length === 0) return;
  const { data } = await mes.post<{ data: { errors: { row: number; message: string }[] } }>(path, {
    strategy: 'skip_existing',
    [list]: rows,
  });
  if (data.errors.length > 0)
    throw new Error(`OpenMES ${path}: ${data.errors.map((e) => `row ${e.row}: ${e.message}`).join('; ')}`);
}

async function seedLine(mes: OpenmesClient, plantCode: string): Promise<void> {
  const { data } = await mes.get<{ data: { code: string }[] }>('/lines');
  if (!data.some((line) => line.code === LINE))
    await mes.post('/lines', { code: LINE, name: `Pump and valve line ${plantCode}` });
}

async function seedProcesses(mes: OpenmesClient, plantCode: string): Promise<void> {
  const { data: products } = await mes.get<{ data: { id: number; code: string }[] }>('/product-types');
  for (const bom of BOMS.filter((candidate) => candidate.plants.includes(plantCode))) {
    const product = products.find((candidate) => candidate.code === bom.item);
    if (!product) throw new Error(`OpenMES has no product ${bom.item}`);
    const { data: templates } = await mes.get<{ data: unknown[] }>(`/product-types/${product.id}/process-templates`);
    if (templates.length > 0) continue;
    const { data: template } = await mes.post<{ data: { id: number } }>(
      `/product-types/${product.id}/process-templates`,
      { name: `${bom.item} rev ${bom.revision}` },
    );
    for (const operation of bom.operations) {
      await mes.post(`/process-templates/${template.id}/steps`, {
        name: operation.name,
        estimated_duration_minutes: operation.minutes,
      });
    }
  }
}

async function seedMaterials(mes: OpenmesClient, plantCode: string): Promise<void> {
  await seedMesMaterials(mes, ITEMS);
  const lots = Object.entries(STOCK[plantCode] ?? {}).flatMap(([item, stock]) =>
    typeof stock === 'string' ? [] : Object.entries(stock).map(([lot, quantity]) => ({ item, lot, quantity })),
  );
  await seedMesLots(mes, lots);
}

export async function seedMesLots(
  mes: OpenmesClient,
  lots: readonly { item: string; lot: string; quantity: string }[],
): Promise<void> {
  await importRows(
    mes,
    '/erp/material-lots/import',
    'lots',
    lots.map(({ item, lot, quantity }) => ({
      material_code: item,
      lot_number: lot,
      quantity_available: Number(quantity),
    })),
  );
}

export async function seedMesOrders(
  mes: OpenmesClient,
  orders: readonly Pick<OrderWish, 'number' | 'item' | 'quantity'>[],
): Promise<void> {
  await importRows(
    mes,
    '/erp/work-orders/import',
    'orders',
    orders.map((order) => ({
      order_no: order.number,
      line_code: LINE,
      product_type_code: order.item,
      planned_qty: Number(order.quantity),
    })),
  );
}

export async function seedMesMaterials(
  mes: OpenmesClient,
  items: readonly { number: string; name: string; unit: string; tracking: string }[],
): Promise<void> {
  const rows = items.map(({ number, name, unit, tracking }) => ({
    ...{ code: number, name },
    unit_of_measure: UNITS[unit],
    tracking_type: TRACKING[tracking],
  }));
  await importRows(mes, '/erp/materials/import', 'materials', rows);
}
