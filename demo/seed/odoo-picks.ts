import { type OdooPlant, productOf } from './odoo-context.ts';
import { makeLots } from './odoo-stock.ts';

/**
 * What an order waits for is brought to where it is taken from, as a person does in a warehouse that makes in two or
 * three steps; of the items that are named, the named lot. In a warehouse that makes in one step there is nothing to do.
 */
export async function pickComponents(
  plant: OdooPlant,
  orderId: number,
  lots: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { odoo, warehouse } = plant;
  const types = [
    ['warehouse_id', '=', warehouse.id],
    ['sequence_code', '=', 'PC'],
  ];
  const [type] = await odoo.searchRead('stock.picking.type', types, ['id'], { limit: 1 });
  if (!type) return;
  const [order] = await odoo.searchRead<{ id: number; picking_ids: number[] }>(
    'mrp.production',
    [['id', '=', orderId]],
    ['picking_ids'],
  );
  const open = [
    ['id', 'in', order?.picking_ids ?? []],
    ['picking_type_id', '=', type.id],
    ['state', 'not in', ['done', 'cancel']],
  ];
  for (const { id } of await odoo.searchRead('stock.picking', open, ['id'])) {
    for (const [item, lot] of Object.entries(lots)) await chooseLot(plant, id, item, lot);
    const context = { skip_backorder: true };
    await odoo.call('stock.picking', 'button_validate', { ids: [id], context });
    const [picked] = await odoo.searchRead<{ id: number; state: string }>(
      'stock.picking',
      [['id', '=', id]],
      ['state'],
    );
    if (picked?.state !== 'done') throw new Error(`the pick ${id} could not be finished, it is ${picked?.state}`);
  }
}

async function chooseLot(plant: OdooPlant, pickingId: number, item: string, lot: string): Promise<void> {
  const { odoo, warehouse } = plant;
  const product = productOf(plant, item).id;
  const [lotId] = (await makeLots(plant, [{ item, lot }])).values();
  const moves = await odoo.searchRead<{
    id: number;
    product_uom_qty: number;
    move_line_ids: number[];
    location_dest_id: number;
  }>(
    'stock.move',
    [
      ['picking_id', '=', pickingId],
      ['product_id', '=', product],
    ],
    ['product_uom_qty', 'move_line_ids', 'location_dest_id'],
  );
  for (const move of moves) {
    const line = {
      ...{ product_id: product, lot_id: lotId, quantity: move.product_uom_qty, picking_id: pickingId },
      ...{ location_id: warehouse.stockId, location_dest_id: move.location_dest_id },
    };
    const lines = [...move.move_line_ids.map((id) => [2, id, 0]), [0, 0, line]];
    await odoo.write('stock.move', [move.id], { move_line_ids: lines });
  }
}
