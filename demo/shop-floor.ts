import { SHOP_FLOOR } from './factory.ts';
import type { GraphUser } from './http/graph.ts';
import { type OdooPlant, productOf } from './seed/odoo-context.ts';
import { makeOrder } from './seed/odoo-orders.ts';

/** The simulated shop floor of one plant: it makes brackets on orders of its own and reports them as an MES would. */
export interface ShopFloor {
  /** One report; opens a new order when the last one is finished. */
  runOnce(): Promise<'confirmed' | 'opened' | 'waiting'>;
}

const CONFIRM = `mutation Confirm($input: ConfirmProductionInput!, $key: ID!) {
  confirmProduction(input: $input, idempotencyKey: $key) { command { id status } problems { code message } }
}`;

export function createShopFloor(plant: OdooPlant, mes: GraphUser, random: () => number = Math.random): ShopFloor {
  const code = plant.plantCode;
  let current: { number: string; left: number } | undefined;
  return {
    async runOnce() {
      current ??= await findOpenOrder(plant);
      if (!current) {
        await topUp(plant);
        current = await openOrder(plant);
        return 'opened';
      }
      const quantity = Math.min(current.left, 1 + Math.floor(random() * 3));
      const input = {
        plantCode: code,
        orderNumber: current.number,
        good: { value: String(quantity), unit: 'C62' },
        operator: 'shop floor simulation',
      };
      const key = `shop-floor-${code}-${current.number}-${current.left}`;
      const answer = await mes.ask<{ confirmProduction: { command: { status: string } | null } | null }>(CONFIRM, {
        input,
        key,
      });
      if (!answer.data?.confirmProduction?.command) return 'waiting';
      current = current.left > quantity ? { number: current.number, left: current.left - quantity } : undefined;
      return 'confirmed';
    },
  };
}

const prefixOf = (plant: OdooPlant) => `${plant.plantCode}/SF/`;

async function findOpenOrder(plant: OdooPlant): Promise<{ number: string; left: number } | undefined> {
  const [row] = await plant.odoo.searchRead<{ id: number; name: string; product_qty: number }>(
    'mrp.production',
    [
      ['name', '=like', `${prefixOf(plant)}%`],
      ['state', 'in', ['confirmed', 'progress', 'to_close']],
    ],
    ['name', 'product_qty'],
    { limit: 1, order: 'id' },
  );
  return row && { number: row.name.replace(/-\d{3}$/, ''), left: row.product_qty };
}

async function openOrder(plant: OdooPlant): Promise<{ number: string; left: number }> {
  const rows = await plant.odoo.searchRead<{ name: string }>(
    'mrp.production',
    [['name', '=like', `${prefixOf(plant)}%`]],
    ['name'],
  );
  const last = Math.max(
    0,
    ...rows.map((row) => Number(row.name.slice(prefixOf(plant).length, prefixOf(plant).length + 5))),
  );
  const number = `${prefixOf(plant)}${String(last + 1).padStart(5, '0')}`;
  await makeOrder(plant, {
    number,
    item: SHOP_FLOOR.item,
    quantity: SHOP_FLOOR.quantity,
    state: 'confirmed',
    inDays: 0,
  });
  return { number, left: Number(SHOP_FLOOR.quantity) };
}

/** Material for the next order, by counting: an absolute quantity, so that counting twice does no harm. */
async function topUp(plant: OdooPlant): Promise<void> {
  for (const [item, quantity] of SHOP_FLOOR.stock) {
    const [quant] = await plant.odoo.searchRead<{ id: number; quantity: number }>(
      'stock.quant',
      [
        ['product_id', '=', productOf(plant, item).id],
        ['location_id', '=', plant.warehouse.stockId],
      ],
      ['quantity'],
      { limit: 1 },
    );
    if (!quant || quant.quantity >= Number(quantity)) continue;
    await plant.odoo.write(
      'stock.quant',
      [quant.id],
      { inventory_quantity_auto_apply: Number(quantity) },
      { inventory_mode: true },
    );
  }
}
