import { BOMS } from '../factory.ts';
import { productOf } from '../seed/odoo-context.ts';
import { makeOrder } from '../seed/odoo-orders.ts';
import { makeLots } from '../seed/odoo-stock.ts';
import { seedMesLots, seedMesOrders } from '../seed/openmes.ts';
import type { Story } from './story.ts';

export const PLANT = 'HAM';
export const PUMP = 'GP-20';
const TRACKED = ['GP-20-HSG', 'GP-20-ROT', 'SEAL-22-NBR'] as const;

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

/** Material enough for every order of the play, and lots that are the play's own, in the ERP and in the MES. Once. */
async function bringMaterial(story: Story): Promise<void> {
  if (story.kept.hasMaterial) return;
  story.kept.hasMaterial = true;
  for (const item of TRACKED) await setStock(story, item, lotOf(story, item), 400);
  await seedMesLots(
    story.mes(PLANT),
    TRACKED.map((item) => ({ item, lot: lotOf(story, item), quantity: '400' })),
  );
  const bom = BOMS.find((candidate) => candidate.item === PUMP);
  for (const [item] of bom?.lines ?? []) {
    if (!TRACKED.some((tracked) => tracked === item)) await setStock(story, item, null, 3000);
  }
}

/** A released order for pumps in the ERP and in the MES. */
export async function openPumpOrder(
  story: Story,
  suffix: string,
  quantity: number,
): Promise<{ number: string; id: number }> {
  await bringMaterial(story);
  const number = `${PLANT}/DEMO/${story.play}${suffix}`;
  const plant = await story.odoo(PLANT);
  const id = await makeOrder(plant, { number, item: PUMP, quantity: String(quantity), state: 'confirmed', inDays: 0 });
  await seedMesOrders(story.mes(PLANT), [{ number, item: PUMP, quantity: String(quantity) }]);
  return { number, id };
}

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
    outputLots: [{ lotNumber: `GP-${story.play}`, quantity: pieces(quantity) }],
    consumption: TRACKED.map((item) => ({
      itemNumber: item,
      quantity: pieces(quantity),
      lots: [{ lotNumber: lotOf(story, item), quantity: pieces(quantity) }],
    })),
    endedAt: new Date().toISOString(),
    operator: 'M. Petersen',
    ...change,
  };
}
