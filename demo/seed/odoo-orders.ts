import { ORDERS, PURCHASE_ORDERS, SUPPLIERS } from '../factory.ts';
import { type OdooPlant, productOf } from './odoo-context.ts';
import { pickComponents } from './odoo-picks.ts';
import { makeLots } from './odoo-stock.ts';

export interface OrderWish {
  number: string;
  item: string;
  quantity: string;
  state: 'draft' | 'confirmed' | 'progress' | 'done' | 'cancel';
  inDays: number;
  outputLot?: string;
}

const utc = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');

/** Manufacturing orders under explicit numbers, which Odoo keeps unique; an order that is there in any form is left alone. */
export async function seedOrders(
  plant: OdooPlant,
  orders: readonly OrderWish[] = ORDERS.filter((o) => o.plant === plant.plantCode),
): Promise<number> {
  const { odoo } = plant;
  const rows = await odoo.searchRead<{ name: string }>(
    'mrp.production',
    ['|', ['name', 'in', orders.map((o) => o.number)], ['name', 'in', orders.map((o) => `${o.number}-001`)]],
    ['name'],
  );
  const known = new Set(rows.map((row) => row.name.replace(/-\d{3}$/, '')));
  let made = 0;
  for (const order of orders.filter((candidate) => !known.has(candidate.number))) {
    await makeOrder(plant, order);
    made += 1;
  }
  return made;
}

export async function makeOrder(plant: OdooPlant, order: OrderWish): Promise<number> {
  const { odoo, warehouse } = plant;
  const product = productOf(plant, order.item);
  const [bom] = await odoo.searchRead(
    'mrp.bom',
    [
      ['product_tmpl_id', '=', product.templateId],
      ['picking_type_id', '=', warehouse.productionTypeId],
    ],
    ['id'],
    { limit: 1, order: 'sequence, id' },
  );
  const id = await odoo.create('mrp.production', {
    name: order.number,
    product_id: product.id,
    product_qty: Number(order.quantity),
    product_uom_id: product.unitId,
    ...(bom ? { bom_id: bom.id } : {}),
    picking_type_id: warehouse.productionTypeId,
    date_start: utc(order.inDays),
    origin: 'demo factory',
  });
  if (order.state === 'draft') return id;
  await odoo.call('mrp.production', 'action_confirm', { ids: [id] });
  if (order.state === 'cancel') await odoo.call('mrp.production', 'action_cancel', { ids: [id] });
  if (order.state === 'progress') await startFirstOperation(plant, id);
  if (order.state === 'done') {
    await pickComponents(plant, id);
    await finishOrder(plant, id, order);
  }
  return id;
}

async function startFirstOperation(plant: OdooPlant, productionId: number): Promise<void> {
  const [workOrder] = await plant.odoo.searchRead('mrp.workorder', [['production_id', '=', productionId]], ['id'], {
    limit: 1,
    order: 'id',
  });
  if (workOrder) await plant.odoo.call('mrp.workorder', 'button_start', { ids: [workOrder.id] });
}

/** Consumes what is reserved, in full, and posts the output into the order's lot. */
async function finishOrder(plant: OdooPlant, id: number, order: OrderWish): Promise<void> {
  const { odoo } = plant;
  const lot = order.outputLot
    ? (await makeLots(plant, [{ item: order.item, lot: order.outputLot }])).values().next().value
    : undefined;
  const values: Record<string, unknown> = { qty_producing: Number(order.quantity) };
  if (lot !== undefined)
    Object.assign(values, odoo.version >= 19 ? { lot_producing_ids: [[6, 0, [lot]]] } : { lot_producing_id: lot });
  await odoo.write('mrp.production', [id], values);
  const moves = await odoo.searchRead<{
    id: number;
    product_uom_qty: number;
    move_line_ids: number[];
    has_tracking: string;
  }>('stock.move', [['raw_material_production_id', '=', id]], ['product_uom_qty', 'move_line_ids', 'has_tracking']);
  for (const move of moves) {
    const isTracked = move.has_tracking !== 'none';
    const change = isTracked
      ? { move_line_ids: move.move_line_ids.map((line) => [1, line, { picked: true }]), picked: true }
      : { quantity: move.product_uom_qty, picked: true };
    await odoo.write('mrp.production', [id], { move_raw_ids: [[1, move.id, change]] });
  }
  await odoo.call('mrp.production', 'button_mark_done', {
    ids: [id],
    context: { skip_consumption: true, skip_backorder: true, skip_redirection: true },
  });
  const [row] = await odoo.searchRead<{ id: number; state: string }>('mrp.production', [['id', '=', id]], ['state']);
  if (row?.state !== 'done') throw new Error(`${order.number} could not be finished, it is ${row?.state}`);
}

export async function seedPurchases(plant: OdooPlant): Promise<number> {
  const { odoo } = plant;
  const wanted = PURCHASE_ORDERS.filter((po) => po.plant === plant.plantCode);
  const partners = await seedSuppliers(plant);
  const known = await odoo.searchRead<{ partner_ref: string }>(
    'purchase.order',
    [['partner_ref', 'in', wanted.map((po) => po.reference)]],
    ['partner_ref'],
  );
  const isKnown = new Set(known.map((row) => row.partner_ref));
  let made = 0;
  for (const po of wanted.filter((candidate) => !isKnown.has(candidate.reference))) {
    const id = await odoo.create('purchase.order', {
      partner_id: partners.get(po.supplier),
      partner_ref: po.reference,
      picking_type_id: plant.warehouse.receiptTypeId,
      order_line: po.lines.map(([item, quantity, price]) => [
        0,
        0,
        {
          product_id: productOf(plant, item).id,
          product_qty: Number(quantity),
          price_unit: Number(price),
          date_planned: utc(10),
        },
      ]),
    });
    if (po.isConfirmed) await odoo.call('purchase.order', 'button_confirm', { ids: [id] });
    made += 1;
  }
  return made;
}

async function seedSuppliers(plant: OdooPlant): Promise<Map<string, number>> {
  const rows = await plant.odoo.searchRead<{ id: number; ref: string }>(
    'res.partner',
    [['ref', 'in', SUPPLIERS.map((s) => s.code)]],
    ['ref'],
  );
  const ids = new Map(rows.map((row) => [row.ref, row.id]));
  for (const supplier of SUPPLIERS) {
    if (!ids.has(supplier.code))
      ids.set(
        supplier.code,
        await plant.odoo.create('res.partner', { name: supplier.name, ref: supplier.code, is_company: true }),
      );
  }
  return ids;
}
