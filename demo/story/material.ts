import { productOf, readItems } from '../seed/odoo-context.ts';
import { makeOrder } from '../seed/odoo-orders.ts';
import { pickComponents } from '../seed/odoo-picks.ts';
import { makeLots } from '../seed/odoo-stock.ts';
import { seedMesLots, seedMesMaterials, seedMesOrders } from '../seed/openmes.ts';
import type { Story } from './story.ts';

export const PLANT = 'HAM';
export const PUMP = 'GP-20';

/** Lots that a play brings for the pump's tracked parts. */
export const lotOf = (story: Story, item: string) => `${item}-${story.play}`;

export async function setStock(story: Story, item: string, lot: string | null, quantity: number): Promise<void> {
  const plant = await story.odoo(PLANT);
  const lotId = lot ? ([...(await makeLots(plant, [{ item, lot }])).values()][0] ?? false) : false;
  const context = { inventory_mode: true };
  const [quant] = await plant.odoo.searchRead<{ id: number; quantity: number }>(
    'stock.quant',
    [
      ['product_id', '=', productOf(plant, item).id],
      ['location_id', '=', plant.warehouse.stockId],
      ['lot_id', '=', lotId],
    ],
    ['quantity'],
    { limit: 1 },
  );
  if (quant && lot === null && quant.quantity >= quantity) return;
  if (quant) await plant.odoo.write('stock.quant', [quant.id], { inventory_quantity_auto_apply: quantity }, context);
  else {
    const id = await plant.odoo.create(
      'stock.quant',
      {
        product_id: productOf(plant, item).id,
        location_id: plant.warehouse.stockId,
        lot_id: lotId,
        inventory_quantity: quantity,
      },
      context,
    );
    await plant.odoo.call('stock.quant', 'action_apply_inventory', { ids: [id], context });
  }
}

/** The pump's parts as the plant builds it today: a released change may have brought another seal. */
export interface PumpParts {
  tracked: string[];
  untracked: string[];
}

/** Brings, once a play, material enough for all its orders, in lots of its own, to the ERP and the MES. */
export async function bringMaterial(story: Story): Promise<PumpParts> {
  if (story.kept.parts) return story.kept.parts;
  const parts = await readParts(story);
  story.kept.parts = parts;
  for (const item of parts.tracked) await setStock(story, item, lotOf(story, item), 400);
  for (const item of parts.untracked) await setStock(story, item, null, 3000);
  const mes = story.mes(PLANT);
  await seedMesMaterials(
    mes,
    parts.tracked.map((number) => ({ number, name: number, unit: 'C62', tracking: 'lot' })),
  );
  await seedMesLots(
    mes,
    parts.tracked.map((item) => ({ item, lot: lotOf(story, item), quantity: '400' })),
  );
  return parts;
}

async function readParts(story: Story): Promise<PumpParts> {
  const plant = await story.odoo(PLANT);
  const { odoo, warehouse } = plant;
  const [bom] = await odoo.searchRead(
    'mrp.bom',
    [
      ['product_tmpl_id', '=', productOf(plant, PUMP).templateId],
      ['picking_type_id', '=', warehouse.productionTypeId],
    ],
    ['id'],
    { limit: 1, order: 'sequence, id' },
  );
  const lines = await odoo.searchRead<{ id: number; product_id: number }>(
    'mrp.bom.line',
    [['bom_id', '=', bom?.id ?? 0]],
    ['product_id'],
  );
  const rows = await odoo.searchRead<{ id: number; default_code: string; tracking: string }>(
    'product.product',
    [['id', 'in', lines.map((line) => line.product_id)]],
    ['default_code', 'tracking'],
  );
  const numbers = (isTracked: boolean) =>
    rows.filter((row) => (row.tracking !== 'none') === isTracked).map((row) => row.default_code);
  await readItems(plant, [PUMP, ...numbers(true), ...numbers(false)]);
  return { tracked: numbers(true), untracked: numbers(false) };
}

/** A released order for pumps in the ERP and in the MES, with its material where it is taken from. */
export async function openPumpOrder(
  story: Story,
  suffix: string,
  quantity: number,
): Promise<{ number: string; id: number }> {
  await bringMaterial(story);
  const number = `${PLANT}/DEMO/${story.play}${suffix}`;
  const plant = await story.odoo(PLANT);
  const id = await makeOrder(plant, { number, item: PUMP, quantity: String(quantity), state: 'confirmed', inDays: 0 });
  const tracked = (story.kept.parts?.tracked ?? []).map((item) => [item, lotOf(story, item)]);
  await pickComponents(plant, id, Object.fromEntries(tracked));
  await seedMesOrders(story.mes(PLANT), [{ number, item: PUMP, quantity: String(quantity) }]);
  return { number, id };
}

/** One output lot an order: a lot of another order may not be added to. */
export const outputLotOf = (orderNumber: string) => `GP-${orderNumber.split('/').pop()}`;

const pieces = (value: number) => ({ value: String(value), unit: 'C62' });

/** A report of pumps with the play's lots; untracked parts are backflushed. */
export function pumpReport(
  story: Story,
  orderNumber: string,
  quantity: number,
  change: object = {},
): Record<string, unknown> {
  return {
    plantCode: PLANT,
    orderNumber,
    good: pieces(quantity),
    outputLots: [{ lotNumber: outputLotOf(orderNumber), quantity: pieces(quantity) }],
    consumption: (story.kept.parts?.tracked ?? []).map((item) => ({
      itemNumber: item,
      quantity: pieces(quantity),
      lots: [{ lotNumber: lotOf(story, item), quantity: pieces(quantity) }],
    })),
    endedAt: new Date().toISOString(),
    operator: 'M. Petersen',
    ...change,
  };
}
